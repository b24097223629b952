"""Tables as samples: kinds that scikit-learn does not read by itself, and errors that name the column.

scikit-learn reads arrays, sparse matrices and, through narwhals, the data frames of pandas, polars and
PyArrow with their column names. A lazy frame has to be collected before; a record batch would lose its
names.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import narwhals as nw
import numpy as np

from rosenblatt.errors import TableError


def as_samples(X: object) -> object:
    """Return a lazy frame collected, other Arrow data as a table, and everything else as it is."""
    if type(X) is np.ndarray or nw.dependencies.is_into_dataframe(X):
        return X
    frame = nw.from_native(X, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        return frame.collect().to_native()
    if hasattr(X, "__arrow_c_stream__"):
        return nw.from_arrow(X, backend="polars").to_native()
    return X


@contextmanager
def naming_columns(X: object) -> Iterator[None]:
    """Say of a table that was refused which of its columns hold text or miss values.

    Raises
    ------
    TableError
        In place of a ValueError raised inside, if ``X`` is a table with such a column.
    """
    try:
        yield
    except ValueError as error:
        if nw.dependencies.is_into_dataframe(X):
            _blame_columns(nw.from_native(X, eager_only=True), error)
        raise


def _blame_columns(frame: nw.DataFrame[Any], error: ValueError) -> None:
    gaps: list[str] = []
    for name in frame.columns:
        column = frame[name]
        if isinstance(column.dtype, nw.String | nw.Categorical | nw.Enum):
            example = column.drop_nulls().head(1).to_list()
            raise TableError(
                f"column {name!r} holds text{f' ({example[0]!r})' if example else ''}, numbers are needed: "
                "encode it, for example with sklearn.preprocessing.OneHotEncoder, or leave it out"
            ) from error
        empty = column.is_null() | column.is_nan() if column.dtype.is_float() else column.is_null()
        if empty.any():
            gaps.append(f"{name!r} misses {empty.sum()} of {len(column)}")
    if gaps:
        raise TableError(
            f"values are missing (NaN or null): column {', '.join(gaps)}: drop those rows, or fill them in, "
            "for example with sklearn.impute.SimpleImputer"
        ) from error
