"""The columns of a table: their kind, a summary of each, and their values as arrays."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

import numpy as np

from rosenblatt.data.values.dates import text_of
from rosenblatt.data.values.numbers import NumberForm, numbers_of_texts
from rosenblatt.errors import TableError, counted, leave_out

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

Value = TypeVar("Value", bound=np.generic)
Kind = Literal["number", "Boolean", "text", "date", "empty", "other"]


def kind_of(dtype: polars.DataType) -> Kind:
    """Return the kind of a column, which decides how it is prepared.

    ``"date"`` is a date or time; ``"empty"`` has no value; ``"other"`` has no conversion to numbers: lists,
    bytes.
    """
    import polars

    if dtype.is_numeric():
        return "number"
    if dtype == polars.Boolean:
        return "Boolean"
    if dtype in (polars.String, polars.Categorical, polars.Enum):
        return "text"
    if dtype.is_temporal():
        return "date"
    return "empty" if dtype == polars.Null else "other"


def type_name(dtype: polars.DataType) -> str:
    """Return the name of a column's type that messages use, such as ``"integer"`` or ``"date"``."""
    import polars

    if dtype.is_integer():
        return "integer"
    if (kind := kind_of(dtype)) not in ("date", "other"):
        return kind
    if dtype == polars.Date:
        return "date"
    if dtype.is_temporal():
        return "date and time" if isinstance(dtype, polars.Datetime) else "time"
    return "nested" if dtype.is_nested() else str(dtype).lower()


def count_missing(column: polars.Series) -> int:
    """Return the number of missing values: nulls and floating-point NaNs."""
    if column.dtype.is_float():
        return int(np.count_nonzero(np.isnan(column.to_numpy())))  # nulls become NaN in NumPy
    return column.null_count()


@dataclass(frozen=True)
class ColumnSummary:
    """Summary of one column.

    Attributes
    ----------
    name : str
        The column's name.
    type : str
        ``"integer"``, ``"number"``, ``"Boolean"``, ``"text"``, ``"empty"``, ``"date"``, ``"date and time"``,
        ``"time"``, ``"nested"``.
    missing : int
        Number of missing values.
    minimum, maximum : float, int, str or None
        Range of the values, dates and times as text; None if the column holds neither numbers nor dates.
    distinct : int
        Number of different values, missing ones not counted.
    form : str, default=""
        How the numbers of a text file are written if not plainly, by the example ``"1.234,5"``; the order of
        dates, such as ``"day-month-year"``.
    """

    name: str
    type: str
    missing: int
    minimum: float | int | str | None
    maximum: float | int | str | None
    distinct: int
    form: str = ""


def column_summary(column: polars.Series, form: str = "") -> ColumnSummary:
    """Summarise one column.

    Parameters
    ----------
    column : polars.Series
        The column; it may be empty and may have missing values.
    form : str, default=""
        How its values are written.

    Returns
    -------
    ColumnSummary
    """
    missing = count_missing(column)
    present = column.drop_nulls() if missing else column
    if missing and column.dtype.is_float():
        present = present.drop_nans()
    has_range = kind_of(column.dtype) in ("number", "date") and len(present) > 0
    return ColumnSummary(
        name=column.name,
        type=type_name(column.dtype),
        missing=missing,
        minimum=_plain(present.min()) if has_range else None,
        maximum=_plain(present.max()) if has_range else None,
        distinct=_n_distinct(present),
        form=form,
    )


def _n_distinct(values: polars.Series) -> int:
    """Return the number of different values; of a few, which thousands of columns may have, in Python."""
    if len(values) > 1000 or values.dtype.is_nested():
        return values.n_unique()
    return len(set(values.to_list()))


def _plain(value: object) -> float | int | str:
    """Return a number of polars (perhaps a Decimal) as an int or a float, a date or time as text."""
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return str(text_of(value))
    return value if isinstance(value, int) else float(str(value))


def numbers_of(
    column: polars.Series, rows: NDArray[np.integer] | None = None, form: NumberForm | None = None
) -> NDArray[np.float64]:
    """Return a column's numbers, missing values as NaN, shape (n_rows,); ``rows`` selects some, in its order.

    The column holds numbers, Booleans (0 and 1), or text that contains only numbers, plain or in a form. The
    array is read-only: without ``rows`` it may share the column's memory. TableError names a value that is
    infinite or no number.
    """
    import polars

    if kind_of(column.dtype) in ("date", "other"):
        raise TableError(not_numbers(column, leave_out([column.name])))
    if column.dtype == polars.String:
        column = numbers_of_texts(column, form)
    values = (column if column.dtype == polars.Float64 else column.cast(polars.Float64)).to_numpy()
    if rows is not None:
        values = values[rows]
    if (infinite := np.isinf(values)).any():
        places = np.flatnonzero(infinite)
        first = places[0] if rows is None else rows[places[0]]
        found = f"{counted(len(places), 'infinite value')}, the first in row {first + 1}"
        raise TableError(
            f"column {column.name!r} has {found}: replace infinite values by numbers or leave them empty"
        )
    return values


def labels_of(column: polars.Series, rows: NDArray[np.integer] | None = None) -> NDArray[np.generic]:
    """Return a target's values unchanged, shape (n_rows,); ``rows`` selects some, in its order.

    Text has dtype object; Booleans, integers and floats have NumPy's types. Raises TableError when a value is
    missing, or the column holds dates, times or nested values.
    """
    require_predictable(column)
    if rows is not None:
        column = column.gather(rows)
    if lacking := column.null_count():
        raise TableError(missing_target(column.name, lacking))
    values: NDArray[np.generic] = column.to_numpy()
    return values


def side_by_side(columns: Sequence[NDArray[Value]]) -> NDArray[Value]:
    """Return several targets as one array, (n_rows, n_targets), object if types differ; one is unchanged."""
    if len(columns) == 1:
        return columns[0]
    if len({column.dtype for column in columns}) > 1:
        columns = [column.astype(object) for column in columns]
    return np.column_stack(columns)


def missing_target(name: str, count: int) -> str:
    """Return the message for a target with missing values."""
    return (
        f"the target {name!r} has {counted(count, 'missing value')}, and targets are not filled: drop "
        "the rows with missing values (--missing drop), or name another target (--target)"
    )


class Typed(Protocol):
    """A column as far as messages about its type need it."""

    @property
    def name(self) -> str:
        """The column's name."""

    @property
    def dtype(self) -> polars.DataType:
        """Its type."""


def require_predictable(target: Typed) -> None:
    """Raise TableError if a target holds dates, times or nested values."""
    kind = kind_of(target.dtype)
    if kind == "date":
        raise TableError(
            f"the target {target.name!r} holds dates or times, and a network predicts classes or numbers: "
            "name another target (--target), or write it as numbers, such as days since a date"
        )
    if kind == "other":
        raise TableError(not_numbers(target, "name another target (--target)"))


def not_numbers(column: Typed, remedy: str) -> str:
    """Return the message for a column that is not converted to numbers."""
    into = "numbers, such as days since a date" if column.dtype.is_temporal() else "numbers or text"
    return (
        f"column {column.name!r} has the type {type_name(column.dtype)}, which cannot be converted to "
        f"numbers automatically: {remedy}, or convert it to {into}"
    )
