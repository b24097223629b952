"""Writing a table out: as CSV, TSV or Parquet, to a file or to standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.data.values.dates import texts_of
from rosenblatt.errors import RosenblattError, nearest
from rosenblatt.storage.whole_file import whole_file

if TYPE_CHECKING:
    import polars

SEPARATORS = {".csv": ",", ".tsv": "\t"}
KINDS = (*SEPARATORS, ".parquet")


def check_output(path: Path | None) -> None:
    """Raise unless the name ends like a table we can write."""
    if path is not None and path.suffix.lower() not in KINDS:
        near = nearest(path.suffix, KINDS)
        raise RosenblattError(f"--out must end in one of {', '.join(KINDS)}, got {str(path)!r}{near}")


def write_frame(frame: polars.DataFrame, path: Path | None) -> None:
    """Write a frame to a file, whole or not at all, or without a path as CSV to standard output."""
    if path is None or path.suffix.lower() != ".parquet":
        frame = frame.with_columns(
            texts_of(column) for column in frame.iter_columns() if column.dtype.is_temporal()
        )
    if path is None:
        sys.stdout.write(frame.write_csv())
        sys.stdout.flush()
        return
    from polars.exceptions import PolarsError

    try:
        with whole_file(path) as temporary:
            if path.suffix.lower() == ".parquet":
                frame.write_parquet(temporary)
            else:
                frame.write_csv(temporary, separator=SEPARATORS[path.suffix.lower()])
    except PolarsError as error:
        raise RosenblattError(f"{path} cannot be written: {error}") from None
