"""A trace's own numbers add up to what the network computes."""

import numpy as np
import pytest

from rosenblatt import MLPClassifier, Perceptron
from rosenblatt.errors import PlanError
from rosenblatt.formulas.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.trace import trace, trace_update
from rosenblatt.training import PerceptronPlan
from rosenblatt.training.reference.gradient import forward

X = np.array([0.8, -1.3, 0.4])


def drawn(sizes, activations, **options):
    return initialize(sizes, activations, np.random.RandomState(3), **options)


def assert_adds_up(neuron):
    # The network adds its products in another order than Python: 1e-14 of their sizes apart.
    products = [term.product for term in neuron.terms]
    slack = 1e-14 * (1 + sum(map(abs, products)) + abs(neuron.bias))
    assert [term.weight * term.value for term in neuron.terms] == products
    assert neuron.weighted_sum + neuron.bias == neuron.z
    assert sum(products) + neuron.bias == pytest.approx(neuron.z, abs=slack)


@pytest.mark.parametrize("name", HIDDEN_ACTIVATIONS)
def test_every_hidden_activation(name):
    network = drawn((3, 4, 2, 1), (name, name, "identity"))
    traced, passed = trace(network, X), forward(network, X[None])
    for layer, z, values in zip(traced.layers, passed.z, passed.values[1:], strict=True):
        assert [neuron.z for neuron in layer.neurons] == z[0].tolist()
        assert [neuron.value for neuron in layer.neurons] == values[0].tolist()
        np.testing.assert_array_equal(layer.values, values[0])
        assert layer.formula == ACTIVATIONS[layer.activation].formula
    for neuron in traced.neurons():
        assert_adds_up(neuron)
        row = ACTIVATIONS[neuron.activation]
        assert row.value(np.array([neuron.z]))[0] == neuron.value


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_output_activation(name, dtype):
    network = drawn((3, 4, 2), ("tanh", name), dtype=dtype)
    traced = trace(network, X)
    np.testing.assert_array_equal(traced.output, network.forward([X])[0])
    assert traced.output.dtype == dtype
    assert traced.neuron("o2").formula == ACTIVATIONS[name].formula
    if dtype is np.float64:
        for neuron in traced.neurons():
            assert_adds_up(neuron)


def test_softmax_shares_within_each_group():
    network = drawn((3, 5), ("softmax",), output_groups=(2, 3))
    traced = trace(network, X)
    for neuron, group in zip(traced.neurons(), [("o1", "o2")] * 2 + [("o3", "o4", "o5")] * 3, strict=True):
        z = np.array([traced.neuron(name).z for name in group])
        np.testing.assert_array_equal(neuron.group, z)
        assert neuron.value == pytest.approx(np.exp(neuron.z) / np.exp(z).sum())


def test_what_a_neuron_reads_is_what_the_layer_below_puts_out():
    traced = trace(drawn((3, 4, 2), ("relu", "identity")), X, input_names=["a", "b", "c"])
    assert [(term.source, term.value) for term in traced.neuron("h1.1").terms] == [
        ("a", 0.8), ("b", -1.3), ("c", 0.4),
    ]  # fmt: skip
    below = [(neuron.name, neuron.value) for neuron in traced.layers[0].neurons]
    assert [(term.source, term.value) for term in traced.neuron("o1").terms] == below


def test_dropout_masks_multiply_what_is_passed_on():
    network = drawn((3, 2, 1), ("tanh", "identity"))
    mask = np.array([0.0, 2.0])
    traced = trace(network, X, masks=[mask])
    passed = forward(network, X[None], [mask[None]])
    assert traced.output[0] == passed.output[0, 0]
    assert traced.neuron("h1.1").passed_on == 0
    assert traced.neuron("h1.2").passed_on == 2 * traced.neuron("h1.2").value
    assert "dropout: " in traced.neuron("h1.2").to_text()


@pytest.mark.parametrize(
    ("cell", "names"), [("elman", ("h1.1 before", "h1.2 before")), ("jordan", ("o1 before",))]
)
def test_a_recurrent_network_reads_its_context(cell, names):
    values = np.random.default_rng(0).normal(size=30)
    count = Network((1, 2, 1), ("tanh", "identity"), cell=cell).n_parameters
    network = Network((1, 2, 1), ("tanh", "identity"), values[:count], cell=cell)
    steps = [[0.5], [-1.0], [2.0]]
    first, last = trace(network, steps[0]), trace(network, steps)
    assert first.neuron("h1.1").sources == ("x1", *names)
    assert first.neuron("h1.1").terms[1].value == network.initial_context
    before = trace(network, steps[:2])
    assert last.neuron("h1.1").terms[1].value == before.neuron(names[0].split()[0]).value
    np.testing.assert_array_equal(last.output, network.forward(steps)[-1])
    assert_adds_up(last.neuron("h1.2"))


def test_a_neuron_that_is_not_there_is_named_with_those_that_are():
    traced = trace(drawn((3, 5, 2, 1), ("tanh", "tanh", "identity")), X)
    with pytest.raises(PlanError, match=r"no neuron 'h1\.6'.*h1\.1 \.\.\. h1\.5, h2\.1 \.\.\. h2\.2, o1"):
        traced.neuron("h1.6")


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([1, 2], r"has 3 inputs, got a sample of shape \(2,\): give 3 numbers"),
        ([[1, 2, 3], [4, 5, 6]], r"got a sample of shape \(2, 3\)"),
        (["a", "b", "c"], "must be a row of numbers"),
        (None, "got a sample of shape|must be a row of numbers"),
    ],
)
def test_a_sample_of_the_wrong_width_is_refused(x, message):
    with pytest.raises(PlanError, match=message):
        trace(drawn((3, 1), ("identity",)), x)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"input_names": ["a"]}, "input_names must name each of the 3 inputs, got 1"),
        ({"input_names": ["a", "b", "a"]}, "got 'a' twice"),
        ({"output_names": ["yes", "no"]}, "output_names must name each of the 1 outputs"),
        ({"masks": []}, "masks must hold one for each of the 1 hidden layers"),
        ({"masks": [[1, 1, 1]]}, "the mask of hidden layer 1 must have 2 numbers, got 3"),
    ],
)
def test_names_and_masks_have_to_fit(options, message):
    with pytest.raises(PlanError, match=message):
        trace(drawn((3, 2, 1), ("tanh", "identity")), X, **options)


def test_a_trace_keeps_its_numbers_when_the_network_moves_on():
    network = Network((1, 1), ("identity",), [2.0, 1.0])
    traced = trace(network, [3])
    network.parameters[:] = 0
    assert traced.neuron("o1").terms[0].weight == 2
    assert traced.output[0] == 7


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("output", ["identity", "softmax", "exp"])
@pytest.mark.parametrize("value", [np.finfo(np.float32).max, np.nan, np.inf])
def test_numbers_that_run_away_are_shown_as_they_are(value, output, dtype):
    network = Network((2, 2), (output,), np.array([value, value, 1, value, 1, 0], dtype))
    traced = trace(network, [1e300 if dtype is np.float64 else 1e30, 10])
    for written in (traced.to_text(), traced.to_latex(), traced.to_html()):
        assert written


def test_an_estimator_leads_to_its_network():
    with pytest.raises(PlanError, match="got MLPClassifier: give its network_, or use explain"):
        trace(MLPClassifier(), X)
    with pytest.raises(PlanError, match="got Perceptron: give its network_, or use explain"):
        trace_update(Perceptron(), X, 1, PerceptronPlan())
    with pytest.raises(PlanError, match="got list: give a Network"):
        trace([1, 2], X)
