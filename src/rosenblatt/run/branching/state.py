"""The initial state of a branch: the parent's, adapted to other settings."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.network import Network
from rosenblatt.network.names import layer_names, no_neuron
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingState
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import LEARNING, STOPPED, PerceptronState

AnyState: TypeAlias = TrainingState | PerceptronState
AnyPlan: TypeAlias = Plan | PerceptronPlan

CARRIED = ("invscaling", "adaptive")
"""Schedules whose rate is a part of the state."""

_HIDDEN = re.compile(r"h([1-9]\d*)\.([1-9]\d*)")


@dataclass(frozen=True)
class Fitted:
    """A state for a branch, and sentences about what could not be adopted from the parent."""

    state: AnyState
    notes: tuple[str, ...] = ()


def sizes_without(network: Network, dropped: Sequence[str]) -> tuple[int, ...]:
    """Layer sizes without neurons such as ``h1.2``; a PlanError if one is unknown or a layer empty."""
    sizes = list(network.layer_sizes)
    for layer, _ in _places(network, dropped):
        sizes[layer + 1] -= 1
    for layer, size in enumerate(sizes):
        if not size:
            raise PlanError(
                f"hidden layer {layer} would have no neuron left: drop fewer, or train a "
                "new run without the layer"
            )
    return tuple(sizes)


def fitted_state(
    fresh: AnyState, plan: AnyPlan, parent: AnyState, parent_plan: AnyPlan, dropped: Sequence[str] = ()
) -> Fitted:
    """Fit the parent's state to the branch's settings, without the hidden neurons that are dropped.

    With other settings the patience is reset, which was measured under the old ones, and with another solver
    its memory. ``fresh`` gives the shapes; ``parent`` is changed or returned.
    """
    if isinstance(parent, PerceptronState):
        assert isinstance(fresh, PerceptronState)
        return _fitted_perceptron(fresh, plan, parent, parent_plan)
    assert isinstance(fresh, TrainingState)
    assert isinstance(plan, Plan)
    assert isinstance(parent_plan, Plan)
    _same_samples(len(fresh.order), len(parent.order))
    keep = _kept_parameters(parent.network, dropped)
    network = fresh.network
    network.parameters[:] = parent.network.parameters[keep]
    notes: list[str] = []
    state = TrainingState(
        network,
        _moments(fresh, parent, plan, parent_plan, keep, notes),
        parent.random_key,
        parent.order,
        fresh.best_parameters,
        parent.progress,
        parent.context[_kept_context(parent.network, dropped)] if len(parent.context) else fresh.context,
    )
    same_network = not dropped and network.activations == parent.network.activations
    if same_network and without_end(plan) == without_end(parent_plan):
        state.best_parameters = parent.best_parameters
        return Fitted(state, tuple(notes))
    progress = state.progress
    if plan.solver != parent_plan.solver and OPTIMIZERS.get(plan.solver) is not None:
        progress["step"] = 0
    progress["learning_rate"] = _rate(float(progress["learning_rate"]), plan, parent_plan)
    progress["no_improvement"], progress["best_loss"], progress["best_score"] = 0, np.inf, -np.inf
    if plan.early_stopping:
        state.best_parameters = network.parameters.copy()
    return Fitted(state, tuple(notes))


def _moments(
    fresh: TrainingState,
    parent: TrainingState,
    plan: Plan,
    parent_plan: Plan,
    keep: NDArray[np.bool_],
    notes: list[str],
) -> NDArray[np.floating]:
    """The optimizer's memory: the parent's of the same solver, else none."""
    if "lbfgs" in (plan.solver, parent_plan.solver):
        if plan.solver == "lbfgs":
            notes.append("Snapshots do not contain the memory of lbfgs: it restarts from these weights.")
        else:
            notes.append(f"{plan.solver} begins with an empty memory: the parent was trained by lbfgs.")
        return fresh.moments
    if plan.solver != parent_plan.solver:
        notes.append(
            f"{plan.solver} starts with an empty memory and a step count of 0: the memory "
            f"of {parent_plan.solver} is not compatible with it."
        )
        return fresh.moments
    return np.ascontiguousarray(parent.moments[:, keep])


def _rate(rate: float, plan: Plan, parent_plan: Plan) -> float:
    """The learning rate of the branch: schedules that have lowered the parent's have lowered the branch's."""
    if plan.learning_rate == parent_plan.learning_rate and plan.learning_rate in CARRIED:
        return rate * (plan.learning_rate_init / parent_plan.learning_rate_init)
    return float(plan.learning_rate_init)


def without_end(plan: AnyPlan) -> AnyPlan:
    """A plan without what only says when to stop at the latest."""
    return plan.but(max_iter=1) if isinstance(plan, Plan) else plan


def _same_samples(now: int, then: int) -> None:
    if now != then:
        raise PlanError(
            f"the branch would learn from {now} samples, its parent learned from {then}: train a new "
            "run for other rows"
        )


def _kept_parameters(network: Network, dropped: Sequence[str]) -> NDArray[np.bool_]:
    """Which of the flat parameters are left."""
    mask = Network(
        network.layer_sizes,
        network.activations,
        np.ones(network.n_parameters),
        cell=network.cell,
        initial_context=network.initial_context,
    )
    for layer, place in _places(network, dropped):
        mask.weights[layer][:, place] = 0
        mask.biases[layer][place] = 0
        mask.weights[layer + 1][place, :] = 0
        context = mask.context[layer]
        if context is not None:
            context[:, place] = 0
            if network.cell == "elman":  # the layer reads its own last values
                context[place, :] = 0
    if network.learns_start:
        mask.parameters[network.n_parameters - network.n_context :] = _kept_context(network, dropped)
    return np.asarray(mask.parameters == 1)


def _kept_context(network: Network, dropped: Sequence[str]) -> NDArray[np.bool_]:
    """Which context neurons are left: with ``elman`` each hidden neuron has one, layer after layer."""
    kept = np.ones(network.n_context, dtype=bool)
    if network.cell == "elman":
        first = np.concatenate([[0], np.cumsum(network.layer_sizes[1:-1])])
        for layer, place in _places(network, dropped):
            kept[first[layer] + place] = False
    return kept


def _places(network: Network, dropped: Sequence[str]) -> list[tuple[int, int]]:
    """Layer and place of each hidden neuron that is named, counted from 0."""
    hidden = [layer_names(network, layer) for layer in range(network.n_layers - 1)]
    places = []
    for name in dict.fromkeys(dropped):
        found = _HIDDEN.fullmatch(name)
        layer, place = (int(each) - 1 for each in found.groups()) if found else (-1, -1)
        if not hidden:
            raise PlanError(
                f"--drop {name}: this network has no hidden layer, and only hidden neurons can be dropped"
            )
        if not (0 <= layer < len(hidden) and 0 <= place < len(hidden[layer])):
            raise no_neuron(name, hidden)
        places.append((layer, place))
    return places


def _fitted_perceptron(
    fresh: PerceptronState, plan: AnyPlan, parent: PerceptronState, parent_plan: AnyPlan
) -> Fitted:
    _same_samples(fresh.order.shape[1], parent.order.shape[1])
    assert isinstance(plan, PerceptronPlan)
    if _rule(plan) == _rule(parent_plan):
        return Fitted(parent)
    neurons = parent.neurons
    neurons["no_improvement"] = 0
    neurons["best"] = fresh.neurons["best"]
    neurons["status"][neurons["status"] == STOPPED] = LEARNING
    return Fitted(parent)


def _rule(plan: AnyPlan) -> tuple[tuple[str, object], ...]:
    assert isinstance(plan, PerceptronPlan)
    names = [field.name for field in dataclasses.fields(plan) if field.name != "max_iter"]
    return tuple((name, getattr(plan, name)) for name in names)
