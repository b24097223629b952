"""TensorBoard: every epoch's numbers as scalars of a TensorBoard run."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from rosenblatt.callbacks.epoch_callback import EpochCallback, Listening
from rosenblatt.callbacks.extras import import_extra

FLUSH_SECONDS = 1.0
"""The maximum time before the numbers of a running fit are written to the file."""


class TensorBoard(EpochCallback):
    """Writes a curve of every column of the history; ``tensorboard --logdir FOLDER`` shows them.

    Each fit is a run in its own folder, named by the time and the estimator. Neither TensorFlow nor
    PyTorch is needed.

    Parameters
    ----------
    folder : path-like, default="runs"
        The parent of the runs' folders.

    Raises
    ------
    RosenblattError
        Without the package: ``pip install '.[tensorboard]'`` in a clone of Rosenblatt.
    """

    def __init__(self, folder: str | os.PathLike[str] = "runs") -> None:
        import_extra("tensorboard.summary", "tensorboard")
        self.folder = folder

    def fit_begins(self, estimator: object) -> Listening:
        """Make the run's folder."""
        return _Run(_new_folder(Path(self.folder), type(estimator).__name__))


class _Run(Listening):
    """One fit's scalars, each under the column's name, counted in epochs."""

    def __init__(self, folder: Path) -> None:
        self._writer: Any = import_extra("tensorboard.summary", "tensorboard").Writer(str(folder))
        self._flushed = time.monotonic()

    def epoch_ended(self, row: Mapping[str, float]) -> None:
        """Write an epoch."""
        for name, value in row.items():
            if name != "epoch":
                self._writer.add_scalar(name, value, int(row["epoch"]))
        if time.monotonic() - self._flushed > FLUSH_SECONDS:
            self._writer.flush()
            self._flushed = time.monotonic()

    def fit_ended(self, *, whole: bool) -> None:
        """Write the remaining numbers; an incomplete run is not marked."""
        self._writer.close()


def _new_folder(home: Path, name: str) -> Path:
    """Create a unique folder, also if several processes create one at the same time."""
    stem = f"{datetime.now():%Y-%m-%d_%H-%M-%S}_{name}"
    for number in count(1):
        folder = home / (stem if number == 1 else f"{stem}_{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        break
    return folder
