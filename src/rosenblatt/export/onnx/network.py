"""A network in a graph: its layers for single samples, or over time for sequences of one length.

A hidden layer that reads its own last values is an RNN operator, where runtimes have one: for single floats,
and for the activations that ONNX names. Anything else is a Scan, whose body is one step.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Any, TypeAlias

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.export.onnx.graph import Nodes, declared
from rosenblatt.export.onnx.tensor import Tensor, integers
from rosenblatt.formulas.activations import LEAK, get_activation
from rosenblatt.network import Network


def network_outputs(network: Network, x: Tensor) -> Tensor:
    """Outputs (n_samples, n_outputs) of a feed-forward network, as those of ``Model.outputs``."""
    for layer in range(network.n_layers):
        x = layer_outputs(network, layer, x)
    return x


def layer_outputs(network: Network, layer: int, x: Tensor) -> Tensor:
    """What a layer without context neurons gives for ``x`` of shape (n_samples, fan_in)."""
    name = network.activations[layer]
    z: Tensor = x @ network.weights[layer] + network.biases[layer]
    if layer == network.n_layers - 1 and name == "step":
        return z
    return activated(name, z, network.output_groups)


def activated(name: str, z: Tensor, output_groups: tuple[int, ...]) -> Tensor:
    """Activations from pre-activations ``z``; a softmax runs over each group of outputs by itself."""
    if name == "softmax":
        first, *others = (part.apply("Softmax", axis=1) for part in in_groups(z, output_groups))
        return first.beside(*others)
    a: Tensor = get_activation(name).value(z)  # type: ignore[arg-type,assignment]  # a Tensor is as good as an array
    return a


def in_groups(values: Tensor, widths: tuple[int, ...]) -> list[Tensor]:
    """Cut columns into groups."""
    if len(widths) == 1:
        return [values]
    return [
        values.columns(range(end - width, end)) for width, end in zip(widths, accumulate(widths), strict=True)
    ]


Step: TypeAlias = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
"""``step(held, z) -> (what is held then, what the step gives)``, in a body of its own."""

RNN_ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "identity": ("Affine", {"activation_alpha": [1.0], "activation_beta": [0.0]}),
    "logistic": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"activation_alpha": [LEAK]}),
    "elu": ("Elu", {"activation_alpha": [1.0]}),
    "softplus": ("Softplus", {}),
}
"""What the RNN operator calls an activation, and its parameters."""


def lengths_of(values: Tensor) -> Tensor:
    """How many sequences and how many steps (n_sequences, n_steps, ...) has: two integers."""
    integers = np.dtype(np.int64)
    return values.apply("Shape", dtype=integers).rows_at(0, 1)


def in_steps(rows: Tensor, lengths: Tensor, *width: int) -> Tensor:
    """Cut rows into sequences: (n_sequences * n_steps, ...) to (n_sequences, n_steps, *width)."""
    shape = lengths if not width else lengths.apply("Concat", list(width), axis=0)
    return rows.apply("Reshape", shape)


def doubt_over_time(doubt: Tensor, lengths: Tensor, predict_at: str) -> Tensor:
    """Make a row NaN if a step before it in its sequence is: from (n_rows, 1) to one per prediction."""
    axis = integers(doubt.graph, 1)
    so_far = in_steps(doubt, lengths, 1).apply("CumSum", axis)
    return _answered(so_far.apply("Transpose", perm=[1, 0, 2]), 1, predict_at)


def recurrent_outputs(network: Network, x: Tensor, predict_at: str) -> Tensor:
    """Outputs as of ``Model.outputs`` for sequences ``x`` of one length, a row a step or sequence."""
    steps = x.apply("Transpose", perm=[1, 0, 2])
    last = network.n_layers - 1
    if network.cell == "jordan":
        return _answered(_outputs_that_come_back(network, x, steps), network.n_outputs, predict_at)
    for layer in range(last):
        steps = _layer_that_comes_back(network, layer, x, steps)
    return layer_outputs(network, last, _answered(steps, network.layer_sizes[last], predict_at))


def _answered(steps: Tensor, width: int, predict_at: str) -> Tensor:
    """Rows to predict for, sequence after sequence, from (n_steps, n_sequences, width)."""
    if predict_at == "last":
        return steps.rows_at(-1).reshaped(-1, width)
    return steps.apply("Transpose", perm=[1, 0, 2]).reshaped(-1, width)


def _layer_that_comes_back(network: Network, layer: int, x: Tensor, steps: Tensor) -> Tensor:
    """Values of a hidden layer of Elman's over time, (n_steps, n_sequences, n_neurons)."""
    name, (context, start) = network.activations[layer], _context(network, layer)
    if network.dtype == np.float32 and name in RNN_ACTIVATIONS:
        return _rnn(network, layer, x, steps)

    def step(held: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
        values = activated(name, z + held @ context, network.output_groups)
        return values, values

    z: Tensor = steps @ network.weights[layer] + network.biases[layer]
    return _scan(step, _starting(start, x), z, len(start), len(start))


def _outputs_that_come_back(network: Network, x: Tensor, steps: Tensor) -> Tensor:
    """Outputs of a network of Jordan's over time, (n_steps, n_sequences, n_outputs)."""
    context, start = _context(network, 0)

    def step(held: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
        z = z + held @ context
        for layer in range(1, network.n_layers):
            values = activated(network.activations[layer - 1], z, network.output_groups)
            z = values @ network.weights[layer] + network.biases[layer]
        name = network.activations[-1]
        values = activated(name, z, network.output_groups)
        return values, z if name == "step" else values

    z: Tensor = steps @ network.weights[0] + network.biases[0]
    return _scan(step, _starting(start, x), z, network.layer_sizes[1], network.n_outputs)


def _context(network: Network, layer: int) -> tuple[FloatArray, FloatArray]:
    """Weights from a layer's context neurons, and what these start from."""
    context, start = network.context[layer], network.starts[layer]
    assert context is not None
    assert start is not None
    return context, start


def _starting(start: FloatArray, x: Tensor, *before: int) -> Tensor:
    """What context neurons start from, once for each sequence: (*before, n_sequences, n_context)."""
    n_sequences = x.apply("Shape", dtype=np.dtype(np.int64)).rows_at(0)
    shape = n_sequences.reshaped(1).apply("Concat", [len(start)], axis=0)
    if before:
        shape = integers(x.graph, before).apply("Concat", shape, axis=0)
    flat = Tensor(x.graph, x.graph.constant(start.reshape(1, -1)), x.dtype)
    return flat.apply("Expand", shape, dtype=x.dtype)


def _rnn(network: Network, layer: int, x: Tensor, steps: Tensor) -> Tensor:
    """Put a layer into the graph as an RNN operator."""
    graph, (context, start) = x.graph, _context(network, layer)
    operator, parameters = RNN_ACTIVATIONS[network.activations[layer]]
    biases = np.concatenate([network.biases[layer], np.zeros_like(start)])  # one for either product
    n_sequences, n_steps = (lengths_of(x).rows_at(place) for place in (0, 1))
    lengths = n_steps.astype(np.dtype(np.int32)).apply("Expand", n_sequences.reshaped(1))
    constants = [graph.constant(each[None]) for each in (network.weights[layer].T, context.T, biases)]
    every = graph.node(
        "RNN",
        steps.name,
        *constants,
        lengths.name,  # skl2onnx knows no inputs that are left away
        _starting(start, x, 1).name,
        hidden_size=len(start),
        activations=[operator],
        **parameters,
    )
    return Tensor(graph, every, x.dtype).reshaped(0, -1, len(start))  # without the axis of directions


def _scan(step: Step, held: Tensor, z: Tensor, width: int, n_given: int) -> Tensor:
    """Put steps (see :data:`Step`) into the graph; return shape (n_steps, n_sequences, n_given).

    ``held`` is the first context, (n_sequences, n_context); ``z`` has shape (n_steps, n_sequences, width).
    """
    graph, dtype = z.graph, z.dtype
    body = Nodes(graph.unique)
    inputs = [
        declared(graph.unique(name), dtype, ("N", columns))
        for name, columns in (("held_before", n_given), ("z_now", width))
    ]
    given = step(*(Tensor(body, each.name, dtype) for each in inputs))
    # An operator's output is one of the body's once only, and under a name of its own.
    names = [body.node("Identity", each.name) for each in given]
    outputs = [declared(name, dtype, ("N", n_given)) for name in names]
    over_time = graph.scan(body.proto(graph.unique("step"), inputs, outputs), held.name, z.name)
    return Tensor(graph, over_time, dtype)
