"""Samples and targets as people give them, and as the training of a multi-layer estimator reads them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import _check_sample_weight

from rosenblatt._typing import FloatArray, IntArray, SampleMatrix
from rosenblatt.estimators.checked_sequences import CheckedSequences
from rosenblatt.estimators.inputs import SamplesLike, check_training
from rosenblatt.estimators.multilayer_network import MultiLayerNetwork
from rosenblatt.estimators.targets import Labels
from rosenblatt.estimators.validation_split import split_rows
from rosenblatt.plan import Plan
from rosenblatt.training import Samples, TrainingData

Inputs: TypeAlias = SampleMatrix | CheckedSequences
"""Checked samples or sequences; of both, ``shape`` is (n_rows, n_features)."""


class MultiLayerSamples(MultiLayerNetwork):
    """Makes the data of a training; what targets may be is left to classifiers and regressors.

    What is learned from are samples, unless a subclass says that it is something else.
    """

    # ---- What the two kinds of estimators differ in ----------------------------------------------------

    @abstractmethod
    def _check_training(self, X: SamplesLike, y: SamplesLike, *, reset: bool) -> tuple[Inputs, Labels]:
        """Check what to learn from, and its targets."""

    @abstractmethod
    def _settle_targets(self, y: Labels, *, begins: bool, incremental: bool, classes: object) -> None:
        """Set ``_targets`` if the training begins, else raise unless ``y`` fits those learned before."""

    @abstractmethod
    def _take_targets(self, targets: Any) -> None:  # noqa: ANN401  # each of the two knows its own kinds
        """Learn what there is to tell apart."""

    @abstractmethod
    def _check_validation_targets(self, y: Labels) -> None:
        """Raise unless ``y`` fits the targets."""

    def _class_weights(self, y: Labels, *, incremental: bool) -> FloatArray | None:
        """How much each sample's class counts, or None if all count the same."""
        return None

    def _strata(self, encoded: Labels) -> Labels | None:
        """What the early-stopping split keeps the shares of, or None."""
        return None

    # ---- What is learned from --------------------------------------------------------------------------

    def _check_input(
        self, X: SamplesLike, y: SamplesLike, *, reset: bool, numbers: bool
    ) -> tuple[Inputs, Labels]:
        """Check samples and targets, which have to be ``numbers`` or are labels; a row of ``y`` for each."""
        return check_training(self, X, y, reset=reset, numbers=numbers)

    def _target_weights(self, sample_weight: ArrayLike, X: Inputs) -> FloatArray:
        """How much each target counts, of checked input."""
        weight: FloatArray = _check_sample_weight(sample_weight, X)
        return weight

    def _bundle(
        self, X: Inputs, y: Labels, weight: FloatArray | None, dtype: np.dtype[np.floating]
    ) -> Samples:
        """Checked input with encoded targets, in the network's float type."""
        assert not isinstance(X, CheckedSequences)
        return Samples(X.astype(dtype, copy=False), y, weight)

    # ---- From samples to training data -----------------------------------------------------------------

    def _training_data(
        self, samples: Samples, validation: Samples | None, plan: Plan, random: np.random.RandomState
    ) -> TrainingData:
        """What to learn from and to judge by; early stopping without samples to judge by holds some out."""
        if validation is None and plan.early_stopping:
            return self._split(samples, random)
        return TrainingData(samples, validation)

    def _samples(
        self,
        X: Inputs,
        y: Labels,
        sample_weight: ArrayLike | None,
        dtype: np.dtype[np.floating],
        *,
        incremental: bool = False,
    ) -> Samples:
        """Checked input as training reads it; what a target counts includes the weight of its class."""
        weight = None if sample_weight is None else self._target_weights(sample_weight, X)
        of_class = self._class_weights(y, incremental=incremental)
        if of_class is not None:
            weight = of_class if weight is None else weight * of_class
        weight = None if weight is None else weight.astype(dtype, copy=False)
        return self._bundle(X, self._targets.encode(y, dtype), weight, dtype)

    def _validation_samples(self, validation_data: Sequence[object], dtype: np.dtype[np.floating]) -> Samples:
        if not isinstance(validation_data, tuple | list) or len(validation_data) not in (2, 3):
            raise ValueError(
                "validation_data must be a tuple (X, y) or (X, y, sample_weight), "
                f"got {type(validation_data).__name__}"
            )
        X, y = self._check_training(validation_data[0], validation_data[1], reset=False)
        self._check_validation_targets(y)
        weight: Any = validation_data[2] if len(validation_data) == 3 else None
        return self._samples(X, y, weight, dtype)

    def _split(self, samples: Samples, random: np.random.RandomState) -> TrainingData:
        """Hold samples out for early stopping: rows are told apart, nothing is copied."""
        parts = split_rows(len(samples), self.validation_fraction, random, self._strata(samples.y))
        return TrainingData(*(replace(samples, rows=rows) for rows in parts))

    def _split_again(
        self, samples: Samples, validation: Samples | None, plan: Plan, rows: Sequence[IntArray] | None
    ) -> TrainingData:
        """The data of a training that goes on, whose split has drawn ``rows``, if it has drawn any."""
        if rows is None:
            return TrainingData(samples, validation)
        return TrainingData(*(replace(samples, rows=each) for each in rows))
