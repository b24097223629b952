"""Tables whose columns are read in batches of rows or one at a time, so that the memory needed is bounded.

A store is the counterpart of a data frame: Parquet files are read in place; other files are typed once, and
written to a temporary file without a name, which the system deletes with the process.
"""

from __future__ import annotations

import io
import os
import tempfile
import weakref
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rosenblatt.data.batches import ROWS, Passes
from rosenblatt.data.sources.frames import pick, plain_frame, to_polars
from rosenblatt.errors import TableError, counted, listing

if TYPE_CHECKING:
    from typing import Self

    import polars
    from numpy.typing import NDArray

_LARGE = 2**24
"""Bytes of a Parquet file from which on pyarrow reads it, if it is installed: it holds less memory."""
_SLICE = 2**25
"""Bytes of rows that polars reads from a Parquet file at once, about; it opens a row group for each slice."""
_ROWS_OF_ARROW = 8192


class Columns(Protocol):
    """What a data frame and a store have in common: columns that are looked at one by one."""

    @property
    def columns(self) -> Sequence[str]:
        """The columns' names."""

    @property
    def height(self) -> int:
        """Number of rows."""

    def get_column(self, name: str, /) -> polars.Series:
        """Return a whole column."""

    def iter_columns(self) -> Iterator[polars.Series]:
        """Yield the columns one after the other."""

    def head(self, n: int, /) -> polars.DataFrame:
        """Return the first rows."""


class Store(ABC):
    """Columns in their types, in the plain form of `plain_frame`, read in batches or one at a time.

    Parameters
    ----------
    schema : mapping
        The columns' names and types.
    n_rows : int or None
        Number of rows; None if it is known only after a pass.
    where : str
        The place of the table for messages.
    """

    def __init__(self, schema: Mapping[str, polars.DataType], n_rows: int | None, where: str) -> None:
        self.schema, self.n_rows, self.where = dict(schema), n_rows, where

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(self.schema)

    @abstractmethod
    def frames(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield the named columns, or all, in batches of 65,536 rows, the last one shorter."""

    def pieces(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield the named columns, or all, in pieces of any length, as they are read."""
        return self.frames(names)

    @property
    def height(self) -> int:
        """Number of rows; a pass counts them if they are not known."""
        if self.n_rows is None:
            self.n_rows = sum(frame.height for frame in self.frames())
        return self.n_rows

    def only(self, names: Sequence[str]) -> Self:
        """Return the store of some columns, in this order."""
        chosen = copy(self)
        chosen.schema = {name: self.schema[name] for name in names}
        return chosen

    def get_column(self, name: str) -> polars.Series:
        """Return a whole column."""
        import polars

        parts = [frame.to_series(0) for frame in self.frames([name])]
        return polars.concat(parts) if parts else polars.Series(name, [], self.schema[name])

    def null_counts(self) -> dict[str, int]:
        """Return the number of missing values of each column that has any."""
        counts = dict.fromkeys(self.columns, 0)
        for frame in self.frames():
            for column in frame.iter_columns():
                counts[column.name] += column.null_count()
        return {name: count for name, count in counts.items() if count}

    def for_message(self, name: str) -> tuple[polars.Series, NDArray[np.integer] | None]:
        """Return the whole column of the table, for a message, and which of its rows belong; None for all."""
        return self.get_column(name), None

    def by_columns(self) -> Store:
        """Return a store of the same rows of which a column can be read without the others."""
        return self

    def iter_columns(self) -> Iterator[polars.Series]:
        """Yield the columns one after the other."""
        return map(self.get_column, self.columns)

    def head(self, n: int) -> polars.DataFrame:
        """Return the first rows."""
        import polars

        return next(self.frames(), polars.DataFrame(schema=self.schema)).head(n)


class ParquetStore(Store):
    """Parquet files, one after the other, read in place."""

    def __init__(self, paths: Sequence[Path], where: str) -> None:
        import polars

        schemas, self._lengths = zip(*(_opened(path) for path in paths), strict=True)
        first: dict[str, polars.DataType] = dict(schemas[0])
        for path, schema in zip(paths, schemas, strict=True):
            if dict(schema) != first:
                raise TableError(
                    f"{path} has other columns than {paths[0]} ({_difference(schema, first)}): all parts "
                    "of a table must have the same columns and types"
                )
        self._paths, self._states = list(paths), [_state(path) for path in paths]
        self._place_of = {name: place for place, name in enumerate(first)}
        plain = plain_frame(polars.DataFrame(schema=first))
        super().__init__(plain.schema, sum(self._lengths), where)

    def frames(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield the named columns of all files; TableError if a file is damaged or was changed."""
        return recut_frames(self.pieces(names))

    def pieces(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield the named columns as they are read."""
        names = self.columns if names is None else names
        for path, n_rows, state in zip(self._paths, self._lengths, self._states, strict=True):
            if _state(path) != state:
                raise TableError(f"{path} was changed while it was read: start again")
            n_read = 0
            with readable(path):
                for frame in self._read(path, n_rows, names):
                    n_read += frame.height
                    yield plain_frame(frame)
            if n_read != n_rows or _state(path) != state:
                raise TableError(f"{path} was changed while it was read: start again")

    def _read(self, path: Path, n_rows: int, names: Sequence[str]) -> Iterator[polars.DataFrame]:
        """Yield some columns of a file: by pyarrow page for page, else by polars, which holds a row group."""
        import polars

        if path.stat().st_size >= _LARGE and find_spec("pyarrow") is not None:
            os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # the default one reserves 1 GB
            from pyarrow.parquet import ParquetFile

            with ParquetFile(path, pre_buffer=False, buffer_size=2**18) as file:
                for batch in file.iter_batches(_ROWS_OF_ARROW, columns=list(names), use_threads=False):
                    yield pick(polars.DataFrame(polars.from_arrow(batch)), names)
            return
        places = [self._place_of[name] for name in names]
        step = max(1, min(16, _SLICE // (ROWS * 8 * max(1, len(names))))) * ROWS
        scanned = polars.scan_parquet(path, glob=False, hive_partitioning=False).select(polars.nth(places))
        for first in range(0, n_rows, step):
            yield scanned.slice(first, step).collect()


class MemoryStore(Store):
    """A frame in memory."""

    def __init__(self, frame: polars.DataFrame, where: str) -> None:
        self._frame = frame
        super().__init__(frame.schema, frame.height, where)

    def frames(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield slices of the frame."""
        chosen = pick(self._frame, self.columns if names is None else names)
        return (chosen.slice(first, ROWS) for first in range(0, chosen.height, ROWS))


class FrameStore(Store):
    """Data frames that a function makes for every pass."""

    def __init__(self, make_frames: Callable[[], Iterable[object]], where: str = "make_frames") -> None:
        self._make_frames, self._passes = make_frames, Passes("frame")
        first = next(self._given(), None)
        if first is None:
            raise TableError(f"{where} made no data frame: a table needs a row")
        self._whole = first.schema
        super().__init__(first.schema, None, where)

    def frames(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield the named columns; TableError names a frame that differs from that of the first pass."""
        passed = self._passes.begin()

        def checked() -> Iterator[polars.DataFrame]:
            for number, frame in enumerate(self._given(), 1):
                if number > 1 and frame.schema != self._whole:
                    raise TableError(
                        f"frame {number} of {self.where} has other columns than frame 1 "
                        f"({_difference(frame.schema, self._whole)}): all must have the same columns"
                    )
                passed.see([frame.hash_rows(0).to_numpy()])
                yield frame if names is None else pick(frame, names)

        n_rows = 0
        for frame in recut_frames(checked()):
            n_rows += frame.height
            yield frame
        passed.end()
        self.n_rows = n_rows

    def by_columns(self) -> Store:
        """Return the rows, written to a file."""
        return SpooledStore(self.frames(), self.where)

    def _given(self) -> Iterator[polars.DataFrame]:
        for frame in self._make_frames():
            given: Any = frame
            yield plain_frame(to_polars(given))


class PartStore(Store):
    """Some rows of a store; ``chosen`` is called with a batch's number and rows, and returns which belong."""

    def __init__(self, base: Store, chosen: Callable[[int, int], NDArray[np.bool_]]) -> None:
        self._base, self._chosen = base, chosen
        super().__init__(base.schema, None, base.where)
        if base.n_rows is not None:
            self.n_rows = sum(int(mask.sum()) for mask in self._masks(base.n_rows))

    def frames(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield the rows that belong, in batches of 65,536 rows."""
        import polars

        names = self.columns if names is None else names
        return recut_frames(
            frame.filter(polars.Series(self._chosen(number, frame.height)))
            for number, frame in enumerate(self._base.frames(names))
        )

    def for_message(self, name: str) -> tuple[polars.Series, NDArray[np.integer] | None]:
        """Return the whole column of the table, for a message, and which of its rows belong."""
        column, _ = self._base.for_message(name)
        return column, np.flatnonzero(np.concatenate(list(self._masks(len(column)))))

    def by_columns(self) -> Store:
        """Return the part of a store of which a column can be read without the others."""
        base = self._base.only(self.columns).by_columns()
        return self if base is self._base else PartStore(base, self._chosen).only(self.columns)

    def _masks(self, n_rows: int) -> Iterator[NDArray[np.bool_]]:
        for number, first in enumerate(range(0, n_rows, ROWS)):
            yield self._chosen(number, min(ROWS, n_rows - first))


class SpooledStore(Store):
    """Columns that were written to a temporary file without a name, in batches of 65,536 rows."""

    def __init__(self, frames: Iterable[polars.DataFrame], where: str) -> None:
        import polars

        self._held = _Unnamed()
        self._file = self._held.file
        self._places: dict[str, list[tuple[int, int, int]]] = {}
        n_rows, schema = 0, dict[str, polars.DataType]()
        try:
            for frame in recut_frames(frames):
                n_rows, schema = n_rows + frame.height, dict(frame.schema)
                for column in frame.iter_columns():
                    self.append(column)
        except OSError as error:
            raise TableError(
                f"{where} cannot be unpacked to {temporary_folder()} ({error.strerror or error}): free some "
                "room, or set the environment variable TMPDIR to a folder on another disk"
            ) from error
        super().__init__(schema, n_rows, where)

    def append(self, column: polars.Series) -> None:
        """Write the next batch of a column."""
        held = io.BytesIO()
        column.to_frame().write_ipc(held)
        data = held.getbuffer()
        self._places.setdefault(column.name, []).append((self._file.tell(), len(data), zlib.crc32(data)))
        self._file.write(data)

    def replace(self, column: polars.Series) -> None:
        """Write a whole column in place of the one of its name."""
        self._places[column.name] = []
        self.schema[column.name] = column.dtype
        for first in range(0, len(column), ROWS):
            self.append(column.slice(first, ROWS))

    def frames(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield the named columns; TableError names a batch that is damaged."""
        import polars

        names = self.columns if names is None else names
        self._file.flush()
        for number in range(-(-(self.n_rows or 0) // ROWS)):
            yield polars.DataFrame([self._read(name, number) for name in names])

    def _read(self, name: str, number: int) -> polars.Series:
        import polars

        begin, length, total = self._places[name][number]
        data = os.pread(self._file.fileno(), length, begin)
        if zlib.crc32(data) != total:
            raise TableError(
                f"batch {number + 1} of column {name!r} of {self.where} is damaged in {temporary_folder()}: "
                "the disk may be faulty; set the environment variable TMPDIR to a folder on another disk"
            )
        return polars.read_ipc(io.BytesIO(data)).to_series(0)


class _Unnamed:
    """A temporary file without a name, which is closed with the last store that holds it."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile(dir=temporary_folder())  # noqa: SIM115  # open as long as this
        weakref.finalize(self, self.file.close)


def temporary_folder() -> Path:
    """The folder for files that are larger than memory may be: ``TMPDIR``, else ``/var/tmp``, else Python's.

    ``/tmp`` is often kept in memory.
    """
    chosen = os.environ.get("TMPDIR") or ("/var/tmp" if os.access("/var/tmp", os.W_OK) else None)
    return Path(chosen or tempfile.gettempdir())


def recut_frames(frames: Iterable[polars.DataFrame]) -> Iterator[polars.DataFrame]:
    """Yield the rows of frames of any heights in frames of 65,536 rows, the last one shorter."""
    import polars

    waiting: list[polars.DataFrame] = []
    n_waiting = 0
    for frame in frames:
        begin = 0
        while frame.height - begin >= ROWS - n_waiting:
            end = begin + ROWS - n_waiting
            waiting.append(frame.slice(begin, end - begin))
            yield polars.concat(waiting, rechunk=True) if len(waiting) > 1 else waiting[0]
            waiting, n_waiting, begin = [], 0, end
        if begin < frame.height:
            waiting.append(frame.slice(begin))
            n_waiting += frame.height - begin
    if waiting:
        yield polars.concat(waiting, rechunk=True) if len(waiting) > 1 else waiting[0]


@contextmanager
def readable(where: object) -> Iterator[None]:
    """Turn polars' errors about a Parquet file into a TableError that names it."""
    from polars.exceptions import PanicException, PolarsError

    try:
        yield
    except TableError:
        raise
    except (PolarsError, PanicException, OSError, ValueError) as error:  # pyarrow's errors are ValueErrors
        reason = str(error).strip().partition("\n")[0]
        raise TableError(
            f"{where} cannot be read as a Parquet file ({reason}): write it again from the original data"
        ) from error


def _opened(path: Path) -> tuple[Mapping[str, polars.DataType], int]:
    """Return the schema and the number of rows of a Parquet file."""
    import polars

    with readable(path):
        scanned = polars.scan_parquet(path, glob=False, hive_partitioning=False)
        return polars.read_parquet_schema(path), int(scanned.select(polars.len()).collect().item())


def _state(path: Path) -> tuple[int, int, int]:
    """What changes if a file is written again."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _difference(schema: Mapping[str, object], first: Mapping[str, object]) -> str:
    """Return in words how columns differ."""
    if lacking := [name for name in first if name not in schema]:
        return f"it lacks {listing(lacking, 3)}"
    if more := [name for name in schema if name not in first]:
        return f"it has {listing(more, 3)} too"
    for name, dtype in schema.items():
        if dtype != first[name]:
            return f"column {name!r} is {dtype}, there {first[name]}"
    return f"the order of its {counted(len(first), 'column')} differs"
