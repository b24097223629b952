"""The file of prepared rows: one pass writes it, training reads it through a memory map.

It is a temporary file without a name: the system deletes it with the last process that has it open, however
that ends, so no file is ever left behind. Memory-mapped pages are no private memory: the system keeps them
while there is room.
"""

from __future__ import annotations

import contextlib
import mmap
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from rosenblatt.data.batches import ArraySource, Batch, Source
from rosenblatt.data.sources.stores import temporary_folder
from rosenblatt.errors import TableError, counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 1024
"""Rows of a block, which has a checksum of its own."""
_ARRAYS = ("X", "y", "sample_weight")
_ROOM = 2**26  # bytes that the disk must have beyond the file


@dataclass(frozen=True)
class Rows:
    """Prepared rows: C-contiguous arrays, or maps of the file.

    Attributes
    ----------
    X : ndarray of shape (n_rows, n_features)
    y : ndarray of shape (n_rows, n_columns), or None
    sample_weight : ndarray of shape (n_rows,), or None
    """

    X: NDArray[Any]
    y: NDArray[Any] | None
    sample_weight: NDArray[Any] | None
    sections: tuple[_Section, ...] = ()

    def __len__(self) -> int:
        return len(self.X)

    def check(self) -> None:
        """Compare the file with its checksums; TableError names a damaged block."""
        for section in self.sections:
            section.check()


@dataclass(frozen=True)
class PreparedRows:
    """The rows to train on, and those held out to judge by, if any."""

    train: Rows
    validation: Rows | None = None


@contextlib.contextmanager
def prepared(
    source: Source,
    encode: Callable[[Batch], Batch],
    held_out: Callable[[int, int], NDArray[np.bool_]] | None = None,
) -> Iterator[PreparedRows]:
    """Give the rows of a source in the form that training reads, from a file if they need a change.

    Parameters
    ----------
    source : Source
        The rows; one pass is made.
    encode : callable
        Converts a batch to the form of training: ``X`` of float32 or float64, ``y`` with two dimensions. An
        array of an `ArraySource` that it returns unchanged is read in place.
    held_out : callable, optional
        Called with the number of a batch's first row and its number of rows; returns which of them are held
        out. Default: none.

    Yields
    ------
    PreparedRows
        Valid within the ``with`` block only.

    Raises
    ------
    TableError
        When the disk has no room for the file, or the source cannot be read.
    """
    with contextlib.ExitStack() as files:
        parts = (_Part(files), _Part(files))
        in_place = source if held_out is None and isinstance(source, ArraySource) else None
        whole: dict[str, NDArray[Any]] = {}
        for number, batch in enumerate(source.batches()):
            encoded = encode(batch)
            arrays = dict(zip(_ARRAYS, encoded.arrays, strict=True))
            if in_place is not None:
                for name, given in zip(_ARRAYS, batch.arrays, strict=True):
                    if given is not None and arrays[name] is given and _is_in_place(in_place, name):
                        whole[name] = getattr(in_place, name)
                arrays = {name: array for name, array in arrays.items() if name not in whole}
            if number == 0 and source.n_rows is not None:
                require_disk(source.n_rows * sum(_row_bytes(array) for array in arrays.values()))
            if held_out is None:
                parts[0].write(arrays)
                continue
            mask = held_out(batch.first_row, len(batch.X))
            for part, chosen in zip(parts, (~mask, mask), strict=True):
                part.write({name: None if each is None else each[chosen] for name, each in arrays.items()})
        train, validation = parts[0].rows(whole), parts[1].rows({})
        if train is None:
            raise TableError(f"{source.where} has no row to train on: give a row for each sample")
        yield PreparedRows(train, validation)


def _is_in_place(source: ArraySource, name: str) -> bool:
    array: NDArray[Any] = getattr(source, name)
    return array.flags.c_contiguous and array.dtype.isnative


def _row_bytes(array: NDArray[Any] | None) -> int:
    return 0 if array is None or not len(array) else array.nbytes // len(array)


def require_disk(n_bytes: int) -> None:
    """Raise TableError if the folder of temporary files has no room for so many bytes; with both numbers."""
    free = shutil.disk_usage(temporary_folder()).free
    if n_bytes and n_bytes + _ROOM > free:
        raise TableError(
            f"the prepared rows take {n_bytes / 1e9:.2f} GB, and {temporary_folder()} has "
            f"{free / 1e9:.2f} GB left: free some room, or set the environment variable "
            "TMPDIR to a folder on another disk"
        )


# ---- Writing -------------------------------------------------------------------------------------


class _Part:
    """The files of one part's arrays while they are written: a file without a name for each."""

    def __init__(self, files: contextlib.ExitStack) -> None:
        self._files = files
        self._sections: dict[str, _Section] = {}

    def write(self, arrays: dict[str, NDArray[Any] | None]) -> None:
        """Append rows."""
        for name, array in arrays.items():
            if array is None or not len(array):
                continue
            if name not in self._sections:
                unnamed = tempfile.TemporaryFile(dir=temporary_folder())  # noqa: SIM115  # until `files` ends
                file = self._files.enter_context(unnamed)
                self._sections[name] = _Section(name, file, array.dtype, array.shape[1:])
            self._sections[name].append(np.ascontiguousarray(array))

    def rows(self, whole: dict[str, NDArray[Any]]) -> Rows | None:
        """Map the files; None if no row was written. ``whole`` are the arrays that are read in place."""
        if not self._sections and not whole:
            return None
        arrays: dict[str, NDArray[Any] | None] = dict.fromkeys(_ARRAYS)
        arrays |= whole
        for name, section in self._sections.items():
            arrays[name] = section.map()
            self._files.callback(section.close)
        X = arrays["X"]
        assert X is not None
        return Rows(X, arrays["y"], arrays["sample_weight"], tuple(self._sections.values()))


@dataclass(eq=False)
class _Section:
    """One array of the prepared rows: its file, and the CRC-32 of each block of 1,024 rows."""

    name: str
    file: IO[bytes]
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    n_rows: int = 0
    _sums: list[NDArray[np.uint32]] = field(default_factory=list)
    _begun: int = 0  # the checksum of the block that is not complete yet
    _pages: mmap.mmap | None = None

    @property
    def row_bytes(self) -> int:
        """Bytes of a row."""
        return self.dtype.itemsize * int(np.prod(self.shape))

    def append(self, array: NDArray[Any]) -> None:
        """Write rows, and sum up their blocks."""
        values: Any = array
        data = memoryview(values).cast("B")
        width, begin, sums = self.row_bytes, 0, []
        while begin < len(data):
            room = (BLOCK - self.n_rows % BLOCK) * width
            end = min(begin + room, len(data))
            self._begun = zlib.crc32(data[begin:end], self._begun)
            self.n_rows += (end - begin) // width
            if self.n_rows % BLOCK == 0:
                sums.append(self._begun)
                self._begun = 0
            begin = end
        self._sums.append(np.array(sums, np.uint32))
        try:
            self.file.write(data)
        except OSError as error:
            raise TableError(
                f"the prepared rows cannot be written to {temporary_folder()} ({error.strerror or error}): "
                "free some room, or set the environment variable TMPDIR to a folder on another disk"
            ) from error

    def map(self) -> NDArray[Any]:
        """Return the array, mapped from the file, which is complete."""
        self.file.flush()
        if self.n_rows % BLOCK:
            self._sums.append(np.array([self._begun], np.uint32))
        self._sums = [np.concatenate(self._sums)]
        self._pages = mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(self._pages, self.dtype).reshape(self.n_rows, *self.shape)

    def check(self) -> None:
        """Compare all blocks with their checksums."""
        assert self._pages is not None
        size = BLOCK * self.row_bytes
        for number, known in enumerate(self._sums[0].tolist()):
            with memoryview(self._pages) as pages:
                found = zlib.crc32(pages[number * size : (number + 1) * size])
            if found != known:
                blocks = counted(len(self._sums[0]), "block")
                raise TableError(
                    f"block {number + 1} of {blocks} of the prepared {self.name} is damaged: the disk may be "
                    "faulty; start again, which prepares the rows again (on another disk: set the "
                    "environment variable TMPDIR)"
                )

    def close(self) -> None:
        """Give the map back, unless an array of the caller still uses it."""
        if self._pages is not None:
            with contextlib.suppress(BufferError):
                self._pages.close()
