import math
from itertools import pairwise

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from rosenblatt.errors import PlanError
from rosenblatt.network.initialization import SCHEMES, initialize

SIZES, ACTIVATIONS = (4, 7, 5, 3), ("tanh", "relu", "softmax")


def drawn(draw_weights, draw_bias, seed=3):
    """What numpy draws, layer after layer: first the weights, then the biases."""
    random = np.random.RandomState(seed)
    layers = []
    for fan_in, fan_out in pairwise(SIZES):
        weights = draw_weights(random, fan_in, fan_out)
        layers.append((weights, draw_bias(random, fan_in, fan_out)))
    return layers


def assert_layers(network, layers):
    for layer, (weights, bias) in enumerate(layers):
        np.testing.assert_array_equal(network.weights[layer], weights)
        np.testing.assert_array_equal(network.biases[layer], bias)


def test_auto_is_a_uniform_draw_of_weights_and_then_biases():
    def bound(fan_in, fan_out):
        return math.sqrt(6 / (fan_in + fan_out))

    expected = drawn(
        lambda random, i, o: random.uniform(-bound(i, o), bound(i, o), (i, o)),
        lambda random, i, o: random.uniform(-bound(i, o), bound(i, o), o),
    )
    assert_layers(initialize(SIZES, ACTIVATIONS, np.random.RandomState(3)), expected)


@pytest.mark.parametrize("activation", ["relu", "logistic", "tanh", "identity"])
@pytest.mark.parametrize("hidden", [(), (7,), (7, 5)])
def test_auto_is_scikit_learns_draw(activation, hidden):
    theirs = MLPClassifier(hidden, activation=activation)
    theirs._random_state = np.random.RandomState(3)
    sizes = (4, *hidden, 3)
    expected = [theirs._init_coef(fan_in, fan_out, np.float64) for fan_in, fan_out in pairwise(sizes)]
    activations = (activation,) * len(hidden) + ("softmax",)
    # Without a hidden layer scikit-learn still goes by the parameter.
    ours = initialize(sizes, activations, np.random.RandomState(3), hidden_activation=activation)
    assert_layers(ours, expected)


@pytest.mark.parametrize(
    ("scheme", "variance"),
    [
        ("glorot", lambda i, o: 2 / (i + o)),
        ("he", lambda i, o: 2 / i),
        ("lecun", lambda i, o: 1 / i),
    ],
)
def test_named_schemes_draw_weights_of_the_stated_variance_and_no_biases(scheme, variance):
    uniform = drawn(
        lambda random, i, o: random.uniform(
            -math.sqrt(3 * variance(i, o)), math.sqrt(3 * variance(i, o)), (i, o)
        ),
        lambda random, i, o: 0,
    )
    assert_layers(
        initialize(SIZES, ACTIVATIONS, np.random.RandomState(3), scheme=scheme + "_uniform"), uniform
    )
    normal = drawn(
        lambda random, i, o: random.normal(0, math.sqrt(variance(i, o)), (i, o)),
        lambda random, i, o: 0,
    )
    assert_layers(initialize(SIZES, ACTIVATIONS, np.random.RandomState(3), scheme=scheme + "_normal"), normal)


@pytest.mark.parametrize(
    "scheme", [scheme for scheme in SCHEMES if scheme not in ("auto", "identity_context", "zeros")]
)
def test_the_spread_of_many_draws_is_the_stated_one(scheme):
    network = initialize((300, 200), ("identity",), np.random.RandomState(0), scheme=scheme)
    variance = {"glorot": 2 / 500, "he": 2 / 300, "lecun": 1 / 300, "unit": 1 / 3}[scheme.split("_")[0]]
    assert network.weights[0].var() == pytest.approx(variance, rel=0.03)


def test_unit_uniform_draws_weights_and_biases_between_minus_one_and_one():
    expected = drawn(
        lambda random, i, o: random.uniform(-1, 1, (i, o)), lambda random, i, o: random.uniform(-1, 1, o)
    )
    assert_layers(initialize(SIZES, ACTIVATIONS, np.random.RandomState(3), scheme="unit_uniform"), expected)


# ---- Context neurons -----------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["elman", "jordan"])
def test_context_weights_are_drawn_between_a_layers_weights_and_its_biases(cell):
    network = initialize(SIZES, ACTIVATIONS, np.random.RandomState(3), scheme="unit_uniform", cell=cell)
    random = np.random.RandomState(3)
    for (fan_in, fan_out), n_context, weights, context, bias in zip(
        network.shapes, network.context_sizes, network.weights, network.context, network.biases, strict=True
    ):
        np.testing.assert_array_equal(weights, random.uniform(-1, 1, (fan_in, fan_out)))
        assert (context is None) == (n_context == 0)
        if context is not None:
            np.testing.assert_array_equal(context, random.uniform(-1, 1, (n_context, fan_out)))
        np.testing.assert_array_equal(bias, random.uniform(-1, 1, fan_out))


@pytest.mark.parametrize(
    ("scheme", "bound"),
    [
        ("auto", math.sqrt(6 / (50 + 200 + 200))),
        ("glorot_uniform", math.sqrt(6 / (50 + 200 + 200))),
        ("he_uniform", math.sqrt(6 / (50 + 200))),
        ("lecun_uniform", math.sqrt(3 / (50 + 200))),
    ],
)
def test_context_neurons_count_as_inputs_of_their_layer(scheme, bound):
    random = np.random.RandomState(0)
    network = initialize((50, 200, 1), ("tanh", "identity"), random, scheme=scheme, cell="elman")
    for drawn_weights in (network.weights[0], network.context[0]):
        assert bound * 0.99 < abs(drawn_weights).max() <= bound


@pytest.mark.parametrize("cell", ["elman", "jordan"])
def test_identity_context_gives_each_context_neuron_back_to_one_of_its_own(cell):
    made = initialize(SIZES, ACTIVATIONS, np.random.RandomState(3), scheme="identity_context", cell=cell)
    for context, bias in zip(made.context, made.biases, strict=True):
        assert not bias.any()
        if context is not None:
            np.testing.assert_array_equal(context, np.eye(*context.shape))
    auto = initialize(SIZES, ACTIVATIONS, np.random.RandomState(3), cell=cell)
    np.testing.assert_array_equal(made.weights[0], auto.weights[0])


def test_with_relu_identity_context_keeps_what_it_holds():
    network = initialize(
        (1, 4, 1), ("relu", "identity"), np.random.RandomState(0), scheme="identity_context", cell="elman"
    )
    kept = network.layer_values(np.zeros((50, 1)))[1]
    np.testing.assert_array_equal(kept, np.full((50, 4), 0.5))


def test_learned_starts_begin_at_elmans_value():
    random = np.random.RandomState(0)
    network = initialize((2, 3, 1), ("tanh", "identity"), random, cell="elman", initial_context="learned")
    np.testing.assert_array_equal(network.starts[0], [0.5, 0.5, 0.5])
    network.starts[0][:] = 2.0
    np.testing.assert_array_equal(network.parameters[-3:], 2.0)


def test_zeros_draws_nothing():
    random = np.random.RandomState(3)
    assert not initialize(SIZES, ACTIVATIONS, random, scheme="zeros").parameters.any()
    assert random.random_sample() == np.random.RandomState(3).random_sample()


def test_single_precision_is_the_double_draw_rounded():
    double = initialize(SIZES, ACTIVATIONS, np.random.RandomState(3))
    single = initialize(SIZES, ACTIVATIONS, np.random.RandomState(3), dtype=np.float32)
    assert single.dtype == np.float32
    np.testing.assert_array_equal(single.parameters, double.parameters.astype(np.float32))


def test_output_groups_reach_the_network():
    network = initialize((2, 5), ("softmax",), np.random.RandomState(0), output_groups=(3, 2))
    assert network.output_groups == (3, 2)


def test_an_unknown_scheme_proposes_the_nearest():
    with pytest.raises(PlanError, match=r"init must be one of .*; got 'glorot', did you mean 'glorot_"):
        initialize(SIZES, ACTIVATIONS, np.random.RandomState(0), scheme="glorot")
