"""The table of initial weights: how wide the uniform draw of each layer is.

Weights and biases are drawn layer after layer, first the weight matrix, then the biases, in float64 and then
cast, which is scikit-learn's order: the same seed gives the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from rosenblatt.errors import require_known
from rosenblatt.network import Network

SCHEMES: tuple[str, ...] = (
    "auto",
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "lecun_uniform",
    "lecun_normal",
    "zeros",
)
"""``auto`` is scikit-learn's: Glorot's uniform bound (smaller for ``logistic``), for the biases too; the rest
start from zero biases. Glorot & Bengio (2010), He et al. (2015), LeCun et al. (1998)."""


def initialize(
    layer_sizes: Sequence[int],
    activations: Sequence[str],
    random: np.random.RandomState,
    *,
    scheme: str = "auto",
    hidden_activation: str | None = None,
    output_groups: Sequence[int] | None = None,
    dtype: DTypeLike = np.float64,
) -> Network:
    """Make a network with random weights.

    Parameters
    ----------
    layer_sizes, activations, output_groups, dtype
        As for :class:`~rosenblatt.network.Network`.
    random : RandomState
        Where the numbers come from; it moves on.
    scheme : str, default="auto"
        One of :data:`rosenblatt.initialization.SCHEMES`. ``auto`` draws weights and biases uniformly within
        sqrt(6 / (fan_in + fan_out)), for hidden activations ``logistic`` within sqrt(2 / (fan_in + fan_out)).
    hidden_activation : str, optional
        What ``auto`` goes by where there is no hidden layer: scikit-learn looks at its parameter still.

    Returns
    -------
    Network

    Raises
    ------
    PlanError
        If there is no such scheme.
    """
    require_known("init", scheme, SCHEMES)
    network = Network(layer_sizes, activations, output_groups=output_groups, dtype=dtype)
    hidden = network.activations[:-1] or (hidden_activation,)
    for layer, (weights, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        fan_in, fan_out = weights.shape
        if scheme == "auto":
            bound = math.sqrt(_auto_factor(hidden, layer) / (fan_in + fan_out))
            weights[:] = random.uniform(-bound, bound, weights.shape)
            bias[:] = random.uniform(-bound, bound, bias.shape)
        elif scheme != "zeros":
            family, shape = scheme.split("_")
            variance = {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[family]
            if shape == "uniform":
                bound = math.sqrt(3 * variance)
                weights[:] = random.uniform(-bound, bound, weights.shape)
            else:
                weights[:] = random.normal(0, math.sqrt(variance), weights.shape)
    return network


def _auto_factor(hidden: Sequence[str | None], layer: int) -> float:
    # scikit-learn has one activation for all hidden layers, and its output layer follows them.
    return 2.0 if hidden[min(layer, len(hidden) - 1)] == "logistic" else 6.0
