"""Windows of shuffled samples: the core against NumPy, over threads, in pieces, from files, inside epochs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.cases import DTYPES, assert_agree, make_case, run_core
from tests.examples import examples

from rosenblatt.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from rosenblatt.history import History
from rosenblatt.training.advance import advance
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.native import NativeTrainer
from rosenblatt.training.state import TrainingState

KINDS = {
    "classes": {},
    "numbers": {"loss": "squared_error", "n_outputs": 2, "solver": "sgd"},
    "dropout": {"dropout": (0.3,)},
    "early stopping": {"early_stopping": True},
    "weights": {"weighted": True, "solver": "rmsprop"},
    "sparse": {"csr": True},
    "some rows": {"rows": True},
    "in order": {"shuffle": False},
}


@given(
    kind=st.sampled_from(list(KINDS)),
    n_samples=st.integers(1100, 6000),
    window=st.integers(1, 5000),
    batch=st.integers(50, 4000),
    dtype=st.sampled_from(DTYPES),
    seed=st.integers(0, 99),
)
@examples(25)
def test_the_core_agrees_with_numpy_and_threads_and_pieces_change_nothing(
    kind, n_samples, window, batch, dtype, seed
):
    options = {"n_samples": n_samples, "shuffle_window": window, "batch_size": batch, "dtype": dtype}
    case = make_case(seed=seed, **options, **KINDS[kind])
    core, rows, _ = assert_agree(case, epochs=2)
    for n_threads, chunk in ((4, None), (1, 1)):
        again, same, _ = run_core(case, 2, n_threads, chunk=chunk)
        assert again == core
        np.testing.assert_array_equal(rows[:, :-1], same[:, :-1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_window_of_all_samples_is_no_window(kind):
    options = {"n_samples": 3000, "batch_size": 200, **KINDS[kind]}
    plain, rows, _ = run_core(make_case(**options), 2)
    for window in (3000, 2950, 10**12):
        other, same, _ = run_core(make_case(**options, shuffle_window=window), 2)
        assert other == plain
        np.testing.assert_array_equal(rows[:, :-1], same[:, :-1])


def test_rows_of_a_file_are_read_in_place(tmp_path):
    case = make_case(n_samples=5000, shuffle_window=1024, batch_size=200, validation=True)
    mapped = np.memmap(tmp_path / "X", np.float64, "w+", shape=case.data.train.X.shape)
    mapped[:] = case.data.train.X
    mapped.flush()
    train = Samples(np.memmap(tmp_path / "X", np.float64, "r", shape=mapped.shape), case.data.train.y)
    other = case.start()
    advance(other, TrainingData(train, case.data.validation), case.plan, 2)
    assert other == run_core(case, 2)[0]


def stops_of_an_epoch(case):
    """The states at which calls without time end, and their number of rows."""
    state = case.start()
    while state.epoch == 0:
        rows, _ = NativeTrainer(state, case.data, case.plan, 1).run(1, 0.0)
        yield state, len(rows)


def test_a_call_may_end_after_a_window_and_a_stored_state_resumes_to_the_same_bits(tmp_path):
    case = make_case(n_samples=5000, shuffle_window=1000, batch_size=300, dropout=(0.2,), early_stopping=True)
    whole, _, _ = run_core(case, 2)
    places = []
    for state, n_rows in stops_of_an_epoch(case):
        places.append(state.samples_underway)
        assert n_rows == state.epoch
        save_checkpoint(tmp_path / "c", Checkpoint(state.copy(), History(), case.plan, case.data.digest))
        resumed = load_checkpoint(tmp_path / "c").state
        assert resumed == state
        advance(resumed, case.data, case.plan, 2 - resumed.epoch)
        assert resumed == whole
    assert places == [900, 1800, 3000, 3900, 4800, 0]  # before the batch that begins the next window


def test_a_listener_sees_states_between_two_windows_and_changes_nothing():
    case = make_case(n_samples=60_000, shuffle_window=1000, batch_size=10)
    whole, _, _ = run_core(case, 2)
    seen, state = [], case.start()
    advance(state, case.data, case.plan, 2, listener=lambda now, history: seen.append(now.samples_underway))
    assert state == whole
    assert seen[-1] == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda order: order[:-1], "another length"),
        (lambda order: np.append(order[1:-1], order[[0, -1]] + 1), "each block once"),
        (lambda order: np.append(order[:-1] * 0, 5), "each block once"),
        (lambda order: np.append(order[:-1], 2**32), "seed out of bounds"),
        (lambda order: np.append(order[:-1], -1), "seed out of bounds"),
    ],
)
def test_orders_that_do_not_fit_are_refused(change, message):
    case = make_case(n_samples=5000, shuffle_window=1000)
    state = case.start()
    state.order = np.ascontiguousarray(change(state.order))
    with pytest.raises(ValueError, match=message):
        NativeTrainer(state, case.data, case.plan, 1)


def test_states_know_their_samples_and_are_copied_with_them():
    case = make_case(n_samples=5000, shuffle_window=1000)
    state = case.start()
    assert (state.n_samples, len(state.order)) == (5000, 41)
    assert state.copy() == state
    other = TrainingState.start(case.network.copy(), case.plan, 5001, 7)
    assert len(other.order) == len(state.order)
    assert other != state


def test_nothing_of_a_state_grows_with_the_samples(tmp_path):
    sizes = []
    for n_samples in (2**17, 2**20):
        case = make_case(n_samples=1100, shuffle_window=1024)
        state = TrainingState.start(case.network.copy(), case.plan, n_samples, 7)
        save_checkpoint(tmp_path / "c", Checkpoint(state, History(), case.plan, "0" * 64))
        sizes.append((tmp_path / "c").stat().st_size)
    assert sizes[1] - sizes[0] < 8 * (2**20 - 2**17) / 100


def test_the_core_and_numpy_shuffle_alike_whatever_the_seed():
    for n_samples in (1025, 2048, 2049, 7777):
        case = make_case(n_samples=n_samples, shuffle_window=1, batch_size=64, solver="sgd")
        assert_agree(case, epochs=3)
