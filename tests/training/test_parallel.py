"""Many states advanced at once end as each would alone, bit for bit."""

import numpy as np
import pytest
from tests.core.cases import DTYPES, make_case

from rosenblatt.errors import PlanError
from rosenblatt.training import TrainingData, advance
from rosenblatt.training.parallel import Outcomes, advance_many

OPTIONS = [
    {},
    {"solver": "sgd", "learning_rate": "adaptive", "tol": 10.0, "n_iter_no_change": 1},
    {"solver": "rmsprop", "max_grad_norm": 0.2},
    {"dropout": (0.4,), "batch_size": 7},
    {"early_stopping": True, "n_iter_no_change": 2, "tol": 0.5},
    {"csr": True, "weighted": True, "rows": True},
    {"loss": "squared_error", "validation": True},
    {"n_samples": 700, "n_features": 60, "hidden": (50, 40), "batch_size": 500, "max_iter": 3},
]


def different(case, n):
    """States of one case with other weights and other random streams."""
    states = [case.start() for _ in range(n)]
    for seed, state in enumerate(states):
        state.network.parameters[:] += np.random.default_rng(seed).normal(size=state.network.n_parameters) / 9
        state.take_random(np.random.RandomState(seed))
    return states


def alone(case, n, epochs=None):
    """What `advance` makes of each of them."""
    states = different(case, n)
    return states, [advance(state, case.data, case.plan, epochs) for state in states]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_each_state_ends_with_the_bits_it_would_have_alone(options, dtype):
    case = make_case(**{"max_iter": 40, **options}, dtype=dtype)
    expected, histories = alone(case, 9)
    for n_threads in (1, 2, 5):
        states = different(case, 9)
        outcomes = advance_many(states, case.data, case.plan, n_threads=n_threads)
        assert states == expected
        assert outcomes.stopped_by == [reason for _, reason in histories]
        assert outcomes.epochs.tolist() == [len(history) for history, _ in histories]
        last = np.array([history.rows[-1] for history, _ in histories])
        np.testing.assert_array_equal(outcomes.rows[:, :-1], last[:, :-1])
        assert (outcomes.rows[:, -1] > 0).all()


def test_the_states_of_a_test_differ():
    states = different(make_case(), 3)
    assert states[0] != states[1] != states[2]


def test_cut_into_chunks_the_bits_stay(monkeypatch):
    monkeypatch.setattr("rosenblatt.training.parallel.CHUNK_SECONDS", 0.0)
    case = make_case(max_iter=30, dropout=(0.2,))
    expected, _ = alone(case, 5)
    states, seen = different(case, 5), []
    advance_many(states, case.data, case.plan, n_threads=2, listener=seen.append)
    assert states == expected
    assert len(seen) > 10
    assert seen == sorted(seen)
    assert seen[-1] == 5


def test_data_may_be_of_each_state_its_own():
    case = make_case(max_iter=20, n_samples=36)
    train = case.data.train
    halves = [
        TrainingData(type(train)(train.X, train.y, rows=np.arange(start, len(train.X), 2)))
        for start in (0, 1)
    ]
    expected = different(make_case(max_iter=20, n_samples=18), 2)
    states = different(make_case(max_iter=20, n_samples=18), 2)
    for state, data in zip(expected, halves, strict=True):
        advance(state, data, case.plan)
    advance_many(states, halves, case.plan)
    assert states == expected


def test_the_last_epoch_below_the_goal_is_counted():
    case = make_case("squared_error", max_iter=200, n_iter_no_change=np.inf)
    _, histories = alone(case, 4)
    scores = [history["score"] for history, _ in histories]
    goal = float(np.median([each[50] for each in scores]))
    expected = [int(np.flatnonzero(~(each >= goal)).max(initial=-1)) + 1 for each in scores]
    assert 0 < max(expected) < 200
    outcomes = advance_many(different(case, 4), case.data, case.plan, goal=goal)
    assert outcomes.below_goal.tolist() == expected
    assert advance_many(different(case, 4), case.data, case.plan, goal=-np.inf).below_goal.tolist() == [0] * 4


def test_epochs_asked_for_are_made_and_the_rest_later():
    case = make_case(max_iter=40)
    expected, _ = alone(case, 3)
    states = different(case, 3)
    outcomes = advance_many(states, case.data, case.plan, 7)
    assert outcomes.stopped_by == [None] * 3
    assert [state.epoch for state in states] == outcomes.epochs.tolist() == [7] * 3
    again = advance_many(states, case.data, case.plan, outcomes=outcomes)
    assert again is outcomes
    assert states == expected
    assert outcomes.epochs.tolist() == [state.epoch for state in states]


def test_no_epoch_changes_nothing_and_one_that_is_over_says_so():
    case = make_case(max_iter=5)
    states = different(case, 2)
    assert advance_many(states, case.data, case.plan, 0).stopped_by == [None, None]
    assert states == different(case, 2)
    advance_many(states, case.data, case.plan)
    over = [state.copy() for state in states]
    outcomes = advance_many(states, case.data, case.plan)
    assert states == over
    assert (outcomes.stopped_by, outcomes.epochs.tolist()) == (["max_iter"] * 2, [0, 0])
    assert np.isnan(outcomes.rows).all()


def test_no_state_at_all_is_no_error():
    assert len(advance_many([], make_case().data, make_case().plan)) == 0


def test_one_that_diverges_does_not_end_the_others():
    case = make_case("squared_error", solver="sgd", max_iter=30, n_iter_no_change=np.inf)
    states = different(case, 3)
    states[1].network.parameters[:] = 1e200
    outcomes = advance_many(states, case.data, case.plan)
    assert outcomes.stopped_by == ["max_iter", "diverged", "max_iter"]
    assert outcomes.epochs.tolist() == [30, 1, 30]
    assert not np.isfinite(states[1].network.parameters).all()
    expected = different(case, 3)[2]
    advance(expected, case.data, case.plan)
    assert states[2] == expected


def test_an_interruption_leaves_whole_states_and_their_outcomes(monkeypatch):
    monkeypatch.setattr("rosenblatt.training.parallel.CHUNK_SECONDS", 0.0)
    case, outcomes = make_case(max_iter=30), Outcomes.empty(4)
    expected, _ = alone(case, 4)
    states = different(case, 4)

    def listener(n_over: int) -> None:
        if n_over:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        advance_many(states, case.data, case.plan, outcomes=outcomes, n_threads=1, listener=listener)
    assert [reason is None for reason in outcomes.stopped_by] == [False, True, True, True]
    assert outcomes.epochs.tolist() == [state.epoch for state in states]
    advance_many(states, case.data, case.plan)
    # The one that was over has nothing left to do, the others go on to where they would have come.
    assert states == expected


def test_what_does_not_fit_is_refused_with_the_reason():
    case = make_case()
    state = case.start()
    with pytest.raises(PlanError, match="lbfgs does not advance by epochs"):
        advance_many([state], case.data, make_case(solver="lbfgs").plan)
    with pytest.raises(PlanError, match="a state was given twice: give copies of it"):
        advance_many([state, state], case.data, case.plan)
    with pytest.raises(PlanError, match="data must be one for each of the 1 states, got 2"):
        advance_many([state], [case.data, case.data], case.plan)
    with pytest.raises(PlanError, match="outcomes must be one for each of the 1 states, got 3"):
        advance_many([state], case.data, case.plan, outcomes=Outcomes.empty(3))
    with pytest.raises(PlanError, match="the state was started for"):
        advance_many([make_case(n_samples=5).start()], case.data, case.plan)
