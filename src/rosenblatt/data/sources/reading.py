"""Which place a table's name means: a built-in table, a file, standard input, or a data frame."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.data.sources.builtin.catalogue import builtin_names, builtin_source
from rosenblatt.data.sources.csv_file import open_csv
from rosenblatt.data.sources.frames import frame_source, plain_frame
from rosenblatt.data.sources.parquet_file import open_parquet
from rosenblatt.data.sources.source import Source
from rosenblatt.errors import TableError, listing, nearest

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame

FILE_KINDS = (".csv", ".tsv", ".parquet")
_KINDS = ".csv, .tsv or .parquet"


def open_source(source: str | os.PathLike[str] | IntoDataFrame | IntoLazyFrame) -> Source:
    """Find the table that is meant, without reading its values.

    Parameters
    ----------
    source : str, path or data frame
        A built-in table's name, the path of a .csv, .tsv or .parquet file, ``"-"`` for CSV on standard input,
        or a data frame of pandas, polars or Arrow.

    Returns
    -------
    Source

    Raises
    ------
    TableError
        When there is no such table, or it is of a kind that cannot be read.
    """
    if not isinstance(source, str | os.PathLike):
        return frame_source(source)
    if source == "-":
        return open_csv(sys.stdin.buffer.read(), "standard-input", "standard input")
    if isinstance(source, str) and source in builtin_names():
        return builtin_source(source)
    return _open_file(Path(source).expanduser(), str(source))


def read_frame(source: str | os.PathLike[str] | IntoDataFrame | IntoLazyFrame) -> polars.DataFrame:
    """Read all columns of a table that needs no target, such as one to predict for.

    Parameters
    ----------
    source : str, path or data frame
        As for `load_table`.

    Returns
    -------
    polars.DataFrame
        The columns in their order, missing values as nulls.

    Raises
    ------
    TableError
        When there is no such table or it cannot be read.
    """
    opened = open_source(source)
    return read_columns(opened, opened.columns)


def read_columns(source: Source, columns: Sequence[str]) -> polars.DataFrame:
    """Read the named columns of an open source in plain form; raise TableError when it has no rows."""
    frame = plain_frame(source.read(columns))
    if frame.height == 0:
        names = listing(source.columns)
        raise TableError(f"{source.where} has the columns {names} and no rows: add one for each sample")
    return frame


def _open_file(path: Path, given: str) -> Source:
    ending = path.suffix.lower()
    try:
        if path.is_dir():
            raise TableError(f"{given or '.'} is a folder, not a table: name a {_KINDS} file in it")
        if not path.exists():
            raise TableError(_no_such_table(path, given))
        if ending == ".parquet":
            return open_parquet(path)
        if ending in FILE_KINDS:
            return open_csv(path, path.stem, given, separator="\t" if ending == ".tsv" else None)
    except OSError as error:
        raise TableError(f"{given} cannot be read: {error.strerror}") from error
    raise TableError(
        f"{given} cannot be read: a table is a {_KINDS} file, and this one ends in {ending or 'nothing'}; "
        "save it as CSV, or rename it when it is one"
    )


def _no_such_table(path: Path, given: str) -> str:
    """Return the message for a table that is not there, with the nearest file or built-in table."""
    names = ", ".join(builtin_names())
    if path.suffix:
        files = [file.name for file in path.parent.glob("*") if file.suffix.lower() in FILE_KINDS]
        return (
            f"no such file: {given}{nearest(path.name, files)} (a table is a {_KINDS} file, "
            f"'-' for CSV on standard input, or built in: {names})"
        )
    return (
        f"no table is called {given!r}{nearest(given, builtin_names())} (built in are {names}; "
        f"else a table is a {_KINDS} file, or '-' for CSV on standard input)"
    )
