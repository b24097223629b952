"""The network a fit starts from: drawn by a scheme, or made of given weights."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from rosenblatt.errors import PlanError
from rosenblatt.initialization import initialize
from rosenblatt.network import Network

GivenWeights: TypeAlias = tuple[Sequence[ArrayLike], Sequence[ArrayLike]]
"""Weights (fan_in, fan_out) and biases (fan_out,) of each layer, as in ``coefs_`` and ``intercepts_``."""


def starting_network(
    init: str | Network | GivenWeights,
    layer_sizes: Sequence[int],
    activations: Sequence[str],
    random: np.random.RandomState,
    *,
    hidden_activation: str | None,
    output_groups: Sequence[int],
    dtype: DTypeLike,
) -> Network:
    """Make the network that training starts from.

    Parameters
    ----------
    init : str, Network or tuple
        A scheme of :data:`rosenblatt.initialization.SCHEMES`, a network to start from a copy of, or a pair
        (weights, biases) with an array for each layer.
    layer_sizes, activations, output_groups, dtype
        As for :class:`~rosenblatt.network.Network`.
    random : RandomState
        Moves on if a scheme is given.
    hidden_activation : str or None
        What the scheme ``auto`` goes by where there is no hidden layer.

    Returns
    -------
    Network
        With parameters of its own.

    Raises
    ------
    PlanError
        If the given network or weights have other shapes or activations than asked for.
    """
    if isinstance(init, str):
        return initialize(
            layer_sizes,
            activations,
            random,
            scheme=init,
            hidden_activation=hidden_activation,
            output_groups=output_groups,
            dtype=dtype,
        )
    if isinstance(init, Network):
        if init.activations != tuple(activations):
            raise PlanError(
                f"init has the activations {init.activations}, the estimator needs {tuple(activations)}: "
                "give the same activation, or leave init='auto'"
            )
        init = (init.weights, init.biases)
    weights, biases = _pair(init)
    return network_of_weights(
        weights, biases, layer_sizes, activations, output_groups=output_groups, dtype=dtype, name="init"
    )


def network_of_weights(
    weights: Sequence[ArrayLike],
    biases: Sequence[ArrayLike],
    layer_sizes: Sequence[int],
    activations: Sequence[str],
    *,
    output_groups: Sequence[int],
    dtype: DTypeLike,
    name: str = "coefs_",
) -> Network:
    """Make a network with copies of given weights and biases.

    Parameters
    ----------
    weights, biases : sequence of array-like
        For each layer of shape (fan_in, fan_out) and (fan_out,).
    layer_sizes, activations, output_groups, dtype
        As for :class:`~rosenblatt.network.Network`.
    name : str, default="coefs_"
        What an error calls the given weights.

    Returns
    -------
    Network

    Raises
    ------
    PlanError
        If the weights do not have the shapes that go with the layer sizes.
    """
    given = [np.shape(each) for each in weights], [np.shape(each) for each in biases]
    wanted = list(pairwise(layer_sizes)), [(width,) for width in layer_sizes[1:]]
    if given != wanted:
        raise PlanError(
            f"{name} has weights of the shapes {given[0]} and biases of {given[1]}, "
            f"but the layers {tuple(layer_sizes)} need {wanted[0]} and {wanted[1]}: "
            "change hidden_layer_sizes, or give weights for these layers"
        )
    network = Network(layer_sizes, activations, output_groups=output_groups, dtype=dtype)
    for mine, theirs in zip((*network.weights, *network.biases), (*weights, *biases), strict=True):
        mine[:] = theirs
    return network


def _pair(init: object) -> GivenWeights:
    if not isinstance(init, tuple | list) or len(init) != 2:
        raise PlanError(
            "init must be the name of a scheme, a Network, or a pair (coefs, intercepts) with an array for "
            f"each layer, got {init!r}"
        )
    return init[0], init[1]
