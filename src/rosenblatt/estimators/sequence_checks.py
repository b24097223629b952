"""Sequences and targets that people pass in, checked; what is wrong is named by sequence and step."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import _check_y, check_array

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray
from rosenblatt.estimators.checks import SamplesLike, as_samples, check_labels, naming_columns
from rosenblatt.estimators.from_source import refuse_source
from rosenblatt.estimators.versions import feature_names, validate_data
from rosenblatt.fitting.reading import ARRAY, FLAT, LIST, CheckedSequences
from rosenblatt.fitting.task import Labels, is_sparse

_FLOATS = (np.float64, np.float32)


class ReadsSequences(Protocol):
    """An estimator, as far as its sequences depend on it."""

    step_size: int | None
    stateful: bool
    predict_at: str
    n_features_in_: int
    step_size_: int
    _fitted_to_rows: bool


def check_sequences(estimator: ReadsSequences, X: SamplesLike, *, reset: bool) -> CheckedSequences:
    """Check sequences in any form that :class:`~rosenblatt.RecurrentClassifier` accepts.

    With ``reset`` the estimator learns number and names of the features, else it compares them.
    """
    refuse_source(estimator, X)
    if isinstance(X, np.ndarray) and X.dtype == object and X.ndim == 1:
        X = list(X)  # arrays of different lengths in an array
    are_rows = False
    if isinstance(X, list | tuple) and _holds_sequences(X):
        given = _of_list(estimator, X, reset=reset)
    elif getattr(X, "ndim", 2) == 3:
        given = _of_block(estimator, X, reset=reset)
    else:
        _require_fitted_to_rows(estimator, reset=reset)
        given = _of_rows(estimator, X, reset=reset)
        are_rows = True
    if reset:
        estimator.step_size_ = given.shape[1]
        estimator._fitted_to_rows = are_rows
    elif given.shape[1] != estimator.step_size_:
        raise ValueError(
            f"X has steps of {given.shape[1]} features, the network was fitted to steps of "
            f"{estimator.step_size_}: give it the same features"
        )
    _require_finite(given)
    return given


def check_targets(
    estimator: BaseEstimator, y: SamplesLike, given: CheckedSequences, *, numbers: bool
) -> Labels:
    """Check targets and return them end to end, as (n_targets,) or (n_targets, n_columns)."""
    if y is None:
        raise ValueError(
            f"This {type(estimator).__name__} estimator requires y to be passed, but the target y is None."
        )
    if given.every and given.form != FLAT:
        y = _end_to_end(y, given)
    else:
        _require_one_target_each(y, given)
    targets: Labels = _check_y(y, multi_output=True, y_numeric=numbers, estimator=estimator)
    if targets.shape[0] != given.n_targets:
        what = "steps" if given.every else "sequences"
        raise ValueError(
            f"y has {targets.shape[0]} targets, X has {given.n_targets} {what}: give one for each"
        )
    if targets.ndim == 2 and targets.shape[1] == 1:
        targets = sklearn.utils.column_or_1d(targets, warn=given.form == FLAT or not given.every)
    if not numbers:
        check_labels(targets)
    return targets


def warn_of_single_steps(estimator: ReadsSequences, given: CheckedSequences) -> None:
    """Warn if every sequence has one step: the context neurons then never see a step before another."""
    if estimator.stateful or (given.lengths > 1).any():
        return
    warnings.warn(
        f"every one of the {given.n_sequences} sequences has one step, so nothing is carried over from "
        "one to the next. If the rows are the steps of one series: stateful=True. If they are sequences: "
        "give X as an array (n_sequences, n_steps, n_features) or as a list of arrays (n_steps, n_features), "
        "or set step_size, the number of features of a step.",
        UserWarning,
        stacklevel=5,
    )


def _require_fitted_to_rows(estimator: ReadsSequences, *, reset: bool) -> None:
    """Raise ValueError for a matrix if the network was fitted to sequences and is not one of a stream."""
    if reset or estimator.stateful or getattr(estimator, "_fitted_to_rows", True):
        return
    raise ValueError(
        "X has two dimensions, the network was fitted to sequences in three dimensions or in a list: if X is "
        "one sequence give [X]; if each of its rows is a sequence of one step, give X[:, None]"
    )


# ---- Sequences ----------------------------------------------------------------------------------


def _holds_sequences(X: Sequence[object]) -> bool:
    """Whether a list holds sequences, rather than the rows of one matrix."""
    if not len(X) or not np.iterable(X[0]) or isinstance(X[0], str):
        return False
    if _n_dimensions(X[0]) > 1:
        return True
    lengths = {len(each) if hasattr(each, "__len__") else 0 for each in X}
    return len(lengths) > 1 or lengths == {0}


def _n_dimensions(value: Any) -> int:  # noqa: ANN401  # any element of a list
    if hasattr(value, "ndim"):
        return int(value.ndim)
    if hasattr(value, "shape"):
        return len(value.shape)
    try:
        return np.asarray(value).ndim
    except ValueError:  # nested lists of different lengths
        return 2


def _of_list(estimator: ReadsSequences, X: Sequence[object], *, reset: bool) -> CheckedSequences:
    """Sequences of different lengths: a list of arrays or tables (n_steps, n_features)."""
    tables = [as_samples(each) for each in X]
    arrays = [_steps(each, k) for k, each in enumerate(tables)]
    width = arrays[0].shape[1]
    for k, each in enumerate(arrays):
        if each.shape[1] != width:
            raise ValueError(
                f"sequence {k} has {each.shape[1]} features, sequence 0 has {width}: every step must have "
                "the same ones"
            )
    if reset or width == estimator.step_size_:
        _check_features(estimator, tables, reset=reset)
    dtype = np.float32 if all(each.dtype == np.float32 for each in arrays) else np.float64
    offsets = np.concatenate([[0], np.cumsum([len(each) for each in arrays])]).astype(np.int64)
    rows: FloatArray = np.ascontiguousarray(np.concatenate(arrays, dtype=dtype))  # columns first stays so
    return CheckedSequences(rows, offsets, estimator.predict_at == "every", LIST)


def _steps(value: Any, k: int) -> FloatArray:  # noqa: ANN401  # any element of a list
    """One sequence as an array of numbers (n_steps, n_features)."""
    if is_sparse(value):
        raise TypeError(f"sequence {k} is sparse, dense sequences are needed: use sequence.toarray()")
    try:
        steps = np.asarray(value)
        if np.iscomplexobj(steps):
            raise TypeError("complex numbers are no features")
        if steps.dtype not in _FLOATS:
            steps = steps.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"sequence {k} is no array of numbers (n_steps, n_features): {error}") from error
    if steps.ndim >= 1 and not len(steps):
        raise ValueError(f"sequence {k} has no step: leave empty sequences out, and their targets")
    if steps.ndim != 2 or not steps.shape[1]:
        hint = ", for a single feature use x.reshape(-1, 1)" if steps.ndim == 1 else ""
        raise ValueError(f"sequence {k} has the shape {steps.shape}, (n_steps, n_features) is needed{hint}")
    return steps


def _check_features(estimator: ReadsSequences, tables: Sequence[object], *, reset: bool) -> None:
    """Learn, or compare, number and names of the features that the steps of a list have."""
    names = feature_names(tables[0])
    for k, each in enumerate(tables[1:], start=1):
        others = feature_names(each)
        if (names is None) != (others is None) or not np.array_equal(names, others):  # type: ignore[arg-type]
            raise ValueError(
                f"sequence {k} has the columns {_listed(others)}, sequence 0 has {_listed(names)}: every "
                "step must have the same ones, in the same order"
            )
    if reset or estimator.n_features_in_ == estimator.step_size_:
        validate_data(estimator, tables[0], reset=reset, skip_check_array=True)


def _listed(names: Any) -> str:  # noqa: ANN401  # an array of names, or None
    return "no names" if names is None else ", ".join(map(str, names))


def _of_block(estimator: ReadsSequences, X: SamplesLike, *, reset: bool) -> CheckedSequences:
    """Sequences of one length: an array (n_sequences, n_steps, n_features)."""
    block = check_array(X, dtype=_FLOATS, allow_nd=True, ensure_all_finite=False, estimator=estimator)
    n_sequences, n_steps, n_features = block.shape
    if not n_steps or not n_features:
        raise ValueError(f"sequence 0 has {n_steps} steps of {n_features} features: at least one is needed")
    if reset or n_features == estimator.step_size_:
        _check_features(estimator, [block[0]], reset=reset)
    offsets = np.arange(n_sequences + 1, dtype=np.int64) * n_steps
    rows = np.ascontiguousarray(block).reshape(-1, n_features)
    return CheckedSequences(rows, offsets, estimator.predict_at == "every", ARRAY)


def _of_rows(estimator: ReadsSequences, X: SamplesLike, *, reset: bool) -> CheckedSequences:
    """A matrix or table: each row is a sequence, or a step of the one stream."""
    table = as_samples(X)
    if is_sparse(table):
        raise TypeError(
            "X is sparse, dense sequences are needed: use X.toarray(), steps without a feature count too"
        )
    with naming_columns(table):
        matrix = validate_data(estimator, table, dtype=_FLOATS, ensure_all_finite=False, reset=reset)
    n_rows, width = matrix.shape
    is_step = estimator.stateful and estimator.step_size is None
    size = width if is_step else estimator.step_size or 1
    if width % size:
        raise ValueError(
            f"step_size must divide the {width} features of a row, got {size}: each row of X is a sequence "
            "of steps of so many features"
        )
    offsets = np.arange(n_rows + 1, dtype=np.int64) * (width // size)
    rows = np.ascontiguousarray(matrix).reshape(-1, size)
    every = is_step or estimator.predict_at == "every"
    return CheckedSequences(rows, offsets, every, FLAT if is_step else ARRAY)


def _require_finite(given: CheckedSequences) -> None:
    if sklearn.get_config()["assume_finite"] or _core.all_finite(given.X):
        return
    row, feature = (int(places[0]) for places in np.nonzero(~np.isfinite(given.X)))
    value = given.X[row, feature]
    name = "NaN" if np.isnan(value) else "infinity"
    raise ValueError(
        f"Input X contains {name}: {given.place(row)}, feature {feature} is {value}: fill it in, or "
        "omit the sequence"
    )


# ---- Targets ------------------------------------------------------------------------------------


def _end_to_end(y: Any, given: CheckedSequences) -> NDArray[Any]:  # noqa: ANN401  # whatever is an array or a list
    """Targets of every step in one array (n_rows,) or (n_rows, n_columns)."""
    if not hasattr(y, "__len__") or is_sparse(y):
        raise ValueError(f"y must hold the targets of {given.n_sequences} sequences, got {type(y).__name__}")
    if len(y) != given.n_sequences:
        raise ValueError(f"y holds the targets of {len(y)} sequences, X has {given.n_sequences}")
    parts: list[NDArray[Any]] = [np.asarray(each) for each in y]
    for k, (part, length) in enumerate(zip(parts, given.lengths, strict=True)):
        if part.ndim == 0:
            raise ValueError(
                f"sequence {k} has {length} steps and one target: predict_at='every' needs a target for each "
                "step, predict_at='last' takes one a sequence"
            )
        if len(part) != length:
            raise ValueError(f"sequence {k} has {length} steps and {len(part)} targets: give one a step")
        if part.ndim > 2 or part.shape[1:] != parts[0].shape[1:]:
            raise ValueError(
                f"the targets of sequence {k} have the shape {part.shape}, those of sequence 0 "
                f"{parts[0].shape}: (n_steps,) or (n_steps, n_columns) is needed"
            )
    return np.concatenate(parts)


def _require_one_target_each(y: Any, given: CheckedSequences) -> None:  # noqa: ANN401  # an array or a list
    """Raise ValueError for targets of every step where there is one a sequence."""
    if isinstance(y, list | tuple) and all(_n_dimensions(each) > 0 for each in y):
        lengths = {len(each) for each in y}
        n = len(y[0]) if len(lengths) > 1 else 1
    else:
        n = np.asarray(y).shape[1] if _n_dimensions(y) > 2 else 1
    if n != 1:
        what = "step" if given.every else "sequence"
        hint = "" if given.every else ": predict_at='every' takes one for each step"
        raise ValueError(f"{what} 0 has {n} targets, where one a {what} is taken{hint}")
