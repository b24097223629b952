"""The samples and labels of a separability question, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from rosenblatt._typing import SampleMatrix
from rosenblatt.data.sources.frames import reject_dates
from rosenblatt.errors import TableError, counted, shown

SMALLEST, LARGEST = 1e-100, 1e100
"""Bounds of the largest number of a column, so that its square is finite and not zero."""


@dataclass(frozen=True)
class LabelledSamples:
    """Samples without -0 and stored zeros, with sorted ``classes`` and the names of columns and rows."""

    X: SampleMatrix
    y: NDArray[np.generic]
    classes: tuple[object, ...]
    names: tuple[str, ...]
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, X: object, y: object, rows: Sequence[int] | NDArray[np.integer] | None) -> LabelledSamples:
        """Check samples, labels and row numbers; a TableError is raised if one of them is invalid."""
        samples, names = _samples(X)
        n, d = samples.shape
        names = tuple(f"x{k}" for k in range(1, d + 1)) if names is None else names
        _require_moderate(samples, names)
        labels = _labels(y, n)
        numbers = np.arange(1, n + 1) if rows is None else np.asarray(rows, np.int64)
        if numbers.shape != (n,):
            raise TableError(f"rows must number the {n} samples of X, got {numbers.size}: give one for each")
        return cls(samples, labels, _classes(labels), names, numbers)


def _samples(X: Any) -> tuple[SampleMatrix, tuple[str, ...] | None]:  # noqa: ANN401  # anything
    """Samples as a matrix of finite float64, and the names of their columns."""
    if scipy.sparse.issparse(X):
        matrix = scipy.sparse.csr_array(X, dtype=np.float64, copy=True)
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        _require_finite(matrix.data)
        return matrix, None
    frame = None if type(X) is np.ndarray else _frame(X)
    if _are_sequences(X):
        raise TableError(
            "X holds sequences, but separability is a property of samples: give an array (n_samples, "
            "n_features), such as the hidden values of a recurrent network at the last steps"
        )
    try:
        array = np.asarray(X if frame is None else frame.to_numpy(), np.float64)
    except (TypeError, ValueError) as error:
        raise TableError(f"X must be a table of numbers: {error}") from None
    if array.ndim != 2:
        raise TableError(f"X must have two dimensions, (n_samples, n_features), got {array.ndim}")
    if not array.size:
        raise TableError(f"X must have samples and features, got the shape {array.shape}")
    _require_finite(array)
    textual = frame is not None and all(isinstance(name, str) for name in frame.columns)
    return np.ascontiguousarray(array + 0.0), tuple(frame.columns) if frame is not None and textual else None


def _frame(X: Any) -> Any:  # noqa: ANN401  # a narwhals frame, or None
    """A data frame with its columns checked; None for anything else."""
    import narwhals as nw

    if nw.dependencies.is_into_series(X):
        return None
    frame: Any = nw.from_native(X, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    elif hasattr(X, "__arrow_c_stream__") and not isinstance(frame, nw.DataFrame):
        frame = nw.from_arrow(X, backend="polars")
    if not isinstance(frame, nw.DataFrame):
        return None
    reject_dates(frame)
    for name in frame.columns:
        column = frame[name]
        if isinstance(column.dtype, nw.String | nw.Categorical | nw.Enum):
            raise TableError(f"column {name!r} holds text, numbers are needed: encode it, or drop it")
        gaps = int(
            (column.is_null() | column.is_nan() if column.dtype.is_float() else column.is_null()).sum()
        )
        if gaps:
            raise TableError(f"column {name!r} misses {gaps} of {len(column)} values: drop or fill the rows")
    return frame


def _are_sequences(X: Any) -> bool:  # noqa: ANN401  # anything
    """Whether ``X`` holds arrays (n_steps, n_features) instead of rows."""
    if isinstance(X, np.ndarray) and X.dtype == object and X.ndim == 1:
        X = X.tolist()
    if isinstance(X, list | tuple) and len(X):
        first = X[0]
        return getattr(first, "ndim", 0) == 2 or (
            isinstance(first, list | tuple) and any(isinstance(each, list | tuple) for each in first)
        )
    return getattr(X, "ndim", 2) == 3


def _require_finite(values: NDArray[np.float64]) -> None:
    bad = ~np.isfinite(values)
    if bad.any():
        where = ""
        if values.ndim == 2:
            row, column = np.argwhere(bad)[0]
            where = f", the first in row {row + 1}, column {column + 1}"
        raise TableError(
            f"X has {counted(int(bad.sum()), 'value')} missing (NaN) or infinite{where}: drop the row, or "
            "fill the value in"
        )


def _require_moderate(samples: SampleMatrix, names: tuple[str, ...]) -> None:
    reach = largest_by_column(samples)
    for k in np.flatnonzero((reach > 0) & ((reach < SMALLEST) | (reach > LARGEST)))[:1]:
        raise TableError(
            f"feature {names[k]!r} reaches {reach[k]:.3g}, which cannot be squared: standardise the features"
        )


def largest_by_column(samples: SampleMatrix) -> NDArray[np.float64]:
    """Return the largest absolute number of each column."""
    largest = abs(samples).max(axis=0)
    return np.asarray(largest if isinstance(largest, np.ndarray) else largest.toarray(), np.float64).ravel()


def _labels(y: object, n: int) -> NDArray[np.generic]:
    labels = np.asarray(y)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise TableError(f"y must be one column of labels, got the shape {labels.shape}")
    if len(labels) != n:
        raise TableError(f"X has {n} samples and y {len(labels)} labels: give one label for each sample")
    if labels.dtype.kind in "Of":
        missing = [i for i, each in enumerate(labels.tolist()) if each is None or each != each]
        if missing:
            raise TableError(
                f"y misses {len(missing)} of {n} labels, the first in row {missing[0] + 1}: drop those rows"
            )
    return labels


def _classes(labels: NDArray[np.generic]) -> tuple[object, ...]:
    if labels.dtype.kind == "f" and (fractions := labels[labels != np.trunc(labels.astype(np.float64))]).size:
        raise TableError(
            f"y must hold labels, got the number {shown(fractions[0].item())}: separability is a property of "
            "classes, not of numbers to predict"
        )
    try:
        classes = tuple(np.unique(labels).tolist())
    except TypeError:
        raise TableError("y must hold labels of one kind, got some that cannot be sorted together") from None
    if len(classes) < 2:
        raise TableError(f"y has one class only, {shown(classes[0])}: give samples of at least two classes")
    return classes
