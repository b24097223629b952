"""Going on with the recording of a training that was ended and is resumed."""

from __future__ import annotations

import os

import numpy as np

from rosenblatt.errors import ModelFileError
from rosenblatt.recording.file import Content, read_recording
from rosenblatt.recording.kinds import kind_of
from rosenblatt.recording.start import Start


def recorded_before(path: str | os.PathLike[str], now: Start) -> Content | None:
    """Return what a file holds of the training that goes on now, up to where it goes on.

    Parameters
    ----------
    path : path-like
    now : Start
        Where training goes on, and how it is recorded.

    Returns
    -------
    Content or None
        None if there is no such file, or it is the recording of another training.
    """
    try:
        found = read_recording(path, verify=True)
    except ModelFileError:
        return None
    is_same = (
        (found.start.plan, found.start.record) == (now.plan, now.record)
        and found.records.dtype == now.dtype
        and found.start.rows.keys() == now.rows.keys()
        and all(np.array_equal(found.start.rows[name], now.rows[name]) for name in now.rows)
        and type(found.start.state) is type(now.state)
    )
    if not is_same:
        return None
    kind, epoch = kind_of(found.start), now.state.epoch
    epochs, batches = kind.epochs(found.records), found.records["batch"]
    until = (epochs < epoch) | ((epochs == epoch) & (batches == 0))
    n = len(until) if until.all() else int(np.argmin(until))
    # What the recording's start draws by then must be what the state has drawn.
    if n == 0 or kind.drawn(now.state) != now.state:
        return None
    if epochs[n - 1] == epoch and kind.state(found.records, n - 1) != now.state:
        return None
    return Content(found.start, found.begin, found.records[:n], None, None)
