"""Proofs that are checked against every sample: a separating plane, or a contradiction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import SampleMatrix
from rosenblatt.errors import RosenblattError
from rosenblatt.insight.separation.certificate import Certificate, Contradiction, Plane
from rosenblatt.insight.separation.margin import Shortest, Vector, between_classes, for_the_rule, row
from rosenblatt.insight.separation.program import centred, decide
from rosenblatt.insight.separation.samples import largest_by_column

TOUCHING = 1e-11
"""Two points are equal if they differ by no more than this share of the largest number in each column."""


@dataclass(frozen=True)
class Question:
    """Whether a plane separates the samples where ``own`` is True from the rest, or from class ``other``."""

    X: SampleMatrix
    own: NDArray[np.bool_]
    rows: NDArray[np.int64]
    label: object
    other: object | None = None

    def answer(self) -> Certificate:
        """Return the proof; a RosenblattError is raised if double precision cannot decide the question."""
        equal = self._equal_pair()
        if equal is not None:
            return self._contradicted(np.array(equal), np.array([0.5, 0.5]))
        found = decide(self.X, self.own)
        if found.weights is None:
            assert found.samples is not None
            assert found.shares is not None
            return self._contradicted(found.samples, found.shares)
        nearest = between_classes(centred(self.X), self.own, found.weights)
        for weights in (nearest.vector, found.weights):
            plane = self.plane(weights)
            if plane is not None:
                return self.separated(plane, nearest)
        if found.samples is not None and found.shares is not None:
            return self._contradicted(found.samples, found.shares)
        samples, places = np.unique(np.array(nearest.vertices).ravel(), return_inverse=True)
        return self._contradicted(samples, np.bincount(places, np.repeat(nearest.weights, 2)) / 2)

    def plane(self, weights: Vector) -> Plane | None:
        """Return the plane with given weights, half-way between the two sides; None unless it separates."""
        length = float(np.linalg.norm(weights))
        if not 0 < length < np.inf:
            return None
        direction = weights / length
        along = self.X @ direction
        bias = -(float(along[self.own].min()) / 2 + float(along[~self.own].max()) / 2)
        plane = Plane(direction, bias)
        # The rounding error of sums of so many products.
        size = float(np.max(abs(self.X) @ np.abs(direction))) + abs(bias)
        doubt = (self.X.shape[1] + 2) * np.finfo(np.float64).eps * size
        return plane if self._margin(plane) > doubt else None

    def separated(self, plane: Plane, nearest: Shortest | None = None) -> Certificate:
        """Return a plane's certificate; without the ``nearest`` vector its margin may not be the largest."""
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
        """Return the certificate of a contradiction, checked against the samples."""
        order = np.lexsort((self.rows[samples], ~self.own[samples]))
        samples, shares = samples[order], shares[order]
        signs = np.where(self.own[samples], 1, -1)
        points = np.array([row(self.X, i) for i in samples.tolist()])
        of_class, of_rest = (2 * shares[signs == side] @ points[signs == side] for side in (1, -1))
        reach = largest_by_column(self.X)
        residual = float(np.max(np.abs(of_class - of_rest) / np.where(reach > 0, reach, 1.0)))
        if not residual <= TOUCHING:
            raise RosenblattError(
                "separability could not be decided: the classes are closer to each other than double "
                f"precision is exact ({residual:.1g} of the largest number in a column): standardise the "
                "features"
            )
        contradiction = Contradiction(
            samples, self.rows[samples], signs, shares, (of_class + of_rest) / 2, residual
        )
        return Certificate(self.label, self.other, False, 0.0, 0.0, None, self._radius(), 0.0, contradiction)

    def _equal_pair(self) -> tuple[int, int] | None:
        """A sample of the class and an equal one of the rest; None if there are none."""
        keys = [self._key(i) for i in range(len(self.rows))]
        first: dict[bytes, int] = {}
        for i in np.flatnonzero(self.own).tolist():
            first.setdefault(keys[i], i)
        rest = np.flatnonzero(~self.own).tolist()
        return next(((first[keys[j]], j) for j in rest if keys[j] in first), None)

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

    def _radius(self) -> float:
        squares = self.X * self.X if isinstance(self.X, np.ndarray) else self.X.multiply(self.X)
        return float(np.sqrt(np.asarray(squares.sum(axis=1)).max() + 1))
