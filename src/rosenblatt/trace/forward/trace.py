"""``trace``: the forward pass of one sample, with every number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt._typing import FloatArray
from rosenblatt.formulas.activations import get_activation
from rosenblatt.network import Network
from rosenblatt.network.names import input_names_of, layer_names, output_labels_of, source_names
from rosenblatt.network.network import Held, values_over_time
from rosenblatt.trace.forward.checks import checked_masks, checked_sample, require_network
from rosenblatt.trace.forward.neuron import NeuronTrace, neuron_in
from rosenblatt.trace.writing.blocks import Block, Formula, Heading, Row, Rows, Token, number
from rosenblatt.trace.writing.document import Written


@dataclass(frozen=True, eq=False)
class LayerTrace(Written):
    """One layer.

    Attributes
    ----------
    name, activation : str
        ``"hidden layer 1"`` or ``"the output layer"``; the activation's name.
    neurons : tuple of NeuronTrace
    """

    name: str
    activation: str
    neurons: tuple[NeuronTrace, ...]

    @property
    def formula(self) -> str:
        """The activation's formula."""
        return get_activation(self.activation).formula

    @property
    def values(self) -> FloatArray:
        """Activations, shape (n_neurons,)."""
        return np.array([neuron.value for neuron in self.neurons])

    def blocks(self) -> Sequence[Block]:
        """Return a heading and a row for each neuron."""
        formula = Formula("activation", self.activation, self.formula)
        rows = Rows(tuple(neuron.row() for neuron in self.neurons))
        return (Heading(capitalised(self.name), formula), rows)


@dataclass(frozen=True, eq=False)
class Trace(Written):
    """The forward pass of one sample through a network.

    Attributes
    ----------
    input_names : tuple of str
    x : ndarray of shape (n_inputs,)
        The sample, in the network's dtype.
    layers : tuple of LayerTrace
        The hidden layers, then the output layer.

    Examples
    --------
    >>> from rosenblatt import Network
    >>> from rosenblatt.trace import trace
    >>> gate = Network((2, 1), ("step",), [1, 1, -1.5])
    >>> trace(gate, [1, 1]).neuron("o1").to_text()
    '( 1 * 1 ) + ( 1 * 1 ) - 1.5 = 0.5 (True)'
    """

    input_names: tuple[str, ...]
    x: FloatArray
    layers: tuple[LayerTrace, ...]

    @property
    def output(self) -> FloatArray:
        """Activations of the output layer, shape (n_outputs,)."""
        return self.layers[-1].values.astype(self.x.dtype)

    def neurons(self) -> Iterator[NeuronTrace]:
        """Yield all neurons, layer after layer."""
        for layer in self.layers:
            yield from layer.neurons

    def neuron(self, name: str) -> NeuronTrace:
        """Return a neuron by its name, ``"h1.3"`` or ``"o1"``; PlanError if there is no such neuron."""
        return neuron_in([layer.neurons for layer in self.layers], name)

    def blocks(self) -> Sequence[Block]:
        """Return the inputs, then each layer."""
        return (*self.input_blocks(), *self.layer_blocks())

    def input_blocks(self) -> Sequence[Block]:
        """Return the inputs as rows."""
        pairs = zip(self.input_names, self.x.tolist(), strict=True)
        rows = [Row(name, ((Token("relation", "="), number(value)),)) for name, value in pairs]
        return (Heading("Inputs"), Rows(tuple(rows)))

    def layer_blocks(self) -> Sequence[Block]:
        """Return each layer's heading and rows."""
        return tuple(block for layer in self.layers for block in layer.blocks())


def trace(
    network: Network,
    x: ArrayLike,
    *,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    masks: Sequence[ArrayLike | None] | None = None,
) -> Trace:
    """Trace one sample through a network.

    Parameters
    ----------
    network : Network
    x : array-like of shape (n_inputs,) or (1, n_inputs)
        The sample. For a recurrent network also the steps of one sequence, (n_steps, n_inputs): the last step
        is traced, with the context of the steps before.
    input_names : sequence of str, optional
        Default: ``x1``, ``x2``, ...
    output_names : sequence of str, optional
        Labels of the outputs. The names of their neurons are ``o1``, ``o2``, ... in any case.
    masks : sequence, optional
        For each hidden layer its dropout mask of shape (n_neurons,), by which its values are multiplied, or
        None. Default: no dropout.

    Returns
    -------
    Trace

    Raises
    ------
    PlanError
        If it is not a network, or the size of the sample or a number of names does not match it.
    """
    require_network(network)
    X = checked_sample(network, x)
    names = input_names_of(network, input_names)
    labels = output_labels_of(network, output_names)
    dropout = checked_masks(network, masks)
    _, held = values_over_time(network, X[:-1])
    return trace_step(network, X[-1:], held, names, labels, dropout)


def trace_step(
    network: Network,
    x: FloatArray,
    held: Held,
    input_names: tuple[str, ...],
    labels: tuple[str, ...],
    masks: Sequence[FloatArray | None] = (),
) -> Trace:
    """Trace one step of a sequence with a given context, or without a cell any sample.

    The sample has the shape (1, n_inputs) and the network's dtype, the context and masks (1, n_neurons).
    """
    below, layers = x, []
    for layer in range(network.n_layers):
        mask = masks[layer] if layer < len(masks) else None
        traced, below = _trace_layer(network, layer, below, held[layer], mask, input_names, labels)
        layers.append(traced)
    return Trace(input_names, x[0].copy(), tuple(layers))


def capitalised(layer_name: str) -> str:
    """Return a layer's name as a heading: ``Hidden layer 1``, ``Output layer``."""
    name = layer_name.removeprefix("the ")
    return name[0].upper() + name[1:]


@np.errstate(all="ignore")  # infinite values are shown as such
def _trace_layer(
    network: Network,
    layer: int,
    below: FloatArray,
    held: FloatArray | None,
    mask: FloatArray | None,
    input_names: tuple[str, ...],
    labels: tuple[str, ...],
) -> tuple[LayerTrace, FloatArray]:
    """Trace a layer; return it and the values that the next one reads."""
    weighted = below @ network.weights[layer]
    weights, context = network.weights[layer], network.context[layer]
    inputs = below[0]
    if context is not None and held is not None:
        weighted = weighted + held @ context
        inputs, weights = np.concatenate([inputs, held[0]]), np.concatenate([weights, context])
    z = weighted + network.biases[layer]
    a = network.activate(layer, z)
    is_last = layer == network.n_layers - 1
    activation = network.activations[layer]
    groups = _groups(network, z[0]) if activation == "softmax" else [np.empty(0)] * a.shape[1]
    sources = source_names(network, layer, input_names)
    neurons = tuple(
        NeuronTrace(
            name=name,
            label=labels[place] if is_last else "",
            sources=sources,
            inputs=inputs.copy(),
            weights=weights[:, place].copy(),
            weighted_sum=float(weighted[0, place]),
            bias=float(network.biases[layer][place]),
            z=float(z[0, place]),
            activation=activation,
            value=float(a[0, place]),
            mask=None if mask is None else float(mask[0, place]),
            group=groups[place],
        )
        for place, name in enumerate(layer_names(network, layer))
    )
    return LayerTrace(network.layer_name(layer), activation, neurons), a if mask is None else a * mask


def _groups(network: Network, z: FloatArray) -> list[FloatArray]:
    """Return for each output the pre-activations of its group."""
    parts = np.split(z.copy(), np.cumsum(network.output_groups)[:-1])
    return [part for part in parts for _ in part]
