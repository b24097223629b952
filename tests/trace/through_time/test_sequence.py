"""A trace over time says what every step computes, and what it reads of the one before."""

import numpy as np
import pytest
from tests.trace.recurrent import SHAPES, STEPS, adder, drawn

from rosenblatt.errors import PlanError
from rosenblatt.formulas.losses import LOSSES
from rosenblatt.network import Network
from rosenblatt.trace import trace, trace_sequence


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_step_is_the_networks_own_to_the_last_bit(shape, dtype):
    network = drawn(*SHAPES[shape], dtype=dtype)
    traced = trace_sequence(network, STEPS)
    values = network.layer_values(STEPS)
    np.testing.assert_array_equal(traced.outputs, network.forward(STEPS))
    for place, step in enumerate(traced.steps):
        assert step.number == place + 1
        for layer, told in enumerate(step.trace.layers):
            np.testing.assert_array_equal(told.values.astype(dtype), values[layer + 1][place])


@pytest.mark.parametrize("shape", SHAPES)
def test_each_step_reads_what_the_step_before_left(shape):
    network = drawn(*SHAPES[shape])
    traced = trace_sequence(network, STEPS)
    assert {value for _, value in traced.step(1).context} == {0.5}
    for before, step in zip(traced.steps, traced.steps[1:], strict=False):
        assert len(step.context) == sum(network.context_sizes)
        for name, value in step.context:
            assert name.endswith(" before")
            assert value == before.trace.neuron(name.removesuffix(" before")).value


def test_the_last_step_is_the_one_that_trace_follows():
    network = drawn(*SHAPES["elman of two layers"])
    assert trace_sequence(network, STEPS).step(6).trace.to_text() == trace(network, STEPS).to_text()


def test_learned_starts_are_what_the_first_step_reads():
    network = drawn(*SHAPES["elman"], initial_context="learned")
    assert [value for _, value in trace_sequence(network, STEPS).step(1).context] == network.starts[
        0
    ].tolist()


def test_a_running_sum_by_hand():
    traced = trace_sequence(adder(), [[3], [4], [-2]], [3, None, 6], loss="squared_error")
    assert traced.outputs.tolist() == [[3], [7], [5]]
    assert [step.context for step in traced.steps] == [
        (("h1.1 before", 0.0),), (("h1.1 before", 3.0),), (("h1.1 before", 7.0),),
    ]  # fmt: skip
    np.testing.assert_array_equal(traced.errors, [0, np.nan, 0.5])  # (5 - 6)^2 / 2
    assert traced.step(2).error is None
    assert traced.to_text().splitlines()[-3:] == [
        "  step 1  0",
        "  step 3  0.5",
        "  mean    ( 0 + 0.5 ) / 2 = 0.25",
    ]


@pytest.mark.parametrize("loss", LOSSES)
def test_the_error_of_a_step_is_its_loss(loss):
    activation = LOSSES[loss].output_activation
    network = drawn((2, 3, 3), ("tanh", activation), "elman")
    y = {"log_loss": 2, "binary_log_loss": [1, 0, 1], "poisson": [2, 0, 1]}.get(loss, [0.3, -1.2, 2.0])
    parameter = {"huber": 1.0, "quantile": 0.3}.get(loss)
    traced = trace_sequence(network, STEPS, [y] * 6, loss=loss, loss_parameter=parameter)
    target = np.eye(3)[[2]] if loss == "log_loss" else np.array([y], float)
    for step, output in zip(traced.steps, network.forward(STEPS), strict=True):
        expected = LOSSES[loss].value(target, output[None], parameter)
        assert step.error == pytest.approx(float(np.mean(expected)), rel=1e-12)
        np.testing.assert_array_equal(step.target, target[0])


def test_all_writings_name_the_context():
    traced = trace_sequence(drawn(*SHAPES["elman"]), STEPS[:2], input_names=["rain", "wind"])
    text = traced.to_text()
    assert max(map(len, text.splitlines())) <= 80
    assert "Context: what was before\n  h1.1 before  = 0.5" in text
    for written in (text, traced.to_latex(), traced.to_html(page=True)):
        assert "h1.3 before" in written
        assert "Step 2" in written
        assert "wind" in written


def test_of_a_long_sequence_the_middle_is_left_out_and_said_so():
    traced = trace_sequence(adder(), np.ones((40, 1)), [0.0] * 40, loss="squared_error")
    text = traced.to_text()
    assert "... 28 more steps ..." in text
    assert "Step 6\n" in text
    assert "Step 7\n" not in text
    assert "Step 35\n" in text
    assert traced.step(20).trace.output == [20.0]


def test_a_step_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(PlanError, match="no step 0: the sequence has the steps 1 to 2"):
        trace_sequence(adder(), [[1], [2]]).step(0)


@pytest.mark.parametrize(
    ("X", "options", "message"),
    [
        ([[1, 2]], {}, r"has 1 inputs, got steps of shape \(1, 2\): give an array of shape \(n_steps, 1\)"),
        ([], {}, r"got steps of shape \(0,\)"),
        ([["a"]], {}, "must be rows of numbers"),
        ([[1], [2]], {"y": [1, 2]}, "got y alone: give loss"),
        ([[1], [2]], {"loss": "squared_error"}, "got loss alone: give y"),
        ([[1], [2]], {"y": [1], "loss": "squared_error"}, "y must hold a target for each of the 2 steps"),
        ([[1], [2]], {"y": [1, [1, 2]], "loss": "squared_error"}, "step 2: the network has 1 outputs"),
        ([[1], [2]], {"y": [1, 2], "loss": "squared"}, "loss must be one of"),
    ],
)
def test_what_does_not_fit_is_refused(X, options, message):
    with pytest.raises(PlanError, match=message):
        trace_sequence(adder(), X, **options)


def test_a_network_without_context_neurons_has_no_sequences():
    with pytest.raises(PlanError, match="without context neurons has no sequences: use trace"):
        trace_sequence(Network((1, 1), ("identity",)), [[1]])
