"""Proofs of separability: a plane between two classes, or a contradiction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import numpy as np
import scipy.sparse
from numpy.typing import ArrayLike, NDArray

from rosenblatt._typing import SampleMatrix


@dataclass(frozen=True)
class Plane:
    """A plane with all samples of one class on one side, and all others on the other side.

    Attributes
    ----------
    weights : ndarray of shape (n_features,)
        The direction from the others towards the class, of length 1.
    bias : float
        The distance of a sample from the plane is ``weights @ x + bias``.
    """

    weights: NDArray[np.float64]
    bias: float

    def distances(self, X: ArrayLike | SampleMatrix) -> NDArray[np.float64]:
        """Return the distances of samples from the plane, positive on the side of the class.

        Parameters
        ----------
        X : array-like or sparse of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
        """
        rows = cast("SampleMatrix", X) if scipy.sparse.issparse(X) else np.asarray(X, np.float64)
        distances: NDArray[np.float64] = rows @ self.weights + self.bias
        return distances


@dataclass(frozen=True)
class Contradiction:
    """Samples that contradict separability: weighted means of either side give the same point.

    With s = 1 for a sample of the class and -1 for any other, ``sum(weight * s * (x, 1)) = 0``. The product
    of every term with a separating plane would be positive (Gordan, 1873).

    Attributes
    ----------
    samples : ndarray of int, shape (n,)
        Indices of the samples in X, those of the class first; at most ``n_features + 2``, none of them
        redundant.
    rows, signs : ndarray of int, shape (n,)
        Their numbers in texts, from 1 unless others were given, and 1 for the class, -1 for any other.
    weights : ndarray of shape (n,)
        Positive, with sum 1; those of each side have the sum 1/2.
    point : ndarray of shape (n_features,)
        The point that both sides give: their means with twice these weights.
    residual : float
        The largest difference between the points of the two sides, relative to the largest number in the
        column: 0, or the size of rounding errors.
    """

    samples: NDArray[np.int64]
    rows: NDArray[np.int64]
    signs: NDArray[np.int64]
    weights: NDArray[np.float64]
    point: NDArray[np.float64]
    residual: float


@dataclass(frozen=True)
class Certificate:
    """Whether a plane separates one class from the rest, with the proof.

    Attributes
    ----------
    label, other : object
        The class, and the other one of two classes; ``other`` is None for all the rest.
    separable : bool
        Whether a plane has them strictly on different sides.
    margin : float
        The largest distance that a plane can keep from every sample; 0 if they are not separable.
    margin_limit : float
        An upper bound on every margin: half the distance between a weighted mean of samples of the class and
        one of the rest. It proves that the margin is the largest, and equals it up to rounding.
    plane : Plane or None
        The plane with the margin; None if there is none.
    radius : float
        The length of the longest sample, including the 1 for the bias: max ||(x, 1)||.
    rule_margin : float
        The margin for the perceptron rule, which learns the bias as the weight of an input that is always 1:
        the largest distance of the samples (x, 1) from a plane through the origin.
    contradiction : Contradiction or None
        None if they are separable.
    """

    label: object
    other: object
    separable: bool
    margin: float
    margin_limit: float
    plane: Plane | None
    radius: float
    rule_margin: float
    contradiction: Contradiction | None

    @property
    def mistake_bound(self) -> float:
        """Upper bound on the mistakes of the perceptron rule: (radius / rule_margin)^2, or infinity.

        It holds for zero initial weights, in any order of the samples and with any learning rate (Novikoff,
        1962), without penalty and class weights.
        """
        return (self.radius / self.rule_margin) ** 2 if self.separable else math.inf

    @property
    def most_mistakes(self) -> int | None:
        """The bound as a whole number; None if there is no bound."""
        # A bound of 12 may have been computed as 11.999999999999998.
        return math.floor(self.mistake_bound * (1 + 1e-9)) if self.separable else None
