"""A run with its recording, as `train --record` leaves them, without a folder."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from rosenblatt.recording import Recording
from rosenblatt.run import Run, RunSettings, run_table


class Recorded(NamedTuple):
    run: Run
    recording: Recording


def recorded(table: str, record: str | int = "epochs", **settings: object) -> Recorded:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording"
        values = {"table": table, "record": record, **settings}
        run = run_table(RunSettings.from_dict(values), record_path=path)
        opened = Recording.open(path)
        opened.history  # noqa: B018  # what is read late is read before the file is gone
    return Recorded(run, opened)
