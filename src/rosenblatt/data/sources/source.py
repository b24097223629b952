"""A place a table comes from: its columns are known before its values are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class Source:
    """Something that can be read as a table.

    Attributes
    ----------
    name : str
        A short name, such as ``"flowers"``.
    where : str
        The place in words, for messages: a path, ``"standard input"``, ``"the DataFrame"``.
    columns : tuple of str
        The names of its columns, in order.
    read : callable
        Reads the named columns, and only these, into a ``polars.DataFrame``, in the order asked for.
    """

    name: str
    where: str
    columns: tuple[str, ...]
    read: Callable[[Sequence[str]], polars.DataFrame]
