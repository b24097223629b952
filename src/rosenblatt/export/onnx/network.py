"""A network in a graph: each layer's product, and its activation."""

from __future__ import annotations

from itertools import accumulate

from rosenblatt.export.onnx.tensor import Tensor
from rosenblatt.formulas.activations import get_activation
from rosenblatt.network import Network


def network_outputs(network: Network, x: Tensor) -> Tensor:
    """Outputs for samples ``x`` of shape (n_samples, n_inputs).

    Parameters
    ----------
    network : Network
        Feed-forward.
    x : Tensor
        Of the network's dtype.

    Returns
    -------
    Tensor of shape (n_samples, n_outputs)
        As ``Model.outputs``: activations; of a step in the last layer pre-activations.
    """
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
