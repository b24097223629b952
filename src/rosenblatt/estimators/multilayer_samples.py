"""Samples and targets as people give them, and as the training of a multi-layer estimator reads them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import _check_sample_weight

from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.estimators.inputs import SamplesLike
from rosenblatt.estimators.multilayer_network import MultiLayerNetwork
from rosenblatt.estimators.targets import Labels
from rosenblatt.estimators.validation_split import split_rows
from rosenblatt.plan import Plan
from rosenblatt.training import Samples, TrainingData


class MultiLayerSamples(MultiLayerNetwork):
    """Makes the data of a training; what targets may be is left to classifiers and regressors."""

    # ---- What the two kinds of estimators differ in ----------------------------------------------------

    @abstractmethod
    def _check_training(self, X: SamplesLike, y: SamplesLike, *, reset: bool) -> tuple[SampleMatrix, Labels]:
        """Check samples and targets."""

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
        X: SampleMatrix,
        y: Labels,
        sample_weight: ArrayLike | None,
        dtype: np.dtype[np.floating],
        *,
        incremental: bool = False,
    ) -> Samples:
        """Checked input as training reads it; what a sample counts includes the weight of its class."""
        weight = None if sample_weight is None else _check_sample_weight(sample_weight, X)
        of_class = self._class_weights(y, incremental=incremental)
        if of_class is not None:
            weight = of_class if weight is None else weight * of_class
        return Samples(
            X.astype(dtype, copy=False),
            self._targets.encode(y, dtype),
            None if weight is None else weight.astype(dtype, copy=False),
        )

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
