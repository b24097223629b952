"""The size of a table's file, by which the command decides whether to read it in batches."""

from __future__ import annotations

from pathlib import Path

from rosenblatt.data.sources.builtin.catalogue import builtin_names

LARGE = 2**24
"""Bytes of a file from which on a table is read in batches; smaller ones are faster read at once."""


def is_large(table: str) -> bool:
    """Whether a table is a folder of parts, or a file that is read in batches."""
    if table == "-" or table in builtin_names():
        return False
    path = Path(table).expanduser()
    return path.is_dir() or (path.is_file() and path.stat().st_size >= LARGE)
