"""A column's values as an array: numbers, or labels in their own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from rosenblatt.data.columns import kind_of, type_name
from rosenblatt.errors import TableError, counted, shown

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

Value = TypeVar("Value", bound=np.generic)


def numbers_of(column: polars.Series, rows: NDArray[np.integer] | None = None) -> NDArray[np.float64]:
    """Return a column's numbers; NaN stands for a missing value.

    Parameters
    ----------
    column : polars.Series
        Numbers, Booleans (0 and 1), or text that reads as numbers throughout.
    rows : ndarray of int, optional
        The rows wanted, in this order; all without it.

    Returns
    -------
    ndarray of shape (n_rows,)
        Not to be written to: without ``rows`` it may be the column's own memory.

    Raises
    ------
    TableError
        When a value is no number, or is infinite; the message names the column, the value and its row.
    """
    import polars

    if kind_of(column.dtype) == "other":
        raise TableError(not_numbers(column, "leave the column out"))
    if column.dtype == polars.String:
        numbers = column.cast(polars.Float64, strict=False)
        if numbers.null_count() > column.null_count():
            row = (numbers.is_null() & column.is_not_null()).arg_max() or 0
            raise TableError(
                f"column {column.name!r} must hold numbers, got the text {shown(column[row])} "
                f"in row {row + 1}: correct it or leave it empty"
            )
        column = numbers
    values = (column if column.dtype == polars.Float64 else column.cast(polars.Float64)).to_numpy()
    if rows is not None:
        values = values[rows]
    if (infinite := np.isinf(values)).any():
        places = np.flatnonzero(infinite)
        first = places[0] if rows is None else rows[places[0]]
        found = f"{counted(len(places), 'infinite value')}, the first in row {first + 1}"
        raise TableError(
            f"column {column.name!r} has {found}: replace them by finite numbers or leave them empty"
        )
    return values


def labels_of(column: polars.Series, rows: NDArray[np.integer] | None = None) -> NDArray[np.generic]:
    """Return a target's values in their own words.

    Parameters
    ----------
    column : polars.Series
        Text, Booleans or numbers.
    rows : ndarray of int, optional
        The rows wanted, in this order; all without it.

    Returns
    -------
    ndarray of shape (n_rows,)
        Text has dtype object; Booleans, integers and floats have NumPy's own.

    Raises
    ------
    TableError
        When a value is missing, or the column holds dates, times or nested values.
    """
    if kind_of(column.dtype) == "other":
        raise TableError(not_numbers(column, "name another target"))
    if rows is not None:
        column = column.gather(rows)
    if lacking := column.null_count():
        raise TableError(
            f"the target {column.name!r} has {counted(lacking, 'missing value')}: drop these rows"
        )
    values: NDArray[np.generic] = column.to_numpy()
    return values


def side_by_side(columns: Sequence[NDArray[Value]]) -> NDArray[Value]:
    """Return several targets' values as one array, a column for each; a single target's as they are.

    Parameters
    ----------
    columns : sequence of ndarray of shape (n_rows,)
        One for each target.

    Returns
    -------
    ndarray of shape (n_rows,) or (n_rows, n_targets)
        Of their type; of dtype object when they differ in it, so that each value stays what it is.
    """
    if len(columns) == 1:
        return columns[0]
    if len({column.dtype for column in columns}) > 1:
        columns = [column.astype(object) for column in columns]
    return np.column_stack(columns)


def not_numbers(column: polars.Series, remedy: str) -> str:
    """Return the message for a column that has no one way to become numbers."""
    if column.dtype.is_temporal():
        into = "into numbers that matter (year, month, days since a day)"
    else:
        into = "into numbers or text"
    kind = type_name(column.dtype)
    return (
        f"column {column.name!r} is of type {kind}, which no rule makes numbers: {remedy}, or turn it {into}"
    )
