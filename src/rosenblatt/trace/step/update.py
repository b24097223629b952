"""UpdateTrace: a training step from one sample, and the sections of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.formulas.losses import get_loss
from rosenblatt.formulas.optimizers import get_optimizer
from rosenblatt.formulas.schedules import get_schedule
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.trace import Trace
from rosenblatt.trace.step.parameter_update import NetworkUpdate
from rosenblatt.trace.step.weights import NeuronUpdate, WeightUpdate
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Formula,
    Heading,
    Paragraph,
    Row,
    Rows,
    Token,
    equals,
    named,
    number,
    symbols,
    word,
)
from rosenblatt.trace.writing.calculation import Calculation, sum_of_numbers
from rosenblatt.trace.writing.numbers import fine, shown


@dataclass(frozen=True, eq=False, kw_only=True)
class UpdateTrace(NetworkUpdate[NeuronUpdate, WeightUpdate]):
    """One training step from one sample, from the forward pass to the new weights.

    Attributes
    ----------
    forward : Trace
        The forward pass of the sample before the step.
    target : ndarray of shape (n_outputs,)
        The target; a class as 0 and 1, for the perceptron rule as -1 and 1.
    loss, penalty : float
        The cost of the sample, including the penalty, and the part of the penalty in it.
    learning_rate, gradient_norm, clip : float
        The learning rate of this step, the norm of the gradient over all parameters before clipping, and the
        factor that limits this norm to ``max_grad_norm``; 1 if it is not exceeded.
    before, after : Network
        The network before and after the step.
    layers : tuple of tuple of NeuronUpdate
        The neurons of each layer, the first hidden layer first.
    notes : tuple of str
        Remarks on the numbers.
    cost, deltas_title, rule
        Sections of the page: the loss, the heading of the deltas, and the rule of the step.
    """

    forward: Trace
    target: FloatArray
    notes: tuple[str, ...] = ()
    cost: tuple[Block, ...] = field(default=(), repr=False)
    deltas_title: str = field(
        default="Deltas: how the loss changes with each z, from the outputs back", repr=False
    )

    @property
    def gradient(self) -> FloatArray:
        """The gradient of the loss, including the penalty, as flat as the parameters."""
        flat = self.before.like(None)
        for layer, neurons in enumerate(self.layers):
            for place, neuron in enumerate(neurons):
                flat.weights[layer][:, place] = neuron.gradients[:-1]
                flat.biases[layer][place] = neuron.gradients[-1]
        return flat.parameters

    def blocks(self) -> Sequence[Block]:
        """Return the forward pass, then the step."""
        return (*self.forward.blocks(), *self.update_blocks())

    def update_blocks(self) -> Sequence[Block]:
        """Return the loss, the deltas from the outputs back, and the change of each weight."""
        deltas = (Heading(self.deltas_title), Rows(tuple(neuron.how for neuron in self.backward())))
        return (*self.cost, *deltas, *self.rule, *self.weight_blocks())


def loss_section(
    network: Network,
    passed: Trace,
    plan: Plan,
    target: FloatArray,
    costs: FloatArray,
    penalty: float,
    loss: float,
) -> tuple[Block, ...]:
    """Return the cost of each output, the penalty, and the loss as their sum."""
    row = get_loss(plan.loss)
    rows = []
    for neuron, y, cost in zip(passed.layers[-1].neurons, target.tolist(), costs.tolist(), strict=True):
        again = row.cost(np.array([[shown(y)]]), np.array([[shown(neuron.value)]]), plan.loss_parameter)
        compared = named("y", y), named("a", neuron.value)
        cost_equation = (word("cost"), *equals(cost, float(again[0, 0])))
        rows.append(Row(neuron.name, (*compared, cost_equation), meaning=neuron.label))
    if len(costs) == 1:
        together = Calculation.written(fine(float(costs[0]), penalty))
    else:
        together = sum_of_numbers(costs)
        if row.mean_over_outputs:
            together = together.enclosed() / len(costs)
    if penalty:
        rows.append(Row("penalty", (penalty_equation(network, plan, penalty),)))
        together += penalty
    rows.append(Row("loss", (together.gives(loss, fine(loss, penalty)),)))
    return (Heading("Loss", loss_formula(plan)), Rows(tuple(rows)))


def loss_formula(plan: Plan) -> Formula:
    """Return the formula of a plan's loss, with its parameter."""
    row = get_loss(plan.loss)
    parameter = "" if plan.loss_parameter is None else f"; p = {plan.loss_parameter:g}"
    return Formula("loss", row.name, row.formula + parameter)


def rule_section(
    plan: Plan, step: int, rate: float, norm: float, clip: float, notes: tuple[str, ...]
) -> tuple[Block, ...]:
    """Return the optimizer's formula and its settings."""
    optimizer = get_optimizer(plan.solver)
    schedule = get_schedule(plan.learning_rate)
    note = "" if schedule.name == "constant" else f"{schedule.name}: {schedule.formula}"
    rows = [
        Row("learning rate", ((number(rate),),), note),
        Row("step t", ((number(step),),)),
        Row("gradient norm", ((number(norm),),)),
    ]
    for name in _settings_of(plan):
        rows.append(Row(name, ((number(float(getattr(plan, name))),),)))
    if plan.max_grad_norm is not None:
        limit = float(plan.max_grad_norm)
        if clip == 1:
            limited: Equation = (number(limit), word("is not exceeded: nothing is clipped"))
        else:
            limited = (word("every gradient *"), *(Calculation.of(limit) / norm).gives(clip))
        rows.append(Row("max_grad_norm", (limited,)))
    heading = Heading("Step", Formula("other", optimizer.name, optimizer.formula))
    return (heading, Rows(tuple(rows)), *map(Paragraph, notes))


def _settings_of(plan: Plan) -> tuple[str, ...]:
    """Return the names of the settings in the optimizer's formula."""
    return {
        "sgd": ("momentum",),
        "adam": ("beta_1", "beta_2", "epsilon"),
        "adamw": ("alpha", "beta_1", "beta_2", "epsilon"),
        "rmsprop": ("beta_2", "epsilon"),
    }[plan.solver]


def penalty_equation(network: Network, plan: Plan, penalty: float, n_targets: float = 1.0) -> Equation:
    """Return the computation of the penalty in the mean loss of some targets."""
    weights = network.parameters[: network.n_weights]
    shared = Calculation.of(float(plan.alpha)) / 2 * float(np.vdot(weights, weights))
    if n_targets != 1:
        shared /= n_targets
    formula = (*symbols("alpha / 2 *"), word("sum of squared weights"), Token("relation", "="))
    return (*formula, *shared.gives(penalty))
