"""``record`` and ``record_path``: what they may be, who records a fit, and the recording it leaves."""

from __future__ import annotations

import os
from numbers import Integral
from typing import Any, Protocol

from sklearn.utils._param_validation import Interval, StrOptions

from rosenblatt.errors import DivergedError, PlanError
from rosenblatt.history import History
from rosenblatt.recording import Recording, TrainingRecorder
from rosenblatt.training.snapshots import MODES
from rosenblatt.training.stopping import INTERRUPT

RECORD_CONSTRAINTS: dict[str, list[Any]] = {
    "record": [StrOptions(set(MODES)), Interval(Integral, 1, None, closed="left"), None],
    "record_path": [str, os.PathLike, None],
}


class Recorded(Protocol):
    """An estimator that can be asked to record."""

    record: str | int | None
    record_path: str | os.PathLike[str] | None
    recording_: Recording


def recorder_of(estimator: Recorded) -> TrainingRecorder | None:
    """Return who records the fit that begins, None if nobody does; an older recording is let go.

    Raises
    ------
    PlanError
        If there is a path but nothing to record.
    """
    vars(estimator).pop("recording_", None)
    if estimator.record is None:
        if estimator.record_path is not None:
            raise PlanError(
                f"record_path={os.fspath(estimator.record_path)!r} without record: say what to record, "
                "record='epochs' for a snapshot an epoch"
            )
        return None
    return TrainingRecorder(estimator.record, estimator.record_path)


def keep_recording(
    estimator: Recorded,
    recorder: TrainingRecorder | None,
    history: History,
    stopped_by: str | None,
    trouble: BaseException | None,
) -> None:
    """Set ``recording_``, if there is one, however training has ended."""
    if trouble is not None:
        interrupted, diverged = isinstance(trouble, KeyboardInterrupt), isinstance(trouble, DivergedError)
        stopped_by = INTERRUPT if interrupted else "diverged" if diverged else "error"
    recording = None if recorder is None else recorder.finish(history, stopped_by)
    if recording is not None:
        estimator.recording_ = recording
