"""Loss and gradient of sequences, by backpropagation through time: the readable specification.

Sequences are processed side by side, the longest first, step by step; a sequence that has ended leaves the
batch. Legend: of n sequences that reach a step, ``held[k]`` are the values of the context neurons of layer k,
(n, n_context), ``z[k]`` its pre-activations, ``a[k]`` its activations and ``read[k]`` its inputs from the
layer below, (n, n_neurons); ``delta`` is the gradient of the summed cost with respect to pre-activations. The
C++ counterpart is ``core/through_time.hpp``.

Werbos, "Backpropagation through time: what it does and how to do it", Proceedings of the IEEE 78, 1990.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.formulas.activations import get_activation, softmax_backward
from rosenblatt.formulas.losses import output_delta
from rosenblatt.network import Network
from rosenblatt.network.network import Held, next_context, pre_activations
from rosenblatt.plan import Plan
from rosenblatt.training.reference.gradient import Batch, batch_loss, penalised
from rosenblatt.training.sequences import Sequences


@dataclass(frozen=True)
class TimeStep:
    """One step of the n sequences that reach it: the values that the backward pass needs (see the legend).

    ``masks`` has a dropout mask, (n, n_neurons), or None for each hidden layer. Dropped neurons are 0 for
    the layer above; context neurons store the activation itself (Zaremba, Sutskever & Vinyals, 2014).
    ``there``, (n,), is true for the sequences with a target here; ``y``, (sum of there, n_outputs), and
    ``weight`` are those targets and their weights. ``is_first`` is true where the sequences begin.
    """

    is_first: bool
    held: Held
    z: list[FloatArray]
    a: list[FloatArray]
    read: list[FloatArray]
    masks: Sequence[FloatArray | None]
    there: NDArray[np.bool_]
    y: FloatArray
    weight: FloatArray | None

    @property
    def output(self) -> FloatArray:
        """The last layer's activations where there is a target."""
        return self.a[-1][self.there]


@dataclass(frozen=True)
class StepGradients:
    """Gradients of the summed cost of this step and of all later ones, at one step.

    ``deltas``, each (n, n_neurons), are with respect to each layer's pre-activations, ``flow``, each
    (n, n_context) or None, with respect to its context values, for the previous step.
    """

    deltas: list[FloatArray]
    flow: Held


def forward_step(
    network: Network,
    sequences: Sequences,
    rows: NDArray[np.int64],
    held: Held,
    masks: Sequence[FloatArray | None],
    *,
    is_first: bool,
) -> TimeStep:
    """Compute the forward pass of one step of the n sequences that reach it.

    ``rows``, (n,), are the step's rows of ``sequences.X``, ``held`` the context values before the step, and
    ``masks`` a dropout mask, (n, n_neurons), or None for each hidden layer.
    """
    z: list[FloatArray] = []
    a: list[FloatArray] = []
    read: list[FloatArray] = [sequences.X[rows]]
    for layer in range(network.n_layers):
        z.append(pre_activations(network, layer, read[-1], held[layer]))
        a.append(network.activate(layer, z[-1]))
        mask = masks[layer] if layer < len(masks) else None
        read.append(a[-1] if mask is None else a[-1] * mask)
    there, y, weight = sequences.judged(rows, network.output_groups)
    return TimeStep(is_first, held, z, a, read[:-1], masks, there, y, weight)


def context_after(network: Network, step: TimeStep) -> Held:
    """The context values after a step."""
    return next_context(network, step.a)


def targets_of(steps: Sequence[TimeStep]) -> tuple[FloatArray, Batch]:
    """Outputs of the steps with a target, one after the other, with their targets as a batch."""
    output = np.concatenate([step.output for step in steps])
    weights = [step.weight for step in steps if step.weight is not None]
    y = np.concatenate([step.y for step in steps])
    return output, Batch(np.empty((len(y), 0)), y, np.concatenate(weights) if weights else None)


def loss_and_gradient_through_time(
    network: Network, steps: Sequence[TimeStep], n_new: int, plan: Plan
) -> tuple[float, FloatArray]:
    """Return the mean loss of the last ``n_new`` steps, with the penalty, and its gradient, (n_parameters,).

    The gradient is propagated through all of the steps, which are consecutive, and not beyond the first.
    """
    output, batch = targets_of(steps[-n_new:])
    loss = batch_loss(network, output, batch, plan)
    total = network.like(None)
    begin = backward_through_time(network, steps, n_new, plan, total)[0].flow
    if network.learns_start and steps[0].is_first:
        for start, gradient in zip(total.starts, begin, strict=True):
            if start is not None and gradient is not None:
                start += gradient.sum(axis=0)
    flat = total.parameters
    if penalised(plan):
        flat[: network.n_weights] += plan.alpha * network.parameters[: network.n_weights]
    flat /= batch.total_weight
    return loss, flat


def backward_through_time(
    network: Network, steps: Sequence[TimeStep], n_new: int, plan: Plan, total: Network
) -> list[StepGradients]:
    """Propagate the gradient of the summed cost of the last ``n_new`` steps back through all of the steps.

    Returns the gradients of each step, in the steps' order. ``total`` is the gradient that is added to,
    except for the initial context values.
    """
    gradients: list[StepGradients] = []
    flow: Held = [None] * network.n_layers
    for place in range(len(steps) - 1, -1, -1):
        delta = own_delta(network, steps[place], plan, is_new=place >= len(steps) - n_new)
        gradients.append(step_back(network, steps[place], delta, flow, total))
        flow = gradients[-1].flow
    return gradients[::-1]


def own_delta(network: Network, step: TimeStep, plan: Plan, *, is_new: bool) -> FloatArray:
    """Gradient of a step's own cost with respect to the outputs' pre-activations; 0 without a target."""
    delta = np.zeros_like(step.z[-1])
    if is_new and step.there.any():
        z, a = step.z[-1][step.there], step.a[-1][step.there]
        own = output_delta(plan.loss, network.activations[-1], step.y, z, a, plan.loss_parameter)
        delta[step.there] = own if step.weight is None else own * step.weight[:, None]
    return delta


def step_back(
    network: Network, step: TimeStep, delta: FloatArray, flow: Held, total: Network
) -> StepGradients:
    """Compute the backward pass of one step and add its gradient to ``total``.

    ``delta``, (n, n_outputs), is the gradient of this step's own cost with respect to the outputs'
    pre-activations; it is changed. ``flow`` holds for each layer the gradient of all later steps' costs with
    respect to the context values stored by this step, without the sequences that end here; the result's
    ``flow`` is this argument for the previous step.
    """
    deltas: list[FloatArray] = []
    back: Held = [None] * network.n_layers
    top = network.n_layers - 1
    for layer in range(top, -1, -1):
        a = step.a[layer]
        if layer < top:
            upstream = delta @ network.weights[layer + 1].T
            mask = step.masks[layer] if step.masks else None
            upstream = upstream if mask is None else upstream * mask
            later = flow[layer] if network.cell == "elman" else None
            if later is not None:
                upstream[: len(later)] += later
            delta = activation_backward(network, layer, step.z[layer], a, upstream)
        elif network.cell == "jordan" and flow[0] is not None:
            n = len(flow[0])
            delta[:n] += activation_backward(network, layer, step.z[layer][:n], a[:n], flow[0])
        deltas.append(delta)
        total.weights[layer][:] += step.read[layer].T @ delta
        total.biases[layer][:] += delta.sum(axis=0)
        weights, gradient, held = network.context[layer], total.context[layer], step.held[layer]
        if weights is not None and gradient is not None and held is not None:
            gradient += held.T @ delta
            back[layer] = delta @ weights.T
    return StepGradients(deltas[::-1], back)


def activation_backward(
    network: Network, layer: int, z: FloatArray, a: FloatArray, upstream: FloatArray
) -> FloatArray:
    """Convert a gradient for activations to one for pre-activations, both (n, n_neurons)."""
    row = get_activation(network.activations[layer])
    if row.derivative is not None:
        return upstream * row.derivative(z, a)
    edges = np.cumsum(network.output_groups)[:-1]
    parts = zip(np.split(a, edges, axis=1), np.split(upstream, edges, axis=1), strict=True)
    return np.concatenate([softmax_backward(*each) for each in parts], axis=1)
