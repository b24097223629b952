"""The sections of a traced step beside its weights: what the sample costs, and how steps are made."""

from __future__ import annotations

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.formulas.losses import get_loss
from rosenblatt.formulas.optimizers import get_optimizer
from rosenblatt.formulas.schedules import get_schedule
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.sums import sum_of_numbers
from rosenblatt.trace.forward.trace import Trace
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Formula,
    Heading,
    Paragraph,
    Row,
    Rows,
    Token,
    added,
    enclosed,
    equals,
    named,
    number,
    operator,
    symbols,
    word,
)
from rosenblatt.trace.writing.numbers import fine, shown


def loss_section(
    network: Network,
    passed: Trace,
    plan: Plan,
    target: FloatArray,
    costs: FloatArray,
    penalty: float,
    loss: float,
) -> tuple[Block, ...]:
    """Return what each output costs, the penalty, and the loss they add up to."""
    row = get_loss(plan.loss)
    rows = []
    for neuron, y, cost in zip(passed.layers[-1].neurons, target.tolist(), costs.tolist(), strict=True):
        again = row.cost(np.array([[shown(y)]]), np.array([[shown(neuron.value)]]), plan.loss_parameter)
        compared = named("y", y), named("a", neuron.value)
        cost_equation = (word("cost"), *equals(cost, float(again[0, 0])))
        rows.append(Row(neuron.name, (*compared, cost_equation), meaning=neuron.label))
    together, total = sum_of_numbers(costs)
    if len(costs) == 1:
        together = (Token("number", fine(float(costs[0]), penalty)),)
        total = float(together[0].text)
    if len(costs) > 1 and row.mean_over_outputs:
        together = (*enclosed(*together), operator("/"), number(len(costs)))
        total /= len(costs)
    if penalty:
        rows.append(Row("penalty", (penalty_equation(network, plan, penalty),)))
        together, total = (*together, *added(penalty)), total + shown(penalty)
    text = fine(loss, penalty)
    rows.append(Row("loss", ((*together, *equals(loss, total, text)),)))
    return (Heading("Loss", loss_formula(plan)), Rows(tuple(rows)))


def loss_formula(plan: Plan) -> Formula:
    """Return the loss of a plan as its table words it, with the parameter it has."""
    row = get_loss(plan.loss)
    parameter = "" if plan.loss_parameter is None else f"; p = {plan.loss_parameter:g}"
    return Formula("loss", row.name, row.formula + parameter)


def step_section(
    plan: Plan, made: int, rate: float, norm: float, clip: float, notes: tuple[str, ...]
) -> tuple[Block, ...]:
    """Return the optimizer's formula and what it goes by."""
    optimizer = get_optimizer(plan.solver)
    schedule = get_schedule(plan.learning_rate)
    note = "" if schedule.name == "constant" else f"{schedule.name}: {schedule.formula}"
    rows = [
        Row("learning rate", ((number(rate),),), note),
        Row("step t", ((number(made),),)),
        Row("gradient norm", ((number(norm),),)),
    ]
    for name in _settings_of(plan):
        rows.append(Row(name, ((number(float(getattr(plan, name))),),)))
    if plan.max_grad_norm is not None:
        limit = float(plan.max_grad_norm)
        if clip == 1:
            limited: Equation = (number(limit), word("is not passed: nothing is clipped"))
        else:
            again = shown(limit) / shown(norm)
            ratio = (number(limit), operator("/"), number(norm), *equals(clip, again))
            limited = (word("every gradient *"), *ratio)
        rows.append(Row("max_grad_norm", (limited,)))
    heading = Heading("Step", Formula("other", optimizer.name, optimizer.formula))
    return (heading, Rows(tuple(rows)), *map(Paragraph, notes))


def _settings_of(plan: Plan) -> tuple[str, ...]:
    """Which of the plan's numbers the optimizer's formula speaks of."""
    return {
        "sgd": ("momentum",),
        "adam": ("beta_1", "beta_2", "epsilon"),
        "adamw": ("alpha", "beta_1", "beta_2", "epsilon"),
        "rmsprop": ("beta_2", "epsilon"),
    }[plan.solver]


def penalty_equation(network: Network, plan: Plan, penalty: float, n_targets: float = 1.0) -> Equation:
    """Return how the penalty's part of the mean loss of so many targets comes about."""
    weights = network.parameters[: network.n_weights]
    squares, alpha = float(np.vdot(weights, weights)), float(plan.alpha)
    again = shown(alpha) / 2 * shown(squares) / n_targets
    product = (*symbols("alpha / 2 *"), word("sum of squared weights"), Token("relation", "="), number(alpha))
    product = (*product, operator("/"), number(2), operator("*"), number(squares))
    shared = () if n_targets == 1 else (operator("/"), number(n_targets))
    return (*product, *shared, *equals(penalty, again))
