"""The columns of a table or matrix, one of which can take the values of other rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError


class Columns(Protocol):
    """Samples whose columns can be exchanged one by one."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""

    @property
    def n_rows(self) -> int:
        """Number of samples."""

    def values(self, place: int) -> NDArray[np.generic]:
        """Values of the column at this place, shape (n_rows,)."""

    def exchanged(self, place: int, rows: NDArray[np.intp]) -> object:
        """Return the samples, the column at this place taken from these rows, shape (n_rows,)."""


@dataclass(frozen=True)
class ArrayColumns:
    """Columns of a matrix of shape (n_rows, n_inputs).

    Of a prepared table ``blocks`` has the first input of each column and the one after its last, and ``own``
    the columns' values in the table's own words. By default each input is a column.
    """

    matrix: NDArray[np.generic]
    names: tuple[str, ...]
    blocks: Sequence[tuple[int, int]] | None = None
    own: Sequence[NDArray[np.generic]] | None = None

    @property
    def n_rows(self) -> int:
        """Number of samples."""
        return len(self.matrix)

    def values(self, place: int) -> NDArray[np.generic]:
        """Values of a column, in the table's own words if they are known."""
        return self.matrix[:, place] if self.own is None else self.own[place]

    def exchanged(self, place: int, rows: NDArray[np.intp]) -> object:
        """Return a copy of the matrix, the inputs of one column taken from these rows."""
        changed = self.matrix.copy()
        begin, end = (place, place + 1) if self.blocks is None else self.blocks[place]
        changed[:, begin:end] = self.matrix[rows, begin:end]
        return changed


@dataclass(frozen=True)
class FrameColumns:
    """Columns of a data frame, as narwhals wraps one of pandas, polars or Arrow."""

    frame: Any

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(map(str, self.frame.columns))

    @property
    def n_rows(self) -> int:
        """Number of samples."""
        return len(self.frame)

    def values(self, place: int) -> NDArray[np.generic]:
        """Values of a column; numbers as float64, a missing one NaN, others as objects."""
        column = self.frame[:, place]
        if column.dtype.is_numeric():
            return np.array([np.nan if value is None else value for value in column.to_list()], np.float64)
        values = np.empty(len(column), dtype=object)
        values[:] = column.to_list()
        return values

    def exchanged(self, place: int, rows: NDArray[np.intp]) -> object:
        """Return the data frame, in its own library, one column taken from these rows."""
        name = self.frame.columns[place]
        index = _index(self.frame)
        column = _without_index(self.frame[:, place][rows.tolist()], index)
        return self.frame.with_columns(column.alias(name)).to_native()


def columns_of(X: object, names: Sequence[str] | None = None) -> ArrayColumns | FrameColumns:
    """Return the columns of a data frame, or of an array-like of shape (n_samples, n_features).

    Parameters
    ----------
    X : data frame of pandas, polars or Arrow, or array-like
    names : sequence of str, optional
        Names of an array's columns. Default: ``x1``, ``x2``, ...

    Raises
    ------
    PlanError
        If it is neither, or has no row.
    """
    if hasattr(X, "columns") or hasattr(X, "column_names"):
        import narwhals

        frame = FrameColumns(narwhals.from_native(X, eager_only=True))
        if not frame.n_rows:
            raise PlanError("X has no rows: give one sample or more")
        return frame
    matrix = np.asarray(X.toarray() if hasattr(X, "toarray") else X)
    if matrix.ndim != 2 or not len(matrix):
        raise PlanError(f"X must have the shape (n_samples, n_features), got {matrix.shape}")
    given = tuple(f"x{place}" for place in range(1, matrix.shape[1] + 1)) if names is None else tuple(names)
    return ArrayColumns(matrix, given)


def place_of_column(feature: str | int, columns: Columns) -> int:
    """Return the place of a column given by name, or by place from 0; PlanError for an unknown one."""
    from rosenblatt.errors import listing, nearest

    names = columns.names
    if isinstance(feature, str):
        if feature in names:
            return names.index(feature)
        near = nearest(feature, names) or f"; there are {listing(names)}"
        raise PlanError(f"there is no feature {feature!r}{near}")
    if not 0 <= int(feature) < len(names):
        raise PlanError(f"features are counted from 0 to {len(names) - 1}, got {feature}")
    return int(feature)


def _index(frame: Any) -> Any:  # noqa: ANN401
    """The index of a pandas frame, None of others."""
    return getattr(frame.to_native(), "index", None)


def _without_index(column: Any, index: Any) -> Any:  # noqa: ANN401
    """Give a column of pandas the index of its frame, so that rows are matched by position."""
    if index is None:
        return column
    import narwhals

    native = column.to_native()
    return narwhals.from_native(native.set_axis(index), series_only=True)
