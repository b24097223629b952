"""What a network answers, as pictures need it: how far each class is ahead, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rosenblatt.network import Network


def leads(network: Network, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each class is ahead of the best of the others, shape (n_samples, n_classes).

    Only the winner is ahead by more than 0; of classes that are equal the first wins, as it does in
    prediction. It is measured in pre-activations of the output layer, which change smoothly even where its
    activation is a step.
    """
    from rosenblatt.network import Network

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


def sureness(network: Network, inputs: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Probability of the class that wins, shape (n_samples,); None where outputs are no probabilities."""
    outputs = network.forward(inputs).astype(np.float64)
    if network.activations[-1] == "softmax":
        return np.asarray(outputs.max(axis=1))
    if network.activations[-1] == "logistic" and network.n_outputs == 1:
        return np.maximum(outputs[:, 0], 1 - outputs[:, 0])
    return None
