"""Writing a table out: as CSV, TSV or Parquet, to a file or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.data.values.dates import texts_of
from rosenblatt.errors import RosenblattError, nearest
from rosenblatt.storage.whole_file import whole_file

if TYPE_CHECKING:
    import polars

SEPARATORS = {".csv": ",", ".tsv": "\t"}
_PIECE = 8192  # rows that are written as text at once
KINDS = (*SEPARATORS, ".parquet")


def check_output(path: Path | None) -> None:
    """Raise unless the name ends like a table we can write."""
    if path is not None and path.suffix.lower() not in KINDS:
        near = nearest(path.suffix, KINDS)
        raise RosenblattError(f"--out must end in one of {', '.join(KINDS)}, got {str(path)!r}{near}")


def write_frames(frames: Iterable[polars.DataFrame], path: Path | None) -> None:
    """Write frames below each other to a file, whole or not at all, or as CSV to standard output."""
    if path is None:
        _write_csv(frames, sys.stdout.write, ",")
        sys.stdout.flush()
        return
    from polars.exceptions import PolarsError

    try:
        with whole_file(path) as temporary:
            if path.suffix.lower() == ".parquet":
                _write_parquet(frames, temporary)
            else:
                with temporary.open("w", encoding="utf-8", newline="") as file:
                    _write_csv(frames, file.write, SEPARATORS[path.suffix.lower()])
    except PolarsError as error:
        raise RosenblattError(f"{path} cannot be written: {error}") from None


def _write_csv(frames: Iterable[polars.DataFrame], write: Callable[[str], object], separator: str) -> None:
    for number, frame in enumerate(frames):
        texts = frame.with_columns(
            texts_of(column) for column in frame.iter_columns() if column.dtype.is_temporal()
        )
        for place, part in enumerate(texts.iter_slices(_PIECE) if texts.height else [texts]):
            write(part.write_csv(separator=separator, include_header=number == place == 0))


def _write_parquet(frames: Iterable[polars.DataFrame], path: Path) -> None:
    """Write one frame at once, more of them one after the other."""
    from polars.io.plugins import register_io_source

    rest = iter(frames)
    first = next(rest)
    second = next(rest, None)
    if second is None:
        first.write_parquet(path)
        return

    def every(
        with_columns: list[str] | None, predicate: object, n_rows: int | None, batch_size: int | None
    ) -> Iterator[polars.DataFrame]:
        yield from (first, second)
        yield from rest

    register_io_source(every, schema=first.schema).sink_parquet(path)
