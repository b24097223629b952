"""Files of named arrays with metadata, in safetensors' layout: safe to read from strangers."""

from rosenblatt.tensorfile.canonical import dumps
from rosenblatt.tensorfile.container import DTYPES, MAX_HEADER, Layout, mapping, read_tensors, write_tensors

__all__ = ["DTYPES", "MAX_HEADER", "Layout", "dumps", "mapping", "read_tensors", "write_tensors"]
