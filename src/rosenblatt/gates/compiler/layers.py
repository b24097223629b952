"""From a wiring to a layered network: a value that skips a level passes through a neuron there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rosenblatt.gates.compiler.signal import Signal
from rosenblatt.gates.compiler.wiring import Neuron, Wiring
from rosenblatt.gates.named import Circuit

PASS_WEIGHT, PASS_BIAS = 1.0, -0.5
"""Of a neuron that passes a value of 0 or 1 on."""


@dataclass(frozen=True)
class Layers:
    """Which source each neuron of each layer stands for.

    Attributes
    ----------
    wiring : Wiring
    layers : list of list of int
        The inputs, then for each layer the sources its neurons hold; one that another layer made passes.
    levels : dict
        The layer that makes each source.
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
        """What is small in a small network: its neurons, then its weights."""
        sizes = self.layer_sizes
        weights = sum(one * other for one, other in pairwise(sizes))
        return sum(sizes[1:]), weights

    def circuit(self, input_names: Sequence[str] | None, output_names: Sequence[str] | None) -> Circuit:
        """Return the network."""
        weights, biases = [], []
        for level in range(1, len(self.layers)):
            place = {source: at for at, source in enumerate(self.layers[level - 1])}
            matrix = np.zeros((len(place), len(self.layers[level])))
            bias = np.zeros(len(self.layers[level]))
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


def in_layers(wiring: Wiring, outputs: Sequence[Signal]) -> Layers:
    """Put the neurons that the outputs need into layers, each as early as it can be.

    Parameters
    ----------
    wiring : Wiring
        Gets neurons for outputs that are no neuron's value yet.
    outputs : sequence of Signal

    Returns
    -------
    Layers
    """
    n_inputs, last = wiring.n_inputs, [wiring.source(signal) for signal in outputs]
    needed = set(last)
    for source in range(n_inputs + len(wiring.neurons) - 1, n_inputs - 1, -1):
        if source in needed:
            needed.update(_reads(wiring, source))
    levels = dict.fromkeys(range(n_inputs), 0)
    for source in sorted(needed - set(range(n_inputs))):
        levels[source] = 1 + max((levels[each] for each in _reads(wiring, source)), default=0)
    depth = max(1, *(levels[source] for source in last))
    constants = (source for source in last if source >= n_inputs and not _reads(wiring, source))
    levels |= dict.fromkeys(constants, depth)
    until = dict.fromkeys(last, depth - 1)
    for source in needed - set(range(n_inputs)):
        for each in _reads(wiring, source):
            until[each] = max(until.get(each, 0), levels[source] - 1)
    hidden = [_layer(level, levels, until) for level in range(1, depth)]
    return Layers(wiring, [list(range(n_inputs)), *hidden, last], levels)


def _reads(wiring: Wiring, source: int) -> list[int]:
    """The sources a source reads; an input reads none, nor does a neuron that always answers the same."""
    return (
        [] if source < wiring.n_inputs else [each for each, _ in wiring.neurons[source - wiring.n_inputs][0]]
    )


def _layer(level: int, levels: dict[int, int], until: dict[int, int]) -> list[int]:
    """The sources a hidden layer holds: those it makes, then those it passes on."""
    held = [source for source in sorted(until) if levels[source] <= level <= until[source]]
    return sorted(held, key=lambda source: levels[source] < level)
