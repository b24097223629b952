"""The core stops when the NumPy trainer does, for the same reason and with the same best parameters."""

import math

import numpy as np
import pytest
from tests.core.cases import assert_agree, make_case, run_core, run_numpy

from rosenblatt.errors import DivergedError
from rosenblatt.history import COLUMNS, History
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training import Samples, TrainingData, TrainingState, advance

LOSS, RATE, SCORE = (COLUMNS.index(name) for name in ("loss", "learning_rate", "validation_score"))


def test_converged_after_more_than_n_epochs_without_improvement():
    # With tol 10 no epoch after the first is an improvement: 1 + 4 + 1 epochs.
    case = make_case(tol=10.0, n_iter_no_change=4)
    _, rows, reason = assert_agree(case, epochs=50)
    assert (len(rows), reason) == (6, "converged")


def test_early_stopping_keeps_the_parameters_of_the_best_validation_score():
    case = make_case(early_stopping=True, n_iter_no_change=3, tol=0.0, learning_rate_init=0.05, max_iter=100)
    state, rows, reason = assert_agree(case, epochs=100)
    assert reason == "early stopping"
    best = rows[:, SCORE].argmax()
    assert state.best_score == rows[best, SCORE]
    at_best, _, _ = run_core(case, int(best) + 1)
    np.testing.assert_array_equal(state.best_parameters, at_best.network.parameters)
    assert not np.array_equal(state.best_parameters, state.network.parameters)


def test_adaptive_divides_the_rate_by_five_until_it_is_tiny():
    case = make_case(
        solver="sgd",
        learning_rate="adaptive",
        learning_rate_init=1e-4,
        tol=10.0,
        n_iter_no_change=1,
        max_iter=99,
    )
    _, rows, reason = assert_agree(case, epochs=99)
    # The first epoch improves on infinity, so its round is one longer; 1e-4 / 5^3 = 8e-7 is the last rate.
    np.testing.assert_allclose(rows[:, RATE], 1e-4 / 5.0 ** np.array([0, 0, 0, 1, 1, 2, 2, 3, 3]), rtol=1e-12)
    assert reason == "converged"


def test_invscaling_follows_the_samples_seen():
    case = make_case(solver="sgd", learning_rate="invscaling", learning_rate_init=0.5, power_t=0.25)
    _, rows, _ = assert_agree(case, epochs=4)
    seen = np.array([0, 37, 74, 111])
    np.testing.assert_allclose(
        rows[:, RATE], np.where(seen == 0, 0.5, 0.5 / (seen + 1.0) ** 0.25), rtol=1e-12
    )


def test_max_iter_counts_from_the_start_of_the_state():
    case = make_case(max_iter=5)
    state, rows, reason = run_core(case, 3)
    assert (len(rows), reason) == (3, None)
    _, rows, reason = run_core(case, 10, state=state)
    assert (len(rows), reason) == (2, "max_iter")


def test_never_with_infinite_patience():
    case = make_case(tol=10.0, n_iter_no_change=math.inf, max_iter=40)
    _, rows, reason = assert_agree(case, epochs=60)
    assert (len(rows), reason) == (40, "max_iter")


def diverging(hidden=(4,), **options):
    options = {"solver": "sgd", "learning_rate_init": 1e200, "momentum": 0.0, **options}
    return make_case("squared_error", hidden, "relu", **options)


@pytest.mark.parametrize("hidden", [(), (4,), (4, 3)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_divergence_ends_training_at_the_epoch_it_happens(hidden, dtype):
    case = diverging(hidden, dtype=dtype)
    with pytest.raises(DivergedError) as expected:
        run_numpy(case, 9)
    state, history = case.start(), History()
    with pytest.raises(DivergedError) as caught:
        advance(state, case.data, case.plan, 9, history=history)
    for name in ("epoch", "layer", "layer_name"):
        assert getattr(caught.value, name) == getattr(expected.value, name)
    assert caught.value.epoch == state.epoch
    assert len(history) == state.epoch


def test_divergence_names_the_first_layer_that_is_damaged():
    # The hidden layer cannot change: its neuron is silent. The output's bias runs away: -1e200 -> 1e400.
    network = Network((1, 1, 1), ("relu", "identity"), [1, 1, -5, 0])
    plan = Plan("squared_error", solver="sgd", learning_rate_init=1e200, momentum=0.0, alpha=0.0)
    data = TrainingData(Samples(np.ones((1, 1)), np.ones((1, 1))))
    state = TrainingState.start(network, plan, 1)
    with pytest.raises(
        DivergedError, match="the output layer holds infinite or undefined numbers after epoch 2"
    ):
        advance(state, data, plan)


def test_an_undefined_input_is_seen_at_once():
    for activation in (
        "relu",
        "tanh",
        "leaky_relu",
        "elu",
        "selu",
        "gelu",
        "silu",
        "mish",
        "softplus",
        "logistic",
    ):
        case = make_case("log_loss", (5,), activation, solver="sgd")
        case.data.train.X[3, 2] = np.nan
        with pytest.raises(DivergedError, match=r"hidden layer 1.* after epoch 1"):
            advance(case.start(), case.data, case.plan, 5)
