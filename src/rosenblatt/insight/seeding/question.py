"""Question: which network is trained from many seeds, on what, and when it counts as solved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.formulas.scores import r_squared
from rosenblatt.training.data import TrainingData, one_hot
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
    from rosenblatt.fitting.fit import Fit

    Trainable: TypeAlias = (
        MLPClassifier | MLPRegressor | Perceptron | RecurrentClassifier | RecurrentRegressor
    )


@dataclass(frozen=True)
class Question:
    """What is asked: which network, on which samples, and when it counts as solved."""

    estimator: Trainable
    X: SamplesLike
    y: SamplesLike
    goal: float
    n_threads: int | None = None

    @property
    def is_native(self) -> bool:
        """Whether training goes by epochs, which native code can make for many networks at once."""
        return getattr(self.estimator, "solver", "lbfgs") != "lbfgs"

    @cached_property
    def is_regression(self) -> bool:
        """Whether numbers are predicted, not classes."""
        from sklearn.base import is_regressor

        return bool(is_regressor(self.estimator))

    def clone(self, seed: int | None = None) -> Any:  # noqa: ANN401  # one of ours, with hooks of its own
        """Return an estimator like the one given, not fitted; with another seed."""
        from sklearn.base import clone

        model = clone(self.estimator)
        return model if seed is None else model.set_params(random_state=seed)

    def fit(self, seed: int, **parameters: object) -> Fit:
        """Return the fit from a seed, ready to run; with some parameters changed."""
        from rosenblatt.estimators.fits import fit_of

        return fit_of(self.clone(seed).set_params(**parameters), self.X, self.y)

    @cached_property
    def _whole(self) -> Fit:
        """A fit that holds no samples, or sequences, out."""
        return self.fit(0, early_stopping=False)

    @cached_property
    def truth(self) -> NDArray[Any]:
        """What the samples, or the judged steps of sequences, should be predicted as, as predictions are."""
        data, task = self._whole.data, self._whole.task
        if not isinstance(data, TrainingData):
            labels: NDArray[Any] = self._whole.classes[data.classes]
            return labels
        targets = data.train.y
        if data.train.is_classes:
            targets = one_hot(targets, task.output_groups, data.train.X.dtype)
        return task.decode(targets)

    @property
    def sequences(self) -> Sequences | None:
        """The samples, if they are sequences."""
        data = self._whole.data
        samples = data.train if isinstance(data, TrainingData) else None
        return samples if isinstance(samples, Sequences) else None

    @property
    def thing(self) -> str:
        """What is predicted for: a ``sample``, a ``sequence``, or a ``step`` of one."""
        if self.sequences is None:
            return "sample"
        return "sequence" if len(self.truth) == len(self.sequences) else "step"

    def wrong(self, predictions: NDArray[Any]) -> NDArray[np.bool_]:
        """Which samples are predicted wrongly, in any column."""
        wrong = np.asarray(predictions != self.truth)
        return np.asarray(wrong.any(axis=1)) if wrong.ndim == 2 else wrong

    def score(self, predictions: NDArray[Any]) -> float:
        """Return the accuracy, or R²."""
        n = len(self.truth)
        if self.is_regression:
            return r_squared(self.truth.reshape(n, -1), predictions.reshape(n, -1))
        return float(np.count_nonzero(~self.wrong(predictions)) / n)


def dense(labels: Any) -> NDArray[Any]:  # noqa: ANN401  # sparse or not
    """Labels as an array: several yes-or-no labels may come sparse."""
    return np.asarray(labels.toarray() if hasattr(labels, "toarray") else labels)
