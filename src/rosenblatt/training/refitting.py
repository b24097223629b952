"""Changes of a training state from which branches and the lab continue: another plan, other weights."""

from __future__ import annotations

import dataclasses
from typing import overload

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import LEARNING, STOPPED, PerceptronState
from rosenblatt.training.state import TrainingState, first_context

CARRIED = ("invscaling", "adaptive")
"""Schedules whose rate is a part of the state."""


@overload
def refitted(state: TrainingState, plan: Plan, new_plan: Plan) -> TrainingState: ...
@overload
def refitted(state: PerceptronState, plan: PerceptronPlan, new_plan: PerceptronPlan) -> PerceptronState: ...
def refitted(
    state: TrainingState | PerceptronState, plan: Plan | PerceptronPlan, new_plan: Plan | PerceptronPlan
) -> TrainingState | PerceptronState:
    """Return a copy of a state from which training continues under another plan.

    Weights, random stream, order of the samples and counters are kept. If anything but ``max_iter`` changes,
    the epochs without improvement and the best loss or score, which were measured under the old plan, are
    reset. Another solver starts with an empty memory and a step count of 0. The learning rate becomes
    ``learning_rate_init``; a rate that the schedules ``invscaling`` or ``adaptive`` have lowered stays
    lowered by the same factor while the schedule stays. A perceptron's neurons that had stopped learn again.

    Parameters
    ----------
    state : TrainingState or PerceptronState
        Between two epochs. It is not changed.
    plan, new_plan : Plan or PerceptronPlan
        The plan it was trained under, and the one to continue with.

    Returns
    -------
    TrainingState or PerceptronState
        It shares no array with ``state``.

    Raises
    ------
    PlanError
        If the state is inside an epoch, or dropout names another number of layers than are hidden.

    Examples
    --------
    >>> import numpy as np
    >>> from rosenblatt.network.initialization import initialize
    >>> from rosenblatt.plan import Plan
    >>> from rosenblatt.training import Samples, TrainingData, TrainingState, advance, refitted
    >>> data = TrainingData(Samples(np.array([[0.0], [1.0]]), np.array([[0.0], [1.0]])))
    >>> plan = Plan(loss="binary_log_loss")
    >>> network = initialize((1, 2, 1), ("tanh", "logistic"), np.random.RandomState(0))
    >>> state = TrainingState.start(network, plan, 2)
    >>> _ = advance(state, data, plan, 10)
    >>> slower = plan.but(learning_rate_init=1e-4)
    >>> state = refitted(state, plan, slower)
    >>> _ = advance(state, data, slower, 5)
    >>> state.epoch, state.learning_rate
    (15, 0.0001)
    """
    if isinstance(state, TrainingState):
        assert isinstance(plan, Plan)
        assert isinstance(new_plan, Plan)
        return _refitted_network(state, plan, new_plan)
    assert isinstance(plan, PerceptronPlan)
    assert isinstance(new_plan, PerceptronPlan)
    return _refitted_perceptron(state, plan, new_plan)


def without_end(plan: Plan | PerceptronPlan) -> Plan | PerceptronPlan:
    """Return a plan without what only says when to stop at the latest."""
    return dataclasses.replace(plan, max_iter=1)


# ---- Networks --------------------------------------------------------------------------------------------


def _refitted_network(state: TrainingState, plan: Plan, new_plan: Plan) -> TrainingState:
    state.require_between_epochs("cannot continue under another plan")
    n_hidden = state.network.n_layers - 1
    if new_plan.dropout and len(new_plan.dropout) != n_hidden:
        raise PlanError(
            f"dropout must name a rate for each of the {n_hidden} hidden layers, got {new_plan.dropout}"
        )
    other = state.copy()
    if without_end(new_plan) == without_end(plan):
        return other
    if new_plan.solver != plan.solver:
        known = new_plan.solver in OPTIMIZERS
        n_moments = OPTIMIZERS[new_plan.solver].n_moments if known else 0
        other.moments = np.zeros((n_moments, state.network.n_parameters), state.moments.dtype)
        if known:
            other.progress["step"] = 0
    other.progress["learning_rate"] = rate_under(state.learning_rate, plan, new_plan)
    if not new_plan.stateful:
        other.context = np.empty(0, state.network.dtype)
    elif not len(other.context):
        other.context = first_context(state.network)
    reset_patience(other, new_plan)
    return other


def reset_patience(state: TrainingState, plan: Plan) -> None:
    """Forget what was the best so far, and since when, as after a change of the plan or the network."""
    _forget_best(state, has_validation=plan.early_stopping)


def _forget_best(state: TrainingState, *, has_validation: bool) -> None:
    state.progress["no_improvement"] = 0
    state.progress["best_loss"], state.progress["best_score"] = np.inf, -np.inf
    parameters = state.network.parameters
    state.best_parameters = parameters.copy() if has_validation else np.empty(0, parameters.dtype)


def rate_under(rate: float, plan: Plan, new_plan: Plan) -> float:
    """Return the learning rate: a schedule that has lowered the old one has lowered the new one."""
    if new_plan.learning_rate == plan.learning_rate and plan.learning_rate in CARRIED:
        return rate * (new_plan.learning_rate_init / plan.learning_rate_init)
    return float(new_plan.learning_rate_init)


def without_neuron(state: TrainingState, layer: int, neuron: int) -> TrainingState:
    """Return a copy of a state whose network lacks one hidden neuron; training continues with the others.

    The other weights keep their values and the optimizer's memory of them. What was measured with the neuron,
    the best loss or score and the epochs without improvement, is reset.

    Parameters
    ----------
    state : TrainingState
        Between two epochs. It is not changed.
    layer, neuron : int
        The hidden layer and the neuron in it, both counted from 0.

    Returns
    -------
    TrainingState
        It shares no array with ``state``.

    Raises
    ------
    PlanError
        If the state is inside an epoch, the network is recurrent, or there is no such neuron beside others.
    """
    state.require_between_epochs("cannot lose a neuron")
    network = state.network
    sizes = list(network.layer_sizes)
    if network.cell is not None:
        raise PlanError("a neuron of a recurrent network cannot be removed: begin a new training without it")
    if not 0 <= layer < len(sizes) - 2 or not 0 <= neuron < sizes[layer + 1]:
        raise PlanError(f"there is no neuron {neuron} in a hidden layer {layer} of a network {tuple(sizes)}")
    if sizes[layer + 1] == 1:
        raise PlanError(f"hidden layer {layer} has one neuron only: begin a new training without the layer")
    places = Network(
        sizes,
        network.activations,
        np.arange(network.n_parameters, dtype=np.float64),
        output_groups=network.output_groups,
    )
    weights, biases = list(places.weights), list(places.biases)
    weights[layer] = np.delete(weights[layer], neuron, axis=1)
    weights[layer + 1] = np.delete(weights[layer + 1], neuron, axis=0)
    biases[layer] = np.delete(biases[layer], neuron)
    kept = np.concatenate([each.ravel() for each in (*weights, *biases)]).astype(np.intp)
    sizes[layer + 1] -= 1
    smaller = Network(
        sizes, network.activations, network.parameters[kept], output_groups=network.output_groups
    )
    other = dataclasses.replace(state.copy(), network=smaller, moments=state.moments[:, kept].copy("C"))
    _forget_best(other, has_validation=state.best_parameters.size > 0)
    return other


# ---- Perceptrons -----------------------------------------------------------------------------------------


def _refitted_perceptron(
    state: PerceptronState, plan: PerceptronPlan, new_plan: PerceptronPlan
) -> PerceptronState:
    other = state.copy()
    if without_end(new_plan) == without_end(plan):
        return other
    neurons, weights = other.neurons, other.weights
    neurons["no_improvement"] = 0
    neurons["best"] = -np.inf if new_plan.early_stopping else np.inf
    neurons["status"][neurons["status"] == STOPPED] = LEARNING
    if new_plan.average and not other.averages.size:
        other.averages = np.zeros_like(weights)
    if new_plan.penalty in ("l1", "elasticnet") and not other.shrunk.size:
        other.shrunk = np.zeros_like(weights)
    if new_plan.penalty is not None and plan.penalty is None:
        _measure_norms(other)
    return other


def _measure_norms(state: PerceptronState) -> None:
    """Sum squares and absolute values in the order of the features, as the core adds them."""
    neurons, weights, scale = state.neurons, state.weights, state.neurons["scale"]
    neurons["squared_norm"] = np.cumsum(weights * weights, axis=1)[:, -1] * (scale * scale)
    neurons["absolute_sum"] = np.cumsum(np.abs(weights), axis=1)[:, -1] * scale


def reweighted(state: PerceptronState, weights: FloatArray, biases: NDArray[np.floating]) -> PerceptronState:
    """Return a copy of a perceptron's state with other weights; neurons that had stopped learn again.

    Parameters
    ----------
    state : PerceptronState
        It is not changed.
    weights : ndarray of shape (n_neurons, n_features)
    biases : ndarray of shape (n_neurons,)
        Both as ``state.solution()`` returns them.

    Returns
    -------
    PerceptronState
        It shares no array with ``state``.

    Raises
    ------
    PlanError
        If an array has another shape.
    """
    if weights.shape != state.weights.shape or biases.shape != state.neurons.shape:
        raise PlanError(
            f"the weights and biases must have the shapes {state.weights.shape} and {state.neurons.shape}, "
            f"got {weights.shape} and {biases.shape}"
        )
    other = state.copy()
    other.weights[:] = weights
    other.neurons["bias"], other.neurons["scale"] = biases, 1.0
    other.neurons["status"][other.neurons["status"] == STOPPED] = LEARNING
    _measure_norms(other)
    return other
