"""What a column holds: its kind, and a summary that fits on one line of a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import polars

Kind = Literal["number", "Boolean", "text", "empty", "other"]


def kind_of(dtype: polars.DataType) -> Kind:
    """Return what can be done with a column: one of five kinds.

    Parameters
    ----------
    dtype : polars.DataType
        The column's type.

    Returns
    -------
    {"number", "Boolean", "text", "empty", "other"}
        ``"empty"`` is a column without a single value, ``"other"`` one that has no one way to become
        numbers: dates, times, lists, structures, bytes.
    """
    import polars

    if dtype.is_numeric():
        return "number"
    if dtype == polars.Boolean:
        return "Boolean"
    if dtype in (polars.String, polars.Categorical, polars.Enum):
        return "text"
    return "empty" if dtype == polars.Null else "other"


def type_name(dtype: polars.DataType) -> str:
    """Return a column's type in a word a person would use, such as ``"integer"`` or ``"date"``."""
    import polars

    if dtype.is_integer():
        return "integer"
    if (kind := kind_of(dtype)) != "other":
        return kind
    if dtype == polars.Date:
        return "date"
    if dtype.is_temporal():
        return "time"
    return "nested" if dtype.is_nested() else str(dtype).lower()


def count_missing(column: polars.Series) -> int:
    """Return how many of a column's values are missing: null, or a floating-point NaN."""
    if column.dtype.is_float():
        return int(np.count_nonzero(np.isnan(column.to_numpy())))  # NumPy shows nulls as NaN
    return column.null_count()


@dataclass(frozen=True)
class ColumnSummary:
    """One column in six facts.

    Attributes
    ----------
    name : str
        The column's name.
    type : str
        ``"integer"``, ``"number"``, ``"Boolean"``, ``"text"``, ``"empty"``, ``"date"``, ``"time"``,
        ``"nested"``.
    missing : int
        How many values are missing.
    minimum, maximum : float, int or None
        The range of the values; None for a column that does not hold numbers.
    distinct : int
        How many different values there are, missing ones not counted.
    """

    name: str
    type: str
    missing: int
    minimum: float | int | None
    maximum: float | int | None
    distinct: int


def column_summary(column: polars.Series) -> ColumnSummary:
    """Summarise one column.

    Parameters
    ----------
    column : polars.Series
        The column; it may be empty and may have missing values.

    Returns
    -------
    ColumnSummary
    """
    present = column.drop_nulls()
    if column.dtype.is_float():
        present = present.drop_nans()
    has_range = kind_of(column.dtype) == "number" and len(present) > 0
    return ColumnSummary(
        name=column.name,
        type=type_name(column.dtype),
        missing=len(column) - len(present),
        minimum=_plain(present.min()) if has_range else None,
        maximum=_plain(present.max()) if has_range else None,
        distinct=present.n_unique(),
    )


def _plain(value: object) -> float | int:
    """Return a number of polars (perhaps a Decimal) as an int or a float."""
    return value if isinstance(value, int) else float(str(value))
