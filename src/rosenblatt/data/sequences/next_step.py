"""One-step prediction: the next row's values as targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.sequences.rows import SequenceRows
from rosenblatt.data.sources.frames import plain_frame, require_columns, to_polars
from rosenblatt.errors import TableError, shown

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame


def with_next(
    frame: IntoDataFrame | IntoLazyFrame, columns: str | Sequence[str], *, sequence: str | None = None
) -> polars.DataFrame:
    """Give each row the values of the row that follows, to be predicted.

    Parameters
    ----------
    frame : polars.DataFrame, or a frame of pandas or Arrow
        Rows in the order of time.
    columns : str or sequence of str
        The columns to predict; for ``"sunspots"`` a column ``"next_sunspots"`` is added. They stand last, in
        the order named, as `load_table` wants its targets.
    sequence : str, optional
        The column whose values cut the rows into sequences (see `SequenceRows`); without it, all rows are
        one. Nothing follows the last row of a sequence, so it is left out, and with it every sequence of one
        row.

    Returns
    -------
    polars.DataFrame
        The frame's columns and the new ones. A missing value stays missing, also as the next one.

    Raises
    ------
    TableError
        When a column is not there or its new name is taken, the sequence column is out of order, or no row
        has a next one.

    Examples
    --------
    >>> import polars
    >>> with_next(polars.DataFrame({"level": [3, 5, 4]}), "level").rows()
    [(3, 5), (5, 4)]
    """
    table = plain_frame(to_polars(frame))
    names = (columns,) if isinstance(columns, str) else tuple(dict.fromkeys(columns))
    parts = SequenceRows.stream(table) if sequence is None else SequenceRows.of_column(table, sequence)
    require_columns(names, table)
    for name in names:
        if f"next_{name}" in table.columns:
            raise TableError(
                f"column {shown(f'next_{name}')} is in the table already: rename it, the next value of "
                f"{name!r} takes this name"
            )
    whole = table.with_columns(table[name].shift(-1).alias(f"next_{name}") for name in names)
    kept = np.delete(parts.rows, parts.offsets[1:] - 1)
    if not kept.size:
        raise TableError("no row has a next one: a sequence to be predicted needs two rows or more")
    return whole[kept]
