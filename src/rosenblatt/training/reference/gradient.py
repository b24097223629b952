"""Loss and gradient of a batch, by backpropagation: the readable specification.

Legend: ``values[k]`` are the activations of layer k (``values[0]`` the inputs), ``z[k]`` the pre-activations
of the layer after it, ``delta`` the gradient of the summed cost with respect to a layer's pre-activations,
all (n_samples, n_neurons). The C++ counterpart is ``core/gradient.hpp``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.formulas.activations import get_activation
from rosenblatt.formulas.losses import get_loss, output_delta
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.network import Network
from rosenblatt.plan import Plan

ROWS_OF_A_BLOCK = 8192
"""Rows whose sums are added at once; those of a longer batch are joined over its blocks."""


@dataclass(frozen=True)
class Batch:
    """Samples of one step: inputs, targets as numbers or one-hot rows, and sample weights or None."""

    X: SampleMatrix
    y: FloatArray
    sample_weight: FloatArray | None = None

    @property
    def total_weight(self) -> float:
        """Sum of the sample weights; without any, the number of samples."""
        weight = self.sample_weight
        if weight is None:
            return float(len(self.y))
        return float(sum_of_blocks(len(weight), lambda rows: weight[rows].sum(keepdims=True))[0])


@dataclass(frozen=True)
class Forward:
    """The values of a forward pass that the backward pass needs."""

    z: list[FloatArray]
    values: list[SampleMatrix]

    @property
    def output(self) -> FloatArray:
        """The last layer's activations."""
        output: FloatArray = self.values[-1]
        return output


def sum_of_blocks(n_rows: int, sum_of: Callable[[slice], FloatArray], first: int = 0) -> FloatArray:
    """Add up ``sum_of(rows)`` over blocks of rows: a balanced binary tree, split at a power of two of blocks.

    Up to :data:`ROWS_OF_A_BLOCK` rows are one block, summed at once.
    """
    if n_rows <= ROWS_OF_A_BLOCK:
        return sum_of(slice(first, first + n_rows))
    left = ROWS_OF_A_BLOCK
    while 2 * left < n_rows:
        left *= 2
    return sum_of_blocks(left, sum_of, first) + sum_of_blocks(n_rows - left, sum_of, first + left)


def forward(network: Network, X: SampleMatrix, masks: list[FloatArray | None] | None = None) -> Forward:
    """Pass samples, (n_samples, n_inputs), through the network and keep the values of every layer.

    ``masks`` holds for each hidden layer the dropout mask, (n_samples, n_neurons), that multiplies its
    activations, or None.
    """
    z: list[FloatArray] = []
    values: list[SampleMatrix] = [X]
    for layer, (weights, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        z.append(values[-1] @ weights + bias)
        a = network.activate(layer, z[-1])
        mask = masks[layer] if masks is not None and layer < len(masks) else None
        values.append(a if mask is None else a * mask)
    return Forward(z, values)


def batch_loss(network: Network, output: FloatArray, batch: Batch, plan: Plan) -> float:
    """Weighted mean cost of a batch, plus ``alpha / 2 * sum of squared weights / total weight``.

    The order of addition is scikit-learn's; the costs of a long batch are joined over its blocks.
    """
    row = get_loss(plan.loss)
    cost = row.cost(batch.y, output, plan.loss_parameter)
    if len(cost) <= ROWS_OF_A_BLOCK:
        by_output = np.average(cost, weights=batch.sample_weight, axis=0)
    else:
        weighted = cost if batch.sample_weight is None else cost * batch.sample_weight[:, None]
        by_output = sum_of_blocks(len(cost), lambda rows: weighted[rows].sum(axis=0)) / batch.total_weight
    loss = float(by_output.mean() if row.mean_over_outputs else by_output.sum())
    if penalised(plan):
        weights = [each for pair in zip(network.weights, network.context, strict=True) for each in pair]
        squares = sum(float(np.vdot(each, each)) for each in weights if each is not None)
        loss += 0.5 * plan.alpha * squares / batch.total_weight
    return loss


def penalised(plan: Plan) -> bool:
    """Whether the L2 penalty is part of loss and gradient."""
    return plan.solver == "lbfgs" or OPTIMIZERS[plan.solver].penalty_in_gradient


def loss_and_gradient(
    network: Network, batch: Batch, plan: Plan, masks: list[FloatArray | None] | None = None
) -> tuple[float, FloatArray, FloatArray]:
    """Return a batch's loss with the penalty, its gradient, (n_parameters,), and the outputs.

    The gradient is ``(values^T delta + alpha W) / total weight`` for weights and ``sum of delta / total
    weight`` for biases; the outputs are (n_samples, n_outputs). The masks are those of :func:`forward`.
    """
    passed = forward(network, batch.X, masks)
    loss = batch_loss(network, passed.output, batch, plan)
    gradient = network.like(None)
    last = network.n_layers - 1
    delta = output_delta(
        plan.loss, network.activations[last], batch.y, passed.z[last], passed.output, plan.loss_parameter
    )
    if batch.sample_weight is not None:
        delta = delta * batch.sample_weight[:, None]
    for layer in range(last, -1, -1):
        weights, biases = _layer_gradient(passed.values[layer], delta)
        gradient.weights[layer][:], gradient.biases[layer][:] = weights, biases
        if layer > 0:
            delta = delta @ network.weights[layer].T
            delta = hidden_delta(network, layer - 1, passed, delta, masks)
    flat = gradient.parameters
    if penalised(plan):
        flat[: network.n_weights] += plan.alpha * network.parameters[: network.n_weights]
    flat /= batch.total_weight
    return loss, flat, passed.output


def _layer_gradient(values: SampleMatrix, delta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Sums over the rows of a layer's inputs times its deltas, (fan_in, fan_out), and of the deltas."""
    return (
        sum_of_blocks(len(delta), lambda rows: values[rows].T @ delta[rows]),
        sum_of_blocks(len(delta), lambda rows: delta[rows].sum(axis=0)),
    )


def hidden_delta(
    network: Network, layer: int, passed: Forward, delta: FloatArray, masks: list[FloatArray | None] | None
) -> FloatArray:
    """Convert ``delta`` with respect to a hidden layer's activations to that of its pre-activations."""
    derivative = get_activation(network.activations[layer]).derivative
    assert derivative is not None
    mask = None if masks is None else masks[layer]
    if mask is None:
        a = passed.values[layer + 1]
        if network.activations[layer] == "logistic":
            return delta * a * (1 - a)  # scikit-learn's order of products
        return delta * derivative(passed.z[layer], a)
    unmasked = network.activate(layer, passed.z[layer])
    return delta * mask * derivative(passed.z[layer], unmasked)
