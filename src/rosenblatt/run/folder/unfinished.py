"""An unfinished run: a folder beside its own contains what is needed to resume it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.errors import RosenblattError
from rosenblatt.run.folder.document import plain, to_json
from rosenblatt.storage.canonical import loads
from rosenblatt.storage.whole_file import whole_file
from rosenblatt.trial.settings import RunSettings

if TYPE_CHECKING:
    from rosenblatt.data import Table

SUFFIX = ".unfinished"
ASKED = "asked.json"
CHECKPOINT = "training.checkpoint"


@dataclass(frozen=True)
class Unfinished:
    """Settings and checkpoint beside the folder of a run in training; ``every``: how often one is written."""

    run: Path
    settings: RunSettings
    table_digest: str
    every: str | int

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return _beside(self.run)

    @property
    def checkpoint(self) -> Path:
        """Where the training's checkpoint is."""
        return self.folder / CHECKPOINT

    @property
    def has_checkpoint(self) -> bool:
        """Whether training had come so far."""
        from rosenblatt.checkpoint import previous_path

        return self.checkpoint.exists() or previous_path(self.checkpoint).exists()

    @classmethod
    def begin(
        cls, run: str | os.PathLike[str], settings: RunSettings, table: Table, every: str | int
    ) -> Unfinished:
        """Write the settings; a RosenblattError if an unfinished run is there or the table is from stdin."""
        if settings.table == "-":
            raise RosenblattError(
                "a table from standard input cannot be read again by resume: save it as a file, or leave "
                "--checkpoint-every away"
            )
        from rosenblatt.checkpoint.keeper import interval

        interval(every)  # refuses what is no interval before anything is shown
        made = cls(Path(run), settings.resolved(table), table.digest(), every)
        if made.folder.exists():
            raise RosenblattError(
                f"{made.folder} contains an unfinished run: continue it (rosenblatt resume {run}), "
                "or remove that folder"
            )
        made.folder.mkdir(parents=True)
        values = {"settings": plain(settings), "table_digest": made.table_digest, "every": every}
        with whole_file(made.folder / ASKED) as temporary:
            temporary.write_text(to_json(values), encoding="utf-8")
        return made

    @classmethod
    def of(cls, run: str | os.PathLike[str]) -> Unfinished:
        """Find a folder's unfinished run; a RosenblattError without one or with unreadable settings."""
        path = Path(str(run).removesuffix(os.sep).removesuffix(SUFFIX))
        asked = _beside(path) / ASKED
        if not asked.is_file():
            known = " It is finished already." if (path / "run.json").is_file() else ""
            raise RosenblattError(
                f"there is no unfinished run of {path} (no {asked}).{known} Only a run trained with "
                "--checkpoint-every can be resumed"
            )
        try:
            values = loads(asked.read_text(encoding="utf-8"))
            assert isinstance(values, dict)
            settings = RunSettings.stored(values["settings"])
            return cls(path, settings, str(values["table_digest"]), values["every"])
        except (ValueError, KeyError, TypeError, AssertionError) as error:
            raise RosenblattError(f"{asked} cannot be used: {error!r:.200}; train a new run") from None

    def require_table(self, table: Table, *, same_data: bool) -> Unfinished:
        """Return this for a table, which must be the one that it was begun with unless one insists."""
        found = table.digest()
        if same_data and found != self.table_digest:
            raise RosenblattError(
                f"{self.settings.table} is another table than the run was begun with (digest "
                f"{found[:12]}..., then {self.table_digest[:12]}...): give that one, or insist with "
                "--other-data"
            )
        return replace(self, settings=self.settings.resolved(table))

    def remove(self) -> None:
        """Remove what lies there, once the run is finished."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _beside(run: Path) -> Path:
    return run.with_name(run.name + SUFFIX)
