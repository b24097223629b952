"""Activations as curves over one pre-activation, broken honestly where they jump."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.formulas.activations import get_activation

Line = NDArray[np.float64]
Function = Callable[[Line], Line]
N_POINTS = 201
_NEAR = 1e-9


@dataclass(frozen=True)
class Curve:
    """Pieces of a function, each (n_points, 2); a jump is its place, both limits and the value there."""

    pieces: tuple[NDArray[np.float64], ...]
    jump: tuple[float, float, float, float] | None

    @classmethod
    def of(cls, function: Function, low: float, high: float, break_at: float = 0.0) -> Curve:
        """Follow a function from ``low`` to ``high``, with a jump or a sharp kink at ``break_at`` only."""
        if not low < break_at < high:
            return cls((_line(function, np.linspace(low, high, N_POINTS)),), None)
        near = _NEAR * max(1.0, abs(break_at))
        left = np.linspace(low, break_at - near, N_POINTS // 2)
        right = np.linspace(break_at + near, high, N_POINTS // 2)
        around = break_at + near * np.array([-2, -1, 0, 1, 2])
        further, before, at, after, beyond = function(around).tolist()
        steps = max(abs(before - further), abs(beyond - after))
        if not abs(before - after) > 1e-6 + 10 * steps:
            return cls((_line(function, np.concatenate([left, [break_at], right])),), None)
        return cls((_line(function, left), _line(function, right)), (break_at, before, after, at))

    @property
    def points(self) -> NDArray[np.float64]:
        """All points, shape (n_points, 2)."""
        return np.concatenate(self.pieces)

    def marks(self) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
        """Points of a jump to be filled, where the function is, and hollow, where it only comes near."""
        if self.jump is None:
            return [], []
        at, before, after, value = self.jump
        ends = [(at, before), (at, after)]
        filled = [end for end in ends if abs(end[1] - value) < 1e-6]
        return filled or [(at, value)], [end for end in ends if end not in filled]


def value_function(name: str, others: Sequence[float] = (0.0, 0.0)) -> Function:
    """Return an activation as a function of one pre-activation; softmax needs the layer's ``others``."""
    value = get_activation(name).value

    def of(z: Line) -> Line:
        if name != "softmax":
            return _exact(value(z))
        layer = np.column_stack([z, *(np.full(len(z), other) for other in others)])
        return _exact(value(layer)[:, 0])

    return of


def derivative_function(name: str, others: Sequence[float] = (0.0, 0.0)) -> Function:
    """Return the derivative of :func:`value_function`; softmax is a logistic shifted along z, others held."""
    value = value_function(name, others)
    derivative = get_activation("logistic" if name == "softmax" else name).derivative
    assert derivative is not None  # only softmax has none

    def of(z: Line) -> Line:
        return _exact(derivative(z, value(z)))

    return of


def _exact(values: FloatArray) -> Line:
    return np.asarray(values, dtype=np.float64)


def _line(function: Function, x: Line) -> NDArray[np.float64]:
    return np.column_stack([x, function(x)])
