"""The table of initial weights: the range of the random weights of each layer.

Layer after layer, the weight matrix, the weights of context neurons and the biases are drawn in float64 and
then cast: without context neurons in scikit-learn's order, so that a seed gives the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import DTypeLike

from rosenblatt._typing import FloatArray
from rosenblatt.errors import require_known
from rosenblatt.network.network import Network

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
``unit_uniform`` draws weights and biases between -1 and 1, as Elman (1990). The others start from zero
biases. ``identity_context`` draws weights as ``auto``, and connects each context neuron to its own neuron
with weight 1, so that a ``relu`` layer keeps its values until an input changes them (Le, Jaitly & Hinton,
2015). Glorot & Bengio (2010), He et al. (2015), LeCun et al. (1998)."""

LEARNED_START = 0.5
"""Initial value of a learned initial context: Elman's (1990)."""

Draw = Callable[[tuple[int, ...]], FloatArray]
"""Draws an array of numbers for one layer."""


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
    """Return a network with random weights.

    Parameters
    ----------
    layer_sizes, activations, output_groups, dtype, cell, initial_context
        As for :class:`~rosenblatt.network.Network`. A learned initial context starts at 0.5.
    random : RandomState
        The source of the numbers; its state changes.
    scheme : str, default="auto"
        One of :data:`rosenblatt.network.initialization.SCHEMES`. ``auto`` draws weights and biases
        uniformly within sqrt(6 / (fan_in + fan_out)), for hidden activations ``logistic`` within
        sqrt(2 / (fan_in + fan_out)). Context neurons count in the fan_in of their layer.
    hidden_activation : str, optional
        The activation that ``auto`` uses without hidden layers, as scikit-learn does.

    Raises
    ------
    PlanError
        If there is no such scheme.
    """
    if scheme not in tuple(SCHEMES):
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
        fan_in += 0 if context is None else len(context)
        draw, has_bias = _draws(scheme, fan_in, fan_out, random, _auto_factor(hidden, layer))
        for array in (weights, context, bias if has_bias else None):
            if array is not None:
                array[:] = draw(array.shape)
        if scheme == "identity_context" and context is not None:
            context[:] = np.eye(*context.shape)
    if isinstance(network.initial_context, str):
        network.parameters[network.n_parameters - network.n_context :] = LEARNED_START
    return network


def _draws(
    scheme: str, fan_in: int, fan_out: int, random: np.random.RandomState, auto_factor: float
) -> tuple[Draw, bool]:
    """Return how the numbers of a layer are drawn, and whether its biases are drawn."""
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
    # scikit-learn has one activation for all hidden layers, and uses it for the output layer too.
    return 2.0 if hidden[min(layer, len(hidden) - 1)] == "logistic" else 6.0
