"""Estimators that learn from a source, and predict and score it batch by batch."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin, clone
from sklearn.utils.validation import check_is_fitted

from rosenblatt.data.batches import ArraySource, Batch, Source
from rosenblatt.errors import PlanError, TableError
from rosenblatt.estimators.versions import check_sample_weight, validate_data
from rosenblatt.formulas.scores import explained
from rosenblatt.training.order import window_blocks

if TYPE_CHECKING:
    from rosenblatt.fitting.fit import Fit
    from rosenblatt.large.fits import Survey

AnyEstimator = Any
"""An estimator of a network without memory, or of a perceptron."""


class Checks:
    """Checks batches of a source as an estimator checks the same rows in memory, with the same messages."""

    def __init__(self, estimator: AnyEstimator) -> None:
        self._estimator = clone(
            estimator
        )  # the estimator's features may have names, those of a batch have none

    def __call__(self, batch: Batch) -> Batch:
        """Return the batch with checked samples, targets and weights."""
        _require_numbers(batch)
        if batch.y is None:
            raise TableError("the source has no y: give it the targets, or the name of their column")
        X, weight = batch.X.view(np.ndarray), batch.sample_weight
        reset = batch.first_row == 0
        samples, labels = self._estimator._check_training(X, batch.y.view(np.ndarray), reset=reset)
        if weight is not None:
            dtype = samples.dtype if self._estimator._kind == "Perceptron" else None
            weight = check_sample_weight(weight, samples, dtype=dtype, allow_all_zero=True)
        return batch._replace(X=batch.X if samples is X else samples, y=labels, sample_weight=weight)


def _require_numbers(batch: Batch) -> None:
    if batch.X.dtype.kind in "OUS":
        raise TableError(
            f"the source has columns of text (rows of the type {batch.X.dtype}), estimators learn from "
            "numbers: encode them with a Preparation, preparation.source(source)"
        )


@dataclass(frozen=True)
class Surveyed:
    """A source that was read once: its rows are checked, and its targets known."""

    estimator: AnyEstimator
    source: Source
    check: Checks
    survey: Survey
    window: int

    @classmethod
    def of(cls, estimator: AnyEstimator, source: Source, y: object, sample_weight: object) -> Surveyed:
        """Read a source; ValueError for targets or weights beside it."""
        from rosenblatt.large.fits import Survey, window_of

        require_alone(y, sample_weight)
        check = Checks(estimator)
        survey = Survey.of(source, check, numbers=not isinstance(estimator, ClassifierMixin))
        window = estimator.shuffle_window
        window = window_of(source, survey.dtype) if window is None else int(window)
        return cls(estimator, source, check, survey, window)

    @property
    def arrays(self) -> tuple[Any, Any, Any] | None:
        """All rows in memory, if a single window holds them; else None."""
        if window_blocks(self.window, self.survey.n_rows):
            return None
        from rosenblatt.large.fits import in_memory

        X, y, weight = in_memory(self.source).arrays
        return _named(X.view(np.ndarray), self.source), y, weight

    def fit(
        self,
        validation_data: object = None,
        **options: Any,  # noqa: ANN401  # of several types
    ) -> AbstractContextManager[Fit]:
        """Return the context of the fit, in which it is valid; the options are those of ``fit_of_source``."""
        from rosenblatt.large.fits import fit_of_source

        parameters = {**self.estimator._parameters(), "shuffle_window": self.window}
        return fit_of_source(
            self.estimator._kind,
            parameters,
            self.source,
            self.survey,
            self.check,
            validation=_validation(validation_data),
            **options,
        )


def require_alone(y: object, sample_weight: object) -> None:
    """Raise ValueError for targets or weights beside a source, which has its own."""
    for name, given in (("y", y), ("sample_weight", sample_weight)):
        if given is not None:
            raise ValueError(f"a source has its own {name}: leave it out, or give it to the source")


def refuse_source(estimator: object, X: object) -> None:
    """Raise PlanError if ``X`` is a source, for an estimator that does not read batches."""
    if isinstance(X, Source):
        raise PlanError(
            f"{type(estimator).__name__} learns from a table in memory, not from a source: give arrays (of a "
            "sample of the rows), or use MLPClassifier, MLPRegressor or Perceptron"
        )


def _validation(given: object) -> Source | None:
    if given is None or isinstance(given, Source):
        return given
    if not isinstance(given, tuple | list) or len(given) not in (2, 3):
        raise ValueError(
            "validation_data must be a source, a tuple (X, y) or (X, y, sample_weight), "
            f"got {type(given).__name__}"
        )
    return ArraySource(*given)


def rows_of(source: Source) -> list[Any]:
    """Return all rows of a source in memory: X, y and, if it has them, the weights."""
    from rosenblatt.large.fits import in_memory

    return [each for each in in_memory(source).arrays if each is not None]


def learn_features(estimator: AnyEstimator, source: Source, *, reset: bool) -> None:
    """Have an estimator learn, or compare, the number and the names of a source's features."""
    validate_data(estimator, _named(np.zeros((1, source.n_features)), source), reset=reset)


def _named(X: NDArray[Any], source: Source) -> Any:  # noqa: ANN401  # a frame, or the array without names
    if source.feature_names is None:
        return X
    import polars as pl

    return pl.DataFrame(X, schema=list(source.feature_names), orient="row")


# ---- Predictions -----------------------------------------------------------------------------------------


def batches_for(estimator: AnyEstimator, source: Source) -> Iterator[tuple[AnyEstimator, Batch]]:
    """Check a source's features now; then yield its batches, with the estimator that predicts for them."""
    check_is_fitted(estimator)
    learn_features(estimator, source, reset=False)
    plain = copy.copy(estimator)
    plain.__dict__.pop("feature_names_in_", None)

    def batches() -> Iterator[tuple[AnyEstimator, Batch]]:
        for batch in source.batches():
            _require_numbers(batch)
            yield plain, batch._replace(X=batch.X.view(np.ndarray))

    return batches()


def predictions(estimator: AnyEstimator, source: Source, method: str = "predict") -> Any:  # noqa: ANN401  # of what it gives
    """Return an iterator of the predictions for each batch of a source."""
    return (getattr(plain, method)(batch.X) for plain, batch in batches_for(estimator, source))


def score_of(estimator: AnyEstimator, source: Source) -> float:
    """Return the score of an estimator for a source: its accuracy, or the coefficient of determination."""
    if isinstance(estimator, ClassifierMixin):
        right = total = 0.0
        for plain, batch in batches_for(estimator, source):
            is_right = plain.predict(batch.X) == _targets(batch)
            is_right = is_right.reshape(len(is_right), -1).all(axis=1)
            weight = np.ones(len(is_right)) if batch.sample_weight is None else batch.sample_weight
            right += float(weight[is_right].sum(dtype=np.float64))
            total += float(weight.sum(dtype=np.float64))
        return right / total
    weights, sums = 0.0, np.zeros(1)
    for batch in source.batches():
        y, weight = _columns(batch)
        weights, sums = weights + float(weight.sum()), sums + (weight[:, None] * y).sum(axis=0)
    mean = sums / weights
    residual = total_squares = np.zeros(1)
    for plain, batch in batches_for(estimator, source):
        y, weight = _columns(batch)
        errors = y - plain.predict(batch.X).reshape(y.shape)
        residual = residual + (weight[:, None] * errors**2).sum(axis=0)
        total_squares = total_squares + (weight[:, None] * (y - mean) ** 2).sum(axis=0)
    return float(np.mean(explained(residual, total_squares)))


def _targets(batch: Batch) -> NDArray[Any]:
    if batch.y is None:
        raise TableError("the source has no y: a score needs the true targets")
    y = batch.y
    return y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y


def _columns(batch: Batch) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y = _targets(batch).astype(np.float64)
    weight = np.ones(len(y)) if batch.sample_weight is None else batch.sample_weight.astype(np.float64)
    return y.reshape(len(y), -1), weight
