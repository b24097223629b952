import copy
import pickle

import numpy as np
import pytest

from rosenblatt import Model, Plan, Samples, TrainingData, TrainingState, advance
from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.network.network import values_over_time


def elman():
    # One input, one hidden neuron that adds what it was half a step ago, an output that doubles it.
    return Network((1, 1, 1), ("identity", "identity"), [1, 0.5, 2, 0, 0], cell="elman")


def test_an_elman_layer_reads_its_own_last_values():
    # h = x + h_before / 2, from h_before = 0.5: 1.25, 2.625, 3.3125; the output is 2 h.
    inputs, hidden, output = elman().layer_values([[1], [2], [2]])
    np.testing.assert_array_equal(inputs[:, 0], [1, 2, 2])
    np.testing.assert_array_equal(hidden[:, 0], [1.25, 2.625, 3.3125])
    np.testing.assert_array_equal(output[:, 0], [2.5, 5.25, 6.625])


def test_a_jordan_network_reads_its_own_last_outputs():
    # h = x + o_before / 2, o = 2 h: h = 1, o = 2; then h = 3, o = 6.
    network = Network(
        (1, 1, 1), ("identity", "identity"), [1, 0.5, 2, 0, 0], cell="jordan", initial_context=0
    )
    np.testing.assert_array_equal(network.forward([[1], [2]])[:, 0], [2, 6])


def test_every_hidden_layer_of_an_elman_network_has_its_own_context():
    network = Network((3, 4, 2, 5), ("tanh", "tanh", "identity"), cell="elman")
    assert network.context_sizes == (4, 2, 0)
    assert [None if each is None else each.shape for each in network.context] == [(4, 4), (2, 2), None]
    assert network.n_weights == (3 + 4) * 4 + (4 + 2) * 2 + 2 * 5
    assert network.n_parameters == network.n_weights + 4 + 2 + 5


def test_a_jordan_networks_first_layer_has_one_context_neuron_an_output():
    network = Network((3, 4, 2), ("tanh", "identity"), cell="jordan")
    assert network.context_sizes == (2, 0)
    assert network.context[0].shape == (2, 4)
    assert Network((3, 2), ("identity",), cell="jordan").context_sizes == (2,)


def test_weights_of_context_neurons_stand_behind_those_of_their_layer():
    network = Network((2, 2, 1), ("tanh", "identity"), np.arange(13), cell="elman")
    np.testing.assert_array_equal(network.weights[0], [[0, 1], [2, 3]])
    np.testing.assert_array_equal(network.context[0], [[4, 5], [6, 7]])
    np.testing.assert_array_equal(network.weights[1], [[8], [9]])
    np.testing.assert_array_equal(network.biases[0], [10, 11])
    network.context[0][1, 1] = -1
    assert network.parameters[7] == -1


def test_context_without_weights_changes_nothing():
    plain = Network((2, 3, 1), ("tanh", "logistic"), np.linspace(-1, 1, 13))
    network = Network((2, 3, 1), ("tanh", "logistic"), cell="elman")
    for mine, theirs in zip(
        (*network.weights, *network.biases), (*plain.weights, *plain.biases), strict=True
    ):
        mine[:] = theirs
    X = np.random.default_rng(0).normal(size=(7, 2))
    np.testing.assert_allclose(network.forward(X), plain.forward(X), rtol=1e-15)


@pytest.mark.parametrize("again", [Network.copy, copy.deepcopy, lambda n: pickle.loads(pickle.dumps(n))])
def test_a_copy_keeps_the_context(again):
    network = elman()
    other = again(network)
    assert other == network
    other.context[0][0, 0] = 3
    assert network.context[0][0, 0] == 0.5


def test_to_dict_and_back_with_a_cell():
    network = elman()
    assert Network.from_dict(network.to_dict()) == network
    assert "cell" not in Network((1, 1), ("step",)).to_dict()


def test_cells_and_starting_contexts_are_part_of_what_is_compared():
    network = elman()
    for change in ({"cell": "jordan"}, {"initial_context": 0.0}):
        options = {"cell": "elman", "initial_context": 0.5} | change
        assert Network((1, 1, 1), ("identity", "identity"), [1, 0.5, 2, 0, 0], **options) != network


def test_repr_names_the_cell():
    assert repr(elman()) == "<Network 1-1-1, elman, identity, identity, 5 parameters, float64>"


@pytest.mark.parametrize(
    ("sizes", "cell", "message"),
    [
        ((2, 2, 1), "elmann", "cell must be one of elman, jordan; got 'elmann', did you mean 'elman'"),
        ((2, 1), "elman", "but this network has none: add one, or use cell='jordan'"),
    ],
)
def test_impossible_cells(sizes, cell, message):
    with pytest.raises(PlanError, match=message):
        Network(sizes, ("tanh",) * (len(sizes) - 1), cell=cell)


def test_a_network_with_context_neurons_learns_from_sequences_alone():
    plan = Plan("squared_error")
    data = TrainingData(Samples(np.ones((2, 1)), np.ones((2, 1))))
    with pytest.raises(PlanError, match="learns from Sequences, for its elman cell; got Samples"):
        advance(TrainingState.start(elman(), plan, 2), data, plan, 1)
    with pytest.raises(PlanError, match="kind 'recurrent' is for one with a cell"):
        Model("mlp", "regression", elman())


def test_starts_that_are_learned_stand_behind_the_biases():
    network = Network((1, 2, 1), ("tanh", "identity"), np.arange(13), cell="elman", initial_context="learned")
    assert (network.n_parameters, network.n_context, network.learns_start) == (13, 2, True)
    np.testing.assert_array_equal(network.biases[1], [10])
    np.testing.assert_array_equal(network.starts[0], [11, 12])
    network.starts[0][1] = -1
    assert network.parameters[12] == -1
    assert Network.from_dict(network.to_dict()) == network
    fixed = Network((1, 2, 1), ("tanh", "identity"), cell="elman", initial_context=0.25)
    np.testing.assert_array_equal(fixed.starts[0], [0.25, 0.25])
    assert fixed.n_parameters == 11


@pytest.mark.parametrize(
    ("start", "cell", "message"),
    [
        ("lerned", "elman", "must be a number or 'learned', got 'lerned'"),
        ("learned", None, "needs context neurons: give a cell"),
        (None, "elman", "must be a number or 'learned', got None"),
        (float("nan"), "jordan", "must be finite, got nan: 0.5 is Elman's"),
    ],
)
def test_impossible_starts(start, cell, message):
    with pytest.raises(PlanError, match=message):
        Network((1, 2, 1), ("tanh", "identity"), cell=cell, initial_context=start)


def test_a_sequence_goes_on_from_what_was_held():
    network, X = elman(), np.array([[1.0], [2.0], [2.0]])
    whole, held = values_over_time(network, X)
    _, between = values_over_time(network, X[:1])
    rest, at_end = values_over_time(network, X[1:], between)
    np.testing.assert_array_equal(whole[-1][1:], rest[-1])
    np.testing.assert_array_equal(held[0], at_end[0])
    np.testing.assert_array_equal(held[0], [[3.3125]])
