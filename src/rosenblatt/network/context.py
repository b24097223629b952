"""Context neurons: what a recurrent network keeps from one step to the next.

Legend: ``held[k]`` are the context values that layer k reads, (1, n_context), or None. They are the last
values of a hidden layer (Elman, "Finding structure in time", Cognitive Science 14, 1990) or of the outputs
(Jordan, "Serial order: a parallel distributed processing approach", 1986).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt._typing import FloatArray, SampleMatrix

if TYPE_CHECKING:
    from rosenblatt.network.network import Network


def context_sizes(layer_sizes: tuple[int, ...], cell: str | None) -> tuple[int, ...]:
    """How many context neurons each layer after the inputs reads."""
    if cell == "elman":
        return (*layer_sizes[1:-1], 0)
    if cell == "jordan":
        return (layer_sizes[-1], *(0,) * (len(layer_sizes) - 2))
    return (0,) * (len(layer_sizes) - 1)


def values_over_time(network: Network, X: SampleMatrix) -> list[FloatArray]:
    """Activations of every layer at every step of one sequence, the inputs first.

    Parameters
    ----------
    network : Network
        With a cell.
    X : ndarray or CSR array of shape (n_steps, n_inputs)

    Returns
    -------
    list of ndarray
        Shapes (n_steps, n_inputs), ..., (n_steps, n_outputs).
    """
    n_steps = X.shape[0]
    values = [np.empty((n_steps, size), network.dtype) for size in network.layer_sizes[1:]]
    start = network.initial_context
    held = [np.full((1, size), start, network.dtype) if size else None for size in network.context_sizes]
    for t in range(n_steps):
        below = X[t : t + 1]
        for layer, bias in enumerate(network.biases):
            z = below @ network.weights[layer]
            weights, last = network.context[layer], held[layer]
            if weights is not None and last is not None:
                z = z + last @ weights
            below = network.activate(layer, z + bias)
            values[layer][t] = below[0]
        if network.cell == "jordan":
            held[0] = values[-1][t : t + 1]
        else:
            held[:-1] = [value[t : t + 1] for value in values[:-1]]
    return [X, *values]
