"""Threshold neurons of a circuit before they are arranged in layers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Terms: TypeAlias = tuple[tuple[int, float], ...]
"""Sources and their weights, in the order of the sources."""

Neuron: TypeAlias = tuple[Terms, float]
"""What a neuron reads, and its bias: its output is 1 where the sum is above zero."""


@dataclass(frozen=True)
class Bit:
    """A weighted sum of sources plus a constant that is 0 or 1 on every row.

    Sums of several neurons count as bits: ``a xor b`` is "at least one" minus "both", without another neuron.
    """

    terms: Terms
    constant: float = 0.0

    @property
    def negated(self) -> Bit:
        """The bit that is 1 where this one is 0."""
        return Bit(tuple((source, -weight) for source, weight in self.terms), 1.0 - self.constant)


def constant(value: bool) -> Bit:
    """Return the bit that has the same value on every row."""
    return Bit((), float(value))


def weighted_sum(parts: Iterable[tuple[float, Bit]], bias: float = 0.0) -> Bit:
    """Add weighted bits and a bias; sources with the weight zero are dropped."""
    weights: dict[int, float] = {}
    for factor, bit in parts:
        bias += factor * bit.constant
        for source, weight in bit.terms:
            weights[source] = weights.get(source, 0.0) + factor * weight
    return Bit(tuple(sorted((source, weight) for source, weight in weights.items() if weight)), bias)


class Wiring:
    """Distinct threshold neurons; sources are the inputs, then the neurons in order, numbered from 0."""

    def __init__(self, n_inputs: int) -> None:
        self.n_inputs = n_inputs
        self.neurons: list[Neuron] = []
        self._known: dict[Neuron, int] = {}

    def copy(self) -> Wiring:
        """Return an independent copy, on which alternatives are tried."""
        other = Wiring(self.n_inputs)
        other.replace(self)
        return other

    def replace(self, other: Wiring) -> None:
        """Replace the neurons by those of another wiring."""
        self.neurons, self._known = other.neurons.copy(), other._known.copy()

    def inputs(self) -> list[Bit]:
        """Return the inputs as bits."""
        return [Bit(((place, 1.0),)) for place in range(self.n_inputs)]

    def neuron(self, parts: Iterable[tuple[float, Bit]], bias: float) -> Bit:
        """Return the bit that is 1 where the weighted bits and the bias add up to more than zero.

        The sum must not be zero on any row, so that the neuron also serves for the negation.
        """
        summed = weighted_sum(parts, bias)
        terms, bias = summed.terms, summed.constant
        if not terms:
            return constant(bias > 0)
        if len(terms) == 1:
            ((source, weight),) = terms
            low, high = bias > 0, weight + bias > 0
            value = Bit(((source, 1.0),))
            return constant(low) if low == high else value if high else value.negated
        if (opposite := self._known.get(_opposite((terms, bias)))) is not None:
            return Bit(((opposite, 1.0),)).negated
        return Bit(((self._add((terms, bias)), 1.0),))

    def source(self, bit: Bit) -> int:
        """Return a source with the value of a bit; a neuron is added for it if there is none."""
        match bit.terms, bit.constant:
            case (((source, 1.0),), 0.0):
                return source
            case (((source, -1.0),), 1.0) if source >= self.n_inputs:
                return self._add(_opposite(self.neurons[source - self.n_inputs]))
        return self._add((bit.terms, bit.constant - 0.5))

    def reads(self, source: int) -> list[int]:
        """Return the sources that a source reads: none for an input and for a constant neuron."""
        return [] if source < self.n_inputs else [each for each, _ in self.neurons[source - self.n_inputs][0]]

    def _add(self, neuron: Neuron) -> int:
        if neuron not in self._known:
            self._known[neuron] = self.n_inputs + len(self.neurons)
            self.neurons.append(neuron)
        return self._known[neuron]


def _opposite(neuron: Neuron) -> Neuron:
    terms, bias = neuron
    return tuple((source, -weight) for source, weight in terms), -bias


def all_of(wiring: Wiring, bits: Sequence[Bit]) -> Bit:
    """Return AND of the bits."""
    return at_least(wiring, bits, len(bits))


def any_of(wiring: Wiring, bits: Sequence[Bit]) -> Bit:
    """Return OR of the bits."""
    return at_least(wiring, bits, 1)


def at_least(wiring: Wiring, bits: Sequence[Bit], count: int) -> Bit:
    """Return whether at least ``count`` of the bits are 1."""
    return wiring.neuron([(1.0, bit) for bit in bits], 0.5 - count)


def parity(wiring: Wiring, bits: Sequence[Bit]) -> Bit:
    """Return whether an odd number of the bits is 1: at least 1, minus at least 2, plus at least 3, ..."""
    return weighted_sum([((-1.0) ** k, at_least(wiring, bits, k + 1)) for k in range(len(bits))])
