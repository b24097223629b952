"""The gradient is what finite differences say, for every activation, loss and shape."""

import numpy as np
import pytest
from scipy import sparse
from tests.examples import pairs

from rosenblatt.formulas.activations import HIDDEN_ACTIVATIONS
from rosenblatt.formulas.losses import LOSSES
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.training.data import one_hot
from rosenblatt.training.reference.gradient import Batch, batch_loss, forward, loss_and_gradient

N_SAMPLES = 6


def make_network(loss, hidden, activation, n_outputs=3, groups=None, output_activation=None):
    activations = (*[activation] * len(hidden), output_activation or LOSSES[loss].output_activation)
    return initialize((4, *hidden, n_outputs), activations, np.random.RandomState(1), output_groups=groups)


def make_batch(loss, n_outputs=3, groups=None, weighted=False, csr=False):
    random = np.random.RandomState(2)
    X = random.normal(size=(N_SAMPLES, 4))
    if loss == "log_loss":
        groups = groups or (n_outputs,)
        classes = np.column_stack([random.randint(width, size=N_SAMPLES) for width in groups])
        y = one_hot(classes.astype(np.int32), groups, np.float64)
    elif loss == "binary_log_loss":
        y = random.randint(2, size=(N_SAMPLES, n_outputs)).astype(float)
    elif loss == "poisson":
        y = random.poisson(2, (N_SAMPLES, n_outputs)).astype(float)
    else:
        y = random.normal(size=(N_SAMPLES, n_outputs))
    weight = random.uniform(0.2, 3, N_SAMPLES) if weighted else None
    return Batch(sparse.csr_array(X) if csr else X, y, weight)


def make_masks(network, seed=3):
    random = np.random.RandomState(seed)
    return [2.0 * (random.random_sample((N_SAMPLES, width)) < 0.5) for width in network.layer_sizes[1:-1]]


def objective(network, batch, plan, masks=None):
    """What training goes down: the weighted mean of the costs summed over the outputs, and the penalty."""
    output = forward(network, batch.X, masks).output
    cost = LOSSES[plan.loss].cost(batch.y, output, plan.loss_parameter).sum(axis=1)
    weight = np.ones(N_SAMPLES) if batch.sample_weight is None else batch.sample_weight
    penalty = 0 if plan.solver == "adamw" else plan.alpha / 2 * sum((w**2).sum() for w in network.weights)
    return (weight @ cost + penalty) / weight.sum()


def assert_gradient(network, batch, plan, masks=None):
    _, gradient, _ = loss_and_gradient(network, batch, plan, masks)
    h = 1e-6
    for position in range(network.n_parameters):
        here = network.parameters[position]
        network.parameters[position] = here + h
        above = objective(network, batch, plan, masks)
        network.parameters[position] = here - h
        below = objective(network, batch, plan, masks)
        network.parameters[position] = here
        assert gradient[position] == pytest.approx((above - below) / (2 * h), rel=1e-6, abs=2e-8), position


@pytest.mark.parametrize(("activation", "loss", "hidden"), pairs(HIDDEN_ACTIVATIONS, LOSSES, [(3,), (3, 2)]))
def test_every_activation_and_loss(activation, loss, hidden):
    assert_gradient(make_network(loss, hidden, activation), make_batch(loss), Plan(loss, alpha=0.3))


@pytest.mark.parametrize(("loss", "csr", "weighted"), pairs(LOSSES, [False, True], [False, True]))
def test_no_hidden_layer_at_all(loss, csr, weighted):
    batch = make_batch(loss, weighted=weighted, csr=csr)
    assert_gradient(make_network(loss, (), "identity"), batch, Plan(loss, alpha=0.3))


@pytest.mark.parametrize(("loss", "dropped", "csr"), pairs(LOSSES, [False, True], [False, True]))
def test_weights_and_masks_and_sparse_inputs(loss, dropped, csr):
    network = make_network(loss, (5, 4), "silu")
    masks = make_masks(network) if dropped else None
    assert_gradient(network, make_batch(loss, weighted=True, csr=csr), Plan(loss, alpha=0.3), masks)


def test_a_mask_for_one_layer_only():
    network = make_network("squared_error", (5, 4), "tanh")
    for masks in ([None, make_masks(network)[1]], [make_masks(network)[0], None]):
        assert_gradient(network, make_batch("squared_error"), Plan("squared_error"), masks)


@pytest.mark.parametrize("groups", [(2, 3), (1, 1, 3), (5,)])
def test_groups_of_outputs(groups):
    network = make_network("log_loss", (4,), "gelu", 5, groups)
    assert_gradient(network, make_batch("log_loss", 5, groups, weighted=True), Plan("log_loss", alpha=0.3))


@pytest.mark.parametrize("output_activation", ["logistic", "tanh", "softplus", "mish", "exp", "selu"])
@pytest.mark.parametrize("loss", ["squared_error", "absolute_error", "huber", "quantile"])
def test_output_activations_the_loss_is_not_made_for(loss, output_activation):
    network = make_network(loss, (4,), "tanh", output_activation=output_activation)
    assert_gradient(network, make_batch(loss), Plan(loss, loss_parameter=0.3))


def test_a_layer_each_with_its_own_activation():
    activations = ("gelu", "relu", "softplus", "identity")
    network = initialize((4, 5, 4, 3, 3), activations, np.random.RandomState(0))
    assert_gradient(network, make_batch("squared_error"), Plan("squared_error"))


def test_the_penalty_of_adamw_is_in_neither_loss_nor_gradient():
    network, batch = make_network("log_loss", (3,), "tanh"), make_batch("log_loss")
    with_penalty = loss_and_gradient(network, batch, Plan("log_loss", solver="adamw", alpha=9.0))
    without = loss_and_gradient(network, batch, Plan("log_loss", alpha=0.0))
    assert with_penalty[0] == without[0]
    np.testing.assert_array_equal(with_penalty[1], without[1])
    assert_gradient(network, batch, Plan("log_loss", solver="adamw", alpha=9.0))


def test_one_neuron_by_hand():
    # z = 2 * 3 + 1 = 7, cost (7 - 5)^2 / 2 = 2, delta 2.
    # alpha = 4 adds 4 / 2 * 2^2 = 8 to the loss and 4 * 2 to the weight's slope.
    network = Network((1, 1), ("identity",), [2, 1])
    batch = Batch(np.array([[3.0]]), np.array([[5.0]]))
    loss, gradient, output = loss_and_gradient(network, batch, Plan("squared_error", alpha=4.0))
    assert (loss, output[0, 0]) == (10, 7)
    np.testing.assert_array_equal(gradient, [2 * 3 + 4 * 2, 2])


def test_a_weighted_batch_by_hand():
    # Outputs 1 and 2 where 0 should come out: costs 0.5 and 2, slopes 1 and 2, weights 3 and 1.
    network = Network((1, 1), ("identity",), [1, 0])
    batch = Batch(np.array([[1.0], [2.0]]), np.zeros((2, 1)), np.array([3.0, 1.0]))
    loss, gradient, _ = loss_and_gradient(network, batch, Plan("squared_error", alpha=0.0))
    assert loss == (3 * 0.5 + 1 * 2) / 4
    np.testing.assert_array_equal(gradient, [(3 * 1 * 1 + 1 * 2 * 2) / 4, (3 * 1 + 1 * 2) / 4])


def test_a_weight_of_two_is_the_sample_twice():
    network = make_network("log_loss", (3,), "tanh")
    batch = make_batch("log_loss")
    twice = np.array([0, 0, 1, 2, 3, 4, 5])
    weight = np.array([2.0, 1, 1, 1, 1, 1])
    weighted = loss_and_gradient(network, Batch(batch.X, batch.y, weight), Plan("log_loss"))
    repeated = loss_and_gradient(network, Batch(batch.X[twice], batch.y[twice]), Plan("log_loss"))
    assert weighted[0] == pytest.approx(repeated[0], rel=1e-14)
    np.testing.assert_allclose(weighted[1], repeated[1], rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_loss_reported_is_the_mean_or_sum_over_outputs(loss):
    network, batch, plan = make_network(loss, (3,), "tanh"), make_batch(loss), Plan(loss, alpha=0.0)
    output = network.forward(batch.X)
    factor = 3 if LOSSES[loss].mean_over_outputs else 1
    assert batch_loss(network, output, batch, plan) == pytest.approx(objective(network, batch, plan) / factor)


def test_single_precision_stays_single():
    network = make_network("log_loss", (3,), "tanh")
    single = Network(network.layer_sizes, network.activations, network.parameters, dtype=np.float32)
    batch = make_batch("log_loss", weighted=True)
    small = Batch(
        batch.X.astype(np.float32), batch.y.astype(np.float32), batch.sample_weight.astype(np.float32)
    )
    _, gradient, output = loss_and_gradient(single, small, Plan("log_loss"))
    assert gradient.dtype == output.dtype == np.float32
    np.testing.assert_allclose(gradient, loss_and_gradient(network, batch, Plan("log_loss"))[1], atol=1e-6)


def test_the_network_is_left_as_it_was():
    network, batch = make_network("log_loss", (3,), "relu"), make_batch("log_loss")
    before = network.copy()
    loss_and_gradient(network, batch, Plan("log_loss", alpha=0.5), make_masks(network))
    assert network == before
