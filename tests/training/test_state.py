import copy
import pickle

import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.state import PROGRESS, TrainingState


def start(plan=None, n_samples=5, random=3, **options):
    network = Network((2, 3, 1), ("tanh", "identity"), np.arange(13.0))
    return TrainingState.start(network, plan or Plan("squared_error", **options), n_samples, random)


@pytest.mark.parametrize("solver", OPTIMIZERS)
def test_a_state_begins_with_nothing_done(solver):
    state = start(solver=solver, learning_rate_init=0.25)
    assert state.moments.shape == (OPTIMIZERS[solver].n_moments, 13)
    assert not state.moments.any()
    np.testing.assert_array_equal(state.order, np.arange(5))
    assert (state.epoch, state.step, state.samples_seen, state.no_improvement) == (0, 0, 0, 0)
    assert (state.learning_rate, state.best_loss, state.best_score) == (0.25, np.inf, -np.inf)
    assert state.best_parameters.shape == (0,)


def test_early_stopping_has_room_for_the_best_parameters():
    state = start(early_stopping=True)
    np.testing.assert_array_equal(state.best_parameters, state.network.parameters)
    assert not np.shares_memory(state.best_parameters, state.network.parameters)


def test_single_precision_throughout():
    network = Network((2, 1), ("identity",), dtype=np.float32)
    state = TrainingState.start(network, Plan("squared_error", early_stopping=True), 4)
    assert state.moments.dtype == state.best_parameters.dtype == np.float32


def test_the_record_has_no_padding_for_the_core_reads_it():
    assert PROGRESS.itemsize == 8 * len(PROGRESS.fields)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_samples": 0}, "training needs at least one sample, got 0"),
        (
            {"dropout": (0.5, 0.5)},
            r"dropout must name a rate for each of the 1 hidden layers, got \(0.5, 0.5\)",
        ),
    ],
)
def test_what_cannot_be_trained_is_refused(options, message):
    with pytest.raises(PlanError, match=message):
        start(**options)


def test_a_seed_and_a_stream_begin_alike():
    assert start(random=3) == start(random=np.random.RandomState(3)) == start(random=np.int64(3))
    assert start(random=3) != start(random=4)


def test_the_stream_goes_round():
    random = np.random.RandomState(3)
    random.random_sample(777)
    state = start(random=random)
    # The state has a copy: drawing from one leaves the other where it was.
    drawn = state.random
    assert drawn.random_sample() == np.random.RandomState(3).random_sample(778)[-1]
    assert state.random.random_sample() == random.random_sample()
    drawn.random_sample(10_000)
    state.take_random(drawn)
    state.return_random(random)
    np.testing.assert_array_equal(random.random_sample(700), drawn.random_sample(700))


def test_another_kind_of_generator_seeds_a_stream_of_ours():
    def stream():
        return np.random.RandomState(np.random.PCG64(5))

    state = start(random=stream())
    assert state == start(random=stream())
    assert state != start(random=np.random.RandomState(np.random.PCG64(6)))
    untouched = stream()
    state.return_random(untouched)
    assert untouched.random_sample() == stream().random_sample()


@pytest.mark.parametrize(
    "again",
    [TrainingState.copy, copy.deepcopy, lambda state: pickle.loads(pickle.dumps(state))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_copies_are_equal_and_share_nothing(again):
    state = start(early_stopping=True)
    state.progress["best_loss"] = 0.5
    other = again(state)
    assert other == state
    for change in (
        lambda s: s.network.parameters.__setitem__(0, 9),
        lambda s: s.moments.__setitem__((1, 2), 9),
        lambda s: s.random_key.__setitem__(3, 9),
        lambda s: s.order.__setitem__(0, 9),
        lambda s: s.best_parameters.__setitem__(0, 9),
        lambda s: s.progress.__setitem__("step", 9),
    ):
        other = again(state)
        change(other)
        assert other != state
        assert again(state) == state


def test_seconds_are_no_part_of_what_a_state_is():
    state, other = start(), start()
    other.progress["seconds"] = 7
    assert state == other
    assert state != "state"
    with pytest.raises(TypeError, match="unhashable"):
        hash(state)
