"""Context neurons: what a recurrent network keeps from one step to the next.

Legend: ``held[k]`` are the context values that layer k reads, (n_sequences, n_context), or None. They are
the last values of a hidden layer (Elman, "Finding structure in time", Cognitive Science 14, 1990) or of the
outputs (Jordan, "Serial order: a parallel distributed processing approach", 1986).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt._typing import FloatArray, SampleMatrix

if TYPE_CHECKING:
    from rosenblatt.network.network import Network

Held = list[FloatArray | None]
"""What every layer's context neurons hold, None where there are none."""


def context_sizes(layer_sizes: tuple[int, ...], cell: str | None) -> tuple[int, ...]:
    """How many context neurons each layer after the inputs reads."""
    if cell == "elman":
        return (*layer_sizes[1:-1], 0)
    if cell == "jordan":
        return (layer_sizes[-1], *(0,) * (len(layer_sizes) - 2))
    return (0,) * (len(layer_sizes) - 1)


def starting_context(network: Network, n_sequences: int = 1) -> Held:
    """What context neurons hold before the first step of so many sequences."""
    return [None if start is None else np.tile(start, (n_sequences, 1)) for start in network.starts]


def next_context(network: Network, activations: Sequence[FloatArray]) -> Held:
    """What context neurons hold after a step that has ended with these activations.

    Parameters
    ----------
    network : Network
    activations : sequence of ndarray, each of shape (n_sequences, n_neurons)
        Of each layer after the inputs; what dropout silences is silent to the next layer only.
    """
    if network.cell == "jordan":
        return [activations[-1], *[None] * (network.n_layers - 1)]
    if network.cell == "elman":
        return [*activations[:-1], None]
    return [None] * network.n_layers


def pre_activations(network: Network, layer: int, below: SampleMatrix, held: FloatArray | None) -> FloatArray:
    """Pre-activations of a layer from what it reads below and what its context neurons hold."""
    z, context = below @ network.weights[layer], network.context[layer]
    if context is not None and held is not None:
        z = z + held @ context
    return z + network.biases[layer]


def layer_values_at(network: Network, X: SampleMatrix, held: Held) -> list[FloatArray]:
    """Activations of every layer after the inputs, for one step of each of several sequences.

    Parameters
    ----------
    network : Network
        With a cell.
    X : ndarray or CSR array of shape (n_sequences, n_inputs)
    held : list of ndarray or None
        What the context neurons hold.

    Returns
    -------
    list of ndarray, each of shape (n_sequences, n_neurons)
    """
    values: list[FloatArray] = []
    below = X
    for layer in range(network.n_layers):
        below = network.activate(layer, pre_activations(network, layer, below, held[layer]))
        values.append(below)
    return values


def values_over_time(
    network: Network, X: SampleMatrix, held: Held | None = None
) -> tuple[list[FloatArray], Held]:
    """Activations of every layer at every step of one sequence, the inputs first; and what is held after it.

    Parameters
    ----------
    network : Network
        With a cell.
    X : ndarray or CSR array of shape (n_steps, n_inputs)
    held : list of ndarray or None, optional
        What the context neurons hold, shape (1, n_context) each. Default: what a sequence starts from.

    Returns
    -------
    values : list of ndarray
        Shapes (n_steps, n_inputs), ..., (n_steps, n_outputs).
    held : list of ndarray or None
        What the context neurons hold after the last step.
    """
    n_steps = X.shape[0]
    values = [np.empty((n_steps, size), network.dtype) for size in network.layer_sizes[1:]]
    held = starting_context(network) if held is None else held
    for t in range(n_steps):
        now = layer_values_at(network, X[t : t + 1], held)
        for kept, value in zip(values, now, strict=True):
            kept[t] = value[0]
        held = next_context(network, now)
    return [X, *values], held
