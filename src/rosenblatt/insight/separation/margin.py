"""The largest margin, as the shortest vector between two convex hulls.

The plane with the largest margin lies half-way between the nearest points of the two classes' convex hulls,
perpendicular to their connection. So the margin is half the length of the shortest vector among all
differences of such points. For the perceptron rule it is the shortest among the weighted means of the samples
s * (x, 1), where s = 1 for the class and -1 for the rest.

P. Wolfe, "Finding the nearest point in a polytope", Mathematical Programming 11 (1976).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import SampleMatrix

Vector: TypeAlias = NDArray[np.float64]
Vertex: TypeAlias = tuple[int, ...]
"""A vertex of the polytope, by the samples it is made of."""
Lowest: TypeAlias = Callable[[Vector], tuple[Vertex, Vector]]
"""Given a direction, the vertex with the smallest product with it, and its position."""

MOST_ROUNDS = 20_000
ROUNDING = 64 * np.finfo(np.float64).eps


@dataclass(frozen=True)
class Shortest:
    """The shortest vector of a polytope, as a weighted mean of vertices; positive weights with sum 1."""

    vector: Vector
    vertices: tuple[Vertex, ...]
    weights: Vector

    @property
    def length(self) -> float:
        """Its length."""
        return float(np.linalg.norm(self.vector))


def shortest_vector(lowest: Lowest, start: Vector) -> Shortest:
    """Return the vector of a polytope that is nearest to the origin, by Wolfe's method.

    The method keeps few vertices and the shortest of their weighted means; it adds the lowest vertex along
    this vector, and drops those that the new shortest mean does not need. It ends when no vertex is lower
    along the vector than the vector itself, up to rounding. ``start`` is the first direction.
    """
    vertex, point = lowest(start)
    vertices, points, weights = [vertex], point[None, :], np.ones(1)
    vector = point
    for _ in range(MOST_ROUNDS):
        vertex, point = lowest(vector)
        size = max(float(np.linalg.norm(point)), float(np.linalg.norm(points, axis=1).max()))
        length = float(np.linalg.norm(vector))
        gained = length**2 - float(vector @ point)
        if length <= ROUNDING * size or gained <= ROUNDING * length * size or vertex in vertices:
            break
        vertices, points, weights = _nearest_mean(
            [*vertices, vertex], np.vstack([points, point]), np.append(weights, 0.0)
        )
        shorter = weights @ points
        if np.linalg.norm(shorter) >= length:
            break
        vector = shorter
    return Shortest(vector, tuple(vertices), weights)


def _nearest_mean(
    vertices: list[Vertex], points: Vector, weights: Vector
) -> tuple[list[Vertex], Vector, Vector]:
    """Move to the shortest weighted mean of some points with positive weights, dropping the others."""
    while True:
        # The weights of the shortest affine combination, as a correction, whose rounding errors are small.
        edges = (points[:-1] - points[-1]).T
        moves = np.linalg.lstsq(edges, -(weights @ points), rcond=np.finfo(np.float64).eps)[0]
        wanted = weights + np.append(moves, -moves.sum())
        if (wanted > 0).all():
            return vertices, points, wanted
        falling = wanted <= 0
        steps = weights[falling] / (weights[falling] - wanted[falling])
        weights = weights + min(1.0, float(steps.min())) * (wanted - weights)
        first_out = np.flatnonzero(falling)[int(steps.argmin())]
        kept = weights > 0
        kept[first_out] = False
        vertices = [vertex for vertex, stays in zip(vertices, kept, strict=True) if stays]
        points, weights = points[kept], weights[kept] / weights[kept].sum()


def between_classes(X: SampleMatrix, own: NDArray[np.bool_], start: Vector) -> Shortest:
    """Return the shortest difference of points of the two convex hulls, the class's minus the rest's."""
    owned, rest = np.flatnonzero(own), np.flatnonzero(~own)

    def lowest(direction: Vector) -> tuple[Vertex, Vector]:
        along = X @ direction
        a, b = int(owned[along[owned].argmin()]), int(rest[along[rest].argmax()])
        return (a, b), row(X, a) - row(X, b)

    return shortest_vector(lowest, start)


def for_the_rule(X: SampleMatrix, own: NDArray[np.bool_], start: Vector) -> Shortest:
    """Return the shortest weighted mean of all s * (x, 1); ``start`` has a plane's weights and bias."""
    signs = np.where(own, 1.0, -1.0)

    def lowest(direction: Vector) -> tuple[Vertex, Vector]:
        i = int((signs * (X @ direction[:-1] + direction[-1])).argmin())
        return (i,), signs[i] * np.append(row(X, i), 1.0)

    return shortest_vector(lowest, start)


def row(X: SampleMatrix, i: int) -> Vector:
    """Return one sample as an array, also of a sparse matrix."""
    found = X[[i]]
    dense: Vector = np.asarray(found if isinstance(found, np.ndarray) else found.toarray(), np.float64)[0]
    return dense
