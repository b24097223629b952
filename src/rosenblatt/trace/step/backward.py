"""The computation of deltas: at the outputs from the loss, in a hidden layer from the layer above."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.formulas.activations import get_activation
from rosenblatt.formulas.losses import get_loss
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.neuron import NeuronTrace
from rosenblatt.trace.forward.trace import Trace
from rosenblatt.trace.writing.blocks import Equation, Row, Token, call, equals, symbols
from rosenblatt.trace.writing.calculation import Calculation, product, sum_of_products
from rosenblatt.trace.writing.numbers import shown


def delta_rows(
    network: Network, passed: Trace, deltas: Sequence[FloatArray], target: FloatArray, plan: Plan
) -> list[list[Row]]:
    """Return a row with the computation of the delta for each neuron of each layer."""
    last = network.n_layers - 1
    rows = [
        [
            hidden_row(neuron, delta, network.weights[layer + 1][place], deltas[layer + 1])
            for place, (neuron, delta) in enumerate(zip(traced.neurons, deltas[layer].tolist(), strict=True))
        ]
        for layer, traced in enumerate(passed.layers[:-1])
    ]
    outputs = zip(passed.layers[last].neurons, deltas[last].tolist(), target.tolist(), strict=True)
    return [*rows, [output_row(neuron, delta, y, plan) for neuron, delta, y in outputs]]


def is_canonical(loss: str, activation: str) -> bool:
    """Whether the derivatives of loss and activation cancel to ``a - y``."""
    row = get_loss(loss)
    return row.canonical and activation == row.output_activation


def output_row(neuron: NeuronTrace, delta: float, y: float, plan: Plan) -> Row:
    """Return the computation of an output's delta from the loss."""
    if is_canonical(plan.loss, neuron.activation):
        a = Calculation.of(neuron.value)
        difference = a + -y if y else a - Calculation.of(y)
        equation = (*symbols("a - y"), Token("relation", "="), *difference.gives(delta))
        return Row(neuron.name, (equation,), meaning=neuron.label)
    of_loss = _loss_gradient(plan, y, neuron.value)
    derivative, derivative_shown = derivative_equation(neuron)
    again = _loss_gradient(plan, shown(y), shown(neuron.value))
    first = (*symbols("dL / da"), *equals(of_loss, again))
    by_z = product(of_loss, derivative).gives(delta)
    return Row(neuron.name, (first, derivative_shown, by_z), meaning=neuron.label)


def hidden_row(neuron: NeuronTrace, delta: float, weights: FloatArray, above: FloatArray) -> Row:
    """Return the computation of a hidden neuron's delta from the deltas above and the weights to them."""
    derivative, derivative_shown = derivative_equation(neuron)
    arriving = sum_of_products(above, weights)
    by_z = (arriving if len(above) == 1 else arriving.enclosed()) * derivative
    if neuron.mask is not None:
        by_z *= neuron.mask
    return Row(neuron.name, (derivative_shown, by_z.gives(delta)))


def derivative_equation(neuron: NeuronTrace) -> tuple[float, Equation]:
    """Return the activation's derivative at z, and its equation."""
    derivative = derivative_at(neuron.activation, neuron.z)
    again = derivative_at(neuron.activation, shown(neuron.z))
    return derivative, (call(f"{neuron.activation}'", neuron.z), *equals(derivative, again))


def derivative_at(activation: str, z: float) -> float:
    """Return an activation's derivative at a single number."""
    row = get_activation(activation)
    if row.derivative is None:
        return float("nan")
    at = np.array([[z]])
    with np.errstate(all="ignore"):
        return float(row.derivative(at, row.value(at))[0, 0])


def _loss_gradient(plan: Plan, y: float, a: float) -> float:
    with np.errstate(all="ignore"):
        derivative = get_loss(plan.loss).gradient(np.array([[y]]), np.array([[a]]), plan.loss_parameter)
    return float(derivative[0, 0])
