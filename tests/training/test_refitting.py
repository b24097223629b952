"""A state continues under another plan."""

import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.training import (
    PerceptronData,
    PerceptronPlan,
    PerceptronState,
    Samples,
    TrainingData,
    TrainingState,
    advance,
    advance_perceptron,
    refitted,
    reweighted,
    without_neuron,
)

random = np.random.RandomState(0)
X = random.normal(size=(30, 3))
Y = (X[:, :1] * X[:, 1:2] > 0).astype(float)
DATA = TrainingData(Samples(X, Y), Samples(X[:9].copy(), Y[:9].copy()))
PLAN = Plan(loss="binary_log_loss", batch_size=8)


def trained(plan: Plan = PLAN, epochs: int = 7) -> TrainingState:
    state = TrainingState.start(
        initialize((3, 4, 1), ("tanh", "logistic"), np.random.RandomState(1)), plan, 30
    )
    advance(state, DATA, plan, epochs)
    return state


def test_a_plan_that_only_ends_later_changes_nothing():
    state = trained()
    assert refitted(state, PLAN, PLAN.but(max_iter=9000)) == state


def test_the_given_state_stays_and_shares_no_array():
    state = trained()
    before = state.copy()
    other = refitted(state, PLAN, PLAN.but(alpha=0.1))
    advance(other, DATA, PLAN.but(alpha=0.1), 3)
    assert state == before
    assert other.epoch == 10


def test_another_penalty_keeps_all_but_what_was_best():
    state = trained()
    other = refitted(state, PLAN, PLAN.but(alpha=0.1))
    assert state.best_loss < np.inf
    assert (other.no_improvement, other.best_loss, other.best_score) == (0, np.inf, -np.inf)
    for name in ("moments", "random_key", "order"):
        np.testing.assert_array_equal(getattr(other, name), getattr(state, name))
    assert other.network == state.network
    assert (other.step, other.samples_seen) == (state.step, state.samples_seen)


def test_another_solver_starts_with_an_empty_memory():
    state = trained()
    other = refitted(state, PLAN, PLAN.but(solver="sgd"))
    assert other.moments.shape == (1, state.network.n_parameters)
    assert not other.moments.any()
    assert other.step == 0
    assert other.epoch == state.epoch


@pytest.mark.parametrize("schedule", ["invscaling", "adaptive"])
def test_a_rate_that_a_schedule_has_lowered_stays_lowered_by_the_same_factor(schedule):
    plan = PLAN.but(solver="sgd", learning_rate=schedule, tol=1.0, n_iter_no_change=1)
    state = trained(plan)
    assert state.learning_rate < plan.learning_rate_init
    other = refitted(state, plan, plan.but(learning_rate_init=plan.learning_rate_init * 4))
    assert other.learning_rate == state.learning_rate * 4
    constant = plan.but(learning_rate="constant", learning_rate_init=0.5)
    assert refitted(state, plan, constant).learning_rate == 0.5


def test_early_stopping_begins_with_the_present_parameters_as_the_best():
    state = trained()
    plan = PLAN.but(early_stopping=True)
    other = refitted(state, PLAN, plan)
    np.testing.assert_array_equal(other.best_parameters, state.network.parameters)
    assert refitted(other, plan, PLAN).best_parameters.size == 0


def test_a_state_inside_an_epoch_is_refused():
    state = trained()
    state.underway[0] = 8
    with pytest.raises(PlanError, match="inside an epoch"):
        refitted(state, PLAN, PLAN.but(alpha=0.1))


def test_dropout_needs_a_rate_for_each_hidden_layer():
    with pytest.raises(PlanError, match="each of the 1 hidden layers"):
        refitted(trained(), PLAN, PLAN.but(dropout=(0.1, 0.2)))


# ---- Perceptrons ------------------------------------------------------------------------------------------


def trained_perceptron(plan: PerceptronPlan) -> tuple[PerceptronState, PerceptronData]:
    data = PerceptronData(X, (X[:, 0] > 0).astype(np.int32))
    state = PerceptronState.start(plan, 30, np.array([5]), np.zeros((1, 3)))
    advance_perceptron(state, data, plan)
    return state, data


def test_a_perceptron_that_had_stopped_learns_again():
    plan = PerceptronPlan()
    state, data = trained_perceptron(plan)
    assert state.neurons["status"].tolist() == [1]
    other = refitted(state, plan, PerceptronPlan(eta0=0.5))
    assert other.neurons["status"].tolist() == [0]
    assert refitted(state, plan, PerceptronPlan(max_iter=5000)) == state
    advance_perceptron(other, data, PerceptronPlan(eta0=0.5), 2)
    assert other.epoch == state.epoch + 2


@pytest.mark.parametrize("changes", [{"penalty": "l1", "alpha": 0.01}, {"average": 1}])
def test_a_perceptron_gets_the_memory_that_its_new_plan_needs(changes):
    """Without it the core would leave the penalty, or the average, out."""
    plan, new = PerceptronPlan(), PerceptronPlan(**changes)
    state, data = trained_perceptron(plan)
    other = refitted(state, plan, new)
    advance_perceptron(other, data, new, 5)
    assert (other.neurons["average_factor"] if new.average else other.shrunk).any()


def test_the_norms_of_a_new_penalty_are_those_of_the_weights():
    state, _ = trained_perceptron(PerceptronPlan())
    other = refitted(state, PerceptronPlan(), PerceptronPlan(penalty="l2"))
    np.testing.assert_allclose(other.neurons["squared_norm"], (state.weights**2).sum(axis=1), rtol=1e-14)
    np.testing.assert_allclose(other.neurons["absolute_sum"], np.abs(state.weights).sum(axis=1), rtol=1e-14)


def test_without_a_neuron_the_others_keep_weights_and_moments():
    state = trained()
    other = without_neuron(state, 0, 1)
    keep = [0, 2, 3]
    np.testing.assert_array_equal(other.network.weights[0], state.network.weights[0][:, keep])
    np.testing.assert_array_equal(other.network.weights[1], state.network.weights[1][keep])
    np.testing.assert_array_equal(other.network.biases[0], state.network.biases[0][keep])
    for mine, theirs in zip(other.moments, state.moments, strict=True):
        before = Network((3, 4, 1), ("tanh", "logistic"), theirs)
        after = Network((3, 3, 1), ("tanh", "logistic"), mine)
        np.testing.assert_array_equal(after.weights[0], before.weights[0][:, keep])
        np.testing.assert_array_equal(after.biases[1], before.biases[1])
    assert (other.no_improvement, other.best_loss, other.step) == (0, np.inf, state.step)
    advance(other, DATA, PLAN, 2)
    assert other.epoch == 9


def test_a_neuron_that_is_needed_or_not_there_stays():
    state = trained()
    for layer, neuron in ((0, 4), (1, 0), (-1, 0)):
        with pytest.raises(PlanError, match="there is no neuron"):
            without_neuron(state, layer, neuron)
    only = TrainingState.start(
        initialize((3, 1, 1), ("tanh", "logistic"), np.random.RandomState(1)), PLAN, 30
    )
    with pytest.raises(PlanError, match="one neuron only"):
        without_neuron(only, 0, 0)


def test_a_perceptron_continues_with_other_weights():
    data = PerceptronData(X, (X[:, 0] > 0).astype(np.int32))
    plan = PerceptronPlan(penalty="l2")
    state = PerceptronState.start(plan, 30, np.array([5]), np.zeros((1, 3)))
    advance_perceptron(state, data, plan)
    weights, biases = state.solution()
    weights[0, 1] = 40.0
    other = reweighted(state, weights, biases)
    np.testing.assert_array_equal(other.solution()[0], weights)
    np.testing.assert_allclose(other.neurons["squared_norm"], (weights**2).sum())
    history, _ = advance_perceptron(other, data, plan, 1)
    assert len(history) == 1
    with pytest.raises(PlanError, match="shapes"):
        reweighted(state, weights[:, :2], biases)
