"""A circuit while it is being wired: threshold neurons that read inputs and each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rosenblatt.gates.compiler.signal import Signal, constant, total

Neuron: TypeAlias = tuple[tuple[tuple[int, float], ...], float]
"""Sources with their weights, and the bias: the neuron is 1 where the sum is above zero."""


class Wiring:
    """Threshold neurons without layers yet; the same neuron is never made twice.

    Sources are counted from 0: first the inputs, then the neurons in the order in which they were made, so
    that a neuron's sources always come before it.

    Parameters
    ----------
    n_inputs : int
    """

    def __init__(self, n_inputs: int) -> None:
        self.n_inputs = n_inputs
        self.neurons: list[Neuron] = []
        self._known: dict[Neuron, int] = {}

    def copy(self) -> Wiring:
        """Return a wiring to try something on."""
        other = Wiring(self.n_inputs)
        other.neurons, other._known = self.neurons.copy(), self._known.copy()
        return other

    def take(self, other: Wiring) -> None:
        """Go on from what was tried on a copy."""
        self.neurons, self._known = other.neurons, other._known

    def inputs(self) -> list[Signal]:
        """Return the inputs as signals."""
        return [Signal(((place, 1.0),)) for place in range(self.n_inputs)]

    def neuron(self, parts: Iterable[tuple[float, Signal]], bias: float) -> Signal:
        """Return the signal that is 1 where the weighted signals and the bias add up to more than zero.

        The sum must not be zero on any row: then one neuron serves for its negation too.
        """
        summed = total(parts, bias)
        terms, bias = summed.terms, summed.constant
        if not terms:
            return constant(bias > 0)
        if len(terms) == 1:
            ((source, weight),) = terms
            low, high = bias > 0, weight + bias > 0
            value = Signal(((source, 1.0),))
            return constant(low) if low == high else value if high else value.negated
        if (opposite := self._known.get(_opposite((terms, bias)))) is not None:
            return Signal(((opposite, 1.0),)).negated
        return Signal(((self._make((terms, bias)), 1.0),))

    def source(self, signal: Signal) -> int:
        """Return a source whose value is the signal's, with a neuron made for it where there is none."""
        match signal.terms, signal.constant:
            case (((source, 1.0),), 0.0):
                return source
            case (((source, -1.0),), 1.0) if source >= self.n_inputs:
                return self._make(_opposite(self.neurons[source - self.n_inputs]))
        return self._make((signal.terms, signal.constant - 0.5))

    def _make(self, neuron: Neuron) -> int:
        if neuron not in self._known:
            self._known[neuron] = self.n_inputs + len(self.neurons)
            self.neurons.append(neuron)
        return self._known[neuron]


def _opposite(neuron: Neuron) -> Neuron:
    terms, bias = neuron
    return tuple((source, -weight) for source, weight in terms), -bias


def all_of(wiring: Wiring, signals: Sequence[Signal]) -> Signal:
    """Return AND of the signals: their sum reaches their number."""
    return at_least(wiring, signals, len(signals))


def any_of(wiring: Wiring, signals: Sequence[Signal]) -> Signal:
    """Return OR of the signals: their sum reaches 1."""
    return at_least(wiring, signals, 1)


def at_least(wiring: Wiring, signals: Sequence[Signal], count: int) -> Signal:
    """Return whether at least so many of the signals are 1."""
    return wiring.neuron([(1.0, signal) for signal in signals], 0.5 - count)


def parity(wiring: Wiring, signals: Sequence[Signal]) -> Signal:
    """Return whether an odd number of the signals is 1: at least 1, minus at least 2, plus at least 3, ..."""
    counts = ((-1.0) ** (k + 1) for k in range(1, len(signals) + 1))
    reached = (at_least(wiring, signals, k) for k in range(1, len(signals) + 1))
    return total(zip(counts, reached, strict=True))
