import copy
import doctest
import json
import pickle

import numpy as np
import pytest
from scipy import sparse

from rosenblatt.errors import PlanError
from rosenblatt.network import Network, network
from rosenblatt.network.initialization import initialize


def example(dtype=np.float64, **options):
    return initialize((3, 4, 2), ("tanh", "softmax"), np.random.RandomState(0), dtype=dtype, **options)


def test_a_gate_is_a_network_with_hand_set_weights():
    gate = Network((2, 1), ("step",), [1, 1, -1.5])
    np.testing.assert_array_equal(gate.forward([[0, 0], [0, 1], [1, 0], [1, 1]]), [[0], [0], [0], [1]])


def test_xor_wired_by_hand():
    # Two hidden neurons, OR and AND; the output fires for OR and not AND.
    network = Network((2, 2, 1), ("step", "step"), [1, 1, 1, 1, 1, -1, -0.5, -1.5, -0.5])
    np.testing.assert_array_equal(network.forward([[0, 0], [0, 1], [1, 0], [1, 1]])[:, 0], [0, 1, 1, 0])
    np.testing.assert_array_equal(network.layer_values([[0, 1]])[1], [[1, 0]])


def test_forward_is_the_activation_of_a_weighted_sum_layer_after_layer():
    network = Network((2, 2, 1), ("relu", "identity"), [1, -1, 2, 0, 3, 5, 0.5, 0.25, -1])
    # z1 = (1 * 1 + 2 * 2 + 0.5, 1 * -1 + 2 * 0 + 0.25) = (5.5, -0.75); z2 = 3 * 5.5 + 5 * 0 - 1
    inputs, hidden, output = network.layer_values([[1, 2]])
    np.testing.assert_array_equal(inputs, [[1, 2]])
    np.testing.assert_array_equal(hidden, [[5.5, 0]])
    np.testing.assert_array_equal(output, [[15.5]])


def test_weights_in_c_order_layer_after_layer_and_then_all_biases():
    network = Network((2, 3, 1), ("relu", "identity"), np.arange(13))
    np.testing.assert_array_equal(network.weights[0], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(network.weights[1], [[6], [7], [8]])
    np.testing.assert_array_equal(network.biases[0], [9, 10, 11])
    np.testing.assert_array_equal(network.biases[1], [12])
    assert (network.n_parameters, network.n_weights, network.shapes) == (13, 9, ((2, 3), (3, 1)))
    assert (network.n_inputs, network.n_outputs, network.n_layers) == (2, 1, 2)


def test_views_and_vector_are_the_same_memory():
    network = example()
    network.weights[1][0, 1] = 7
    network.biases[0][3] = 8
    assert network.parameters[3 * 4 + 1] == 7
    assert network.parameters[network.n_weights + 3] == 8
    network.parameters[:] = 0
    assert not any(weights.any() for weights in network.weights)


def test_a_contiguous_vector_of_the_right_dtype_is_used_as_it_is():
    vector = np.arange(3.0)
    assert Network((2, 1), ("step",), vector).parameters is vector
    assert Network((2, 1), ("step",), vector.astype(np.float32)).dtype == np.float32
    assert Network((2, 1), ("step",), vector.astype(np.float16)).dtype == np.float64
    assert Network((2, 1), ("step",), [1, 2, 3], dtype="float32").dtype == np.float32
    assert Network((2, 1), ("step",)).parameters.tolist() == [0, 0, 0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_outputs_have_the_networks_dtype_whatever_comes_in(dtype):
    network = example(dtype)
    for X in ([[1, 2, 3]], np.ones((1, 3), np.float32), np.ones((1, 3)), sparse.csr_array(np.ones((1, 3)))):
        assert network.forward(X).dtype == dtype


@pytest.mark.parametrize("kind", [sparse.csr_array, sparse.csc_array, sparse.csr_matrix])
def test_sparse_samples_give_what_dense_ones_give(kind):
    network = example()
    X = np.random.RandomState(0).normal(size=(6, 3)) * [[1, 0, 1]]
    np.testing.assert_allclose(network.forward(kind(X)), network.forward(X), rtol=1e-14)


def test_softmax_runs_in_each_group_of_outputs():
    network = Network((1, 5), ("softmax",), np.append(np.arange(5), np.zeros(5)), output_groups=(3, 2))
    output = network.forward([[1.0], [-2.0]])
    np.testing.assert_allclose(output[:, :3].sum(axis=1), 1)
    np.testing.assert_allclose(output[:, 3:].sum(axis=1), 1)
    np.testing.assert_allclose(output[0, 3:], [1 / (1 + np.e), np.e / (1 + np.e)])


def test_zero_samples_are_no_special_case():
    assert example().forward(np.empty((0, 3))).shape == (0, 2)


@pytest.mark.parametrize("X", [np.ones((2, 4)), np.ones(3), [1, 2, 3], np.ones((1, 3, 1))])
def test_samples_of_another_width_are_told_so(X):
    with pytest.raises(PlanError, match=r"the network has 3 inputs, got samples of shape .*\(n_samples, 3\)"):
        example().forward(X)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((3,), ()), r"layer_sizes needs at least inputs and outputs, got \(3,\)"),
        ((3, ("relu",)), "layer_sizes must be a sequence of integers, got 3"),
        (("31", ("relu",)), "layer_sizes must be a sequence of integers, got '31'"),
        (((3, 0, 1), ("relu", "identity")), r"positive integers, got \(3, 0, 1\): drop or replace 0"),
        (((3, -1), ("relu",)), r"positive integers, got \(3, -1\)"),
        (((3, 2.0), ("relu",)), r"positive integers, got \(3, 2.0\): drop or replace 2.0"),
        (((3, True), ("relu",)), "positive integers.*drop or replace True"),
        (((3, 1), "relu"), "activations must be one name per layer, got 'relu': use a tuple"),
        (((3, 1), None), "activations must be one name per layer, got None"),
        (((3, 1), ("relu", "relu")), r"each of the 1 layers after the inputs, got \('relu', 'relu'\)"),
        (((3, 1), ("rellu",)), "activation must be one of .*; got 'rellu', did you mean 'relu'"),
        (((3, 2, 1), ("softmax", "identity")), "softmax is for the output layer"),
        (((3, 1), ("relu",), [1, 2]), r"parameters must have shape \(4,\) for these layers, got \(2,\)"),
        (((3, 1), ("relu",), np.ones((4, 1))), r"parameters must have shape \(4,\).*got \(4, 1\)"),
    ],
)
def test_impossible_networks_are_refused_with_the_reason(arguments, message):
    with pytest.raises(PlanError, match=message):
        Network(*arguments)


@pytest.mark.parametrize("groups", [(3, 3), (5, 0), (), (2.5, 2.5), (6, -1), 4, (True, 4), ("2", "3")])
def test_output_groups_must_add_up(groups):
    with pytest.raises(PlanError, match="output_groups must be positive integers that add up to 5, got"):
        Network((1, 5), ("softmax",), output_groups=groups)


@pytest.mark.parametrize("dtype", ["int32", np.float16, "double precision", complex])
def test_only_two_dtypes_are_numbers_of_a_network(dtype):
    with pytest.raises(PlanError, match="dtype must be float32 or float64, got"):
        Network((1, 5), ("softmax",), dtype=dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "again",
    [
        Network.copy,
        copy.deepcopy,
        lambda network: pickle.loads(pickle.dumps(network)),
        lambda network: Network.from_dict(network.to_dict()),
        lambda network: Network.from_dict(json.loads(json.dumps(network.to_dict()))),
    ],
    ids=["copy", "deepcopy", "pickle", "dict", "json"],
)
def test_copies_are_equal_and_share_nothing(again, dtype):
    network = Network(
        (3, 4, 5),
        ("tanh", "softmax"),
        np.random.RandomState(0).normal(size=41).astype(dtype),
        output_groups=(2, 3),
    )
    other = again(network)
    assert other == network
    assert other.dtype == dtype
    assert other.output_groups == (2, 3)
    other.weights[0][0, 0] += 1
    assert other.parameters[0] == network.parameters[0] + 1
    assert other != network


def test_equal_means_every_part_is():
    network = example()
    assert network == example()
    assert network != example(np.float32)
    assert network != Network((3, 4, 2), ("relu", "softmax"), network.parameters)
    assert network != Network((3, 4, 2), ("tanh", "softmax"), network.parameters, output_groups=(1, 1))
    assert network != Network((3, 2, 4), ("tanh", "softmax"))
    assert network != "network"
    with pytest.raises(TypeError, match="unhashable"):
        hash(network)


def test_a_saved_network_that_lacks_a_part_is_told_which():
    values = example().to_dict()
    del values["dtype"], values["activations"]
    with pytest.raises(PlanError, match="missing: activations, dtype"):
        Network.from_dict(values)


def test_layers_have_names_people_use():
    network = example()
    assert [network.layer_name(layer) for layer in range(2)] == ["hidden layer 1", "the output layer"]
    assert Network((2, 1), ("step",)).layer_name(0) == "the output layer"


def test_repr_tells_the_shape_at_a_glance():
    assert repr(example()) == "<Network 3-4-2, tanh, softmax, 26 parameters, float64>"


def test_the_example_in_the_documentation_holds():
    assert doctest.testmod(network) == (0, 3)
