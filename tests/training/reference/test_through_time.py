"""Back-propagation through time: by hand, and against finite differences."""

import numpy as np
import pytest
from tests.core.sequence_cases import make_sequence_case

from rosenblatt.formulas.losses import LOSSES
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.data import TrainingData
from rosenblatt.training.reference.epochs import train_reference
from rosenblatt.training.reference.through_time import loss_and_gradient_through_time
from rosenblatt.training.reference.windows import windows
from rosenblatt.training.sequences import Sequences
from rosenblatt.training.state import TrainingState


def only_window(network, train, plan):
    state = TrainingState.start(network, plan, len(train))
    (window,) = windows(state, train, np.arange(len(train)), plan, state.random)
    return window


def gradient_of(network, train, plan):
    window = only_window(network, train, plan)
    return loss_and_gradient_through_time(network, window.steps, window.n_new, plan)


def test_two_steps_by_hand():
    # h = w x + c h_before, o = h; w = 1, c = 0.5, from 0: x = 1, 1 gives h = 1, then 1.5; targets 0 and 1.
    # Own slopes 1 and 0.5; the first step gets c * 0.5 of the second's: 1.25.
    # By w: 1.25 + 0.5; by c: 1.25 * 0 + 0.5 * 1; by the output's weight: 1 * 1 + 0.5 * 1.5; mean of two.
    network = Network((1, 1, 1), ("identity", "identity"), [1, 0.5, 1, 0, 0], cell="elman", initial_context=0)
    X, y = np.array([[1.0], [1.0]]), np.array([[0.0], [1.0]])
    train = Sequences(X, y, offsets=np.array([0, 2]))
    loss, gradient = gradient_of(network, train, Plan("squared_error", "sgd", 0.0))
    assert loss == pytest.approx((0.5 * 1 + 0.5 * 0.25) / 2)
    np.testing.assert_allclose(gradient, np.array([1.75, 0.5, 1.75, 1.75, 1.5]) / 2, rtol=1e-15)


def test_one_step_back_takes_the_context_for_an_input():
    # As above, but nothing goes back from the second step; two updates, the rate so small that they add up.
    network = Network((1, 1, 1), ("identity", "identity"), [1, 0.5, 1, 0, 0], cell="elman", initial_context=0)
    before = network.parameters.copy()
    train = Sequences(np.ones((2, 1)), np.array([[0.0], [1.0]]), offsets=np.array([0, 2]))
    plan = Plan("squared_error", "sgd", 0.0, learning_rate_init=1e-9, momentum=0.0, backprop_steps=1)
    state = TrainingState.start(network, plan, 1)
    train_reference(state, TrainingData(train), plan, 1)
    assert state.step == 2
    np.testing.assert_allclose((before - network.parameters) / 1e-9, [1.5, 0.5, 1.75, 1.5, 1.5], rtol=1e-6)


@pytest.mark.parametrize("cell", ["elman", "jordan"])
@pytest.mark.parametrize("start", [0.5, "learned"])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_is_that_of_finite_differences(loss, start, cell):
    case = make_sequence_case(
        loss,
        (4, 3),
        ("tanh", "logistic"),
        cell=cell,
        initial_context=start,
        n_outputs=1 if loss != "log_loss" else 3,
        weighted=True,
        judged="some",
        lengths=(5, 3, 1, 4),
        batch_size=4,
        solver="sgd",
        alpha=0.1,
        scale=0.4,
    )
    network, train, plan = case.network, case.data.train, case.plan
    _, gradient = gradient_of(network, train, plan)
    differences = np.empty_like(gradient)
    for place in range(len(gradient)):
        sides = []
        for distance in (1e-6, -1e-6):
            parameters = network.parameters.copy()
            parameters[place] += distance
            sides.append(gradient_of(network.like(parameters), train, plan)[0])
        differences[place] = (sides[0] - sides[1]) / 2e-6
    np.testing.assert_allclose(gradient, differences, rtol=1e-6, atol=1e-8)


def test_sequences_of_other_lengths_side_by_side_are_what_each_is_alone():
    case = make_sequence_case(hidden=(4,), lengths=(3, 6, 1), batch_size=3, alpha=0.0)
    network, train, plan = case.network, case.data.train, case.plan
    _, together = gradient_of(network, train, plan)
    alone = np.zeros_like(together)
    for position, length in enumerate(train.lengths):
        own = Sequences(
            train.X, train.y, rows=np.array([position]), offsets=train.offsets, targets=train.targets
        )
        alone += gradient_of(network, own, plan)[1] * length
    np.testing.assert_allclose(together, alone / len(train.X), rtol=1e-12, atol=1e-15)


def test_windows_that_overlap_go_back_into_what_is_kept():
    case = make_sequence_case(lengths=(7,), backprop_steps=4, update_steps=2, learning_rate_init=1e-12)
    state = case.start()
    found = windows(state, case.data.train, np.array([0]), case.plan, state.random)
    sizes = [(len(window.steps), window.n_new) for window in found]
    assert sizes == [(2, 2), (4, 2), (4, 2), (3, 1)]
