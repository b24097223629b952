"""Snapshots: copies of a training state in records of one size, taken while it is advanced.

A record holds whatever the random draws do not decide; ``core/snapshots.hpp`` fills it in the same layout.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from numbers import Integral
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

import rosenblatt._core as _core
from rosenblatt._typing import IntArray
from rosenblatt.errors import PlanError, nearest
from rosenblatt.history import COLUMNS, History
from rosenblatt.training.state import TrainingState

Records: TypeAlias = NDArray[Any]
"""An array of :func:`record_dtype`'s records, one a snapshot."""

HEAD = (("checksum", "<u8", ()), ("batch", "<i8", ()), ("row", "<f8", (len(COLUMNS),)))
"""What every record begins with.

- checksum : of the rest of the record in a file; see :mod:`rosenblatt.recording.seal`.
- batch : how many batches (of a perceptron: samples) of an epoch are complete, 0 at its end.
- row : the history's row of the epoch that has ended; NaN at the start and inside an epoch.
"""

MODES = ("epochs", "steps", "log")
LOG_AT_MOST = 300
"""How many snapshots ``log`` takes at most, the start and the end apart."""


class Recordable(Protocol):
    """A training state of which snapshots can be taken."""

    @property
    def recorded(self) -> dict[str, NDArray[Any]]:
        """The arrays a snapshot copies, by the names of the record's fields."""

    @property
    def epoch(self) -> int:
        """Epochs made."""


State = TypeVar("State", bound=Recordable, contravariant=True)


class Recorder(Protocol[State]):
    """Keeps the snapshots of a training.

    ``begin`` is called before the first epoch; then for every chunk ``reserve`` and ``commit``; at last, also
    after an error, ``add_last``.
    """

    @property
    def moments(self) -> Moments:
        """When snapshots are taken."""

    def begin(self, state: State, data: Any, plan: Any) -> None:  # noqa: ANN401  # of the state's kind
        """Take the first snapshot, unless this training is recorded already."""

    def reserve(self, n: int) -> Records | None:
        """Return at least ``n`` free records, or None to continue without recording."""

    def commit(self, n: int) -> None:
        """Keep the first ``n`` of the records reserved last."""

    def add(self, state: State, row: NDArray[np.float64] | None) -> None:
        """Add a snapshot of a state between two epochs, with its row of the history."""

    def add_last(self, state: State, history: History) -> None:
        """Add a snapshot of the state in which training ends, unless there is one."""


@dataclass(frozen=True)
class Moments:
    """When snapshots are taken: after every batch (of a perceptron: sample) if ``steps`` is true.

    Otherwise after the named ``epochs``, in rising order, or, without them, after every ``every`` epochs.
    """

    steps: bool = False
    every: int = 1
    epochs: IntArray | None = None

    @classmethod
    def of(cls, record: str | int, max_iter: int) -> Moments:
        """Return the moments for ``record``: "epochs", "steps", "log" or a number; else raise PlanError."""
        if isinstance(record, Integral) and not isinstance(record, bool) and record >= 1:
            return cls(every=int(record))
        if record == "epochs":
            return cls()
        if record == "steps":
            return cls(steps=True)
        if record == "log":
            spread = np.geomspace(1, max(max_iter, 1), LOG_AT_MOST).round()
            return cls(epochs=np.unique(spread.astype(np.int64)))
        raise PlanError(
            "record must be 'epochs', 'steps', 'log', a number n for every n-th epoch, or None; "
            f"got {record!r}{nearest(record, MODES)}"
        )

    def at_end_of(self, epoch: int) -> bool:
        """Whether a snapshot is taken when an epoch has ended."""
        if self.epochs is not None:
            place = int(np.searchsorted(self.epochs, epoch))
            return place < len(self.epochs) and int(self.epochs[place]) == epoch
        return self.steps or epoch % self.every == 0


def steps_in_epoch(data: Any, plan: Any) -> int:  # noqa: ANN401  # a network's data and plan, or a perceptron's
    """Return how many batches (of a perceptron: samples) there are in an epoch."""
    if hasattr(data, "train"):
        n_samples = len(data.train)
        return -(-n_samples // plan.batch_length(n_samples)) if plan.solver != "lbfgs" else 1
    return len(data.classes) if data.validation is None else int((~data.validation).sum())


def record_parts(state: Recordable, *, underway: bool) -> dict[str, NDArray[Any]]:
    """Return the arrays that a snapshot copies, by name; ``underway`` adds the sums of the current epoch."""
    parts = dict(state.recorded)
    if underway and isinstance(state, TrainingState):  # behind the scalars, where numbers are aligned
        return {"progress": parts.pop("progress"), "underway": state.underway, **parts}
    return parts


def record_dtype(recorded: dict[str, NDArray[Any]]) -> np.dtype[Any]:
    """Layout of records with these :func:`record_parts`."""
    return record_layout(tuple((name, array.dtype, array.shape) for name, array in recorded.items()))


@lru_cache(maxsize=64)
def record_layout(parts: tuple[tuple[str, np.dtype[Any], tuple[int, ...]], ...]) -> np.dtype[Any]:
    """Layout of records: the head, then the parts without gaps, filled up to a multiple of eight bytes."""
    fields = [*((name, np.dtype(dtype), shape) for name, dtype, shape in HEAD), *parts]
    offsets, end = [], 0
    for _, dtype, shape in fields:
        offsets.append(end)
        end += dtype.itemsize * math.prod(shape)
    return np.dtype(
        {
            "names": [name for name, _, _ in fields],
            "formats": [(dtype, shape) for _, dtype, shape in fields],
            "offsets": offsets,
            "itemsize": end + -end % 8,
        }
    )


def write_snapshot(records: Records, i: int, state: Recordable, row: NDArray[np.float64] | None) -> None:
    """Copy a state between two epochs into record ``i``."""
    records["checksum"][i] = 0
    records["batch"][i] = 0
    records["row"][i] = np.nan if row is None else row
    parts = record_parts(state, underway="underway" in (records.dtype.names or ()))
    for name, array in parts.items():
        records[name][i] = array


@contextmanager
def resting(recorder: Recorder[State] | None, state: State, history: History) -> Iterator[None]:
    """Have where training rests recorded, however the block ends."""
    try:
        yield
    finally:
        if recorder is not None:
            recorder.add_last(state, history)


def snapshot_room(recorder: Recorder[Any] | None, data: Any, plan: Any) -> _core.SnapshotRoom | None:  # noqa: ANN401
    """Return room for an epoch's snapshots at least, and when they are taken; None if none are."""
    if recorder is None:
        return None
    moments = recorder.moments
    records = recorder.reserve(steps_in_epoch(data, plan) if moments.steps else 1)
    if records is None:
        return None
    as_bytes = records.view(np.uint8).reshape(len(records), records.dtype.itemsize)
    return _core.SnapshotRoom(as_bytes, moments.steps, moments.every, moments.epochs)
