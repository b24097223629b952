"""Networks of given weights: what a fit starts from, or an earlier fit has left."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.network.network import context_sizes

GivenWeights: TypeAlias = (
    tuple[Sequence[ArrayLike], Sequence[ArrayLike]]
    | tuple[Sequence[ArrayLike], Sequence[ArrayLike], Sequence[ArrayLike | None]]
)
"""Weights (fan_in, fan_out) and biases (fan_out,) of each layer, as in ``coefs_`` and ``intercepts_``; with
context neurons also their weights (n_context, fan_out) or None, as in ``context_coefs_``."""


class ContextNeurons(NamedTuple):
    """Which context neurons a network has, and what they start from: see :class:`~rosenblatt.Network`."""

    cell: str | None
    initial_context: float | str


def given_network(
    init: Network | GivenWeights,
    layer_sizes: Sequence[int],
    activations: Sequence[str],
    *,
    output_groups: Sequence[int],
    dtype: DTypeLike,
    memory: ContextNeurons,
) -> Network:
    """Make the network that training starts from, with copies of the weights of a network or tuple.

    PlanError if ``init`` has other shapes, activations or context neurons than the other arguments.
    """
    starts = None
    if isinstance(init, Network):
        if init.activations != tuple(activations):
            raise PlanError(
                f"init has the activations {init.activations}, the estimator needs {tuple(activations)}: "
                "give the same activation, or leave init='auto'"
            )
        if init.cell != memory.cell:
            raise PlanError(
                f"init has cell={init.cell!r}, the estimator needs {memory.cell!r}: give a network with the "
                "same context neurons, or leave init='auto'"
            )
        starts = init.starts
        init = (init.weights, init.biases) if init.cell is None else (init.weights, init.biases, init.context)
    return network_of_weights(
        _parts(init, with_context=memory.cell is not None),
        layer_sizes,
        activations,
        output_groups=output_groups,
        dtype=dtype,
        memory=memory,
        starts=starts,
        name="init",
    )


def network_of_weights(
    given: GivenWeights,
    layer_sizes: Sequence[int],
    activations: Sequence[str],
    *,
    output_groups: Sequence[int],
    dtype: DTypeLike,
    memory: ContextNeurons,
    starts: Sequence[ArrayLike | None] | None = None,
    name: str = "coefs_",
) -> Network:
    """Make a network with copies of given weights (fan_in, fan_out) and biases (fan_out,) of each layer.

    With a cell the third of ``given`` is context weights (n_context, fan_out), None for a layer without
    context neurons. ``starts`` are their learned initial values for each layer; None is 0.5. PlanError for
    shapes that do not fit the layer sizes; its message calls the weights ``name``.
    """
    weights, biases = given[:2]
    shapes = [np.shape(each) for each in weights], [np.shape(each) for each in biases]
    wanted = list(pairwise(layer_sizes)), [(width,) for width in layer_sizes[1:]]
    if shapes != wanted:
        raise PlanError(
            f"{name} has weights of the shapes {shapes[0]} and biases of {shapes[1]}, "
            f"but the layers {tuple(layer_sizes)} need {wanted[0]} and {wanted[1]}: "
            "change hidden_layer_sizes, or give weights for these layers"
        )
    context = _context_weights(given, tuple(layer_sizes), memory, name)
    network = initialize(
        layer_sizes,
        activations,
        np.random.RandomState(0),
        scheme="zeros",
        output_groups=output_groups,
        dtype=dtype,
        **memory._asdict(),
    )
    mine = (*network.weights, *network.biases, *network.context)
    theirs = (*weights, *biases, *context)
    if network.learns_start and starts is not None:
        mine, theirs = (*mine, *network.starts), (*theirs, *starts)
    for array, values in zip(mine, theirs, strict=True):
        if array is not None:
            array[:] = values
    return network


def continued_network(
    network: Network, layer_sizes: tuple[int, ...], activations: tuple[str, ...], memory: ContextNeurons
) -> Network:
    """Return a network to train further, which shares its parameters, with these activations.

    ValueError if it has other layers or context neurons.
    """
    if network.layer_sizes != layer_sizes:
        raise ValueError(
            f"training cannot continue from a network with the layers {network.layer_sizes}, "
            f"hidden_layer_sizes and the data need {layer_sizes}: fit with warm_start=False"
        )
    if memory != (network.cell, network.initial_context):
        raise ValueError(
            f"training cannot continue from a network with cell={network.cell!r} and "
            f"initial_context={network.initial_context!r}, {memory.cell!r} and "
            f"{memory.initial_context!r} are required: fit with warm_start=False"
        )
    if network.activations == activations:
        return network
    return Network(
        layer_sizes,
        activations,
        network.parameters,
        output_groups=network.output_groups,
        **memory._asdict(),
    )


def _context_weights(
    given: GivenWeights, layer_sizes: tuple[int, ...], memory: ContextNeurons, name: str
) -> Sequence[ArrayLike | None]:
    """The weights of each layer's context neurons, None where there are none."""
    sizes = context_sizes(layer_sizes, memory.cell)
    context = given[2] if len(given) == 3 else [None] * len(sizes)
    wanted = [(size, fan_out) if size else None for size, fan_out in zip(sizes, layer_sizes[1:], strict=True)]
    shapes = [None if each is None else np.shape(each) for each in context]
    if shapes != wanted:
        raise PlanError(
            f"{name} has context weights of the shapes {shapes}, but cell={memory.cell!r} with the layers "
            f"{layer_sizes} needs {wanted}: change hidden_layer_sizes, or give weights for these layers"
        )
    return context


def _parts(init: object, *, with_context: bool) -> GivenWeights:
    parts = "three (coefs, intercepts, context_coefs)" if with_context else "a pair (coefs, intercepts)"
    if not isinstance(init, tuple | list) or len(init) != 2 + with_context:
        raise PlanError(
            f"init must be the name of a scheme, a Network, or {parts} with an array for each layer, "
            f"got {init!r}"
        )
    return cast(GivenWeights, tuple(init))
