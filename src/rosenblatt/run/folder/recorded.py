"""The recording in a run's folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.errors import RosenblattError

if TYPE_CHECKING:
    from rosenblatt.recording import Recording


def open_recording(folder: str | os.PathLike[str]) -> Recording:
    """Open the recording of a run.

    Parameters
    ----------
    folder : path-like
        A run's folder.

    Raises
    ------
    RosenblattError
        If the run was not recorded; the remedy is named.
    ModelFileError
        If the recording is damaged.
    """
    from rosenblatt.recording import RECORDING_FILE, Recording

    path = Path(folder) / RECORDING_FILE
    if not path.is_file():
        raise RosenblattError(
            f"{folder} was not recorded (it has no {RECORDING_FILE}): train it again with --record epochs"
        )
    return Recording.open(path)
