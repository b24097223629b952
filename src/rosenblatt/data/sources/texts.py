"""Columns of text that a file or a workbook holds: blank rows, and columns without a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from warnings import warn

import numpy as np

from rosenblatt.errors import TableWarning, counted, listing

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray


def filled_rows(columns: Sequence[polars.Series]) -> NDArray[np.integer]:
    """Return the numbers of the rows with a value, from 0; most rows have one in their first column."""
    n_rows = len(columns[0]) if columns else 0
    blank = np.arange(n_rows)
    for column in columns:
        if not len(blank):
            break
        values = column.gather(blank)
        blank = blank[(values.str.strip_chars().fill_null("") == "").to_numpy()]
    return np.delete(np.arange(n_rows), blank)


def rows_of(columns: Sequence[polars.Series], rows: NDArray[np.integer]) -> list[polars.Series]:
    """Return some rows of the columns; the columns themselves if these are all rows."""
    if len(rows) == len(columns[0]):
        return list(columns)
    return [column.gather(rows) for column in columns]


def no_rows(names: Sequence[str]) -> dict[str, polars.Series]:
    """Return columns without values."""
    import polars

    return {name: polars.Series(name, [], polars.String) for name in names}


def frame_of(columns: Mapping[str, polars.Series], names: Sequence[str]) -> polars.DataFrame:
    """Return the named columns as a frame, in this order."""
    import polars

    return polars.DataFrame([columns[name].alias(name) for name in names])


def named_columns(
    names: Sequence[str], columns: Sequence[polars.Series], where: str
) -> dict[str, polars.Series]:
    """Return columns of text by name; of those without one, the first and those without values are left out.

    Any other column without a name is called by its place, such as ``column_4``. A warning says so.
    """
    unnamed = [place for place, name in enumerate(names) if name == ""]
    blank = [place for place in unnamed if _is_blank(columns[place])]
    if blank:
        found = "1 column has" if len(blank) == 1 else f"{len(blank):,} columns have"
        warn(f"{found} no name and no values in {where}: left out", TableWarning, stacklevel=2)
    left_out = set(blank)
    if unnamed[:1] == [0] and 0 not in left_out:
        warn(
            f"the first column of {where} has no name, like the row numbers that pandas and R write: it is "
            "left out; give it a name in the header if it is a feature",
            TableWarning,
            stacklevel=2,
        )
        left_out.add(0)
    given: dict[int, str] = {}
    for place in unnamed:
        if place not in left_out:
            given[place] = _free_name(f"column_{place + 1}", names)
    if given:
        warn(
            f"{counted(len(given), 'column')} of {where} without a name in the header: called "
            f"{listing(tuple(given.values()), 5)}",
            TableWarning,
            stacklevel=2,
        )
    return {
        given.get(place, name): column
        for place, (name, column) in enumerate(zip(names, columns, strict=True))
        if place not in left_out
    }


def _free_name(name: str, names: Sequence[str]) -> str:
    while name in names:
        name += "_"
    return name


def _is_blank(column: polars.Series) -> bool:
    return bool((column.drop_nulls().str.strip_chars() == "").all())
