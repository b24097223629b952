"""The gradient's way back through time: what reaches each step, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.network import Network
from rosenblatt.network.network import Held
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.neuron import NeuronTrace
from rosenblatt.trace.forward.sums import sum_of_products
from rosenblatt.trace.step.backward import hidden_row, output_row, slope_equation
from rosenblatt.trace.through_time.step import StepTrace
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Heading,
    Row,
    Rows,
    added,
    enclosed,
    equals,
    number,
    operator,
    word,
)
from rosenblatt.trace.writing.document import Written
from rosenblatt.trace.writing.numbers import shown
from rosenblatt.training.reference.through_time import StepSlopes, TimeStep, own_delta, step_back, way_back
from rosenblatt.training.reference.windows import Window


@dataclass(frozen=True, eq=False)
class StepBack(Written):
    """What the way back brings to one step.

    All slopes are of the sum of the costs of the window's new steps, by pre-activations.

    Attributes
    ----------
    step : StepTrace
        The step's way forward.
    is_new : bool
        Whether its own error counts in this window; of a step before, it has counted already.
    deltas : tuple of ndarray, each of shape (n_neurons,)
        The slopes that reach each layer.
    own, later : tuple of ndarray, each of shape (n_neurons,)
        What of them comes from the step's own error, and what from the step after it, through the context
        weights. They add up to ``deltas``, but for rounding.
    reach : float
        The norm of the slope of the window's last error alone, by the hidden neurons here.
    how : tuple of Row
        How each delta comes about, from the outputs back.
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
        """Norm of all that reaches the hidden neurons; without any, the outputs."""
        return norm_of(self.deltas)

    @property
    def own_norm(self) -> float:
        """Norm of what comes from the step's own error."""
        return norm_of(self.own)

    @property
    def later_norm(self) -> float:
        """Norm of what comes from the step after it."""
        return norm_of(self.later)

    def norm_row(self, last: int) -> Row:
        """Return the norms as a row; ``last`` is the step whose error alone is followed back."""
        told = [("own", self.own_norm), ("after", self.later_norm), ("both", self.norm)]
        told.append((f"of step {last}", self.reach))
        return Row(self.step.name, tuple((word(name), number(value)) for name, value in told))

    def blocks(self) -> Sequence[Block]:
        """Return how each delta comes about."""
        return (Heading(f"Deltas of {self.step.name}"), Rows(self.how))


def norm_of(slopes: Sequence[FloatArray]) -> float:
    """Norm of the slopes by the hidden layers' pre-activations; without any, by the outputs'."""
    hidden = slopes[:-1] or slopes
    return float(np.sqrt(sum(float(each @ each) for each in hidden)))


def steps_back(
    network: Network, window: Window, traced: Sequence[StepTrace], plan: Plan
) -> tuple[tuple[StepBack, ...], int]:
    """Follow the slope back through the steps of a window.

    Parameters
    ----------
    network : Network
        As the trainer uses it for this window.
    window : Window
    traced : sequence of StepTrace
        The way forward of its steps.
    plan : Plan

    Returns
    -------
    steps : tuple of StepBack
    last : int
        Place in the window of the last step that has an error of its own.
    """
    steps, first_new = window.steps, len(window.steps) - window.n_new
    unused = network.like(None)
    slopes = way_back(network, steps, window.n_new, plan, unused)
    last = max(place for place, step in enumerate(steps) if place >= first_new and step.there.any())
    alone = way_back(network, steps[: last + 1], 1, plan, unused)
    made = []
    for place, step in enumerate(steps):
        after = slopes[place + 1] if place + 1 < len(steps) else None
        own, later = _parts(network, step, after, plan, is_new=place >= first_new)
        made.append(
            StepBack(
                step=traced[place],
                is_new=place >= first_new,
                deltas=_flat(slopes[place]),
                own=own,
                later=later,
                reach=norm_of(_flat(alone[place])) if place <= last else 0.0,
                how=_rows(network, traced[place], slopes[place], after, own[-1], plan, place >= first_new),
            )
        )
    return tuple(made), last


def _parts(
    network: Network, step: TimeStep, after: StepSlopes | None, plan: Plan, *, is_new: bool
) -> tuple[tuple[FloatArray, ...], tuple[FloatArray, ...]]:
    """What a step's own error brings, and what the step after does: the way back is linear in the two."""
    nothing: Held = [None] * network.n_layers
    unused = network.like(None)
    own = own_delta(network, step, plan, is_new=is_new)
    flow = nothing if after is None else after.flow
    later = step_back(network, step, np.zeros_like(own), flow, unused)
    return _flat(step_back(network, step, own, nothing, unused)), _flat(later)


def _flat(slopes: StepSlopes) -> tuple[FloatArray, ...]:
    return tuple(delta[0].copy() for delta in slopes.deltas)


def _rows(
    network: Network,
    traced: StepTrace,
    slopes: StepSlopes,
    after: StepSlopes | None,
    own: FloatArray,
    plan: Plan,
    is_new: bool,
) -> tuple[Row, ...]:
    """How each delta of a step comes about, from the outputs back."""
    rows: list[Row] = []
    top = network.n_layers - 1
    for layer in range(top, -1, -1):
        reader = 0 if network.cell == "jordan" else layer
        is_remembered = network.cell == "elman" or layer == top
        context = network.context[reader] if is_remembered else None
        for place, neuron in enumerate(traced.trace.layers[layer].neurons):
            delta = float(slopes.deltas[layer][0, place])
            back = None
            if after is not None and context is not None:
                back = (after.deltas[reader][0], context[place])
            if layer < top:
                weights, above = network.weights[layer + 1][place], slopes.deltas[layer + 1][0]
                rows.append(_hidden(neuron, delta, weights, above, back))
            else:
                target = None if traced.target is None or not is_new else float(traced.target[place])
                rows.append(_output(neuron, delta, target, float(own[place]), back, plan))
    return tuple(rows)


Back = tuple[FloatArray, FloatArray] | None
"""Deltas of the step after, and the context weights through which they come; None without any."""


@np.errstate(all="ignore")
def _hidden(neuron: NeuronTrace, delta: float, weights: FloatArray, above: FloatArray, back: Back) -> Row:
    if back is None:
        return hidden_row(neuron, delta, weights, above)
    slope, slope_told = slope_equation(neuron)
    from_above, above_told = _sum("above:", above, weights)
    from_after, after_told = _sum("step after:", *back)
    both = (*enclosed(number(from_above), *added(from_after)), operator("*"), number(slope))
    again = (shown(from_above) + shown(from_after)) * shown(slope)
    return Row(neuron.name, (slope_told, above_told, after_told, (*both, *equals(delta, again))))


@np.errstate(all="ignore")
def _output(
    neuron: NeuronTrace, delta: float, target: float | None, own: float, back: Back, plan: Plan
) -> Row:
    if target is None:
        told: tuple[Equation, ...] = ((word("no error of its own:"), number(0.0)),)
        row = Row(neuron.name, told, meaning=neuron.label)
    else:
        row = output_row(neuron, own, target, plan)
    if back is None:
        return row
    arrives, arrives_told = _sum("step after:", *back)
    later = delta - own
    if neuron.activation == "softmax":
        through: Equation = (word("through softmax:"), number(later))
        further: tuple[Equation, ...] = (arrives_told, through)
    else:
        slope, slope_told = slope_equation(neuron)
        product = (number(arrives), operator("*"), number(slope))
        again = shown(arrives) * shown(slope)
        further = (arrives_told, slope_told, (*product, *equals(later, again)))
    together = (number(own), *added(later), *equals(delta, shown(own) + shown(later)))
    return Row(row.label, (*row.equations, *further, together), meaning=row.meaning)


def _sum(name: str, deltas: FloatArray, weights: FloatArray) -> tuple[float, Equation]:
    """``above: ( delta * weight ) + ... = value``."""
    parts, total = sum_of_products(deltas, weights)
    value = float(deltas @ weights)
    return value, (word(name), *parts, *equals(value, total))
