"""CheckpointKeeper: writes checkpoints at intervals while training is advanced."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from rosenblatt.checkpoint.file import Checkpoint, save_checkpoint
from rosenblatt.checkpoint.states import AnyData, AnyPlan, AnyState
from rosenblatt.errors import PlanError
from rosenblatt.history import History

EVERY = "30s"


class CheckpointKeeper:
    """A listener for :func:`~rosenblatt.training.advance.advance` that writes checkpoints.

    The last two are kept, see :func:`~rosenblatt.checkpoint.save_checkpoint`. ``every`` is a time in seconds
    (``"30s"``, ``"0.5s"``) or a number of epochs, else a PlanError is raised; for epochs pass :attr:`epochs`
    to ``advance`` as ``every``, which otherwise calls its listener only about every 50 ms. ``arrays`` returns
    the further arrays, and ``owner`` has the values, of :class:`~rosenblatt.checkpoint.Checkpoint`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        plan: AnyPlan,
        data: AnyData,
        *,
        every: str | int = EVERY,
        arrays: Callable[[], Mapping[str, NDArray[Any]]] = dict,
        owner: Mapping[str, object] | None = None,
    ) -> None:
        self.path = Path(os.fsdecode(path))
        self._plan, self._arrays, self._owner = plan, arrays, owner or {}
        self._seconds, self._epochs = interval(every)
        self._digest = data.digest
        self._last_time, self._last_epoch = time.monotonic(), 0

    @property
    def epochs(self) -> int | None:
        """Epochs between two checkpoints; None if the interval is in seconds."""
        return None if math.isinf(self._epochs) else int(self._epochs)

    def __call__(self, state: AnyState, history: History) -> None:
        """Write a checkpoint if the interval has passed."""
        late = time.monotonic() - self._last_time >= self._seconds
        if late or state.epoch - self._last_epoch >= self._epochs:
            self.write(state, history)

    def write(self, state: AnyState, history: History, stopped_by: str | None = None) -> None:
        """Write a checkpoint now."""
        self._last_time, self._last_epoch = time.monotonic(), state.epoch
        arrays = self._arrays()
        made = Checkpoint(state, history, self._plan, self._digest, stopped_by, arrays, self._owner)
        save_checkpoint(self.path, made)


def interval(every: str | int) -> tuple[float, float]:
    """Return seconds and epochs between two checkpoints; one of them is infinite. PlanError if impossible."""
    text = str(every)
    try:
        number = float(text[:-1]) if text.endswith("s") else int(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise PlanError(
            f"checkpoints are made every so many seconds ('30s') or epochs (100), got {every!r:.80}: give one"
        )
    return (number, math.inf) if text.endswith("s") else (math.inf, number)
