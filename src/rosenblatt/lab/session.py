"""What the command has opened, and what the tabs of a server have: tables, kept as they were read."""

from __future__ import annotations

import dataclasses
import io
import os
import re
import shlex
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.builtin.catalogue import BUILT_IN
from rosenblatt.data.sources.frames import Source, pick
from rosenblatt.data.sources.reading import open_source
from rosenblatt.data.sources.unpacking import is_packed
from rosenblatt.errors import PlanError, TableError, shown
from rosenblatt.lab.begun import Begun, plain_settings
from rosenblatt.lab.lessons import check, shipped
from rosenblatt.lab.limits import (
    MOST_KEPT,
    MOST_NAME,
    MOST_SESSIONS,
    MOST_TEXT,
    LimitError,
    require_columns,
    require_rows,
)
from rosenblatt.lab.tables import BY_NAME, listed
from rosenblatt.storage import fields
from rosenblatt.trial.settings import RunSettings

if TYPE_CHECKING:
    import polars

    from rosenblatt.data.table import Table
    from rosenblatt.lab.runs.recorded import RecordedRun

ENDINGS = (".csv", ".tsv", ".parquet")
_TAB = re.compile(r"[0-9a-f]{0,64}")
_OPTIONAL = tuple(
    each.name for kind in (RunSettings, Reading) for each in dataclasses.fields(kind) if each.name != "table"
)


@dataclass(frozen=True)
class Upload:
    """A table as it was read, before its columns have types or roles.

    ``content`` are its columns as Arrow's IPC bytes; ``name`` is a text that was given, and no path.
    """

    name: str
    columns: tuple[str, ...]
    n_rows: int
    has_texts: bool
    decimal_comma: bool
    content: bytes = field(repr=False)

    @classmethod
    def of(cls, source: Source, name: str) -> Upload:
        """Read a source; a TableError if it is too large."""
        require_columns(name, len(source.columns))
        frame = source.read(source.columns)
        require_rows(name, frame.height)
        _require_short_texts(name, frame)
        content = io.BytesIO()
        frame.write_ipc(content, compression="zstd")
        return cls(
            name, source.columns, frame.height, source.has_texts, source.decimal_comma, content.getvalue()
        )

    def source(self) -> Source:
        """Return the table as a source, to give its columns roles and types."""
        import polars

        frame = polars.read_ipc(io.BytesIO(self.content))
        return Source(
            PurePath(self.name).stem,
            self.name,
            self.columns,
            lambda names: pick(frame, names),
            self.has_texts,
            self.decimal_comma,
        )


def upload(data: bytes, name: str) -> Upload:
    """Read the bytes of a dropped file.

    They are written under a name of ours in a private folder, which is removed at once; the name that was
    given decides nothing but its ending.

    Raises
    ------
    TableError
        If the ending is not one of `ENDINGS`, or the table cannot be read or is too large.
    """
    given = " ".join(name.split())
    ending = PurePath(given).suffix.lower()
    if ending not in ENDINGS:
        raise TableError(
            f"the lab reads {', '.join(ENDINGS[:-1])} and {ENDINGS[-1]} files, got {shown(given)}: save the "
            "table as CSV"
        )
    if is_packed(data[:8]):
        raise TableError(
            f"the lab reads tables that are not compressed, got {shown(given)}, which is an archive or a "
            "workbook: unpack it, or save the table as CSV"
        )
    short = given if len(given) <= MOST_NAME else f"{given[: MOST_NAME - len(ending) - 1]}…{ending}"
    with tempfile.TemporaryDirectory(prefix="rosenblatt-lab-") as folder:  # readable by its owner alone
        path = Path(folder, f"table{ending}")
        path.write_bytes(data)
        if ending == ".parquet":
            _require_small_parquet(path, short)
        try:
            return Upload.of(dataclasses.replace(open_source(path), where=short), short)
        except TableError as error:
            raise TableError(str(error).replace(os.fspath(path), short)) from None


def _require_small_parquet(path: Path, name: str) -> None:
    """Compare the sizes that a Parquet file claims, before its values are unpacked."""
    import polars

    try:
        scanned = polars.scan_parquet(path, glob=False, hive_partitioning=False)
        require_columns(name, len(scanned.collect_schema()))
        require_rows(name, int(scanned.select(polars.len()).collect().item()))
    except (polars.exceptions.PolarsError, OSError):
        return  # reading it reports the error


def _require_short_texts(name: str, frame: polars.DataFrame) -> None:
    import polars

    for column in frame.iter_columns():
        if column.dtype != polars.String:
            continue
        lengths = column.str.len_bytes().fill_null(0).to_numpy()
        if lengths.max(initial=0) > MOST_TEXT:
            row = int(lengths.argmax()) + 1
            raise TableError(
                f"the lab takes texts of at most {MOST_TEXT // 1024} KB, got {shown(column.name)} of {name} "
                f"with a longer one in row {row:,}: shorten it, or leave the column out of the file"
            )


def settings_from(values: object) -> RunSettings:
    """Return the settings of a request; a RosenblattError names what is unknown or impossible."""
    return fields.read(RunSettings, values, "settings", optional=_OPTIONAL)


def load(settings: RunSettings, uploads: Mapping[str, Upload]) -> Table:
    """Load the table of a request's settings: an uploaded one, or one that is built in, and never a file.

    Raises
    ------
    PlanError
        If there is no such table.
    """
    held = uploads.get(settings.table)
    if held is not None:
        return settings.load(held.source())
    if settings.table in BUILT_IN:
        return settings.load()
    raise PlanError(
        f"the lab has no table {shown(settings.table)}: choose one of {', '.join(BY_NAME)}, or drop the file "
        "on the page again"
    )


@dataclass(frozen=True)
class Opened:
    """What the command has opened, to be served or written as one file.

    Attributes
    ----------
    fragment : str
        Of the address to open the page with, such as ``"lab=1&table=xor"``.
    table : str
        The name of the table in the page.
    settings : mapping
        Those that the table opens with.
    uploads : mapping
        The table by its name, if it is not built in.
    lessons : mapping
        The text of a lesson by its name, if it is not one of the page's.
    run : RecordedRun, optional
        The run whose folder was opened.
    """

    fragment: str
    table: str
    settings: Mapping[str, object]
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    lessons: Mapping[str, str] = field(default_factory=dict)
    run: RecordedRun | None = None

    @classmethod
    def lesson(cls, name: str, text: str) -> Opened:
        """Open a lesson that was checked, on the table that it names; a PlanError if there is none."""
        lesson = check(text)
        setup = lesson["setup"]
        assert isinstance(setup, Mapping)
        table = str(setup["table"])
        if table not in BY_NAME:
            raise PlanError(
                f"the lab has no table {shown(table)} for a lesson: use one of {', '.join(BY_NAME)}"
            )
        fragment = f"lab=1&table={table}&lesson={quote(str(lesson['title']), safe='')}"
        given = {} if name in shipped() else {name: text}
        return cls(fragment, table, BY_NAME[table].plain(), lessons=given)

    @classmethod
    def of(cls, settings: RunSettings) -> Opened:
        """Open the table of settings: one that the page offers, another built-in one, or a file.

        Raises
        ------
        RosenblattError
            If it cannot be read or trained in the page; the message says what to do.
        """
        given, offered = plain_settings(settings), BY_NAME.get(settings.table)
        if offered is not None:
            given = {**offered.plain(), **given, "table": offered.table}
        opened = cls.on(settings, given)
        opened.begun()
        return opened

    @classmethod
    def on(cls, settings: RunSettings, given: dict[str, object]) -> Opened:
        """Open the table of settings; ``given`` are those that it opens with, as JSON holds them."""
        name, uploads = settings.table, dict[str, Upload]()
        if name not in BUILT_IN and name not in BY_NAME:
            source = open_source(name, settings.reading)
            name = "standard-input.csv" if name == "-" else PurePath(name).name
            uploads[name] = Upload.of(source, name)
            given = {**given, "table": name}
        return cls(f"lab=1&table={quote(name, safe='')}", name, given, uploads)

    def begun(self, *, any_shape: bool = False) -> Begun:
        """Begin a training with its settings; a RosenblattError if the page cannot train it."""
        return Begun.of(settings_from(self.settings), self.load(), any_shape=any_shape)

    def load(self) -> Table:
        """Load the table."""
        return load(settings_from(self.settings), self.uploads)

    def listed(self) -> list[dict[str, object]]:
        """Return the tables that the page offers, and first the one that was opened."""
        name, offered = self.table, listed()
        if name in BY_NAME or (self.run is not None and self.run.begun is None):
            return offered
        return [{"name": name, "title": name, "command": f"rosenblatt lab {shlex.quote(name)}"}, *offered]


class Sessions:
    """The uploaded tables of each tab; the tab that was used longest ago is forgotten first."""

    def __init__(self, shared: Mapping[str, Upload]) -> None:
        self._shared = shared
        self._tabs: OrderedDict[str, dict[str, Upload]] = OrderedDict()

    def tables(self, tab: str) -> Mapping[str, Upload]:
        """Return the tables of a tab by name, with those that the command has opened."""
        return {**self._shared, **self._of(tab)}

    def add(self, tab: str, table: Upload) -> None:
        """Keep a table for a tab; a LimitError if it alone is too large to keep."""
        if len(table.content) > MOST_KEPT:
            raise LimitError(
                f"the lab keeps at most {MOST_KEPT // 10**6} MB of tables, got {len(table.content) // 10**6} "
                "MB: use fewer rows or columns"
            )
        own = self._of(tab)
        own[table.name] = table
        while len(self._tabs) > MOST_SESSIONS or (self._n_bytes() > MOST_KEPT and len(self._tabs) > 1):
            self._tabs.popitem(last=False)
        for name in list(own):
            if self._n_bytes() > MOST_KEPT and name != table.name:
                del own[name]

    def _of(self, tab: str) -> dict[str, Upload]:
        if not _TAB.fullmatch(tab):
            raise PlanError("a tab must be called by at most 64 digits and letters a to f: reload the page")
        own = self._tabs.setdefault(tab, {})
        self._tabs.move_to_end(tab)
        while len(self._tabs) > MOST_SESSIONS:
            self._tabs.popitem(last=False)
        return own

    def _n_bytes(self) -> int:
        return sum(len(table.content) for own in self._tabs.values() for table in own.values())
