"""The largest margin, as the shortest vector between two clouds of points.

The plane with the largest margin stands half-way between the nearest points of the two classes' convex hulls,
across the line between them. So the margin is half the length of the shortest vector among all differences of
such points. For the perceptron rule it is the shortest among the weighted means of the samples s * (x, 1),
where s = 1 for the class and -1 for the rest.

P. Wolfe, "Finding the nearest point in a polytope", Mathematical Programming 11 (1976).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from rosenblatt._typing import SampleMatrix

Vector: TypeAlias = NDArray[np.float64]
Corner: TypeAlias = tuple[int, ...]
"""A corner of the polytope, by the samples it is made of."""

Lowest: TypeAlias = Callable[[Vector], tuple[Corner, Vector]]
"""Given a direction, the corner that lies least far along it, and where that is."""

MOST_ROUNDS = 20_000
ROUNDING = 64 * np.finfo(np.float64).eps


@dataclass(frozen=True)
class Shortest:
    """The shortest vector of a polytope, as a weighted mean of its corners.

    Attributes
    ----------
    vector : ndarray of shape (n_dimensions,)
    corners : tuple of tuple of int
    weights : ndarray of shape (n_corners,)
        Positive, with sum 1.
    """

    vector: Vector
    corners: tuple[Corner, ...]
    weights: Vector

    @property
    def length(self) -> float:
        """Its length."""
        return float(np.linalg.norm(self.vector))


def shortest_vector(lowest: Lowest, start: Vector) -> Shortest:
    """Find the vector of a polytope that is nearest to the origin.

    Wolfe's method: keep few corners and their nearest mean; take in the corner that lies least far along it;
    drop those that the nearest point between the kept ones does not need. It ends when no corner lies less
    far along the vector than the vector itself, up to rounding.

    Parameters
    ----------
    lowest : callable
        Finds the corner that lies least far along a direction.
    start : ndarray of shape (n_dimensions,)
        The direction to look along first.

    Returns
    -------
    Shortest
    """
    corner, point = lowest(start)
    corners, points, weights = [corner], point[None, :], np.ones(1)
    vector = point
    for _ in range(MOST_ROUNDS):
        corner, point = lowest(vector)
        size = max(float(np.linalg.norm(point)), float(np.linalg.norm(points, axis=1).max()))
        length = float(np.linalg.norm(vector))
        gained = length**2 - float(vector @ point)
        if length <= ROUNDING * size or gained <= ROUNDING * length * size or corner in corners:
            break
        corners, points, weights = _nearest_between(
            [*corners, corner], np.vstack([points, point]), np.append(weights, 0.0)
        )
        shorter = weights @ points
        if np.linalg.norm(shorter) >= length:
            break
        vector = shorter
    return Shortest(vector, tuple(corners), weights)


def _nearest_between(
    corners: list[Corner], points: Vector, weights: Vector
) -> tuple[list[Corner], Vector, Vector]:
    """Move to the nearest point of the flat through the corners, as far as all weights stay positive."""
    while True:
        wanted = _nearest_of_flat(points, weights)
        if (wanted > 0).all():
            return corners, points, wanted
        falling = wanted <= 0
        steps = weights[falling] / (weights[falling] - wanted[falling])
        weights = weights + min(1.0, float(steps.min())) * (wanted - weights)
        first_out = np.flatnonzero(falling)[int(steps.argmin())]
        kept = weights > 0
        kept[first_out] = False
        corners = [corner for corner, stays in zip(corners, kept, strict=True) if stays]
        points, weights = points[kept], weights[kept] / weights[kept].sum()


def _nearest_of_flat(points: Vector, weights: Vector) -> Vector:
    """Weights with sum 1 of the shortest vector in the flat through some points.

    It is reached from the given weights, so that what is solved for is a correction, and its rounding small.
    """
    edges = (points[:-1] - points[-1]).T
    moves, *_ = scipy.linalg.lstsq(edges, -(weights @ points), lapack_driver="gelsy", check_finite=False)
    nearest: Vector = weights + np.append(moves, -moves.sum())
    return nearest


def between_classes(X: SampleMatrix, own: NDArray[np.bool_], start: Vector) -> Shortest:
    """Find the shortest difference of a point in the class's convex hull and one in the rest's.

    Parameters
    ----------
    X : ndarray or CSR array of shape (n_samples, n_features)
    own : ndarray of bool, shape (n_samples,)
        Which samples are of the class.
    start : ndarray of shape (n_features,)
        A direction from the rest towards the class.

    Returns
    -------
    Shortest
        Its corners are pairs: a sample of the class and one of the rest.
    """
    owned, rest = np.flatnonzero(own), np.flatnonzero(~own)

    def lowest(direction: Vector) -> tuple[Corner, Vector]:
        along = X @ direction
        a, b = int(owned[along[owned].argmin()]), int(rest[along[rest].argmax()])
        return (a, b), row(X, a) - row(X, b)

    return shortest_vector(lowest, start)


def for_the_rule(X: SampleMatrix, own: NDArray[np.bool_], start: Vector) -> Shortest:
    """Find the shortest weighted mean of the samples s * (x, 1).

    Parameters
    ----------
    X : ndarray or CSR array of shape (n_samples, n_features)
    own : ndarray of bool, shape (n_samples,)
        Which samples are of the class.
    start : ndarray of shape (n_features + 1,)
        Weights and bias of a separating plane.

    Returns
    -------
    Shortest
        Its corners are single samples.
    """
    signs = np.where(own, 1.0, -1.0)

    def lowest(direction: Vector) -> tuple[Corner, Vector]:
        i = int((signs * (X @ direction[:-1] + direction[-1])).argmin())
        return (i,), signs[i] * np.append(row(X, i), 1.0)

    return shortest_vector(lowest, start)


def row(X: SampleMatrix, i: int) -> Vector:
    """Return one sample as an array, also of a sparse matrix."""
    found = X[[i]]
    dense: Vector = np.asarray(found if isinstance(found, np.ndarray) else found.toarray(), np.float64)[0]
    return dense
