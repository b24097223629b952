import numpy as np
import pytest
from tests.core.cases import assert_states_close, make_case, run_numpy

from rosenblatt.errors import PlanError
from rosenblatt.history import COLUMNS, History
from rosenblatt.training import TrainingState, advance
from rosenblatt.training import advance as package_advance
from rosenblatt.training.native import ROWS_AT_ONCE


def test_it_goes_on_until_the_plan_says_stop():
    case = make_case(max_iter=25)
    state = case.start()
    history, reason = advance(state, case.data, case.plan)
    assert (len(history), reason, state.epoch) == (25, "max_iter", 25)
    expected, rows, _ = run_numpy(case, 25)
    assert_states_close(state, expected)
    np.testing.assert_allclose(history.rows[:, :-1], rows[:, :-1], rtol=1e-9)


def test_a_training_that_is_over_gets_no_further_epoch():
    case = make_case(max_iter=5)
    state = case.start()
    advance(state, case.data, case.plan)
    before = state.copy()
    history, reason = advance(state, case.data, case.plan)
    assert (len(history), reason) == (0, "max_iter")
    assert state == before


def test_epochs_asked_for_are_made_and_no_reason_given():
    case = make_case(max_iter=100)
    state = case.start()
    history, reason = advance(state, case.data, case.plan, 7)
    assert (len(history), reason) == (7, None)
    again, _ = advance(state, case.data, case.plan, 2, history=history)
    assert again is history
    np.testing.assert_array_equal(history["epoch"], np.arange(1, 10))
    assert (np.diff(history["seconds"]) >= 0).all()


def test_zero_epochs_change_nothing():
    case = make_case()
    state = case.start()
    history, reason = advance(state, case.data, case.plan, 0)
    assert (len(history), reason) == (0, None)
    assert state == case.start()


def test_an_epoch_asked_for_is_made_even_beyond_max_iter():
    case = make_case(max_iter=1)
    state = case.start()
    for epoch in (1, 2, 3):
        history, reason = advance(state, case.data, case.plan, 1)
        assert (len(history), reason, state.epoch) == (1, "max_iter", epoch)


def test_more_epochs_than_one_native_call_has_room_for():
    options = {"max_iter": 2 * ROWS_AT_ONCE + 1, "n_iter_no_change": np.inf}
    case = make_case("squared_error", (), n_samples=2, n_features=1, n_outputs=1, **options)
    history, reason = advance(case.start(), case.data, case.plan)
    assert (len(history), reason) == (2 * ROWS_AT_ONCE + 1, "max_iter")
    np.testing.assert_array_equal(history["epoch"], np.arange(1, 2 * ROWS_AT_ONCE + 2))


def test_a_listener_sees_whole_states_between_chunks(monkeypatch):
    monkeypatch.setattr("rosenblatt.training.native.ROWS_AT_ONCE", 4)
    case, seen = make_case(max_iter=10), []

    def listener(state: TrainingState, history: History) -> None:
        assert state.epoch == len(history)
        seen.append((state.copy(), len(history)))

    state = case.start()
    advance(state, case.data, case.plan, listener=listener)
    assert [length for _, length in seen] == [4, 8, 10]
    assert seen[-1][0] == state
    # From any of them training goes on to the same end.
    again = seen[0][0]
    advance(again, case.data, case.plan)
    assert again == state


def test_a_listener_may_see_every_so_many_epochs():
    case, seen = make_case(max_iter=10), []
    state = case.start()
    advance(state, case.data, case.plan, listener=lambda state, history: seen.append(state.epoch), every=3)
    assert seen == [3, 6, 9, 10]
    whole = case.start()
    advance(whole, case.data, case.plan)
    assert state == whole


def test_a_listener_that_returns_true_stops_training():
    case = make_case(max_iter=10)
    state = case.start()
    history, reason = advance(
        state, case.data, case.plan, listener=lambda state, history: state.epoch >= 4, every=2
    )
    assert (len(history), reason) == (4, "callback")


def test_an_interruption_leaves_state_and_history_whole(monkeypatch):
    monkeypatch.setattr("rosenblatt.training.native.ROWS_AT_ONCE", 4)
    case, history = make_case(max_iter=10), History()

    def listener(state: TrainingState, history: History) -> None:
        raise KeyboardInterrupt

    state = case.start()
    with pytest.raises(KeyboardInterrupt):
        advance(state, case.data, case.plan, history=history, listener=listener)
    assert state.epoch == len(history) == 4
    advance(state, case.data, case.plan, history=history)
    whole = case.start()
    advance(whole, case.data, case.plan)
    assert state == whole
    assert len(history) == 10


def test_lbfgs_is_sent_to_its_own_function():
    case = make_case(solver="lbfgs")
    with pytest.raises(PlanError, match="lbfgs does not advance by epochs"):
        advance(case.start(), case.data, case.plan)


def test_the_package_offers_the_function():
    assert package_advance is advance
    assert History().columns == COLUMNS
