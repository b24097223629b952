"""The layers of a network on samples: activations, derivatives, and the errors of backpropagation.

Legend: ``delta`` is the gradient of the summed loss with respect to a layer's pre-activations,
(n_samples, n_neurons).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.formulas.activations import get_activation
from rosenblatt.formulas.losses import output_delta
from rosenblatt.plan import Plan
from rosenblatt.training.reference.gradient import Batch, Forward, forward, hidden_delta, loss_and_gradient

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray
    from rosenblatt.network import Network


@dataclass(frozen=True)
class Layer:
    """The values of a layer; ``values`` and ``derivative`` (None for softmax) are (n_samples, n_neurons).

    ``weights``, ``gradient`` (of the loss without penalty) and ``delta`` are norms; without targets the last
    two are NaN.
    """

    name: str
    activation: str
    values: FloatArray
    derivative: FloatArray | None
    weights: float
    gradient: float
    delta: float

    @property
    def n_neurons(self) -> int:
        """The number of neurons."""
        return int(self.values.shape[1])


def layers_of(
    network: Network, inputs: FloatArray, targets: FloatArray | None, loss: str, loss_parameter: float | None
) -> tuple[Layer, ...]:
    """Return the layers, the output last, after a forward pass and, with targets, a backward pass."""
    with np.errstate(over="ignore", invalid="ignore"):  # exploding networks are expected here
        passed = forward(network, inputs)
        gradients = deltas = np.full(network.n_layers, np.nan)
        if targets is not None and network.activations[-1] != "step":
            plan = Plan(loss, alpha=0, loss_parameter=loss_parameter)
            gradients = gradient_norms(network, inputs, targets, plan)
            deltas = delta_norms(network, passed, targets, plan)
        return tuple(
            layer_of(network, layer, z, a, float(gradients[layer]), float(deltas[layer]))
            for layer, (z, a) in enumerate(zip(passed.z, passed.values[1:], strict=True))
        )


def layer_of(
    network: Network, layer: int, z: FloatArray, a: FloatArray, gradient: float, delta: float
) -> Layer:
    """Return a layer with pre-activations ``z`` and activations ``a``."""
    name = network.activations[layer]
    derivative = get_activation(name).derivative
    return Layer(
        network.layer_name(layer),
        name,
        a,
        None if derivative is None else derivative(z, a),
        float(np.linalg.norm(network.weights[layer])),
        gradient,
        delta,
    )


def gradient_norms(network: Network, inputs: FloatArray, targets: FloatArray, plan: Plan) -> FloatArray:
    """Return the norm of the mean loss's gradient for the weights of each layer, shape (n_layers,)."""
    _, flat, _ = loss_and_gradient(network, Batch(inputs, targets), plan)
    return np.array([np.linalg.norm(weights) for weights in network.like(flat).weights])


def delta_norms(network: Network, passed: Forward, targets: FloatArray, plan: Plan) -> FloatArray:
    """Return the norm of ``delta`` in each layer over all samples, shape (n_layers,)."""
    last = network.n_layers - 1
    delta = output_delta(
        plan.loss, network.activations[last], targets, passed.z[last], passed.output, plan.loss_parameter
    )
    norms = np.empty(network.n_layers)
    for layer in range(last, -1, -1):
        norms[layer] = np.linalg.norm(delta)
        if layer > 0:
            delta = hidden_delta(network, layer - 1, passed, delta @ network.weights[layer].T, None)
    return norms
