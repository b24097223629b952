import math

import numpy as np
import pytest

from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.state import TrainingState
from rosenblatt.training.stopping import REASONS, after_epoch

NAN = math.nan


def begin(**options):
    plan = Plan("squared_error", **{"solver": "sgd", "max_iter": 1000, **options})
    return TrainingState.start(Network((1, 1), ("identity",)), plan, 10), plan


def follow(losses=(), scores=None, state=None, **options):
    """The reasons returned and the improvement counts after each epoch."""
    state, plan = begin(**options) if state is None else state
    scores = [NAN] * len(losses) if scores is None else scores
    losses = losses or [1.0] * len(scores)
    seen = []
    for loss, score in zip(losses, scores, strict=True):
        state.progress["epoch"] += 1
        state.progress["samples_seen"] += 10
        reason = after_epoch(state, plan, loss, score)
        seen.append((reason, state.no_improvement))
    return state, seen


def counts(losses=(), scores=None, **options):
    return [count for _, count in follow(losses, scores, **{"n_iter_no_change": math.inf, **options})[1]]


def test_an_epoch_that_is_not_better_by_tol_is_counted():
    # The best is 10, 9, 8.95 (counted all the same), 8.94, 8.
    assert counts([10, 9, 8.95, 8.94, 8], tol=0.1) == [0, 0, 1, 2, 0]


def test_better_by_exactly_tol_is_better():
    assert counts([1.0, 0.75, 0.5], tol=0.25) == [0, 0, 0]


def test_an_equal_loss_is_stale_with_a_tolerance_and_not_without():
    assert counts([1, 1, 1], tol=1e-9) == [0, 1, 2]
    assert counts([1, 1, 1], tol=0) == [0, 0, 0]


def test_a_loss_that_rises_is_counted_against_the_best_not_the_last():
    assert counts([5, 1, 3, 2, 1.5, 0.5], tol=0) == [0, 0, 1, 2, 3, 0]


def test_an_undefined_loss_is_no_improvement_to_remember_but_restarts_the_count_as_in_scikit_learn():
    state, seen = follow([2, 3, NAN, 3], tol=0.0, n_iter_no_change=math.inf)
    assert [count for _, count in seen] == [0, 1, 0, 1]
    assert state.best_loss == 2


@pytest.mark.parametrize("patience", [1, 2, 5])
def test_training_stops_when_more_than_n_epochs_brought_nothing(patience):
    _, seen = follow([1.0] * (patience + 2), tol=0.1, n_iter_no_change=patience)
    assert [reason for reason, _ in seen] == [None] * (patience + 1) + ["converged"]


def test_early_stopping_judges_by_the_score_and_keeps_the_best_parameters():
    state, plan = begin(early_stopping=True, tol=0.1, n_iter_no_change=2)
    seen = []
    for value, score in enumerate([0.5, 0.55, 0.7, 0.7, 0.71, 0.69]):
        state.network.parameters[:] = value
        state.progress["epoch"] += 1
        seen.append((after_epoch(state, plan, 1.0, score), state.no_improvement, state.best_parameters[0]))
    assert seen == [
        (None, 0, 0),
        (None, 1, 1),  # better, hence kept, but not by tol, hence counted
        (None, 0, 2),
        (None, 1, 2),  # equal is not better
        (None, 2, 4),
        ("early stopping", 3, 4),
    ]
    assert state.best_score == 0.71
    assert state.best_loss == math.inf


def test_an_equal_score_without_tolerance_goes_on():
    assert counts(scores=[0.5, 0.5, 0.5, 0.4], early_stopping=True, tol=0) == [0, 0, 0, 1]


def test_a_score_below_zero_may_be_the_best():
    state, _ = follow(scores=[-3.0, -2.0, -2.5], early_stopping=True, tol=0)
    assert state.best_score == -2


def test_max_iter_is_a_reason_unless_training_converged_in_that_very_epoch():
    _, seen = follow([3, 2, 1], max_iter=3)
    assert [reason for reason, _ in seen] == [None, None, "max_iter"]
    _, seen = follow([1, 1, 1], max_iter=3, tol=0.1, n_iter_no_change=1)
    assert [reason for reason, _ in seen] == [None, None, "converged"]


def test_invscaling_changes_the_rate_after_the_epoch():
    state, plan = begin(learning_rate="invscaling", learning_rate_init=0.6, power_t=0.5)
    follow([1.0], state=(state, plan))
    assert state.learning_rate == pytest.approx(0.6 / math.sqrt(11))
    follow([0.9], state=(state, plan))
    assert state.learning_rate == pytest.approx(0.6 / math.sqrt(21))


def test_adaptive_tries_smaller_rates_before_it_stops():
    options = {"learning_rate": "adaptive", "learning_rate_init": 1e-5, "tol": 0.1, "n_iter_no_change": 1}
    state, seen = follow([1.0] * 7, **options)
    # 1e-5 until the third epoch, 2e-6 until the fifth, 4e-7 until the seventh: below 1e-6 there is no next.
    assert [reason for reason, _ in seen] == [None] * 6 + ["converged"]
    assert [count for _, count in seen] == [0, 1, 0, 1, 0, 1, 2]
    assert state.learning_rate == pytest.approx(4e-7)


def test_adaptive_stops_at_a_rate_of_exactly_the_least():
    options = {"learning_rate": "adaptive", "learning_rate_init": 1e-6, "tol": 0.1, "n_iter_no_change": 1}
    state, seen = follow([1.0] * 3, **options)
    assert seen[-1][0] == "converged"
    assert state.learning_rate == 1e-6


def test_adaptive_with_early_stopping():
    options = {"learning_rate": "adaptive", "learning_rate_init": 4e-6, "tol": 0.1, "n_iter_no_change": 1}
    _, seen = follow(scores=[0.5] * 5, early_stopping=True, **options)
    assert [reason for reason, _ in seen] == [None] * 4 + ["early stopping"]


@pytest.mark.parametrize("schedule", ["adaptive", "invscaling"])
def test_scikit_learns_schedules_are_for_sgd_only(schedule):
    state, seen = follow([1.0] * 3, solver="adam", learning_rate=schedule, tol=0.1, n_iter_no_change=1)
    assert seen[-1][0] == "converged"
    assert state.learning_rate == 1e-3


def test_every_reason_has_its_name():
    assert REASONS == ("converged", "early stopping", "max_iter", "interrupt")
    assert np.unique(REASONS).size == 4
