"""Files of named arrays with metadata, in safetensors' layout: safe to read from strangers."""

from rosenblatt.tensorfile.canonical import dumps
from rosenblatt.tensorfile.container import (
    DTYPES,
    MAX_HEADER,
    Layout,
    mapping,
    opened,
    packed,
    read_tensors,
    unpacked,
    write_tensors,
)

__all__ = [
    "DTYPES",
    "MAX_HEADER",
    "Layout",
    "dumps",
    "mapping",
    "opened",
    "packed",
    "read_tensors",
    "unpacked",
    "write_tensors",
]
