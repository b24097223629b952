"""Samples and targets that people pass in, checked as scikit-learn does; plain arrays take a short way.

The short way is for a C-contiguous array of floats without names: what it lets through, the long way would
have let through unchanged. All else, and everything wrong, goes the long way, which knows what to say.
"""

from __future__ import annotations

from typing import TypeAlias, TypeGuard

import numpy as np
import sklearn
from sklearn.base import BaseEstimator
from sklearn.utils.validation import validate_data

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.estimators.tables import as_samples, naming_columns
from rosenblatt.estimators.targets import Labels

SamplesLike: TypeAlias = object
"""Samples or targets as people have them: nested lists, arrays, sparse arrays, tables."""

_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def check_samples(estimator: BaseEstimator, X: SamplesLike) -> SampleMatrix:
    """Check samples to predict for against what the estimator was fitted on.

    Returns
    -------
    ndarray, C-contiguous, or CSR array
    """
    if (
        _is_plain(X)
        and X.shape[1] == estimator.n_features_in_
        and not hasattr(estimator, "feature_names_in_")
        and _is_finite(X)
    ):
        return X
    X = as_samples(X)
    with naming_columns(X):
        return in_rows(validate_data(estimator, X, accept_sparse=["csr", "csc"], reset=False))


def check_training(
    estimator: BaseEstimator, X: SamplesLike, y: SamplesLike, *, reset: bool, numbers: bool
) -> tuple[SampleMatrix, Labels]:
    """Check samples and targets to learn from.

    Parameters
    ----------
    estimator : estimator
        Learns or compares number and names of the features.
    X, y : array-like, sparse or table
    reset : bool
        Whether this is a new training.
    numbers : bool
        Whether ``y`` has to be numbers; else it is labels.

    Returns
    -------
    X : ndarray, C-contiguous, or CSR array
        float32 or float64.
    y : ndarray of shape (n_samples,) or (n_samples, n_columns), or sparse of the latter shape
    """
    kinds = "biuf" if numbers else "biu"
    if (
        _is_plain(X)
        and type(y) is np.ndarray
        and y.ndim == 1
        and len(y) == len(X)
        and y.dtype.kind in kinds
        and _has_known_width(estimator, X, reset=reset)
        and _is_finite(X)
        and (y.dtype.kind != "f" or (y.dtype in _FLOATS and y.flags.c_contiguous and _is_finite(y)))
    ):
        if reset:
            estimator.__dict__.pop("feature_names_in_", None)
            estimator.n_features_in_ = X.shape[1]
        return X, y
    table = as_samples(X)
    with naming_columns(table):
        samples, targets = validate_data(
            estimator,
            table,
            y,
            accept_sparse=["csr", "csc"],
            multi_output=True,
            y_numeric=numbers,
            dtype=(np.float64, np.float32),
            reset=reset,
        )
    if targets.ndim == 2 and targets.shape[1] == 1:
        targets = sklearn.utils.column_or_1d(targets, warn=True)
    return in_rows(samples), targets


def in_rows(X: SampleMatrix) -> SampleMatrix:
    """Bring checked samples into C order, or CSR if they are sparse; copied only if they are not."""
    if isinstance(X, np.ndarray):
        return np.ascontiguousarray(X)
    return X.tocsr()


def _is_plain(X: SamplesLike) -> TypeGuard[FloatArray]:
    return (
        type(X) is np.ndarray
        and X.ndim == 2
        and X.dtype in _FLOATS
        and X.flags.c_contiguous
        and X.shape[0] > 0
        and X.shape[1] > 0
    )


def _has_known_width(estimator: BaseEstimator, X: FloatArray, *, reset: bool) -> bool:
    if reset:
        return True
    return not hasattr(estimator, "feature_names_in_") and X.shape[1] == getattr(
        estimator, "n_features_in_", None
    )


def _is_finite(values: FloatArray) -> bool:
    if sklearn.get_config()["assume_finite"]:
        return True
    finite: bool = _core.all_finite(values)
    return finite
