"""Files of named arrays with metadata, in safetensors' layout: safe to read from strangers."""

from rosenblatt.tensorfile.canonical import dumps
from rosenblatt.tensorfile.container import (
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
from rosenblatt.tensorfile.formats import checked_format
from rosenblatt.tensorfile.numbers import finite_or

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
