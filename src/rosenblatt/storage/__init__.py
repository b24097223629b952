"""Files of named arrays with metadata, in safetensors' layout: safe to read from an untrusted source."""

from rosenblatt.storage.canonical import dumps
from rosenblatt.storage.container import (
    DTYPES,
    MAX_HEADER,
    Layout,
    checked_format,
    given_path,
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
    "checked_format",
    "dumps",
    "given_path",
    "mapping",
    "opened",
    "packed",
    "read_tensors",
    "unpacked",
    "write_tensors",
]
