"""Reading a Parquet file: only the columns asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.data.sources.frames import pick
from rosenblatt.data.sources.source import Source
from rosenblatt.errors import TableError

if TYPE_CHECKING:
    import polars


def open_parquet(path: Path) -> Source:
    """Return a Parquet file as a place to read from.

    Parameters
    ----------
    path : Path
        An existing file.

    Returns
    -------
    Source

    Raises
    ------
    TableError
        When the file is not a Parquet file, is cut off, or its values cannot be read.
    """
    import polars
    from polars.exceptions import PanicException, PolarsError

    def unreadable(error: BaseException) -> TableError:
        reason = str(error).strip().partition("\n")[0]
        return TableError(
            f"{path} cannot be read as a Parquet file ({reason}): write it again from its source"
        )

    if path.stat().st_size == 0:
        raise TableError(f"{path} is empty: it holds no bytes at all")
    try:
        names = tuple(polars.read_parquet_schema(path))
    except (PolarsError, PanicException, OSError) as error:
        raise unreadable(error) from error

    def read(columns: Sequence[str]) -> polars.DataFrame:
        try:
            places = [names.index(name) for name in columns]  # polars takes some names for patterns
            frame = polars.read_parquet(path, columns=places, glob=False, hive_partitioning=False)
            return pick(frame, columns)
        except (PolarsError, PanicException, OSError) as error:
            raise unreadable(error) from error

    return Source(name=path.stem, where=str(path), columns=names, read=read)
