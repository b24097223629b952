"""Opening the folder of a run: its recording, and its table if the page can train on it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from urllib.parse import quote

from rosenblatt.data.sources.builtin.catalogue import BUILT_IN
from rosenblatt.errors import PlanError, RosenblattError, TableError
from rosenblatt.lab.begun import plain_settings
from rosenblatt.lab.runs.recorded import RecordedRun
from rosenblatt.lab.session import Opened


def open_run(folder: Path) -> Opened:
    """Open the folder of a run, with its table if the page can train on it.

    Raises
    ------
    RosenblattError
        If it is no run, or a mixture of networks. What the page cannot train is shown, with the reason.
    """
    found = RecordedRun.of(folder)
    settings = dataclasses.replace(found.run.settings, record=None, repeats=None)
    given = plain_settings(settings)
    try:
        if settings.table not in BUILT_IN and not Path(settings.table).is_file():
            raise TableError(f"the table {settings.table} was not found: start the lab where it is.")
        opened = Opened.on(settings, given)
        begun = opened.begun(any_shape=True)
        if begun.table.digest() != found.run.table_summary.digest:
            raise PlanError(
                f"{settings.table} is not the table that {folder} was trained on, which has other values."
            )
        found = found.begins(begun, "")
    except RosenblattError as error:
        opened, found = Opened("", found.run.table_summary.name, given), found.begins(None, str(error))
    return dataclasses.replace(opened, fragment=f"lab=1&run={quote(found.name, safe='')}", run=found)
