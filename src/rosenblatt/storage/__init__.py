"""Files of named arrays with metadata, in safetensors' layout: safe to read from strangers."""

from rosenblatt.storage.canonical import dumps
from rosenblatt.storage.container import (
    DTYPES,
    MAX_HEADER,
    Layout,
    given_path,
    mapping,
    opened,
    packed,
    read_tensors,
    unpacked,
    write_tensors,
)
from rosenblatt.storage.formats import checked_format
from rosenblatt.storage.numbers import finite_or

__all__ = [
    "DTYPES",
    "MAX_HEADER",
    "Layout",
    "checked_format",
    "dumps",
    "finite_or",
    "given_path",
    "mapping",
    "opened",
    "packed",
    "read_tensors",
    "unpacked",
    "write_tensors",
]
