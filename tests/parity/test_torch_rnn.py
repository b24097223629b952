"""An Elman network is PyTorch's nn.RNN with a linear read-out: the same outputs and gradients.

PyTorch adds two biases to every hidden layer where we have one. Its second is zero here; both have the same
gradient.
"""

import numpy as np
import pytest
from tests.core.sequence_cases import LENGTHS, make_sequence_case

from rosenblatt import _core
from rosenblatt.network.network import values_over_time
from rosenblatt.training.native import architecture, native_plan, native_samples
from rosenblatt.training.reference.through_time import loss_and_gradient_through_time
from rosenblatt.training.reference.windows import windows

torch = pytest.importorskip("torch", reason="PyTorch is not installed: `make parity` installs it")

CLOSE = {"rtol": 1e-10, "atol": 1e-10}


def every_network(test):
    """Run a test with either activation, one and two hidden layers, learned and fixed starts."""
    test = pytest.mark.parametrize("activation", ["tanh", "relu"])(test)
    test = pytest.mark.parametrize("hidden", [(7,), (6, 6)])(test)
    return pytest.mark.parametrize("initial_context", ["learned", 0.5])(test)


def case_of(activation, hidden, initial_context, **options):
    """All sequences in one batch, unsorted, some of one step; random starts if they are learned."""
    return make_sequence_case(
        activation=activation,
        hidden=hidden,
        initial_context=initial_context,
        batch_size=len(LENGTHS),
        alpha=0.1,
        **options,
    )


class Twin:
    """A network in PyTorch: nn.RNN, nn.Linear, and what the hidden layers start from."""

    def __init__(self, network):
        _, width, *_, n_outputs = network.layer_sizes
        self.n_hidden = network.n_layers - 1
        options = {"nonlinearity": network.activations[0], "batch_first": True, "dtype": torch.float64}
        self.rnn = torch.nn.RNN(network.n_inputs, width, self.n_hidden, **options)
        self.read_out = torch.nn.Linear(width, n_outputs, dtype=torch.float64)
        for layer in range(network.n_layers):
            weights, context, bias = self.of(layer)
            put(weights, network.weights[layer].T)
            put(bias, network.biases[layer])
            if layer < self.n_hidden:
                put(context, network.context[layer].T)
                put(getattr(self.rnn, f"bias_hh_l{layer}"), np.zeros(width))
        start = torch.from_numpy(np.stack(network.starts[:-1]))[:, None, :]
        self.start = start.requires_grad_(network.learns_start)

    def of(self, layer):
        """Weights (out, in), weights of the context or None, and biases of a layer."""
        if layer == self.n_hidden:
            return self.read_out.weight, None, self.read_out.bias
        return tuple(getattr(self.rnn, f"{name}_l{layer}") for name in ("weight_ih", "weight_hh", "bias_ih"))

    def outputs(self, train):
        """What comes out before the last activation, at every step of every sequence, end to end."""
        nn = torch.nn.utils.rnn
        X = [torch.from_numpy(train.X[slice(*train.bounds(position))]) for position in range(len(train))]
        lengths = torch.from_numpy(train.lengths)
        packed = nn.pack_padded_sequence(
            nn.pad_sequence(X, batch_first=True), lengths, batch_first=True, enforce_sorted=False
        )
        start = self.start.expand(-1, len(train), -1).contiguous()
        padded, _ = nn.pad_packed_sequence(self.rnn(packed, start)[0], batch_first=True)
        return torch.cat([self.read_out(steps[:n]) for steps, n in zip(padded, lengths, strict=True)])

    def penalty(self):
        """The sum of all squared weights, those of the context too."""
        layers = [self.of(layer)[:2] for layer in range(self.n_hidden + 1)]
        return sum((each**2).sum() for layer in layers for each in layer if each is not None)

    def gradient(self, network):
        """The gradients as flat as a network's parameters."""
        flat = network.like(None)
        for layer in range(network.n_layers):
            weights, context, bias = self.of(layer)
            flat.weights[layer][:] = weights.grad.T
            flat.biases[layer][:] = bias.grad
            if layer < self.n_hidden:
                flat.context[layer][:] = context.grad.T
                if network.learns_start:
                    flat.starts[layer][:] = self.start.grad[layer, 0]
        return flat.parameters


def put(parameter, values):
    with torch.no_grad():
        parameter.copy_(torch.from_numpy(np.ascontiguousarray(values)))


@every_network
def test_outputs_of_every_step(initial_context, hidden, activation):
    case = case_of(activation, hidden, initial_context, loss="squared_error")
    network, train = case.network, case.data.train
    with torch.no_grad():
        expected = Twin(network).outputs(train).numpy()
    by_core = np.empty((len(train.X), network.n_outputs))
    _core.forward(architecture(network), network.parameters, native_samples(train), by_core, 1)
    sequences = [train.X[slice(*train.bounds(position))] for position in range(len(train))]
    by_numpy = np.concatenate([values_over_time(network, X)[0][-1] for X in sequences])
    assert np.ptp(expected) > 1
    np.testing.assert_allclose(by_core, expected, **CLOSE)
    np.testing.assert_allclose(by_numpy, expected, **CLOSE)


@every_network
@pytest.mark.parametrize("judged", ["every", "last"])
@pytest.mark.parametrize("loss", ["squared_error", "log_loss"])
def test_loss_and_gradient_by_every_parameter(loss, judged, initial_context, hidden, activation):
    case = case_of(activation, hidden, initial_context, loss=loss, judged=judged)
    network, plan, train = case.network, case.plan, case.data.train

    twin = Twin(network)
    there = np.ones(len(train.X), bool) if train.targets is None else train.targets >= 0
    outputs, y = twin.outputs(train)[torch.from_numpy(there)], torch.from_numpy(train.y)
    if loss == "log_loss":
        cost = torch.nn.functional.cross_entropy(outputs, y[:, 0].long(), reduction="sum")
    else:
        cost = 0.5 * ((outputs - y) ** 2).sum()
    penalty = 0.5 * plan.alpha * twin.penalty()
    ((cost + penalty) / len(y)).backward()
    # What is told of squared errors is their mean over the outputs; what is descended, their sum.
    told = cost / network.n_outputs if loss == "squared_error" else cost
    expected_loss, expected = float((told + penalty).detach()) / len(y), twin.gradient(network)

    by_core = np.empty(network.n_parameters)
    core_loss = _core.loss_and_gradient(
        architecture(network), native_plan(plan, 1), native_samples(train), network.parameters, by_core, 1
    )
    state = case.start()
    (window,) = windows(state, train, np.arange(len(train)), plan, state.random)
    numpy_loss, by_numpy = loss_and_gradient_through_time(network, window.steps, window.n_new, plan)

    np.testing.assert_allclose([core_loss, numpy_loss], expected_loss, **CLOSE)
    assert np.abs(expected).max() > 0.01
    np.testing.assert_allclose(by_core, expected, **CLOSE)
    np.testing.assert_allclose(by_numpy, expected, **CLOSE)
