"""How far the winning class of a network is ahead of the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt.network.network import Network


def leads(network: Network, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each class is ahead of the best of the others, shape (n_samples, n_classes).

    Only the winner, of equal classes the first, is ahead by more than 0. It is measured in pre-activations of
    the output layer, which change smoothly even where its activation is a step.
    """
    linear = Network(network.layer_sizes, (*network.activations[:-1], "identity"), network.parameters)
    z = linear.forward(inputs).astype(np.float64)
    if z.shape[1] == 1:
        z = np.hstack([-z, z]) / 2
    best: NDArray[np.intp] = z.argmax(axis=1)
    rows = np.arange(len(z))
    others = z.copy()
    others[rows, best] = -np.inf
    second = others.max(axis=1)
    ahead = z - z[rows, best][:, None]
    ahead[rows, best] = z[rows, best] - second
    return ahead
