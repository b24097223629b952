"""Named arrays and metadata in one file with a checksum.

The bytes are described in docs/file-format.md. Nothing in a file is ever executed or unpickled; every name,
shape, type and size is checked before use: the reader derives from the metadata what the rest of the file
must be, and accepts it only if it is exactly that.
"""

from __future__ import annotations

import hashlib
import math
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import ModelFileError, RosenblattError
from rosenblatt.storage.canonical import dumps, loads
from rosenblatt.storage.whole_file import whole_file

MAX_HEADER = 2**24  # names of more than 100,000 columns
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
KEY = "rosenblatt"
DTYPES = {"float32": "F32", "float64": "F64", "int64": "I64", "int32": "I32", "uint32": "U32", "uint8": "U8"}
_NAMES = {np.dtype(name): name for name in DTYPES}

Content = TypeVar("Content")

Values: TypeAlias = Mapping[str, object]
"""Metadata: JSON's plain values by name."""


@dataclass(frozen=True)
class Layout:
    """Name, type (a key of :data:`DTYPES`) and shape of one array of a file."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def n_bytes(self) -> int:
        """Number of bytes of the data it takes."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize


Expect: TypeAlias = Callable[[Values, int, int], Sequence[Layout]]
"""``expect(metadata, n_tensors, n_data)`` checks the metadata and returns the arrays that must follow it.
``n_tensors`` and ``n_data`` (bytes) are those of the file; no memory of a size that the metadata claims may
be allocated before the size is compared with them."""


def write_tensors(
    path: str | os.PathLike[str], metadata: Values, tensors: Mapping[str, NDArray[Any]]
) -> None:
    """Write a file atomically, with a checksum; a ModelFileError if its header is longer than 16 MiB."""
    parts = packed(metadata, tensors, path)
    with whole_file(path) as temporary, temporary.open("wb") as handle:
        for part in parts:
            handle.write(part)


def packed(
    metadata: Values, tensors: Mapping[str, NDArray[Any]], path: str | os.PathLike[str]
) -> list[bytes | memoryview]:
    """Return the content of such a file, for ``path`` or a part of it, in pieces."""
    arrays = [np.ascontiguousarray(each, each.dtype.newbyteorder("<")) for each in tensors.values()]
    layouts = [
        Layout(name, _NAMES[array.dtype.newbyteorder("=")], array.shape)
        for name, array in zip(tensors, arrays, strict=True)
    ]
    header = _header(metadata, layouts, _checksum(metadata, [array.data for array in arrays]))
    if len(header) > MAX_HEADER:
        raise ModelFileError(
            f"{path}: names, classes and layers take {len(header)} bytes, a header holds {MAX_HEADER}: "
            "drop text columns with many different values"
        )
    return [len(header).to_bytes(8, "little"), header, *(array.data for array in arrays)]


def read_tensors(
    path: str | os.PathLike[str],
    expect: Expect,
    build: Callable[[Values, dict[str, NDArray[Any]]], Content],
    what: str,
) -> Content:
    """Read a file if it is exactly what its metadata requires, see :data:`Expect`.

    ``build(metadata, tensors)`` makes the result. Otherwise a ModelFileError calls the file ``what`` and
    names it, the problem and the remedy.
    """
    with opened(path, what) as handle:
        return build(*unpacked(handle, os.fstat(handle.fileno()).st_size, expect))


@contextmanager
def opened(path: str | os.PathLike[str], what: str) -> Iterator[BinaryIO]:
    """Open a regular file; errors inside the block become a ModelFileError that calls the file ``what``."""
    name = given_path(path, what)
    try:
        with _ordinary(name) as handle:
            yield handle
    except OSError as error:
        raise ModelFileError(f"cannot read the {what} {name}: {error.strerror or error}") from None
    except UnicodeEncodeError:
        raise ModelFileError(
            f"cannot use the {what} {name}: it holds half a character, so it was altered"
        ) from None
    except MemoryError:
        raise ModelFileError(f"cannot use the {what} {name}: it needs more memory than there is") from None
    except RosenblattError as error:
        raise ModelFileError(f"cannot use the {what} {name}: {_short(str(error))}") from None


def _short(text: str, most: int = 600) -> str:
    """Shorten a message that repeats untrusted text."""
    return text if len(text) <= most else f"{text[:most]}..."


def given_path(path: str | os.PathLike[str], what: str) -> Path:
    """Return a path; ModelFileError if no file can have that name."""
    try:
        name = os.fsdecode(path)
        possible = b"\0" not in os.fsencode(name)
    except (TypeError, UnicodeEncodeError):
        possible = False
    if not possible:
        raise ModelFileError(f"cannot read the {what} {path!r:.80}: that is no name of a file")
    return Path(name)


def _ordinary(path: Path) -> BinaryIO:
    """Open a regular file without blocking, should a pipe have taken its place in the meantime."""
    _require_ordinary(path.stat())
    handle = open(path, "rb", opener=_open_at_once)  # noqa: SIM115  # the caller closes it
    try:
        _require_ordinary(os.fstat(handle.fileno()))
    except BaseException:
        handle.close()
        raise
    return handle


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | _AT_ONCE)


def _require_ordinary(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise ModelFileError("it is not a regular file")


def checked_format(value: object, newest: int) -> int:
    """Return a format's version, 1 to ``newest``; any other raises a ModelFileError with the remedy."""
    if type(value) is not int or value < 1:
        raise ModelFileError(f"its format must be a positive whole number, got {value!r:.40}")
    if value > newest:
        from rosenblatt._version import __version__

        raise ModelFileError(
            f"it has format {str(value)[:20]}, Rosenblatt {__version__} reads formats up to {newest}: "
            "install a newer one (git pull and make build in a clone of Rosenblatt)"
        )
    return value


def mapping(what: str, value: object) -> Values:
    """Return ``value`` if it is a JSON object."""
    if not isinstance(value, dict):
        raise ModelFileError(f"{what} must be an object with named values, got {value!r:.40}")
    return value


def _header(metadata: Values, layouts: Sequence[Layout], checksum: object) -> bytes:
    """The safetensors header, padded with spaces to a multiple of eight bytes."""
    text = dumps({**metadata, "checksum": checksum})
    header = dumps({"__metadata__": {KEY: text}, **_entries(layouts)}).encode()
    return header + b" " * (-len(header) % 8)


def _checksum(metadata: Values, data: Sequence[memoryview | bytes]) -> str:
    """SHA-256 over the metadata's text and the data."""
    digest = hashlib.sha256(dumps(metadata).encode())
    for part in data:
        digest.update(part)
    return digest.hexdigest()


def _entries(layouts: Sequence[Layout]) -> dict[str, object]:
    """Offsets of each array: one after the other, without gaps."""
    entries: dict[str, object] = {}
    start = 0
    for each in layouts:
        end = start + each.n_bytes
        entries[each.name] = {
            "dtype": DTYPES[each.dtype],
            "shape": list(each.shape),
            "data_offsets": [start, end],
        }
        start = end
    return entries


def unpacked(handle: BinaryIO, size: int, expect: Expect) -> tuple[Values, dict[str, NDArray[Any]]]:
    """Read the next ``size`` bytes of a file if they are what :func:`packed` returned."""
    header, n_data = _read_header(handle, size)
    entries, metadata, checksum = _parse(header)
    layouts = expect(metadata, len(entries) - 1, n_data)
    _check_tensors(entries, layouts, n_data)
    data = handle.read(n_data)
    if _checksum(metadata, [data]) != checksum or _header(metadata, layouts, checksum) != header:
        raise ModelFileError(
            "its checksum does not match its content: it was altered or damaged; fetch it again"
        )
    return metadata, _arrays(data, layouts)


def _read_header(handle: BinaryIO, size: int) -> tuple[bytes, int]:
    """Return the header, and how many bytes of data follow it."""
    if size < 8:
        raise ModelFileError(f"it is truncated: {size} bytes are too few for a header; fetch it again")
    n_header = int.from_bytes(handle.read(8), "little")
    if n_header > MAX_HEADER:
        raise ModelFileError(
            f"its header claims {n_header} bytes, {MAX_HEADER} are allowed: not a file of Rosenblatt, or "
            "damaged"
        )
    if n_header > size - 8:
        raise ModelFileError(
            f"it is truncated: its header claims {n_header} bytes, {size - 8} follow; fetch it again"
        )
    return handle.read(n_header), size - 8 - n_header


def _parse(header: bytes) -> tuple[Values, Values, object]:
    """Return the header's entries, and its metadata and checksum."""
    try:
        entries = mapping("its header", loads(header.decode()))
    except UnicodeDecodeError:
        raise ModelFileError("its header is not text: not a file of Rosenblatt, or damaged") from None
    text = mapping("__metadata__", entries.get("__metadata__", {})).get(KEY)
    if not isinstance(text, str):
        raise ModelFileError(f"its metadata has no text {KEY!r}: not a file of Rosenblatt")
    values = dict(mapping(f"metadata {KEY!r}", loads(text)))
    checksum = values.pop("checksum", None)
    return entries, values, checksum


def _check_tensors(entries: Values, layouts: Sequence[Layout], n_data: int) -> None:
    """Check that the header names the expected arrays, and that the data after it has their size."""
    n_expected = sum(each.n_bytes for each in layouts)
    if n_expected != n_data:
        word = "truncated" if n_expected > n_data else "altered"
        raise ModelFileError(
            f"it is {word}: {n_data} bytes of data where {n_expected} belong; fetch it again"
        )
    expected = _entries(layouts)
    for name, entry in entries.items():
        if name != "__metadata__" and entry != expected.get(name):
            raise ModelFileError(f"its tensor {name!r:.80} is {entry!r:.120}, expected {expected.get(name)}")


def _arrays(data: bytes, layouts: Sequence[Layout]) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {}
    start = 0
    for each in layouts:
        dtype = np.dtype(each.dtype)
        values = np.frombuffer(data, dtype.newbyteorder("<"), math.prod(each.shape), start)
        arrays[each.name] = values.astype(dtype).reshape(each.shape)
        start += each.n_bytes
    return arrays
