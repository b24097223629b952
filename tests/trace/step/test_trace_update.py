"""The numbers of a traced step are those of the trainer: every loss, activation and optimizer."""

import numpy as np
import pytest
from tests.core.cases import HIDDEN

from rosenblatt.errors import PlanError
from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.formulas.losses import LOSSES, output_delta
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.formulas.schedules import SCHEDULES
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.trace import trace_update
from rosenblatt.training import Samples, TrainingData, TrainingState, advance
from rosenblatt.training.reference.epochs import train_reference
from rosenblatt.training.reference.gradient import Batch, loss_and_gradient

X = np.array([0.8, -1.3, 0.4])
TARGETS = {"log_loss": 2, "binary_log_loss": [1, 0, 1], "poisson": [2, 0, 1]}

PAIRS = [(name, row.output_activation) for name, row in LOSSES.items()] + [
    (loss, output)
    for loss in ("squared_error", "absolute_error", "huber", "quantile")
    for output in ACTIVATIONS
    if output not in ("identity", "softmax", "step")
] + [("binary_log_loss", "tanh"), ("poisson", "softplus")]  # fmt: skip
"""Each loss with its own output activation, where the slopes cancel, and with others, where they do not."""


def drawn(hidden, output, n_outputs=3, **options):
    sizes = (3, *(4 for _ in hidden), n_outputs)
    return initialize(sizes, (*hidden, output), np.random.RandomState(5), **options)


def one_sample(network, loss, y):
    """The sample as the trainer reads it."""
    groups = network.output_groups
    if loss == "log_loss":
        return Samples(X[None], np.array(y, np.int32).reshape(1, len(groups)))
    return Samples(X[None], np.array(y, float).reshape(1, -1))


def trained(network, plan, y, state=None):
    """What the NumPy trainer and the core make of one epoch of one sample."""
    after = []
    for train in (train_reference, advance):
        own = TrainingState.start(network.copy(), plan, 1)
        if state is not None:
            own = state.copy()
        train(own, TrainingData(one_sample(network, plan.loss, y)), plan, 1)
        after.append(own.network.parameters)
    return after


def assert_adds_up(update, network, plan, y):
    """Every number of the step follows from the others."""
    sample = one_sample(network, plan.loss, y)
    batch = Batch(*sample.take(np.arange(1), network.output_groups))
    loss, gradient, output = loss_and_gradient(network, batch, plan)
    assert update.loss == loss
    np.testing.assert_array_equal(update.target, batch.y[0])
    np.testing.assert_array_equal(update.gradient, gradient)
    penalised = OPTIMIZERS[plan.solver].penalty_in_gradient
    z = np.array([[neuron.z for neuron in update.forward.layers[-1].neurons]])
    delta = output_delta(plan.loss, network.activations[-1], batch.y, z, output, plan.loss_parameter)
    for layer in reversed(range(network.n_layers)):
        if layer < network.n_layers - 1:  # the chain rule, from the trace's own numbers
            above = np.array([neuron.delta for neuron in update.layers[layer + 1]])
            z, a = np.array([(neuron.z, neuron.value) for neuron in update.forward.layers[layer].neurons]).T
            slope = ACTIVATIONS[network.activations[layer]].derivative(z, a)
            delta = (network.weights[layer + 1] @ above * slope)[None]
        deltas = [neuron.delta for neuron in update.layers[layer]]
        np.testing.assert_allclose(deltas, delta[0], rtol=1e-12, atol=1e-15)
        for neuron in update.layers[layer]:
            assert neuron.bias.gradient == neuron.delta
            for weight in neuron.weights:
                assert weight.penalty == (plan.alpha * weight.old if penalised else 0)
                assert weight.gradient == weight.delta * weight.input + weight.penalty
                assert weight.step == weight.new - weight.old


def assert_trains(update, network, plan, y, state=None):
    """The new weights are the trainer's: to the last bit NumPy's, to 1e-12 the core's."""
    reference, core = trained(network, plan, y, state)
    np.testing.assert_array_equal(update.after.parameters, reference)
    np.testing.assert_allclose(update.after.parameters, core, rtol=1e-12, atol=1e-13)
    for layer, neurons in enumerate(update.layers):
        for place, neuron in enumerate(neurons):
            assert [weight.new for weight in neuron.weights] == update.after.weights[layer][:, place].tolist()
            assert neuron.bias.new == update.after.biases[layer][place]


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_every_loss_with_its_output_activations(loss, output):
    network, y = drawn(("tanh",), output), TARGETS.get(loss, [0.3, -1.2, 2.0])
    plan = Plan(loss, "sgd", alpha=0.01, learning_rate_init=0.1)
    before = network.copy()
    update = trace_update(network, X, y, plan)
    assert_adds_up(update, network, plan, y)
    assert_trains(update, network, plan, y)
    assert network == before
    assert update.before == before
    assert update.to_text()


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("loss", ["log_loss", "squared_error"])
def test_every_hidden_activation(name, loss):
    network, y = drawn((name, name), LOSSES[loss].output_activation), TARGETS.get(loss, [0.3, -1.2, 2.0])
    plan = Plan(loss, "adam", alpha=0.1)
    update = trace_update(network, X, y, plan)
    assert_adds_up(update, network, plan, y)
    assert_trains(update, network, plan, y)


@pytest.mark.parametrize(
    "options",
    [
        {"solver": "sgd", "momentum": 0.0},
        {"solver": "sgd", "momentum": 0.9, "nesterovs_momentum": False},
        {"solver": "sgd", "momentum": 0.9, "nesterovs_momentum": True},
        {"solver": "adam"},
        {"solver": "adamw", "alpha": 0.3},
        {"solver": "rmsprop"},
        {"solver": "sgd", "max_grad_norm": 0.1},
        {"solver": "adam", "max_grad_norm": 1e9},
        *({"solver": "sgd", "learning_rate": name} for name in SCHEDULES),
    ],
)
def test_every_optimizer_from_the_beginning_and_from_a_state(options):
    network, y = drawn(("tanh",), "identity"), [0.3, -1.2, 2.0]
    plan = Plan("squared_error", **{"alpha": 0.01, "learning_rate_init": 0.05, "max_iter": 9, **options})
    update = trace_update(network, X, y, plan)
    assert_adds_up(update, network, plan, y)
    assert_trains(update, network, plan, y)

    state = TrainingState.start(network.copy(), plan, 1)
    train_reference(state, TrainingData(one_sample(network, plan.loss, y)), plan, 3)
    before = state.copy()
    update = trace_update(state.network, X, y, plan, state)
    assert_trains(update, state.network, plan, y, state)
    assert state == before
    assert update.weight("o1", "h1.1").moments_before == tuple(
        row[state.network.weights[0].size] for row in state.moments
    )


def test_float32_is_traced_in_float32():
    network, y = drawn(("tanh",), "softmax", dtype=np.float32), 1
    plan = Plan("log_loss", "adam")
    state = TrainingState.start(network.copy(), plan, 1)
    data = TrainingData(Samples(X[None].astype(np.float32), np.array([[1]], np.int32)))
    train_reference(state, data, plan, 1)
    np.testing.assert_array_equal(
        trace_update(network, X, y, plan).after.parameters, state.network.parameters
    )


def test_several_groups_of_outputs():
    network, y = drawn(("relu",), "softmax", n_outputs=5, output_groups=(2, 3)), [1, 2]
    plan = Plan("log_loss", "sgd", learning_rate_init=0.1)
    update = trace_update(network, X, y, plan)
    assert update.target.tolist() == [0, 1, 0, 0, 1]
    assert_adds_up(update, network, plan, y)
    assert_trains(update, network, plan, y)


def test_a_class_may_be_given_as_a_row_too():
    network, plan = drawn((), "softmax"), Plan("log_loss")
    by_index, by_row = trace_update(network, X, 2, plan), trace_update(network, X, [0, 0, 1], plan)
    assert by_index.after == by_row.after


def test_a_step_by_hand():
    # a = 2 * 3 + 1 = 7 for 5: delta 2; the weight's gradient 6, the bias's 2; rate 0.1.
    plan = Plan("squared_error", "sgd", alpha=0.0, momentum=0.0, learning_rate_init=0.1)
    update = trace_update(Network((1, 1), ("identity",), [2, 1]), [3], 5, plan)
    weight = update.weight("o1", "x1")
    assert (weight.old, weight.input, weight.delta, weight.gradient) == (2, 3, 2, 6)
    assert (weight.learning_rate, weight.new) == (0.1, 2 - 0.1 * 6)
    assert update.weight("o1", "bias").new == 1 - 0.1 * 2
    assert update.loss == 2
    assert weight.to_text().splitlines() == [
        "The weight from x1 of o1",
        "  old value      2",
        "  input          3",
        "  delta          2",
        "  learning rate  0.1",
        "  gradient       ( 3 * 2 ) = 6",
        "  moment 1       0 -> -0.6",
        "  step           2 - ( 0.1 * 6 ) = 1.4",
        "  new value      1.4",
        "",
        "A larger value raises the loss for this sample, so gradient descent takes it",
        "down.",
    ]


def test_a_long_gradient_is_clipped_and_it_shows():
    network = Network((1, 1), ("identity",), [2, 1])
    plan = Plan("squared_error", "sgd", 0.0, momentum=0.0, learning_rate_init=0.1, max_grad_norm=0.5)
    update = trace_update(network, [3], 5, plan)
    assert update.gradient_norm == pytest.approx(np.sqrt(40))
    assert update.clip == 0.5 / update.gradient_norm
    assert update.weight("o1", "x1").new == pytest.approx(2 - 0.1 * 6 * update.clip)
    text = update.to_text()
    assert "max_grad_norm  every gradient * 0.5 / 6.325 " in text
    assert "6 * 0.07906 ≈ 0.4743" in text
    short = trace_update(network, [3], 5, plan.but(max_grad_norm=50.0))
    assert short.clip == 1
    assert "50 is not exceeded: nothing is clipped" in short.to_text()


def test_dropout_is_left_out_and_told_unless_masks_are_given():
    network, plan = drawn(("tanh",), "identity"), Plan("squared_error", "sgd", dropout=(0.5,))
    y = [0.3, -1.2, 2.0]
    plain = trace_update(network, X, y, plan)
    assert plain.after == trace_update(network, X, y, plan.but(dropout=())).after
    assert "this step is computed without it" in plain.notes[0]
    assert plain.notes[0].split()[0] in plain.to_text()
    mask = np.array([0.0, 2.0, 2.0, 0.0])
    masked = trace_update(network, X, y, plan, masks=[mask])
    batch = Batch(X[None], np.array([y]))
    _, gradient, _ = loss_and_gradient(network, batch, plan, [mask[None]])
    np.testing.assert_array_equal(masked.gradient, gradient)
    assert masked.notes == ()
    assert masked.neuron("h1.1").delta == 0
    assert masked.weight("o1", "h1.2").input == 2 * masked.forward.neuron("h1.2").value


def test_names_of_inputs_and_outputs():
    plan = Plan("squared_error", "sgd")
    names = {"input_names": ["age", "height", "bias"], "output_names": ["a", "b", "c"]}
    update = trace_update(drawn((), "identity"), X, [1, 2, 3], plan, **names)
    assert update.weight("o1", "age").source == "age"
    assert "Weights of o2 (b)" in update.to_text()
    with pytest.raises(PlanError, match="o1 has no weight from 'hight', did you mean 'height'"):
        update.weight("o1", "hight")
    with pytest.raises(PlanError, match=r"no neuron 'h1\.1'.*o1 \.\.\. o3"):
        update.weight("h1.1", "age")


def test_many_weights_fold_to_those_that_change_most():
    network = Network((30, 1), ("identity",))
    plan = Plan("squared_error", "sgd", 0.0, momentum=0.0, learning_rate_init=0.1)
    update = trace_update(network, np.arange(30.0), 1, plan)
    text = update.to_text()
    assert "24 more weights change by 2.3 or less each." in text
    assert "  x30   gradient = ( 29 * -1 ) = -29" in text
    assert "  x24   gradient" not in text


@pytest.mark.parametrize(
    ("y", "loss", "message"),
    [
        ([1, 2], "squared_error", r"has 3 outputs, got the target \[1, 2\]: give 3 numbers$"),
        ("a", "squared_error", "a target must be numbers, got 'a'"),
        ([1, 2, np.nan], "squared_error", "must be finite numbers"),
        ([1, 2, 0], "binary_log_loss", "must be 0 or 1 for each output"),
        ([1, -2, 0], "poisson", "must be counts of 0 or more"),
        (3, "log_loss", "must be its index, 0 to 2, got 3"),
        (0.5, "log_loss", "must be its index, 0 to 2, got 0.5"),
        ([1, 2], "log_loss", "give 3 numbers, or the index of the class"),
    ],
)
def test_a_target_that_does_not_fit_is_refused(y, loss, message):
    with pytest.raises(PlanError, match=message):
        trace_update(drawn((), LOSSES[loss].output_activation), X, y, Plan(loss))


def test_plans_and_states_that_do_not_fit_are_refused():
    network = drawn((), "identity")
    with pytest.raises(PlanError, match="lbfgs makes a step from all samples"):
        trace_update(network, X, [1, 2, 3], Plan("squared_error", "lbfgs"))
    with pytest.raises(PlanError, match="plan must be a Plan or a PerceptronPlan, got str"):
        trace_update(network, X, [1, 2, 3], "adam")
    other = TrainingState.start(Network((1, 1), ("identity",)), Plan("squared_error"), 1)
    with pytest.raises(PlanError, match=r"moments of shape \(2, 2\), adam needs \(2, 12\)"):
        trace_update(network, X, [1, 2, 3], Plan("squared_error"), other)
    with pytest.raises(PlanError, match="needs a TrainingState, got str"):
        trace_update(network, X, [1, 2, 3], Plan("squared_error"), "state")
    recurrent = Network((3, 2, 1), ("tanh", "identity"), cell="elman")
    with pytest.raises(PlanError, match="is trained on sequences: use trace_sequence_update"):
        trace_update(recurrent, X, 1, Plan("squared_error"))
    with pytest.raises(PlanError, match=r"a network with step .* cannot be trained"):
        trace_update(drawn(("step",), "identity"), X, [1, 0, 0], Plan("squared_error"))
    with pytest.raises(PlanError, match="log_loss needs softmax"):
        trace_update(drawn((), "softmax"), X, [1, 0, 0], Plan("squared_error"))


def test_a_weight_says_why_it_changed():
    plan = Plan("squared_error", "sgd", 0.0, momentum=0.9, learning_rate_init=0.1, max_grad_norm=0.5)
    network = Network((2, 1), ("identity",), [2, 7, 1])
    quiet = trace_update(network, [3, 0], 7, plan)
    assert (
        quiet.weight("o1", "x1")
        .to_text()
        .endswith("The delta is 0, so the loss does not change with this weight.")
    )
    lower = trace_update(network, [3, 0], 9, plan)
    assert "The input is 0, so" in lower.weight("o1", "x2").to_text()
    assert "A larger value lowers the loss for this sample" in lower.weight("o1", "x1").to_text()
    assert "  clipped        -6 * 0.07906 = -0.4743\n" in lower.weight("o1", "x1").to_text().replace("≈", "=")

    state = TrainingState.start(network.copy(), plan, 1)
    state.moments[0] = -5.0  # as if earlier steps had gone down far
    downhill = trace_update(network, [3, 0], 9, plan, state).weight("o1", "x1")
    assert downhill.gradient < 0 > downhill.step
    assert "the moments of earlier steps outweigh this" in downhill.to_text().replace("\n", " ")
