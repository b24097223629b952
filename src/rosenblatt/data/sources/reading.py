"""Opening the table of a name: a built-in table, a file, standard input or a data frame."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.data.memory import require_memory
from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.builtin.catalogue import builtin_names, builtin_source
from rosenblatt.data.sources.csv_file import open_csv
from rosenblatt.data.sources.frames import Source, frame_source, pick, plain_frame
from rosenblatt.data.sources.unpacking import PACKED_ENDINGS, Content, unpack
from rosenblatt.data.sources.workbook import open_workbook
from rosenblatt.data.values.typed import Form, TypedFrame, type_columns
from rosenblatt.errors import TableError, counted, listing, nearest

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame

FILE_KINDS = (
    ".csv", ".tsv", ".txt", ".dat", ".data", ".tab", ".parquet", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods",
)  # fmt: skip
_WIDTHS = {
    "Boolean": 1,
    "Int8": 1,
    "UInt8": 1,
    "Int16": 2,
    "UInt16": 2,
    "Int32": 4,
    "UInt32": 4,
    "Float32": 4,
    "Date": 4,
}
"""Bytes of the types that have fewer than 8."""
_KINDS = ".csv, .tsv, .txt, .xlsx, .ods or .parquet"


LARGE = 2**24
"""Bytes of a file from which on the command reads it in batches; smaller ones are faster read at once."""


def is_large(table: str) -> bool:
    """Whether a table is a folder of parts, or a file that is read in batches."""
    if table == "-" or table in builtin_names():
        return False
    path = Path(table).expanduser()
    return path.is_dir() or (path.is_file() and path.stat().st_size >= LARGE)


def open_source(
    source: str | os.PathLike[str] | IntoDataFrame | IntoLazyFrame, reading: Reading | None = None
) -> Source:
    """Open a table, so that its columns are known; TableError when it does not exist or cannot be read.

    A source is a built-in table's name, the path of a file, ``"-"`` for text on standard input, or a data
    frame of pandas, polars or Arrow. What a file holds decides how it is read, not its name; ``reading`` says
    what cannot be found.
    """
    reading = reading or Reading()
    if not isinstance(source, str | os.PathLike):
        return frame_source(source)
    if source == "-":
        held = unpack(sys.stdin.buffer.read(), "standard-input", "standard input")
        return _open_content(held, reading)
    if isinstance(source, str) and source in builtin_names():
        return builtin_source(source)
    return _open_file(Path(source).expanduser(), str(source), reading)


def read_frame(
    source: str | os.PathLike[str] | IntoDataFrame | IntoLazyFrame,
    reading: Reading | None = None,
    known: Mapping[str, Form] | None = None,
) -> polars.DataFrame:
    """Read all columns of a table; sources and errors are those of `open_source`.

    ``known`` are the forms of columns that are known already, such as those a model was trained with; in
    others no forms are looked for then.
    """
    opened = open_source(source, reading)
    return read_columns(opened, opened.columns, reading, known).frame


def read_columns(
    source: Source,
    columns: Sequence[str],
    reading: Reading | None = None,
    known: Mapping[str, Form] | None = None,
    *,
    plain: Collection[str] = (),
) -> TypedFrame:
    """Read the named columns of a source in their types; raise TableError if it has no rows.

    ``plain`` are columns whose numbers can only be plain, such as names of sequences.
    """
    frame = plain_frame(source.read(columns))
    if frame.height == 0:
        names = listing(source.columns)
        raise TableError(f"{source.where} has the columns {names} and no rows: add a row for each sample")
    return type_columns(
        frame,
        reading,
        known,
        decimal_comma=source.decimal_comma,
        as_written=source.has_texts,
        plain=plain,
    )


def _open_file(path: Path, given: str, reading: Reading) -> Source:
    try:
        return _open_content(content_of(path, given), reading, is_tsv=is_tsv(path))
    except OSError as error:
        raise TableError(f"{given} cannot be read: {error.strerror or error}") from error


def is_tsv(path: Path) -> bool:
    """Whether a file's name says that tabs separate the values."""
    return ".tsv" in _endings(path)


def _endings(path: Path) -> list[str]:
    return [ending.lower() for ending in path.suffixes[-2:]]


def content_of(path: Path, given: str) -> Content:
    """Return the content of a file; TableError if it is neither text, Parquet nor a workbook."""
    endings = _endings(path)
    try:
        if path.is_dir():
            raise TableError(
                f"{given or '.'} is a folder, not a table: give the path of a {_KINDS} file in it"
            )
        if not path.exists():
            raise TableError(_no_such_table(path, given))
        if endings and endings[-1] in (*FILE_KINDS, *PACKED_ENDINGS):
            return unpack(path, path.stem, given)
    except OSError as error:
        raise TableError(f"{given} cannot be read: {error.strerror or error}") from error
    raise TableError(
        f"{given} cannot be read: a table is a {_KINDS} file, but this name ends in "
        f"{path.suffix or 'nothing'}; save the table as CSV, or rename the file if it is one of these"
    )


def _open_content(content: Content, reading: Reading, *, is_tsv: bool = False) -> Source:
    """Open a file or bytes by what they hold, whatever the name says."""
    if content.kind == "workbook":
        return open_workbook(content, reading)
    if content.kind == "text" and not content.where.lower().endswith(".parquet"):
        return open_csv(content, reading, is_tsv=is_tsv)
    return open_parquet(content)


def _bytes_of_value(dtype: polars.DataType) -> float:
    """Return the memory that reading a value takes; measured: 1.6 times a number, 100 bytes for a text."""
    import polars

    if dtype.is_numeric() or dtype.is_temporal() or dtype == polars.Boolean:
        return 1.6 * _WIDTHS.get(str(dtype).partition("(")[0], 8)
    return 100


def _no_such_table(path: Path, given: str) -> str:
    """Return the message for a table that does not exist, with the nearest file or built-in table."""
    names = ", ".join(builtin_names())
    if path.suffix:
        files = [file.name for file in path.parent.glob("*") if file.suffix.lower() in FILE_KINDS]
        return (
            f"no such file: {given}{nearest(path.name, files)} (a table is a {_KINDS} file, "
            f"'-' for CSV on standard input, or one of the built-in tables {names})"
        )
    return (
        f"there is no table {given!r}{nearest(given, builtin_names())} (a table is a {_KINDS} file, '-' for "
        f"CSV on standard input, or one of the built-in tables {names})"
    )


def open_parquet(content: Content) -> Source:
    """Return a Parquet file as a source; raise TableError if it is damaged or not a Parquet file."""
    import polars
    from polars.exceptions import PanicException, PolarsError

    def unreadable(error: BaseException) -> TableError:
        reason = str(error).strip().partition("\n")[0]
        return TableError(
            f"{content.where} cannot be read as a Parquet file ({reason}): write it again from the original "
            "data"
        )

    data = content.data
    if (len(data) if isinstance(data, bytes) else data.stat().st_size) == 0:
        raise TableError(f"{content.where} is empty: write the table again")
    try:
        schema = polars.read_parquet_schema(data)
        n_rows = (
            polars.scan_parquet(data, glob=False, hive_partitioning=False)
            .select(polars.len())
            .collect()
            .item()
        )
    except (PolarsError, PanicException, OSError) as error:
        raise unreadable(error) from error
    names = tuple(schema)
    place_of = {name: place for place, name in enumerate(names)}

    def read(columns: Sequence[str]) -> polars.DataFrame:
        require_memory(
            n_rows * sum(map(_bytes_of_value, (schema[name] for name in columns))),
            f"loading {counted(len(columns), 'column')} of {content.where} ({counted(n_rows, 'row')})",
        )
        try:
            places = [place_of[name] for name in columns]  # polars treats some names as patterns
            frame = polars.read_parquet(data, columns=places, glob=False, hive_partitioning=False)
            return pick(frame, columns)
        except (PolarsError, PanicException, OSError) as error:
            raise unreadable(error) from error

    return Source(name=content.name, where=content.where, columns=names, read=read)
