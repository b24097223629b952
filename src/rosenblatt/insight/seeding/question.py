"""The question of a seeds experiment: which training, and the score from which on the task is solved."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.kinds import DEFAULTS
from rosenblatt.formulas.scores import r_squared
from rosenblatt.training.data import Samples, TrainingData, one_hot
from rosenblatt.training.sequences import Sequences

if TYPE_CHECKING:
    from rosenblatt.estimators import (
        MLPClassifier,
        MLPRegressor,
        Perceptron,
        RecurrentClassifier,
        RecurrentRegressor,
    )
    from rosenblatt.estimators.checks import SamplesLike

    Trainable: TypeAlias = (
        MLPClassifier | MLPRegressor | Perceptron | RecurrentClassifier | RecurrentRegressor
    )


class Start(Protocol):
    """Begins the training of an experiment."""

    def begin(self, **changes: object) -> Fit:
        """Return the fit of a new training, with some parameters changed."""


@dataclass(frozen=True)
class EstimatorStart:
    """Begins the trainings of an estimator, which is not changed."""

    estimator: Trainable
    X: SamplesLike
    y: SamplesLike

    def clone(self, **changes: object) -> Any:  # noqa: ANN401  # one of our estimators
        """Return an unfitted estimator with the same parameters, except the changes."""
        parameters = {**copy.deepcopy(self.estimator.get_params(deep=False)), **changes}
        return type(self.estimator)(**parameters)

    def begin(self, **changes: object) -> Fit:
        """Return the fit of a new training, with some parameters changed."""
        from rosenblatt.estimators.fits import fit_of  # loaded already: there is an estimator

        return fit_of(self.clone(**changes), self.X, self.y)

    @staticmethod
    def accepts(estimator: object) -> bool:
        """Return whether an object is an estimator of Rosenblatt."""
        classes = [] if isinstance(estimator, type) else type(estimator).__mro__
        return any(
            each.__name__ in DEFAULTS and each.__module__.partition(".")[0] == "rosenblatt"
            for each in classes
        )


@dataclass(frozen=True)
class Question:
    """The trainings' start and the score that counts as solved; a ``goal`` of None is the default."""

    start: Start
    given_goal: float | None = None
    n_threads: int | None = None

    @cached_property
    def fit(self) -> Fit:
        """A fit of the experiment; those of other seeds share its samples."""
        return self.start.begin(random_state=0)

    @property
    def goal(self) -> float:
        """The score from which on the task counts as solved."""
        if self.given_goal is None:
            return 0.99 if self.is_regression else 1.0
        return self.given_goal

    @property
    def is_regression(self) -> bool:
        """Whether numbers are predicted, not classes."""
        return self.fit.classes is None

    @cached_property
    def samples(self) -> Samples | None:
        """All samples, or sequences, none of them held out; None for a perceptron."""
        data = self.fit.data
        if not isinstance(data, TrainingData):
            return None
        if data.validation is not None:
            data = self.start.begin(random_state=0, early_stopping=False).data
            assert isinstance(data, TrainingData)
        return replace(data.train, rows=None)

    @property
    def sequences(self) -> Sequences | None:
        """The samples, if they are sequences."""
        return self.samples if isinstance(self.samples, Sequences) else None

    @property
    def X(self) -> Any:  # noqa: ANN401  # an array or a CSR array
        """The samples as training reads them."""
        return self.fit.data.X if self.samples is None else self.samples.X  # type: ignore[union-attr]

    @cached_property
    def truth(self) -> NDArray[Any]:
        """The correct predictions of the samples, or of the judged steps of sequences."""
        if self.samples is None:
            labels: NDArray[Any] = self.fit.classes[self.fit.data.classes]  # type: ignore[union-attr]
            return labels
        targets = self.samples.y
        if self.samples.is_classes:
            targets = one_hot(targets, self.fit.task.output_groups, self.samples.X.dtype)
        return dense(self.fit.task.decode(targets))

    @property
    def thing(self) -> str:
        """The unit of a prediction: a ``sample``, a ``sequence``, or a ``step`` of one."""
        if self.sequences is None:
            return "sample"
        return "sequence" if len(self.truth) == len(self.sequences) else "step"

    def wrong(self, predictions: NDArray[Any]) -> NDArray[np.bool_]:
        """Return which samples are predicted wrongly, in any column."""
        wrong = np.asarray(predictions != self.truth)
        return np.asarray(wrong.any(axis=1)) if wrong.ndim == 2 else wrong

    def score(self, predictions: NDArray[Any]) -> float:
        """Return the accuracy, or R²."""
        n = len(self.truth)
        if self.is_regression:
            return r_squared(self.truth.reshape(n, -1), predictions.reshape(n, -1))
        return float(np.count_nonzero(~self.wrong(predictions)) / n)


def dense(labels: Any) -> NDArray[Any]:  # noqa: ANN401  # sparse or not
    """Return labels as an array; yes-or-no labels may be a sparse matrix."""
    return np.asarray(labels.toarray() if hasattr(labels, "toarray") else labels)
