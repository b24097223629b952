"""What separability is asked of: samples and labels as people have them, checked and made plain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from rosenblatt._typing import SampleMatrix
from rosenblatt.errors import TableError, counted, shown

LEAST, MOST = 1e-100, 1e100
"""Between these lies the largest number of a column: its square is still a number."""


@dataclass(frozen=True)
class Samples:
    """Samples of two classes or more.

    Attributes
    ----------
    X : ndarray or CSR array of shape (n_samples, n_features)
        float64.
    y : ndarray of shape (n_samples,)
        Labels.
    classes : tuple
        The labels that occur, sorted.
    names : tuple of str
        Of the features: a table's own, else x1, x2, ...
    rows : ndarray of int, shape (n_samples,)
        The samples' numbers for words.
    """

    X: SampleMatrix
    y: NDArray[np.generic]
    classes: tuple[object, ...]
    names: tuple[str, ...]
    rows: NDArray[np.int64]


def check_question(X: object, y: object, rows: Sequence[int] | NDArray[np.integer] | None) -> Samples:
    """Check samples, labels and row numbers.

    Raises
    ------
    TableError
        If there is one class only, or lengths do not match, or a value is missing, infinite, or far too large
        or small to be squared; or if ``X`` holds sequences.
    ValueError
        If ``X`` is no table of numbers, or ``y`` no column of labels (scikit-learn's words).
    """
    from sklearn.utils.validation import _get_feature_names, check_array

    from rosenblatt.estimators.tables import as_samples, naming_columns

    if _are_sequences(X):
        raise TableError(
            "X holds sequences, and separability is asked of samples: give an array (n_samples, n_features), "
            "such as what a recurrent network's hidden neurons say at each sequence's last step"
        )
    table = as_samples(X)
    with naming_columns(table):
        found = _get_feature_names(table)
        samples = check_array(
            table, accept_sparse="csr", dtype=np.float64, ensure_all_finite=False, input_name="X"
        )
        _require_finite(samples)
    n, d = samples.shape
    names = tuple(f"x{k}" for k in range(1, d + 1)) if found is None else tuple(map(str, found))
    _require_moderate(samples, names)
    labels = _labels(y, n)
    classes = _classes(labels)
    numbers = np.arange(1, n + 1) if rows is None else np.asarray(rows, np.int64)
    if numbers.shape != (n,):
        raise TableError(f"rows must number the {n} samples of X, got {numbers.size}: give one for each")
    return Samples(_plain(samples), labels, classes, names, numbers)


def _are_sequences(X: object) -> bool:
    """Whether there are arrays (n_steps, n_features) where rows should be."""
    if isinstance(X, np.ndarray) and X.dtype == object and X.ndim == 1:
        X = X.tolist()
    if isinstance(X, list | tuple) and len(X):
        first = X[0]
        return getattr(first, "ndim", 0) == 2 or (
            isinstance(first, list | tuple) and any(isinstance(each, list | tuple) for each in first)
        )
    return getattr(X, "ndim", 2) == 3


def _plain(samples: SampleMatrix) -> SampleMatrix:
    """Return samples with no two ways of writing the same: no -0, and no zeros kept in a sparse matrix."""
    if isinstance(samples, np.ndarray):
        return np.ascontiguousarray(samples + 0.0)
    plain = scipy.sparse.csr_array(samples, copy=True)
    plain.sum_duplicates()
    plain.eliminate_zeros()
    plain.sort_indices()
    return plain


def _require_finite(samples: SampleMatrix) -> None:
    values = samples if isinstance(samples, np.ndarray) else samples.data
    bad = ~np.isfinite(values)
    if not bad.any():
        return
    where = ""
    if isinstance(samples, np.ndarray):
        row, column = np.argwhere(bad)[0]
        where = f", the first in row {row + 1}, column {column + 1}"
    raise TableError(
        f"X has {counted(int(bad.sum()), 'value')} missing (NaN) or infinite{where}: drop the row, or fill "
        "the value in"
    )


def _require_moderate(samples: SampleMatrix, names: tuple[str, ...]) -> None:
    largest = abs(samples).max(axis=0)
    reach = np.asarray(largest if isinstance(largest, np.ndarray) else largest.toarray()).ravel()
    for k in np.flatnonzero((reach > 0) & ((reach < LEAST) | (reach > MOST)))[:1]:
        raise TableError(
            f"feature {names[k]!r} reaches {reach[k]:.3g}, which cannot be squared: standardise the features"
        )


def _labels(y: object, n: int) -> NDArray[np.generic]:
    from sklearn.utils import column_or_1d

    labels: NDArray[np.generic] = column_or_1d(np.asarray(y))
    if len(labels) != n:
        raise TableError(f"X has {n} samples and y {len(labels)} labels: give one label for each sample")
    if labels.dtype == object or labels.dtype.kind == "f":
        missing = [i for i, each in enumerate(labels.tolist()) if each is None or each != each]
        if missing:
            raise TableError(
                f"y misses {len(missing)} of {n} labels, the first in row {missing[0] + 1}: drop those rows"
            )
    return labels


def _classes(labels: NDArray[np.generic]) -> tuple[object, ...]:
    from rosenblatt.estimators.labels import distinct_labels

    if labels.dtype.kind == "f" and (fractions := labels[labels != np.trunc(labels.astype(np.float64))]).size:
        raise TableError(
            f"y must hold labels, got the number {shown(fractions[0].item())}: separability is asked of "
            "classes, not of numbers to predict"
        )
    classes = tuple(distinct_labels(labels).tolist())
    if len(classes) < 2:
        raise TableError(f"y has one class only, {shown(classes[0])}: give samples of at least two classes")
    return classes
