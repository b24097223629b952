"""Samples with positions on steps: gradient and outputs of the core are those of the expanded inputs."""

import numpy as np
import pytest

import rosenblatt._core as _core
from rosenblatt import Network
from rosenblatt.errors import PlanError
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData, expand_steps
from rosenblatt.training.native import architecture, native_plan, native_samples
from rosenblatt.training.nodes import blocks_of, node
from rosenblatt.training.reference.gradient import ROWS_OF_A_BLOCK

STARTS = np.array([0, 3, 4, 11])


def stepped(dtype, n=90, seed=0):
    """Rows of 5 dense columns and 3 positions, the ends of the steps among them."""
    random = np.random.default_rng(seed)
    positions = random.uniform(0, np.diff(STARTS), (n, 3))
    positions[:4] = [[0, 0, 0], np.diff(STARTS), [1, 1, 6], [3, 0.5, 2]]
    return np.hstack([random.normal(size=(n, 5)), positions]).astype(dtype)


def network(hidden, dtype, seed=1):
    empty = Network((16, *hidden, 1), ["tanh"] * len(hidden) + ["identity"], dtype=dtype)
    return empty.like(np.random.default_rng(seed).normal(size=empty.n_parameters).astype(dtype) / 3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("hidden", [(), (3,), (8,), (16,), (32,), (64,), (80,)])
def test_gradient_and_outputs_are_those_of_the_expanded_inputs(hidden, dtype):
    X, plan = stepped(dtype), Plan("squared_error", alpha=0.1)
    y = np.random.default_rng(2).normal(size=(90, 1)).astype(dtype)
    net = network(hidden, dtype)
    tolerance = 1e-3 if dtype == np.float32 else 1e-10
    found = []
    for samples in (Samples(X, y, step_starts=STARTS), Samples(expand_steps(X, STARTS), y)):
        gradient = np.empty(net.n_parameters, dtype)
        loss = _core.loss_and_gradient(
            architecture(net), native_plan(plan, 1), native_samples(samples), net.parameters, gradient, 1
        )
        outputs = np.empty((90, 1), dtype)
        _core.forward(architecture(net), net.parameters, native_samples(samples), outputs, 1)
        found.append((loss, gradient, outputs))
    for ours, expected in zip(*found, strict=True):
        np.testing.assert_allclose(ours, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("hidden", [(3,), (16,)])
def test_a_long_batch_is_a_tree_of_blocks(hidden):
    n = 2 * ROWS_OF_A_BLOCK + 100
    samples = Samples(stepped(np.float64, n), np.ones((n, 1)), step_starts=STARTS)
    net, plan = network(hidden, np.float64), Plan("squared_error", alpha=0.1)
    whole, expanded = (
        node(net, each, plan, n_threads=2)
        for each in (samples, Samples(expand_steps(samples.X, STARTS), samples.y))
    )
    np.testing.assert_allclose(whole.gradient, expanded.gradient, rtol=1e-9)
    first, last = (node(net, blocks_of(samples, *run), plan) for run in ((0, 2), (2, 1)))
    np.testing.assert_array_equal(first.joined(last).gradient, whole.gradient)
    np.testing.assert_array_equal(first.joined(last).sums, whole.sums)


def test_a_digest_knows_the_steps():
    X, y = stepped(np.float32), np.zeros((90, 1), np.float32)
    first, second = (
        TrainingData(Samples(X, y, step_starts=starts)).digest
        for starts in (STARTS, STARTS + np.array([0, 0, 0, 1]))
    )
    assert first != second


@pytest.mark.parametrize(
    ("starts", "change", "words"),
    [
        ([0], {}, "step_starts must rise from 0"),
        ([0, 3, 3, 11], {}, "step_starts must rise from 0"),
        ([1, 3, 4, 11], {}, "step_starts must rise from 0"),
        (range(9), {}, "fewer positions than columns"),
        (STARTS, {5: 3.5}, "beyond the steps"),
        (STARTS, {5: -0.5}, "beyond the steps"),
        (STARTS, {7: np.nan}, "beyond the steps"),
    ],
)
def test_the_border_refuses_positions_without_a_step(starts, change, words):
    X = stepped(np.float32)
    for column, value in change.items():
        X[3, column] = value
    with pytest.raises(ValueError, match=words):
        _core.Samples.stepped(X, np.array(starts, np.int64), None, None, None, None)


def test_a_network_of_another_width_is_refused():
    from rosenblatt.training import advance
    from rosenblatt.training.state import TrainingState

    samples = Samples(stepped(np.float32), np.zeros((90, 1), np.float32), step_starts=STARTS)
    net = Network((8, 1), ("identity",), dtype=np.float32)
    with pytest.raises(PlanError, match="8 inputs, X has 16 features"):
        advance(
            TrainingState.start(net, Plan("squared_error"), 90), TrainingData(samples), Plan("squared_error")
        )
