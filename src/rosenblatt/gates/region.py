"""The region of weights and biases with which one neuron computes a gate: inequalities, margin, vertices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt.errors import PlanError
from rosenblatt.gates.by_name import gate
from rosenblatt.gates.named import Circuit
from rosenblatt.gates.table import TruthTable, truth_table
from rosenblatt.network import Network

Point = tuple[Fraction, Fraction, Fraction]
"""A weight of the first input, one of the second, and a bias."""

ROWS = ((0, 0), (0, 1), (1, 0), (1, 1))
_DIAGONALS = ((0, 3), (1, 2))


@dataclass(frozen=True)
class WorkingRegion:
    """All (w1, w2, b) with which ``w1 x1 + w2 x2 + b > 0`` is a given gate.

    Each row of the truth table is an inequality, so the region is the intersection of four half-spaces. It is
    a cone: multiplying all three numbers by the same positive number does not change what a neuron computes.

    Attributes
    ----------
    name : str
    truth : tuple of int
        The outputs of the gate for 00, 01, 10, 11.
    """

    name: str
    truth: tuple[int, int, int, int]

    @property
    def inequalities(self) -> tuple[str, ...]:
        """The inequality of each row, in the order of the rows: ``"w2 + b > 0"``."""
        return tuple(
            f"{_sum_text(row)} {'>' if true else '<='} 0" for row, true in zip(ROWS, self.truth, strict=True)
        )

    @property
    def exists(self) -> bool:
        """Whether one neuron can compute the gate: all gates except XOR and XNOR."""
        return self.truth not in ((0, 1, 1, 0), (1, 0, 0, 1))

    @property
    def contradiction(self) -> str | None:
        """Why no neuron can compute the gate; None if one can."""
        if self.exists:
            return None
        true, false = sorted(_DIAGONALS, key=lambda rows: -self.truth[rows[0]])
        demands = self.inequalities
        return (
            f"Rows {_names(true)} must be 1: {demands[true[0]]} and {demands[true[1]]}, together "
            f"w1 + w2 + 2b > 0. Rows {_names(false)} must be 0: {demands[false[0]]} and "
            f"{demands[false[1]]}, together w1 + w2 + 2b <= 0. Both cannot hold."
        )

    def contains(self, neuron: Network | ArrayLike) -> bool:
        """Whether a neuron's weights and bias lie in the region; in exact arithmetic.

        Parameters
        ----------
        neuron : Network or array-like of shape (3,)
            One neuron with two inputs, or its w1, w2 and b; PlanError for anything else.
        """
        point = _point(neuron)
        return all((_z(point, row) > 0) == bool(true) for row, true in zip(ROWS, self.truth, strict=True))

    def margin(self, neuron: Network | ArrayLike) -> float:
        """Return the smallest distance of z from zero over the rows; negative if a row is wrong.

        If several rows are wrong, the largest error counts. A row with z = 0 gives 0.
        """
        return float(_signed(_point(neuron), self.truth))

    def distance(self, neuron: Network | ArrayLike) -> float:
        """Return the distance of the neuron's line from the nearest corner, negative if a corner is wrong.

        It is the margin divided by the length of the weights, and does not change when a neuron is multiplied
        by a positive number. Infinite for a neuron whose weights are both zero: it has no line.
        """
        point = _point(neuron)
        length = float(np.hypot(float(point[0]), float(point[1])))
        margin = float(_signed(point, self.truth))
        return margin / length if length else float(np.copysign(np.inf, margin))

    def widest(self) -> Circuit:
        """Return the neuron whose line is farthest from the corners, scaled to a margin of 0.5.

        Raises PlanError if no neuron computes the gate.
        """
        if not self.exists:
            raise PlanError(f"no neuron computes {self.name}: {self.contradiction}")
        weights, bias = _widest(self.truth)
        return Circuit((2, 1), ("step",), [*weights, bias], output_names=(self.name,))

    def vertices(self, bound: float = 2) -> tuple[Point, ...]:
        """Return the vertices of the part of the region within ``-bound <= w1, w2, b <= bound``.

        Parameters
        ----------
        bound : float, default=2
            Greater than 0, otherwise PlanError.

        Returns
        -------
        tuple of (Fraction, Fraction, Fraction)
            Exact, in ascending order, of the closed region (on its faces a z is zero). Empty for XOR and
            XNOR.
        """
        if isinstance(bound, bool) or not np.isfinite(bound) or bound <= 0:
            raise PlanError(f"bound must be a positive number, got {bound!r}")
        if not self.exists:
            return ()
        # Normals of -1, 0, 1 have determinants of at most 2: coordinates are multiples of half the bound.
        steps = [Fraction(bound) * half / 2 for half in range(-2, 3)]
        points = [(w1, w2, b) for w1, w2, b in product(steps, repeat=3)]
        return tuple(point for point in points if self._is_vertex(point, steps[-1]))

    def _is_vertex(self, point: Point, bound: Fraction) -> bool:
        """Whether a point of the cube lies in the closed region, where three independent planes meet."""
        if _signed(point, self.truth) < 0:
            return False
        on_faces = [[*row, 1] for row in ROWS if _z(point, row) == 0]
        on_faces += [list(np.eye(3)[axis]) for axis in range(3) if abs(point[axis]) == bound]
        return bool(on_faces) and np.linalg.matrix_rank(on_faces) == 3

    def _rows(self) -> list[tuple[tuple[int, int], int]]:
        return list(zip(ROWS, self.truth, strict=True))

    def __str__(self) -> str:
        lines = [f"One neuron computes {self.name} where", *(f"  {each}" for each in self.inequalities)]
        return "\n".join([*lines, *([] if self.contradiction is None else [self.contradiction])])


def working_region(function: str | Network | TruthTable | Sequence[int]) -> WorkingRegion:
    """Return the ``WorkingRegion`` of weights with which a neuron with two inputs computes a gate.

    Parameters
    ----------
    function : str, Network, TruthTable or sequence of 0 and 1
        A gate's name, a network or table with two inputs and one output, or the outputs for 00, 01, 10, 11.

    Raises
    ------
    PlanError
        If the gate is unknown, or the function does not have two inputs and one output.

    Examples
    --------
    >>> from rosenblatt.gates import working_region
    >>> region = working_region("and")
    >>> region.inequalities
    ('b <= 0', 'w2 + b <= 0', 'w1 + b <= 0', 'w1 + w2 + b > 0')
    >>> region.contains([1, 1, -1.5]), region.margin([1, 1, -1.5])
    (True, 0.5)
    """
    if isinstance(function, str):
        function = gate(function)
    table = truth_table(function) if isinstance(function, Network) else function
    if not isinstance(table, TruthTable):
        table = TruthTable(table)
    if (table.n_inputs, table.n_outputs) != (2, 1):
        raise PlanError(
            "a working region is that of a function of two inputs with one output, "
            f"got {table.n_inputs} and {table.n_outputs}: give a gate of two inputs, or its four outputs"
        )
    first, second, third, last = map(int, table.outputs[:, 0])
    return WorkingRegion(table.output_names[0], (first, second, third, last))


def _sum_text(row: tuple[int, int]) -> str:
    return " + ".join([*(f"w{place}" for place, value in enumerate(row, 1) if value), "b"])


def _names(rows: tuple[int, int]) -> str:
    return " and ".join("".join(map(str, ROWS[row])) for row in rows)


def _point(neuron: Network | ArrayLike) -> Point:
    if isinstance(neuron, Network):
        if neuron.layer_sizes != (2, 1):
            sizes = "-".join(map(str, neuron.layer_sizes))
            raise PlanError(f"a working region is for one neuron with two inputs, got a network of {sizes}")
        neuron = neuron.parameters
    values = np.asarray(neuron, dtype=float)
    if values.shape != (3,) or not np.isfinite(values).all():
        raise PlanError(f"a neuron with two inputs is given by its w1, w2 and b, got {neuron!r}")
    first, second, bias = map(Fraction, values.tolist())
    return first, second, bias


def _z(point: Point, row: tuple[int, int]) -> Fraction:
    return point[0] * row[0] + point[1] * row[1] + point[2]


def _signed(point: Point, truth: Sequence[int]) -> Fraction:
    return min(_z(point, row) if true else -_z(point, row) for row, true in zip(ROWS, truth, strict=True))


def _widest(truth: Sequence[int]) -> tuple[tuple[float, float], float]:
    """The line that halves the shortest segment between the true corners and the false corners."""
    true, false = (
        np.array([row for row, value in zip(ROWS, truth, strict=True) if value == wanted], dtype=float)
        for wanted in (1, 0)
    )
    if not len(true) or not len(false):
        return (0.0, 0.0), 0.5 if len(true) else -0.5
    start, end = min(
        ((start, end) for start in _edge_points(false) for end in _edge_points(true)),
        key=lambda pair: float(np.sum((pair[1] - pair[0]) ** 2)),
    )
    way = end - start
    weights = way / float(way @ way)
    return (float(weights[0]), float(weights[1])), -float(weights @ (start + end)) / 2


def _edge_points(corners: np.ndarray) -> list[np.ndarray]:
    """Corners and midpoints of two: no other points of their hull can be nearest to the rest."""
    return [*corners, *((one + other) / 2 for one, other in combinations(corners, 2))]
