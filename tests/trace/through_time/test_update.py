"""The way back through time, as it is told, is the NumPy trainer's: to the last bit."""

import numpy as np
import pytest
from tests.trace.recurrent import SHAPES, STEPS, drawn

from rosenblatt.errors import PlanError
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.trace import trace_sequence_update
from rosenblatt.training import TrainingData, TrainingState
from rosenblatt.training.reference.epochs import train_reference
from rosenblatt.training.sequences import Sequences

Y = np.random.default_rng(2).normal(size=(6, 2))
PLAN = Plan("squared_error", "sgd", alpha=0.1, learning_rate_init=0.1)
WINDOWS = {
    "whole": {},
    "of two steps": {"backprop_steps": 2},
    "of five steps, two new": {"backprop_steps": 5, "update_steps": 2},
    "of one step": {"backprop_steps": 1},
}


def trained(network, plan, state=None, targets=None, epochs=1):
    """The state after the NumPy trainer has gone through the sequence."""
    which = np.arange(6, dtype=np.int64) if targets is None else targets
    train = Sequences(STEPS.astype(network.dtype), Y.astype(network.dtype), offsets=np.array([0, 6]),
                      targets=which)  # fmt: skip
    own = TrainingState.start(network.copy(), plan, 1) if state is None else state.copy()
    train_reference(own, TrainingData(train), plan, epochs)
    return own


def assert_adds_up(window):
    """Every gradient follows from the steps' own inputs and deltas, every delta from its two parts."""
    for back in window.steps:
        for delta, own, later in zip(back.deltas, back.own, back.later, strict=True):
            np.testing.assert_allclose(own + later, delta, rtol=1e-12, atol=1e-15)
    flat = window.before.like(window.gradient)
    for layer, neurons in enumerate(window.layers):
        for place, neuron in enumerate(neurons):
            told = [*neuron.weights, neuron.bias]
            for weight in told:
                total = float(weight.inputs @ weight.deltas) + weight.penalty
                assert weight.gradient == pytest.approx(total / window.n_targets, rel=1e-9, abs=1e-12)
                assert weight.step == weight.new - weight.old
            n_below = len(window.before.weights[layer])
            assert [weight.gradient for weight in told[:n_below]] == flat.weights[layer][:, place].tolist()
            assert neuron.bias.gradient == flat.biases[layer][place]


@pytest.mark.parametrize("windows", WINDOWS)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_new_weights_are_the_trainers(shape, windows):
    network, plan = drawn(*SHAPES[shape], initial_context="learned"), PLAN.but(**WINDOWS[windows])
    before = network.copy()
    update = trace_sequence_update(network, STEPS, Y, plan)
    np.testing.assert_array_equal(update.after.parameters, trained(network, plan).network.parameters)
    assert network == before
    assert update.before == before
    for window in update.windows:
        assert_adds_up(window)
        assert max(map(len, window.to_text().splitlines())) <= 80
    for earlier, later in zip(update.windows, update.windows[1:], strict=False):
        assert earlier.after == later.before


@pytest.mark.parametrize("solver", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_optimizer_in_the_middle_of_a_training(solver, dtype):
    network = drawn(*SHAPES["elman"], dtype=dtype)
    plan = Plan("squared_error", solver, alpha=0.1, backprop_steps=4, max_grad_norm=0.3)
    state = trained(network, plan, epochs=3)
    update = trace_sequence_update(state.network, STEPS, Y, plan, state)
    after = trained(network, plan, state)
    np.testing.assert_array_equal(update.after.parameters, after.network.parameters)
    assert any(window.clip < 1 for window in update.windows)
    neuron = update.windows[-1].neuron("h1.1")
    for place in range(len(after.moments)):
        moments = after.network.like(after.moments[place])
        assert neuron.weight("h1.2 before").moments_after[place] == moments.context[0][1, 0]
        assert neuron.bias.moments_after[place] == moments.biases[0][0]


def test_a_stream_goes_on_from_its_context():
    network, plan = drawn(*SHAPES["jordan"]), PLAN.but(backprop_steps=3, stateful=True)
    state = trained(network, plan)
    update = trace_sequence_update(state.network, STEPS, Y, plan, state)
    assert [value for _, value in update.windows[0].steps[0].step.context] == state.context.tolist()
    after = trained(network, plan, state)
    np.testing.assert_array_equal(update.after.parameters, after.network.parameters)


def test_steps_without_a_target_bring_no_error_of_their_own():
    network = drawn(*SHAPES["elman"])
    targets = np.array([-1, -1, 2, -1, 4, -1])
    y = [Y[place] if place >= 0 else None for place in targets]
    update = trace_sequence_update(network, STEPS, y, PLAN)
    window = update.windows[0]
    assert [back.own_norm > 0 for back in window.steps] == [False, False, True, False, True, False]
    assert window.n_targets == 2
    assert window.step(6).norm == 0
    assert window.step(1).norm == window.step(1).later_norm > 0
    assert "no error of its own: 0" in window.step(1).to_text()
    np.testing.assert_array_equal(
        update.after.parameters, trained(network, PLAN, targets=targets).network.parameters
    )


def test_a_window_without_a_target_makes_no_update():
    network, plan = drawn(*SHAPES["elman"]), PLAN.but(backprop_steps=2)
    update = trace_sequence_update(network, STEPS, [None] * 3 + list(Y[3:]), plan)
    assert [window.steps[0].step.number for window in update.windows] == [3, 5]
    assert update.windows[0].step(3).own_norm == 0


def test_the_backward_pass_by_hand():
    # z = x + c * before, a = z, loss a^2 / 2 at step 3 alone: its slope is a, and c^k of it k steps before.
    network = Network((1, 1, 1), ("identity", "identity"), [1, 0.5, 1, 0, 0], cell="elman", initial_context=0)
    plan = Plan("squared_error", "sgd", alpha=0.0, momentum=0.0, learning_rate_init=0.1)
    update = trace_sequence_update(network, [[4], [0], [0]], [None, None, 0], plan)
    window = update.windows[0]
    assert window.norms.tolist() == [0.25, 0.5, 1.0]
    assert window.reach.tolist() == [0.25, 0.5, 1.0]
    # The context weight has read 0, 4 and 2: 0.5 * 4 + 1 * 2.
    assert window.weight("h1.1", "h1.1 before").gradient == 4
    assert window.weight("h1.1", "h1.1 before").new == pytest.approx(0.5 - 0.1 * 4)
    assert str(window.weight("h1.1", "h1.1 before")).splitlines()[2:5] == [
        "  step 1     ( 0 * 0.25 ) = 0",
        "  step 2     ( 4 * 0.5 ) = 2",
        "  step 3     ( 2 * 1 ) = 2",
    ]
    text = window.to_text()
    assert "step 2  own 0; after 0.5; both 0.5; of step 3 0.5" in text
    assert "shrinks to 0.25 of its norm: by the factor 0.5 per step" in text.replace("\n", " ")
    assert "by the factor 0.5 per step" in text.replace("\n", " ")
    assert window.step(1).to_text().splitlines() == [
        "Deltas of step 1",
        "  o1    no error of its own: 0",
        "  h1.1  identity'(4) = 1",
        "        above: ( 0 * 1 ) = 0",
        "        step after: ( 0.5 * 0.5 ) = 0.25",
        "        ( 0 + 0.25 ) * 1 = 0.25",
    ]


def test_a_slope_may_explode():
    network = Network((1, 1, 1), ("identity", "identity"), [1, 3, 1, 0, 0], cell="elman", initial_context=0)
    window = trace_sequence_update(network, np.ones((4, 1)), [None] * 3 + [0], PLAN).windows[0]
    np.testing.assert_allclose(window.reach / window.reach[-1], [27, 9, 3, 1])
    assert "grows to 27 of its norm" in window.to_text().replace("\n", " ")


def test_learned_starts_move_against_their_gradient():
    network = drawn(*SHAPES["elman of two layers"], initial_context="learned")
    window = trace_sequence_update(network, STEPS, Y, PLAN).windows[0]
    flat = network.like(window.gradient)
    told = [start.gradient for start in window.starts]
    assert told == [*flat.starts[0].tolist(), *flat.starts[1].tolist()]
    assert [start.source for start in window.starts][:4] == [
        "h1.1 before", "h1.2 before", "h1.3 before", "h2.1 before",
    ]  # fmt: skip
    for start in window.starts:
        total = float(start.weights @ start.deltas) / window.n_targets
        assert start.gradient == pytest.approx(total, rel=1e-9)
        assert start.to_text().startswith(f"What {start.source} starts from")


@pytest.mark.parametrize("shape", SHAPES)
def test_the_gradient_is_the_slope_of_the_loss(shape):
    network, size = drawn(*SHAPES[shape], initial_context="learned"), 1e-6
    plan = PLAN.but(alpha=0.0)
    window = trace_sequence_update(network, STEPS, Y, plan).windows[0]
    for place in range(network.n_parameters):
        losses = []
        for way in (size, -size):
            moved = network.copy()
            moved.parameters[place] += way
            losses.append(trace_sequence_update(moved, STEPS, Y, plan).windows[0].loss)
        # As in scikit-learn the loss is the mean over the two outputs, the gradient that of their sum.
        slope = 2 * (losses[0] - losses[1]) / (2 * size)
        assert window.gradient[place] == pytest.approx(slope, abs=1e-8, rel=1e-6)


@pytest.mark.parametrize("cell", ["elman", "jordan"])
def test_softmax_and_every_writing(cell):
    network = drawn((2, 3, 3), ("tanh", "softmax"), cell)
    names = ["a", "b", "<c>"]
    update = trace_sequence_update(
        network, STEPS, [0, 1, 2, None, 0, 1], Plan("log_loss", backprop_steps=4), output_names=names
    )
    for window in update.windows:
        assert_adds_up(window)
    text = update.to_text()
    assert ("through softmax:" in text) == (cell == "jordan")
    assert "The update after step 6" in text
    assert "h1.1 before" in update.to_latex() or "o1 before" in update.to_latex()
    html = update.to_html(page=True)
    assert "&lt;c&gt;" in html
    assert "<c>" not in html


def test_of_a_long_window_the_middle_is_left_out():
    network = drawn((1, 2, 1), ("tanh", "identity"), "elman")
    text = trace_sequence_update(network, np.ones((30, 1)), [0.5] * 30, PLAN).to_text()
    assert text.count("18 more steps") == 4
    assert "Deltas of step 7\n" not in text


def test_what_has_to_be_said_beside_is_noted():
    network = drawn(*SHAPES["elman"])
    plan = PLAN.but(dropout=(0.5,), learning_rate="cosine")
    alone = trace_sequence_update(network, STEPS, Y, plan)
    assert alone.notes == ("The plan uses dropout 0.5; this update is computed without it.",)
    state = TrainingState.start(network.copy(), plan, 1)
    assert "extends over all steps" in trace_sequence_update(network, STEPS, Y, plan, state).notes[1]
    np.testing.assert_array_equal(
        alone.after.parameters, trained(network, plan.but(dropout=())).network.parameters
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"y": [None] * 6}, "no step has a target"),
        ({"plan": PLAN.but(solver="lbfgs")}, "lbfgs makes a step from all sequences"),
        ({"plan": "sgd"}, "plan must be a Plan, got str"),
        ({"plan": Plan("log_loss")}, "log_loss needs softmax"),
        ({"state": 5}, "needs a TrainingState, got int"),
    ],
)
def test_what_does_not_fit_is_refused(options, message):
    network = drawn(*SHAPES["elman"])
    with pytest.raises(PlanError, match=message):
        trace_sequence_update(network, **{"X": STEPS, "y": Y, "plan": PLAN, **options})


def test_a_state_of_another_training_is_refused():
    network = drawn(*SHAPES["elman"])
    other = TrainingState.start(drawn(*SHAPES["jordan"]), PLAN, 1)
    with pytest.raises(PlanError, match="holds moments of shape"):
        trace_sequence_update(network, STEPS, Y, PLAN, other)


def test_what_is_not_in_the_window_is_named_with_what_is():
    window = trace_sequence_update(drawn(*SHAPES["elman"]), STEPS, Y, PLAN.but(backprop_steps=3)).windows[1]
    with pytest.raises(PlanError, match="has the steps 4 to 6, got 2"):
        window.step(2)
    with pytest.raises(PlanError, match=r"no neuron 'h2\.1'"):
        window.neuron("h2.1")
    with pytest.raises(PlanError, match=r"h1\.1 has no weight from 'x9'"):
        window.weight("h1.1", "x9")
