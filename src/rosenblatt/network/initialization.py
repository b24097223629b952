"""The table of initial weights: how wide the uniform draw of each layer is.

Weights and biases are drawn layer after layer, first the weight matrix, then the weights of its context
neurons if it has any, then the biases, in float64 and then cast. Without context neurons that is
scikit-learn's order: the same seed gives the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import DTypeLike

from rosenblatt._typing import FloatArray
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
    "unit_uniform",
    "identity_context",
    "zeros",
)
"""``auto`` is scikit-learn's: Glorot's uniform bound (smaller for ``logistic``), for the biases too.
``unit_uniform`` draws weights and biases between -1 and 1, as Elman (1990). The rest start from zero biases.
``identity_context`` draws weights as ``auto``, and gives each context neuron back to a neuron of its own with
weight 1, so that with ``relu`` values are kept until something changes them (Le, Jaitly & Hinton, 2015).
Glorot & Bengio (2010), He et al. (2015), LeCun et al. (1998)."""

LEARNED_START = 0.5
"""Where the training of what context neurons start from begins: Elman's (1990) value."""

Draw = Callable[[tuple[int, ...]], FloatArray]
"""Draws so many numbers of one layer."""


def initialize(
    layer_sizes: Sequence[int],
    activations: Sequence[str],
    random: np.random.RandomState,
    *,
    scheme: str = "auto",
    hidden_activation: str | None = None,
    output_groups: Sequence[int] | None = None,
    dtype: DTypeLike = np.float64,
    cell: str | None = None,
    initial_context: float | str = 0.5,
) -> Network:
    """Make a network with random weights.

    Parameters
    ----------
    layer_sizes, activations, output_groups, dtype, cell, initial_context
        As for :class:`~rosenblatt.network.Network`. What context neurons learn to start from is 0.5 at first.
    random : RandomState
        Where the numbers come from; it moves on.
    scheme : str, default="auto"
        One of :data:`rosenblatt.network.initialization.SCHEMES`. ``auto`` draws weights and biases
        uniformly within sqrt(6 / (fan_in + fan_out)),
        for hidden activations ``logistic`` within sqrt(2 / (fan_in + fan_out)).
        Context neurons are inputs of their layer, and count in its fan_in.
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
    network = Network(
        layer_sizes,
        activations,
        output_groups=output_groups,
        dtype=dtype,
        cell=cell,
        initial_context=initial_context,
    )
    hidden = network.activations[:-1] or (hidden_activation,)
    for layer, (weights, context, bias) in enumerate(
        zip(network.weights, network.context, network.biases, strict=True)
    ):
        fan_in, fan_out = weights.shape
        fan_in += network.context_sizes[layer]
        draw, has_bias = _draws(scheme, fan_in, fan_out, random, _auto_factor(hidden, layer))
        for array in (weights, context, bias if has_bias else None):
            if array is not None:
                array[:] = draw(array.shape)
        if scheme == "identity_context" and context is not None:
            context[:] = np.eye(*context.shape)
    if network.learns_start:
        network.parameters[network.n_parameters - network.n_context :] = LEARNED_START
    return network


def _draws(
    scheme: str, fan_in: int, fan_out: int, random: np.random.RandomState, auto_factor: float
) -> tuple[Draw, bool]:
    """How the numbers of a layer are drawn, and whether its biases are."""
    if scheme == "zeros":
        return np.zeros, False
    if scheme == "unit_uniform":
        return partial(_uniform, random, 1.0), True
    if scheme in ("auto", "identity_context"):
        draw = partial(_uniform, random, math.sqrt(auto_factor / (fan_in + fan_out)))
        return draw, scheme == "auto"
    family, shape = scheme.split("_")
    variance = {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[family]
    if shape == "uniform":
        return partial(_uniform, random, math.sqrt(3 * variance)), False
    return partial(_normal, random, math.sqrt(variance)), False


def _uniform(random: np.random.RandomState, bound: float, shape: tuple[int, ...]) -> FloatArray:
    drawn: FloatArray = random.uniform(-bound, bound, shape)
    return drawn


def _normal(random: np.random.RandomState, deviation: float, shape: tuple[int, ...]) -> FloatArray:
    drawn: FloatArray = random.normal(0, deviation, shape)
    return drawn


def _auto_factor(hidden: Sequence[str | None], layer: int) -> float:
    # scikit-learn has one activation for all hidden layers, and its output layer follows them.
    return 2.0 if hidden[min(layer, len(hidden) - 1)] == "logistic" else 6.0
