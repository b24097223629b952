"""Arranging the neurons of a wiring in layers; a value that skips a layer passes through a neuron there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from rosenblatt.gates.compiler.wiring import Bit, Neuron, Wiring
from rosenblatt.gates.named import Circuit

PASS_WEIGHT, PASS_BIAS = 1.0, -0.5
"""Of a neuron whose output equals its only input."""

Method: TypeAlias = Callable[[Wiring], Bit | None]
"""Adds neurons that compute a bit to a wiring; None if the method does not apply."""


@dataclass(frozen=True)
class Layers:
    """The neurons of a circuit in layers, the inputs first; each neuron is given by the source of its value.

    ``levels`` is the layer in which each source is computed; later layers pass its value on.
    """

    wiring: Wiring
    layers: list[list[int]]
    levels: dict[int, int]

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Neurons per layer, the inputs first."""
        return tuple(map(len, self.layers))

    @property
    def cost(self) -> tuple[int, int]:
        """How large the network is: its neurons, then its weights."""
        sizes = self.layer_sizes
        return sum(sizes[1:]), sum(one * other for one, other in pairwise(sizes))

    def circuit(self, input_names: Sequence[str] | None, output_names: Sequence[str] | None) -> Circuit:
        """Return the network."""
        weights, biases = [], []
        for level in range(1, len(self.layers)):
            place = {source: at for at, source in enumerate(self.layers[level - 1])}
            matrix, bias = np.zeros((len(place), len(self.layers[level]))), np.zeros(len(self.layers[level]))
            for at, source in enumerate(self.layers[level]):
                terms, bias[at] = self._neuron(source, level)
                for other, weight in terms:
                    matrix[place[other], at] = weight
            weights.append(matrix.ravel())
            biases.append(bias)
        return Circuit(
            self.layer_sizes,
            ("step",) * len(weights),
            np.concatenate([*weights, *biases]),
            input_names=input_names,
            output_names=output_names,
        )

    def _neuron(self, source: int, level: int) -> Neuron:
        if self.levels[source] < level:
            return ((source, PASS_WEIGHT),), PASS_BIAS
        return self.wiring.neurons[source - self.wiring.n_inputs]


def in_layers(wiring: Wiring, outputs: Sequence[Bit]) -> Layers:
    """Arrange the neurons that the outputs need in layers, each neuron as early as possible.

    Neurons are added to the wiring for outputs that are not the value of a neuron.
    """
    n_inputs, last = wiring.n_inputs, [wiring.source(bit) for bit in outputs]
    needed = set(last)
    for source in range(n_inputs + len(wiring.neurons) - 1, n_inputs - 1, -1):
        if source in needed:
            needed.update(wiring.reads(source))
    computed = sorted(source for source in needed if source >= n_inputs)
    levels = dict.fromkeys(range(n_inputs), 0)
    for source in computed:
        levels[source] = 1 + max((levels[each] for each in wiring.reads(source)), default=0)
    depth = max(1, *(levels[source] for source in last))
    levels |= {source: depth for source in last if source >= n_inputs and not wiring.reads(source)}
    until = dict.fromkeys(last, depth - 1)  # the last layer in which a value is passed on
    for source in computed:
        for each in wiring.reads(source):
            until[each] = max(until.get(each, 0), levels[source] - 1)
    layers = [list(range(n_inputs))]
    for level in range(1, depth):
        held = [source for source in sorted(until) if levels[source] <= level <= until[source]]
        passed = [source for source in held if levels[source] < level]
        layers.append([source for source in held if levels[source] == level] + passed)
    return Layers(wiring, [*layers, last], levels)


def smallest(wiring: Wiring, methods: Sequence[Method], beside: Sequence[Bit] = ()) -> Bit:
    """Wire a bit by the method that results in the smallest network, with the other outputs ``beside``."""
    tried = [(copy, bit) for method in methods if (bit := method(copy := wiring.copy())) is not None]
    if len(tried) > 1:
        tried.sort(key=lambda each: in_layers(each[0].copy(), [*beside, each[1]]).cost)
    best, bit = tried[0]
    wiring.replace(best)
    return bit
