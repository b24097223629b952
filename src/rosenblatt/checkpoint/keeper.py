"""CheckpointKeeper: writes a checkpoint now and then while training is advanced."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping
from pathlib import Path

from rosenblatt.checkpoint.checkpoint import Checkpoint
from rosenblatt.checkpoint.file import save_checkpoint
from rosenblatt.errors import PlanError
from rosenblatt.history import History
from rosenblatt.plan import Plan
from rosenblatt.training.data import TrainingData
from rosenblatt.training.state import TrainingState

EVERY = "30s"


class CheckpointKeeper:
    """A listener for :func:`~rosenblatt.training.advance.advance` that writes checkpoints.

    Parameters
    ----------
    path : path-like
        Where they are written; the last two are kept, see :func:`~rosenblatt.checkpoint.save_checkpoint`.
    plan : Plan
    data : TrainingData
        Its digest is taken once.
    every : str or int, default="30s"
        Seconds (``"30s"``, ``"0.5s"``), or epochs as a number. Checkpoints are made between the chunks of
        about 50 ms in which training is advanced, never more than one a chunk.
    owner : mapping, optional
        See :class:`~rosenblatt.checkpoint.Checkpoint`.

    Raises
    ------
    PlanError
        If ``every`` is neither.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        plan: Plan,
        data: TrainingData,
        *,
        every: str | int = EVERY,
        owner: Mapping[str, object] | None = None,
    ) -> None:
        self.path = Path(path)
        self._plan, self._data, self._owner = plan, data, owner
        self._seconds, self._epochs = _interval(every)
        self._digest = data.digest
        self._last_time, self._last_epoch = time.monotonic(), 0

    def __call__(self, state: TrainingState, history: History) -> None:
        """Write a checkpoint if it is time for one."""
        late = time.monotonic() - self._last_time >= self._seconds
        if late or state.epoch - self._last_epoch >= self._epochs:
            self.write(state, history)

    def write(self, state: TrainingState, history: History, stopped_by: str | None = None) -> None:
        """Write a checkpoint now."""
        made = Checkpoint.of(
            state,
            history,
            self._plan,
            self._data,
            digest=self._digest,
            stopped_by=stopped_by,
            owner=self._owner,
        )
        save_checkpoint(self.path, made)
        self._last_time, self._last_epoch = time.monotonic(), state.epoch


def _interval(every: str | int) -> tuple[float, float]:
    """Seconds and epochs between two checkpoints; one of them is infinite."""
    text = str(every)
    try:
        number = float(text[:-1]) if text.endswith("s") else int(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise PlanError(
            f"checkpoints are made every so many seconds ('30s') or epochs (100), got {every!r}: give one"
        )
    return (number, math.inf) if text.endswith("s") else (math.inf, number)
