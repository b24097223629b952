"""Signals: what flows through a circuit while it is being wired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Signal:
    """A constant plus weighted values of neurons and inputs that is 0 or 1 on every row.

    That more than a single neuron's value counts as a signal is what keeps circuits small: ``a xor b`` is the
    value of "at least one" minus the value of "both", and whoever reads it takes these two with the weights
    1 and -1; it needs no neuron of its own.

    Attributes
    ----------
    terms : tuple of (int, float)
        Sources and their weights, in the order of the sources.
    constant : float
    """

    terms: tuple[tuple[int, float], ...]
    constant: float = 0.0

    @property
    def negated(self) -> Signal:
        """The signal that is 1 where this one is 0."""
        return Signal(tuple((source, -weight) for source, weight in self.terms), 1.0 - self.constant)


def constant(value: bool) -> Signal:
    """Return the signal that is the same on every row."""
    return Signal((), 1.0 if value else 0.0)


def total(parts: Iterable[tuple[float, Signal]], bias: float = 0.0) -> Signal:
    """Add weighted signals and a bias; what cancels out is gone."""
    weights: dict[int, float] = {}
    for factor, signal in parts:
        bias += factor * signal.constant
        for source, weight in signal.terms:
            weights[source] = weights.get(source, 0.0) + factor * weight
    return Signal(tuple(sorted((source, weight) for source, weight in weights.items() if weight)), bias)
