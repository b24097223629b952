"""A traced step of the perceptron rule is the step that the core makes."""

from dataclasses import replace

import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.trace import trace_update
from rosenblatt.training import PerceptronData, PerceptronPlan, PerceptronState, advance_perceptron

X = np.array([0.5, -1.0, 2.0])


def drawn(n_outputs, seed=0):
    values = np.random.default_rng(seed).normal(size=4 * n_outputs)
    return Network((3, n_outputs), ("step",), values)


def trained(network, plan, y, state=None):
    """Weights and biases after the core's epoch of this one sample."""
    n = network.n_outputs
    if state is None:
        weights = network.weights[0].T.copy()
        state = PerceptronState.start(plan, 1, np.zeros(n, np.int64), weights, network.biases[0].copy())
    advance_perceptron(state, PerceptronData(X[None].copy(), np.array([y], np.int32)), plan, 1)
    return state


def test_a_mistake_by_hand():
    # z = 0.5 - 2 + 0.5 = -1 for the own class: w + 2 * 1 * x.
    network = Network((2, 1), ("step",), [1, 2, 0.5])
    update = trace_update(network, [0.5, -1], 1, PerceptronPlan(eta0=2.0))
    assert [weight.new for weight in update.neuron("o1").weights] == [1 + 2 * 0.5, 2 + 2 * -1]
    assert update.neuron("o1").bias.new == 0.5 + 2
    assert update.loss == 1
    weight = update.weight("o1", "x2")
    assert (weight.sign, weight.delta, weight.input, weight.gradient, weight.step) == (1, -1, -1, 1, -2)
    assert "  x2    2 + ( 2 * 1 * -1 ) = 0\n" in update.to_text()
    assert "y * z = 1 * -1 = -1 (a mistake); delta = -1" in update.to_text()
    assert "wrong side" in weight.to_text()


def test_a_sample_on_the_right_side_changes_nothing():
    network = Network((2, 1), ("step",), [1, 2, 0.5])
    update = trace_update(network, [0.5, -1], 0, PerceptronPlan())
    assert update.after == network
    assert update.loss == 0
    assert "nothing changes" in update.to_text()
    assert update.weight("o1", "x1").to_text().count("(unchanged)") == 1


def test_a_tie_is_a_mistake():
    assert trace_update(Network((1, 1), ("step",)), [3], 0, PerceptronPlan()).after.weights[0] == -3


@pytest.mark.parametrize("n_outputs", [1, 3])
@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"eta0": 0.3},
        {"fit_intercept": False},
        {"penalty": "l2", "alpha": 0.1},
        {"penalty": "l1", "alpha": 0.1},
        {"penalty": "elasticnet", "alpha": 0.1},
        {"average": True},
        {"tol": None},
    ],
)
def test_every_plan_as_the_core_trains(n_outputs, y, options):
    plan = PerceptronPlan(**options)
    for seed in range(4):
        network = drawn(n_outputs, seed)
        before = network.copy()
        update = trace_update(network, X, y, plan)
        weights, biases = trained(network, plan, y).solution()
        np.testing.assert_allclose(update.after.weights[0], weights.T, rtol=1e-15)
        np.testing.assert_allclose(update.after.biases[0], biases, rtol=1e-15)
        assert network == before
        for place, neuron in enumerate(update.layers[0]):
            wrong = neuron.sign * update.forward.layers[0].neurons[place].z <= 0
            assert neuron.delta == (-neuron.sign if wrong else 0)
            for weight in neuron.weights:
                assert weight.gradient == neuron.delta * weight.input
                assert weight.step == weight.new - weight.old
                if plan.penalty is None:
                    moved = weight.old + plan.eta0 * neuron.sign * weight.input if wrong else weight.old
                    assert weight.new == pytest.approx(moved, rel=1e-15)
        assert update.to_text()


def test_it_goes_on_from_a_state():
    plan = PerceptronPlan(penalty="elasticnet", alpha=0.1, early_stopping=False)
    network = drawn(1, seed=2)
    state = trained(network, plan, 1)
    moved = Network((3, 1), ("step",), np.concatenate([part.ravel() for part in state.solution()]))
    before = state.copy()
    update = trace_update(moved, X, 0, plan, state)
    assert state == before
    weights, biases = trained(moved, plan, 0, state.copy()).solution()
    np.testing.assert_array_equal(update.after.weights[0], weights.T)
    np.testing.assert_array_equal(update.after.biases[0], biases)


def test_early_stopping_and_shuffling_do_not_matter_to_one_sample():
    plan = PerceptronPlan()
    network = drawn(3)
    stopping = replace(plan, early_stopping=True, shuffle=True)
    assert trace_update(network, X, 2, stopping).after == trace_update(network, X, 2, plan).after


@pytest.mark.parametrize(
    ("network", "y", "message"),
    [
        (drawn(3), 3, "must be its index, 0 to 2, got 3"),
        (drawn(1), 2, "must be its index, 0 to 1, got 2"),
        (drawn(3), [0, 1, 0, 0], "must be its index"),
        (Network((3, 2, 1), ("tanh", "step")), 1, "networks without hidden layers"),
    ],
)
def test_what_does_not_fit_is_refused(network, y, message):
    with pytest.raises(PlanError, match=message):
        trace_update(network, X, y, PerceptronPlan())


def test_a_state_of_another_training_is_refused():
    other = PerceptronState.start(PerceptronPlan(), 1, np.zeros(1, np.int64), np.zeros((1, 2)))
    with pytest.raises(PlanError, match=r"weights of shape \(1, 2\), the network has 3 neurons and 3 inputs"):
        trace_update(drawn(3), X, 1, PerceptronPlan(), other)
    with pytest.raises(PlanError, match="needs a PerceptronState, got str"):
        trace_update(drawn(3), X, 1, PerceptronPlan(), "state")


def test_a_class_may_be_a_row_or_a_sign():
    plan = PerceptronPlan()
    assert trace_update(drawn(3), X, [0, 0, 1], plan).after == trace_update(drawn(3), X, 2, plan).after
    assert trace_update(drawn(1), X, -1, plan).after == trace_update(drawn(1), X, 0, plan).after


def test_a_gradient_plan_and_the_rule_are_told_apart():
    with pytest.raises(PlanError, match="step or hidden exp"):
        trace_update(drawn(1), X, 1, Plan("binary_log_loss"))
