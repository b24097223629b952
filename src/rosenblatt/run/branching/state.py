"""The initial state of a branch: the parent's, adapted to other settings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.network.names import layer_names, no_neuron
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingState
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronState
from rosenblatt.training.refitting import rate_under, refitted, reset_patience

AnyState: TypeAlias = TrainingState | PerceptronState
AnyPlan: TypeAlias = Plan | PerceptronPlan

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
        assert isinstance(plan, PerceptronPlan)
        assert isinstance(parent_plan, PerceptronPlan)
        _same_samples(fresh.n_samples, parent.n_samples)
        return Fitted(refitted(parent, parent_plan, plan))
    assert isinstance(fresh, TrainingState)
    assert isinstance(plan, Plan)
    assert isinstance(parent_plan, Plan)
    _same_samples(fresh.n_samples, parent.n_samples)
    keep = _kept_parameters(parent.network, dropped)
    network = fresh.network
    network.parameters[:] = parent.network.parameters[keep]
    lasts = bool(len(parent.best_parameters))
    state = TrainingState(
        network,
        np.ascontiguousarray(parent.moments[:, keep]),
        parent.random_key,
        parent.order,
        parent.best_parameters[keep] if lasts else parent.best_parameters,
        parent.progress,
        parent.context[_kept_context(parent.network, dropped)] if len(parent.context) else parent.context,
        parent.n_samples,
    )
    fitted = refitted(state, parent_plan, plan)
    if dropped or network.activations != parent.network.activations:
        fitted.progress["learning_rate"] = rate_under(state.learning_rate, parent_plan, plan)
        reset_patience(fitted, plan)
    return Fitted(fitted, _notes(plan, parent_plan))


def _notes(plan: Plan, parent_plan: Plan) -> tuple[str, ...]:
    """What of the optimizer's memory could not be adopted."""
    if plan.solver == "lbfgs":
        return ("Snapshots do not contain the memory of lbfgs: it restarts from these weights.",)
    if parent_plan.solver == "lbfgs":
        return (f"{plan.solver} begins with an empty memory: the parent was trained by lbfgs.",)
    if plan.solver != parent_plan.solver:
        return (
            f"{plan.solver} starts with an empty memory and a step count of 0: the memory "
            f"of {parent_plan.solver} is not compatible with it.",
        )
    return ()


def _same_samples(now: int, then: int) -> None:
    if now != then:
        raise PlanError(
            f"the branch would learn from {now} samples, its parent learned from {then}: train a new "
            "run for other rows"
        )


def _kept_parameters(network: Network, dropped: Sequence[str]) -> NDArray[np.bool_]:
    """Which of the flat parameters are left."""
    mask = network.like(np.ones(network.n_parameters))
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
