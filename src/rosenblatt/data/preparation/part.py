"""The training part of a column, in blocks of 65,536 rows: of a frame, or of a store in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.batches import ROWS
from rosenblatt.errors import TableError

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

    from rosenblatt.data.sources.stores import Store

Blocks = Callable[[], "Iterator[NDArray[np.float64]]"]
"""A pass over the values of a column, in blocks of at most 65,536."""

Convert = Callable[["polars.Series", "NDArray[np.integer] | None"], "NDArray[np.float64]"]
"""A column and the numbers of some of its rows, which become floats; TableError names a wrong value."""

_HELD = 2**24
"""Bytes of a column's floats that are held for several passes; a longer column is read again."""


class StoredColumn:
    """A column of a store, which is read in batches.

    Parameters
    ----------
    store : Store
    name : str
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store, self.name = store, name
        self.dtype = store.schema[name]

    def blocks(self) -> Iterator[polars.Series]:
        """Yield the column in blocks of 65,536 rows."""
        return (frame.to_series(0) for frame in self._store.frames([self.name]))

    def __len__(self) -> int:
        return self._store.height

    def values(self, convert: Convert) -> Blocks:
        """Return the blocks as floats; an error is that of the whole column, so that it names its row."""

        def read() -> Iterator[NDArray[np.float64]]:
            for block in self.blocks():
                try:
                    yield convert(block, None)
                except TableError:
                    convert(*self._store.for_message(self.name))
                    raise

        if 8 * len(self) > _HELD:
            return read
        held = np.concatenate([np.empty(0), *read()])
        return blocks_of(held)

    def whole(self) -> polars.Series:
        """Return the whole column, for a message."""
        return self._store.for_message(self.name)[0]


class SeriesPart:
    """Some rows of a column in memory, in their order; all of them by default."""

    def __init__(self, column: polars.Series, rows: NDArray[np.integer] | None) -> None:
        self._column, self._rows = column, rows
        self.name, self.dtype = column.name, column.dtype

    def blocks(self) -> Iterator[polars.Series]:
        """Yield the column in blocks of 65,536 rows."""
        chosen = self._column if self._rows is None else self._column.gather(self._rows)
        return (chosen.slice(first, ROWS) for first in range(0, len(chosen), ROWS))

    def __len__(self) -> int:
        return len(self._column) if self._rows is None else len(self._rows)

    def values(self, convert: Convert) -> Blocks:
        """Return the blocks as floats."""
        return blocks_of(convert(self._column, self._rows))

    def whole(self) -> polars.Series:
        """Return the whole column, of which these are rows."""
        return self._column


Part = StoredColumn | SeriesPart


def training_part(column: polars.Series | StoredColumn, rows: NDArray[np.integer] | None) -> Part:
    """Return some rows of a column as a part; a stored column is one already."""
    return column if isinstance(column, StoredColumn) else SeriesPart(column, rows)


class HeldBlocks:
    """Blocks of a column in memory."""

    def __init__(self, blocks: Sequence[NDArray[np.float64]]) -> None:
        self.blocks = blocks

    def __call__(self) -> Iterator[NDArray[np.float64]]:
        """Begin a pass."""
        return iter(self.blocks)


def blocks_of(values: NDArray[np.float64]) -> HeldBlocks:
    """Return an array as blocks, which share its memory."""
    if len(values) <= ROWS:
        return HeldBlocks((values,))
    return HeldBlocks([values[first : first + ROWS] for first in range(0, len(values), ROWS)])


def present(blocks: Blocks) -> Blocks:
    """Return the values that are not missing."""
    if isinstance(blocks, HeldBlocks):
        return HeldBlocks([_without_missing(block) for block in blocks.blocks])
    return mapped(blocks, _without_missing)


def _without_missing(block: NDArray[np.float64]) -> NDArray[np.float64]:
    absent = np.isnan(block)
    return block[~absent] if absent.any() else block


def mapped(blocks: Blocks, function: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Blocks:
    """Return the blocks of a function's values."""
    return lambda: map(function, blocks())
