"""Checks of parameters, samples and targets that users pass in, with scikit-learn's messages.

A valid C-contiguous array of floats without names is accepted by a short check; scikit-learn checks all other
input. It reads data frames through narwhals; lazy frames and record batches are converted first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from numbers import Integral
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias, TypeGuard

import numpy as np
import sklearn
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import (
    InvalidParameterError,
    StrOptions,
    validate_parameter_constraints,
)
from sklearn.utils.multiclass import type_of_target, unique_labels

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.errors import PlanError, TableError, nearest
from rosenblatt.estimators.versions import validate_data
from rosenblatt.fitting.task import (
    ClassTask,
    Labels,
    ManyLabels,
    ManyTargets,
    columns_of,
    distinct_labels,
    is_sparse,
    is_yes_or_no,
    task_of_classes,
)

if TYPE_CHECKING:
    import narwhals as nw

SamplesLike: TypeAlias = object
"""Samples or targets as users have them: nested lists, arrays, sparse arrays, tables."""

_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


# ---- Parameters -----------------------------------------------------------------------------------------


class _Estimator(Protocol):
    _parameter_constraints: ClassVar[dict[str, list[Any]]]

    @classmethod
    def _get_param_names(cls) -> list[str]: ...


class ParameterError(PlanError, InvalidParameterError):
    """A parameter of an estimator is impossible."""


def check_parameters(estimator: _Estimator) -> None:
    """Raise ParameterError unless the parameters satisfy the constraints; it suggests the nearest name."""
    if sklearn.get_config()["skip_parameter_validation"]:
        return
    kind = type(estimator)
    values = tuple([getattr(estimator, name) for name in _names(kind)])
    # A stream is right whatever its state, and a cache must not keep it alive.
    values = tuple([None if isinstance(value, np.random.RandomState) else value for value in values])
    try:
        hash(values)
    except TypeError:
        _check(kind, values)
    else:
        _check_once(kind, values, tuple(map(type, values)))


@lru_cache(maxsize=256)
def _check_once(kind: type[_Estimator], values: tuple[Any, ...], types: tuple[type, ...]) -> None:
    # The types are part of the key because 1, 1.0 and True are equal.
    _check(kind, values)


def _check(kind: type[_Estimator], values: tuple[Any, ...]) -> None:
    parameters = dict(zip(_names(kind), values, strict=True))
    constraints = kind._parameter_constraints
    for name, value in parameters.items():
        try:
            validate_parameter_constraints(constraints, {name: value}, kind.__name__)
        except InvalidParameterError as error:
            options = [each.options for each in constraints[name] if isinstance(each, StrOptions)]
            known = sorted(set().union(*options))
            hint = nearest(value, known) if isinstance(value, str) else ""
            if name == "loss" and _is_layer_sizes(value):  # the first parameter of regressors
                hint = f": did you mean hidden_layer_sizes={value!r}?"
            message = str(error).removesuffix(".") if hint else str(error)
            raise ParameterError(f"{message}{hint}") from None


def _is_layer_sizes(value: object) -> bool:
    sizes = value if isinstance(value, tuple | list) else [value]
    return all(isinstance(size, Integral) for size in sizes)


@lru_cache
def _names(kind: type[_Estimator]) -> tuple[str, ...]:
    return tuple(kind._get_param_names())


# ---- Samples and targets --------------------------------------------------------------------------------


def check_samples(estimator: BaseEstimator, X: SamplesLike) -> SampleMatrix:
    """Check samples to predict for against those of the fit; return a C-contiguous or CSR array."""
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
    """Return samples (C-contiguous or CSR) and targets (n_samples,) or (n_samples, n_columns) to learn from.

    With ``reset`` the estimator learns number and names of the features, else it compares them.
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


def check_labels(y: Labels) -> None:
    """Raise ValueError unless checked targets are labels: numbers with fractions are not."""
    if is_sparse(y) or (y.ndim == 2 and is_yes_or_no(y)):
        return
    for column in [y] if y.ndim == 1 else columns_of(y):
        if column.dtype.kind in "biu":
            continue
        kind = type_of_target(column, input_name="y")
        if column.dtype == object or kind not in ("binary", "multiclass"):
            unique_labels(column)


def given_task(classes: Any, y: Labels) -> ClassTask:  # noqa: ANN401  # whatever holds labels
    """Return the task of ``classes``: one array, or a list with one for each target (else ValueError)."""
    if y.ndim == 1:
        return task_of_classes(unique_labels(classes))
    if not (isinstance(classes, Sequence) and all(np.ndim(each) == 1 for each in classes)):
        return ManyLabels(unique_labels(classes), sparse=is_sparse(y))
    if len(classes) != y.shape[1]:
        raise ValueError(
            f"classes must hold an array for each of the {y.shape[1]} targets in y, got {len(classes)}"
        )
    return ManyTargets(tuple(_distinct(each) for each in classes))


def require_same_classes(known: Any, classes: Any) -> None:  # noqa: ANN401  # whatever holds labels
    """Raise ValueError unless ``classes`` are those of the first ``partial_fit``."""
    if isinstance(known, tuple):
        found = [_distinct(each) for each in classes] if isinstance(classes, Sequence) else []
        same = len(found) == len(known) and all(map(np.array_equal, found, known))
    else:
        same = np.array_equal(known, unique_labels(classes))
    if not same:
        raise ValueError(
            f"`classes={classes!r}` is not the same as on last call to partial_fit, was: {known!r}"
        )


def _distinct(labels: Any) -> Labels:  # noqa: ANN401  # whatever holds labels
    column = np.asarray(labels)
    check_labels(column)
    return distinct_labels(column)


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


# ---- Tables ---------------------------------------------------------------------------------------------


def as_samples(X: object) -> object:
    """Return a lazy frame collected, other Arrow data as a table, and everything else as it is."""
    if type(X) is np.ndarray:
        return X
    import narwhals as nw  # late: arrays do not need it

    from rosenblatt.data.sources.frames import reject_dates

    if nw.dependencies.is_into_series(X) or nw.dependencies.is_pandas_dataframe(X):
        return X
    if not nw.dependencies.is_into_dataframe(X):
        frame = nw.from_native(X, pass_through=True)
        if isinstance(frame, nw.LazyFrame):
            X = frame.collect().to_native()
        elif hasattr(X, "__arrow_c_stream__"):
            X = nw.from_arrow(X, backend="polars").to_native()
    reject_dates(X)  # pandas refuses to convert dates, others would make numbers of them
    return X


@contextmanager
def naming_columns(X: object) -> Iterator[None]:
    """Replace an error by a TableError that names the table's columns with text, dates or missing values."""
    try:
        yield
    except (TypeError, ValueError) as error:
        import narwhals as nw

        if nw.dependencies.is_into_dataframe(X):
            _blame_columns(nw.from_native(X, eager_only=True), error)
        raise


def _blame_columns(frame: nw.DataFrame[Any], error: Exception) -> None:
    import narwhals as nw

    from rosenblatt.data.sources.frames import reject_dates

    gaps: list[str] = []
    reject_dates(frame)
    for name in frame.columns:
        column = frame[name]
        if isinstance(column.dtype, nw.String | nw.Categorical | nw.Enum):
            example = column.drop_nulls().head(1).to_list()
            raise TableError(
                f"column {name!r} holds text{f' ({example[0]!r})' if example else ''}, numbers are needed: "
                "encode it, for example with sklearn.preprocessing.OneHotEncoder, or drop it"
            ) from error
        if column.dtype == nw.Object or column.dtype.is_nested():
            values = column.drop_nulls().head(1).to_list()
            found = f"values of the type {type(values[0]).__name__}" if values else "no values"
            raise TableError(
                f"column {name!r} holds {found}, numbers are needed: convert it, or drop it"
            ) from error
        empty = column.is_null() | column.is_nan() if column.dtype.is_float() else column.is_null()
        if empty.any():
            gaps.append(f"{name!r} misses {empty.sum()} of {len(column)}")
    if gaps:
        raise TableError(
            f"values are missing (NaN or null): column {', '.join(gaps)}: drop those rows, or fill them in, "
            "for example with sklearn.impute.SimpleImputer"
        ) from error
