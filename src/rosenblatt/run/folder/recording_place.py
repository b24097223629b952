"""The recording of a run: a file in the run's folder, also while the run is trained."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from rosenblatt.errors import RosenblattError
from rosenblatt.recording import RECORDING_FILE, Recording

DOCUMENT = "run.json"

NEW_RECORDING = "recording.new.bin"
"""What a recording is called while it is made in a folder that holds an older run."""

RECORDINGS = (RECORDING_FILE, NEW_RECORDING)


@dataclass(frozen=True)
class RecordingPlace:
    """The file a training is recorded to until its run is written; a killed process leaves it there."""

    path: Path
    is_new_folder: bool

    @classmethod
    def begin(cls, folder: str | os.PathLike[str], *, continues: bool = False) -> RecordingPlace:
        """Choose the file; replace a killed training's recording, or extend it when continuing."""
        place = Path(folder)
        is_new = not place.exists()
        place.mkdir(parents=True, exist_ok=True)
        name = NEW_RECORDING if (place / DOCUMENT).exists() else RECORDING_FILE
        if continues and name == NEW_RECORDING and (place / RECORDING_FILE).exists():
            shutil.copyfile(place / RECORDING_FILE, place / NEW_RECORDING)
        return cls(place / name, is_new)

    @property
    def found(self) -> Path | None:
        """The file, if there is one: a full disk may have prevented it."""
        return self.path if self.path.exists() else None

    def remove(self) -> None:
        """Remove the file, unless it has become a part of the run, and the folder if it was made for it."""
        if self.path.name == NEW_RECORDING or not (self.path.parent / DOCUMENT).exists():
            self.path.unlink(missing_ok=True)
        if self.is_new_folder and self.path.parent.is_dir() and not any(self.path.parent.iterdir()):
            self.path.parent.rmdir()


def open_recording(folder: str | os.PathLike[str]) -> Recording:
    """Open a run's recording; a RosenblattError without one, a ModelFileError if it is damaged."""
    path = Path(folder) / RECORDING_FILE
    if not path.is_file():
        raise RosenblattError(
            f"{folder} was not recorded (it has no {RECORDING_FILE}): train it again with --record epochs"
        )
    return Recording.open(path)
