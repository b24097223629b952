"""The backward pass through time: the gradient that reaches each step, and its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.network import Network
from rosenblatt.network.network import Held
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.neuron import NeuronTrace
from rosenblatt.trace.step.backward import derivative_equation, hidden_row, output_row
from rosenblatt.trace.through_time.sequence import StepTrace
from rosenblatt.trace.writing.blocks import Block, Equation, Heading, Row, Rows, number, word
from rosenblatt.trace.writing.calculation import Calculation, product, sum_of_products
from rosenblatt.trace.writing.document import Written
from rosenblatt.training.reference.through_time import (
    StepGradients,
    TimeStep,
    backward_through_time,
    own_delta,
    step_back,
)
from rosenblatt.training.reference.windows import Window


@dataclass(frozen=True, eq=False)
class StepBack(Written):
    """The gradient that the backward pass through time brings to one step.

    All gradients are derivatives of the sum of the costs of the window's new steps by pre-activations.

    Attributes
    ----------
    step : StepTrace
        The forward pass of the step.
    is_new : bool
        Whether the error of the step counts in this window; that of an earlier step has been counted.
    deltas, own, later : tuple of ndarray, each of shape (n_neurons,)
        The gradients that reach each layer, and their parts from the error of the step itself, and from the
        step after it through the context weights. The parts add up to ``deltas``, except for rounding.
    reach : float
        The norm of the gradient of the window's last error alone, by the hidden neurons of this step.
    how : tuple of Row
        The computation of each delta, from the outputs back.
    """

    step: StepTrace
    is_new: bool
    deltas: tuple[FloatArray, ...] = field(repr=False)
    own: tuple[FloatArray, ...] = field(repr=False)
    later: tuple[FloatArray, ...] = field(repr=False)
    reach: float
    how: tuple[Row, ...] = field(repr=False)

    @property
    def norm(self) -> float:
        """Norm of the gradient that reaches the hidden neurons, or the outputs if there are none."""
        return norm_of(self.deltas)

    @property
    def own_norm(self) -> float:
        """Norm of the part from the error of the step itself."""
        return norm_of(self.own)

    @property
    def later_norm(self) -> float:
        """Norm of the part from the step after it."""
        return norm_of(self.later)

    def norm_row(self, last: int) -> Row:
        """Return the norms as a row; ``last`` is the step of the window's last error."""
        norms = [("own", self.own_norm), ("after", self.later_norm), ("both", self.norm)]
        norms.append((f"of step {last}", self.reach))
        return Row(self.step.name, tuple((word(name), number(value)) for name, value in norms))

    def blocks(self) -> Sequence[Block]:
        """Return the computation of each delta."""
        return (Heading(f"Deltas of {self.step.name}"), Rows(self.how))


def norm_of(gradients: Sequence[FloatArray]) -> float:
    """Return the norm of the hidden layers' gradients, or of the outputs' if there are none."""
    hidden = gradients[:-1] or gradients
    return float(np.sqrt(sum(float(each @ each) for each in hidden)))


def steps_back(
    network: Network, window: Window, traced: Sequence[StepTrace], plan: Plan
) -> tuple[tuple[StepBack, ...], int]:
    """Return the backward pass of a window, and the place of its last step with an error."""
    steps, first_new = window.steps, len(window.steps) - window.n_new
    unused = network.like(None)
    gradients = backward_through_time(network, steps, window.n_new, plan, unused)
    last = max(place for place, step in enumerate(steps) if place >= first_new and step.there.any())
    alone = backward_through_time(network, steps[: last + 1], 1, plan, unused)
    made = []
    for place, step in enumerate(steps):
        after = gradients[place + 1] if place + 1 < len(steps) else None
        own, later = _parts(network, step, after, plan, is_new=place >= first_new)
        made.append(
            StepBack(
                step=traced[place],
                is_new=place >= first_new,
                deltas=_flat(gradients[place]),
                own=own,
                later=later,
                reach=norm_of(_flat(alone[place])) if place <= last else 0.0,
                how=_rows(network, traced[place], gradients[place], after, own[-1], plan, place >= first_new),
            )
        )
    return tuple(made), last


def _parts(
    network: Network, step: TimeStep, after: StepGradients | None, plan: Plan, *, is_new: bool
) -> tuple[tuple[FloatArray, ...], tuple[FloatArray, ...]]:
    """Return the parts of a step's gradient from its own error and from the step after it."""
    nothing: Held = [None] * network.n_layers
    unused = network.like(None)
    own = own_delta(network, step, plan, is_new=is_new)
    flow = nothing if after is None else after.flow
    later = step_back(network, step, np.zeros_like(own), flow, unused)
    return _flat(step_back(network, step, own, nothing, unused)), _flat(later)


def _flat(gradients: StepGradients) -> tuple[FloatArray, ...]:
    return tuple(delta[0].copy() for delta in gradients.deltas)


def _rows(
    network: Network,
    traced: StepTrace,
    gradients: StepGradients,
    after: StepGradients | None,
    own: FloatArray,
    plan: Plan,
    is_new: bool,
) -> tuple[Row, ...]:
    """Return the computation of each delta of a step, from the outputs back."""
    rows: list[Row] = []
    top = network.n_layers - 1
    for layer in range(top, -1, -1):
        reader = 0 if network.cell == "jordan" else layer
        is_remembered = network.cell == "elman" or layer == top
        context = network.context[reader] if is_remembered else None
        for place, neuron in enumerate(traced.trace.layers[layer].neurons):
            delta = float(gradients.deltas[layer][0, place])
            back = None
            if after is not None and context is not None:
                back = (after.deltas[reader][0], context[place])
            if layer < top:
                weights, above = network.weights[layer + 1][place], gradients.deltas[layer + 1][0]
                rows.append(_hidden(neuron, delta, weights, above, back))
            else:
                target = None if traced.target is None or not is_new else float(traced.target[place])
                rows.append(_output(neuron, delta, target, float(own[place]), back, plan))
    return tuple(rows)


Back = tuple[FloatArray, FloatArray] | None
"""The deltas of the step after, and the context weights to it; None without a step after."""


@np.errstate(all="ignore")
def _hidden(neuron: NeuronTrace, delta: float, weights: FloatArray, above: FloatArray, back: Back) -> Row:
    if back is None:
        return hidden_row(neuron, delta, weights, above)
    derivative, derivative_shown = derivative_equation(neuron)
    from_above, above_shown = _sum("above:", above, weights)
    from_after, after_shown = _sum("step after:", *back)
    both = (Calculation.of(from_above) + from_after).enclosed() * derivative
    return Row(neuron.name, (derivative_shown, above_shown, after_shown, both.gives(delta)))


@np.errstate(all="ignore")
def _output(
    neuron: NeuronTrace, delta: float, target: float | None, own: float, back: Back, plan: Plan
) -> Row:
    if target is None:
        nothing: Equation = (word("no error of its own:"), number(0.0))
        row = Row(neuron.name, (nothing,), meaning=neuron.label)
    else:
        row = output_row(neuron, own, target, plan)
    if back is None:
        return row
    arrives, arrives_shown = _sum("step after:", *back)
    later = delta - own
    if neuron.activation == "softmax":
        through: Equation = (word("through softmax:"), number(later))
        further: tuple[Equation, ...] = (arrives_shown, through)
    else:
        derivative, derivative_shown = derivative_equation(neuron)
        further = (arrives_shown, derivative_shown, product(arrives, derivative).gives(later))
    together = (Calculation.of(own) + later).gives(delta)
    return Row(row.label, (*row.equations, *further, together), meaning=row.meaning)


def _sum(name: str, deltas: FloatArray, weights: FloatArray) -> tuple[float, Equation]:
    """``above: ( delta * weight ) + ... = value``."""
    value = float(deltas @ weights)
    return value, (word(name), *sum_of_products(deltas, weights).gives(value))
