"""From a decision to a proof that holds in the samples' own numbers: a plane, or a contradiction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import SampleMatrix
from rosenblatt.errors import RosenblattError
from rosenblatt.insight.separation.certificate import Certificate, Contradiction, Plane
from rosenblatt.insight.separation.margin import Shortest, Vector, between_classes, for_the_rule, row
from rosenblatt.insight.separation.program import decide

TOUCHING = 1e-11
"""Two points are the same if they differ by no more than this share of the largest number in any column."""


@dataclass(frozen=True)
class Question:
    """Whether a plane tells one class from the rest.

    Attributes
    ----------
    X : ndarray or CSR array of shape (n_samples, n_features)
        float64, finite.
    own : ndarray of bool, shape (n_samples,)
        Which samples are of the class; some are, and some are not.
    rows : ndarray of int, shape (n_samples,)
        The samples' numbers for words.
    label, other : object
        The class; the other of two, or None for the rest.
    """

    X: SampleMatrix
    own: NDArray[np.bool_]
    rows: NDArray[np.int64]
    label: object
    other: object | None = None

    def answer(self) -> Certificate:
        """Prove that a plane does, or that none does.

        Raises
        ------
        RosenblattError
            If neither can be told in double precision.
        """
        twins = self._twins()
        if twins is not None:
            return self._contradicted(np.array(twins), np.array([0.5, 0.5]))
        found = decide(self.X, self.own)
        if found.weights is None:
            assert found.samples is not None
            assert found.shares is not None
            return self._contradicted(found.samples, found.shares)
        nearest = between_classes(self._moved(), self.own, found.weights)
        for weights in (nearest.vector, found.weights):
            plane = self.plane(weights)
            if plane is not None:
                return self.separated(plane, nearest)
        if found.samples is not None and found.shares is not None:
            return self._contradicted(found.samples, found.shares)
        samples, places = np.unique(np.array(nearest.corners).ravel(), return_inverse=True)
        return self._contradicted(samples, np.bincount(places, np.repeat(nearest.weights, 2)) / 2)

    def plane(self, weights: Vector) -> Plane | None:
        """Return the plane half-way between the two sides along some weights; None unless it separates."""
        length = float(np.linalg.norm(weights))
        if not 0 < length < np.inf:
            return None
        direction = weights / length
        along = self.X @ direction
        bias = -(float(along[self.own].min()) / 2 + float(along[~self.own].max()) / 2)
        plane = Plane(direction, bias)
        # What rounding may have done to sums of so many products.
        size = float(np.max(abs(self.X) @ np.abs(direction))) + abs(bias)
        doubt = (self.X.shape[1] + 2) * np.finfo(np.float64).eps * size
        return plane if self._margin(plane) > doubt else None

    def separated(self, plane: Plane, nearest: Shortest | None = None) -> Certificate:
        """Write down that a plane separates.

        Parameters
        ----------
        plane : Plane
            It does.
        nearest : Shortest, optional
            Between the two sides. Without it the plane is taken as it is, and the largest margin is not
            looked for, neither in space nor for the perceptron rule.

        Returns
        -------
        Certificate
        """
        margin = self._margin(plane)
        through = [np.append(plane.weights, plane.bias)]
        if nearest is not None:
            through.append(for_the_rule(self.X, self.own, through[0]).vector)
        signs = np.where(self.own, 1.0, -1.0)
        rule_margins = [
            float((signs * (self.X @ each[:-1] + each[-1])).min()) / (float(np.linalg.norm(each)) or 1.0)
            for each in through
        ]
        return Certificate(
            label=self.label,
            other=self.other,
            separable=True,
            margin=margin,
            margin_limit=np.inf if nearest is None else max(nearest.length / 2, margin),
            plane=plane,
            radius=self._radius(),
            rule_margin=max(rule_margins),
            contradiction=None,
        )

    def _contradicted(self, samples: NDArray[np.int64], shares: Vector) -> Certificate:
        """Check a contradiction in the samples' own numbers, and write it down, the class's samples first."""
        order = np.lexsort((self.rows[samples], ~self.own[samples]))
        samples, shares = samples[order], shares[order]
        signs = np.where(self.own[samples], 1, -1)
        points = np.array([row(self.X, i) for i in samples.tolist()])
        of_class, of_rest = (2 * shares[signs == side] @ points[signs == side] for side in (1, -1))
        residual = float(np.max(np.abs(of_class - of_rest) / self._reach()))
        if not residual <= TOUCHING:
            raise RosenblattError(
                "whether a plane separates the classes could not be told: they come nearer to each other "
                f"than the arithmetic is exact ({residual:.1g} of the largest number in a column): "
                "standardise the features"
            )
        contradiction = Contradiction(
            samples, self.rows[samples], signs, shares, (of_class + of_rest) / 2, residual
        )
        return Certificate(self.label, self.other, False, 0.0, 0.0, None, self._radius(), 0.0, contradiction)

    def _twins(self) -> tuple[int, int] | None:
        """The first sample of the rest that equals one of the class, with it; None if none does."""
        seen: dict[bytes, int] = {}
        for i in np.flatnonzero(self.own).tolist():
            seen.setdefault(self._key(i), i)
        for j in np.flatnonzero(~self.own).tolist():
            twin = seen.get(self._key(j))
            if twin is not None:
                return twin, j
        return None

    def _key(self, i: int) -> bytes:
        X = self.X
        if isinstance(X, np.ndarray):
            sample: Vector = X[i]
            return sample.tobytes()
        here = slice(X.indptr[i], X.indptr[i + 1])
        return b"".join((X.indices[here].tobytes(), X.data[here].tobytes()))

    def _margin(self, plane: Plane) -> float:
        distances = plane.distances(self.X)
        return float(np.where(self.own, distances, -distances).min())

    def _moved(self) -> SampleMatrix:
        """The samples around their middle, where fewer digits are lost; sparse ones where they are."""
        if not isinstance(self.X, np.ndarray):
            return self.X
        return self.X - (self.X.min(axis=0) / 2 + self.X.max(axis=0) / 2)

    def _radius(self) -> float:
        squares = self.X * self.X if isinstance(self.X, np.ndarray) else self.X.multiply(self.X)
        return float(np.sqrt(np.asarray(squares.sum(axis=1)).max() + 1))

    def _reach(self) -> Vector:
        """The largest number in each column, or 1 where all are 0."""
        largest = abs(self.X).max(axis=0)
        reach: Vector = np.asarray(largest if isinstance(largest, np.ndarray) else largest.toarray()).ravel()
        return np.where(reach > 0, reach, 1.0)
