"""Long batches are trees of blocks: nodes are joined to the bits of the whole, on any number of threads."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.cases import DTYPES, assert_agree, make_case, run_core
from tests.core.test_functions import core_loss_and_gradient, numpy_loss_and_gradient
from tests.core.test_threads import assert_same_bits

from rosenblatt.errors import PlanError
from rosenblatt.training.nodes import blocks_of, loss_and_gradient_of, n_blocks, node, tree
from rosenblatt.training.reference.gradient import ROWS_OF_A_BLOCK, sum_of_blocks
from rosenblatt.training.sequences import Sequences

LONG = {"n_samples": 2 * ROWS_OF_A_BLOCK + 777, "batch_size": 10**9, "n_features": 3, "hidden": (4,)}
KINDS = (
    {},
    {"csr": True},
    {"rows": True},
    {"weighted": True},
    {"groups": (1, 2)},
    {"loss": "squared_error"},
    {"loss": "binary_log_loss", "hidden": (5, 3), "activation": "silu"},
    {"n_features": 40, "hidden": (50,)},
)


def assert_equal_nodes(one, other):
    np.testing.assert_array_equal(one.gradient, other.gradient)
    np.testing.assert_array_equal(one.sums, other.sums)


@settings(deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    dtype=st.sampled_from(DTYPES),
    blocks=st.integers(1, 7),
    short_by=st.integers(0, ROWS_OF_A_BLOCK - 1),
    choices=st.data(),
)
def test_aligned_runs_computed_apart_are_joined_to_the_bits_of_the_whole(
    kind, dtype, blocks, short_by, choices
):
    n_samples = max(blocks * ROWS_OF_A_BLOCK - short_by, 1)
    case = make_case(**{**LONG, **kind, "n_samples": n_samples, "dtype": dtype})
    samples, threads = case.data.train, st.integers(1, 3)

    def computed(first, n):
        """The node of some blocks at once, or None: then both its branches are computed."""
        if n > 1 and choices.draw(st.booleans()):
            return None
        n_threads = choices.draw(threads)
        return node(case.network.copy(), blocks_of(samples, first, n), case.plan, n_threads)

    assert n_blocks(len(samples)) == blocks
    whole = node(case.network, samples, case.plan, n_threads=1)
    assert_equal_nodes(tree(blocks, computed), whole)
    loss, gradient = loss_and_gradient_of(whole, case.network, case.plan)
    at_once = core_loss_and_gradient(case.network, samples, case.plan)
    assert loss == at_once[0]
    np.testing.assert_array_equal(gradient, at_once[1])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_sums_of_blocks_agree_with_numpy(kind, dtype):
    case = make_case(**{**LONG, **kind, "dtype": dtype, "alpha": 3.0})
    loss, gradient = core_loss_and_gradient(case.network, case.data.train, case.plan)
    expected = numpy_loss_and_gradient(case.network, case.data.train, case.plan)
    tolerance = {"rtol": 1e-4, "atol": 1e-5} if dtype == np.float32 else {"rtol": 1e-9, "atol": 1e-12}
    np.testing.assert_allclose(loss, expected[0], **tolerance)
    np.testing.assert_allclose(gradient, expected[1], **tolerance)


def test_a_node_counts_costs_mistakes_weights_and_squared_errors():
    case = make_case("squared_error", **LONG, weighted=True)
    samples = case.data.train
    _, mistakes, weight, *errors = node(case.network, samples, case.plan).sums
    apart = samples.y - case.network.forward(samples.X)
    np.testing.assert_allclose(errors, (apart**2).sum(axis=0))
    assert (mistakes, weight) == (0, pytest.approx(samples.sample_weight.sum()))
    case = make_case(**LONG)
    cost, mistakes, weight, *errors = node(case.network, case.data.train, case.plan).sums
    output, right = case.network.forward(case.data.train.X), case.data.train.y[:, 0]
    assert (mistakes, weight) == ((output.argmax(axis=1) != right).sum(), len(right))
    assert cost == pytest.approx(-np.log(output[np.arange(len(right)), right]).sum())
    assert errors == [0, 0, 0]


def test_the_tree_is_split_at_the_largest_power_of_two_below_the_number_of_blocks():
    for blocks in range(1, 20):
        made = sum_of_blocks(
            blocks * ROWS_OF_A_BLOCK, lambda rows: np.array(f"{rows.start // ROWS_OF_A_BLOCK}", dtype=object)
        )
        assert made == "".join(map(str, range(blocks)))
    nested = sum_of_blocks(7 * ROWS_OF_A_BLOCK - 1, lambda rows: Pair(str(rows.start // ROWS_OF_A_BLOCK)))
    assert nested == "(((0+1)+(2+3))+((4+5)+6))"


class Pair(str):
    """A sum that shows how it was added."""

    __slots__ = ()

    def __add__(self, other):
        return Pair(f"({str.__str__(self)}+{str.__str__(other)})")


def test_sequences_have_no_blocks():
    case = make_case("squared_error")
    sequences = Sequences(np.zeros((3, 4)), np.zeros((3, 3)), offsets=np.array([0, 3]))
    with pytest.raises(PlanError, match="not divided into blocks"):
        node(case.network, sequences, case.plan)


# ---- Training --------------------------------------------------------------------------------------------

TRAININGS = (
    {},
    {"csr": True, "solver": "rmsprop"},
    {"rows": True, "weighted": True, "solver": "adamw"},
    {"shuffle": False, "validation": True},
    {"dropout": (0.3,), "max_grad_norm": 0.05},
    {"hidden": (6, 5), "dropout": (0.0, 0.5), "early_stopping": True, "max_iter": 3},
    {"loss": "squared_error", "n_outputs": 2, "max_grad_norm": 0.01},
    {"loss": "binary_log_loss", "n_outputs": 1, "one_class": True},
    {"n_samples": 3 * ROWS_OF_A_BLOCK, "batch_size": ROWS_OF_A_BLOCK + 1},
    {"n_samples": 4 * ROWS_OF_A_BLOCK, "batch_size": 9000, "shuffle_window": 9216},
    {"n_samples": 4 * ROWS_OF_A_BLOCK, "batch_size": 9000, "shuffle_window": 10_240, "rows": True},
    {"n_features": 60, "hidden": (50,)},
)


@pytest.mark.parametrize("options", TRAININGS, ids=str)
def test_long_batches_train_as_in_numpy_with_one_and_with_many_threads(options):
    case = make_case(**{**LONG, "solver": "sgd", "learning_rate_init": 0.1, "epsilon": 1e-3, **options})
    alone = assert_agree(case, epochs=2)
    for n_threads in (2, 4):
        assert_same_bits(run_core(case, 2, n_threads), alone)


@pytest.mark.parametrize("weight_of", ["one block", "none"])
def test_blocks_without_weight(weight_of):
    case = make_case(**LONG, weighted=True, solver="sgd", shuffle=False)
    case.data.train.sample_weight[: ROWS_OF_A_BLOCK if weight_of == "one block" else None] = 0
    before = case.network.parameters.copy()
    state, rows, _ = assert_agree(case, epochs=2)
    assert np.array_equal(state.network.parameters, before) == (weight_of == "none")
    assert np.isfinite(rows).any()


def test_a_step_is_that_of_the_joined_nodes():
    case = make_case(**LONG, solver="sgd", momentum=0.0, learning_rate_init=1.0, shuffle=False)
    state, (row,), _ = run_core(case, 1, n_threads=2)
    whole = node(case.network, case.data.train, case.plan)
    loss, gradient = loss_and_gradient_of(whole, case.network, case.plan)
    np.testing.assert_array_equal(state.network.parameters, case.network.parameters - gradient)
    assert row[1] == loss


LIMITED = """
import re, resource, sys
import numpy as np
from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.training import Samples, TrainingData, TrainingState, advance

n, random = 1_000_000, np.random.RandomState(0)
X = np.zeros((n, 28), np.float32)
X[:, :2] = random.randint(-3, 4, size=(n, 2))
samples = Samples(X, (X[:, :1] > X[:, 1:2]).astype(np.int32))
network = initialize((28, 32, 2), ("relu", "softmax"), random, dtype=np.float32)
plan = Plan("log_loss", batch_size=n, max_iter=2)
state = TrainingState.start(network, plan, n)
data = int(re.search(r"VmData:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) * 1024
resource.setrlimit(resource.RLIMIT_DATA, (data + int(sys.argv[1]), resource.RLIM_INFINITY))
advance(state, TrainingData(samples), plan, 2, n_threads=1)
print("trained")
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits and counts the memory of a process")
def test_batches_of_a_million_rows_take_at_most_64_megabytes():
    ran = [
        subprocess.run(
            [sys.executable, "-c", LIMITED, str(limit)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        for limit in (64_000_000, 1_000_000)
    ]
    assert ran[0].stdout == "trained\n", ran[0].stderr
    assert (ran[1].returncode, ran[1].stdout) == (1, "")  # the limit is one: a single megabyte is too little
