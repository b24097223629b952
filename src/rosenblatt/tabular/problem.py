"""Problem: a table's prepared inputs and its target, as arrays, checked once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError, counted

MOST_CLASSES = 1000
"""Classes at most: out-of-fold probabilities are stored for every row, class and member."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What a mixture learns from.

    Parameters
    ----------
    X : ndarray of float64, shape (n_rows, n_inputs)
        Prepared inputs: finite numbers in their own units, categories as 0 and 1.
    y : ndarray of shape (n_rows,)
        Class indices from 0 (int64), or numbers (float64).
    n_classes : int
        0 for numbers.
    weight : ndarray of float64, shape (n_rows,), optional
        Weights of the rows, 0 or above, those of their classes included. Rows of weight 0 are left out.

    Raises
    ------
    PlanError
        If the arrays do not fit together or a number is not finite; if there are less than two rows, no
        input, or too many classes. The message names the array and the remedy.
    """

    X: NDArray[np.float64]
    y: NDArray[np.int64] | NDArray[np.float64]
    n_classes: int
    weight: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        X = np.ascontiguousarray(self.X, np.float64)
        if X.ndim != 2 or X.shape[1] < 1:
            raise PlanError(f"X must have shape (n_rows, n_inputs) with an input at least, got {X.shape}")
        y = np.asarray(self.y)
        if y.shape != (len(X),):
            raise PlanError(f"y must have a value for each of the {counted(len(X), 'row')}, got {y.shape}")
        weight = self.weight
        if weight is not None:
            weight = np.asarray(weight, np.float64)
            if weight.shape != y.shape or not np.isfinite(weight).all() or (weight < 0).any():
                raise PlanError(
                    "weights must be finite numbers of at least 0, one for each of the "
                    f"{counted(len(y), 'row')}"
                )
            kept = weight > 0
            if not kept.all():
                X, y, weight = X[kept], y[kept], weight[kept]
        if len(X) < 2:
            raise PlanError(
                f"{counted(len(X), 'row')} of weight above 0 (n_samples={len(X)}) cannot be learned from: "
                "give two at least"
            )
        if self.n_classes:
            if self.n_classes > MOST_CLASSES:
                raise PlanError(
                    f"the target has {self.n_classes:,} classes, at most {MOST_CLASSES:,} can be predicted: "
                    "merge rare classes, or predict a number (regression)"
                )
            y = y.astype(np.int64)
            if not 0 <= y.min() <= y.max() < self.n_classes:
                raise PlanError(
                    f"classes must be indices in 0..{self.n_classes - 1}, got {y.min()}..{y.max()}"
                )
        else:
            y = y.astype(np.float64)
            if not np.isfinite(y).all():
                raise PlanError("the target has values that are missing or infinite: drop these rows")
        if not np.isfinite(X).all():
            column = int(np.flatnonzero(~np.isfinite(X).all(axis=0))[0])
            raise PlanError(f"input {column} has values that are missing or infinite: fill or drop them")
        values = {"X": X, "y": y, "weight": None if weight is None else weight / weight.mean()}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def n_rows(self) -> int:
        """Number of rows with a weight above 0."""
        return len(self.X)

    @property
    def n_inputs(self) -> int:
        """Number of prepared inputs."""
        return int(self.X.shape[1])

    @property
    def is_regression(self) -> bool:
        """Whether the target holds numbers."""
        return self.n_classes == 0

    @property
    def n_outputs(self) -> int:
        """Outputs of a network for this target: one for a number or two classes, else one for each class."""
        return self.n_classes if self.n_classes > 2 else 1

    @cached_property
    def class_counts(self) -> NDArray[np.int64]:
        """Rows of each class that occurs."""
        counts = np.bincount(self.y.astype(np.int64), minlength=self.n_classes)
        return counts[counts > 0]

    @property
    def is_constant(self) -> bool:
        """Whether the target has the same value in all rows."""
        return bool((self.y == self.y[0]).all())

    @cached_property
    def target_mean(self) -> float:
        """Regression: the weighted mean of the target."""
        largest = float(np.abs(self.y).max())
        if largest == 0:
            return 0.0
        return float(np.average(self.y / largest, weights=self.weight)) * largest

    @cached_property
    def target_scale(self) -> float:
        """Regression: the weighted standard deviation of the target; 1 if it is constant."""
        largest = float(np.abs(self.y).max())
        if largest == 0:
            return 1.0
        away = self.y / largest - self.target_mean / largest
        scale = float(np.sqrt(np.average(away**2, weights=self.weight))) * largest
        return scale if scale > 0 else 1.0

    @property
    def standardised(self) -> NDArray[np.float64]:
        """Regression: the target with mean 0 and standard deviation 1."""
        standardised: NDArray[np.float64] = np.asarray(self.y, np.float64) - self.target_mean
        standardised /= self.target_scale
        return standardised
