"""Which predictions a report shows: the most confident mistakes first, the largest errors first."""

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt.data import load_table
from rosenblatt.run import RunSettings, run_table
from rosenblatt.trial.evaluation import Evaluation
from rosenblatt.trial.shown import MOST_ERRORS, MOST_RIGHT, MOST_WRONG, chosen


def evaluation(truth: ArrayLike, predicted: ArrayLike, probabilities: ArrayLike | None = None) -> Evaluation:
    given = None if probabilities is None else np.asarray(probabilities)
    true, answers = np.asarray(truth), np.asarray(predicted)
    rows = np.arange(1, len(true) + 1)
    return Evaluation("test", rows, true, answers, given, "accuracy", 0.5, 0.5, 0.5, "always a", np.empty(0))


def test_the_most_confident_mistake_is_first_and_the_least_certain_right_one_follows_the_mistakes() -> None:
    certain = np.array([0.9, 0.6, 0.99, 0.7, 0.8])
    probabilities = np.column_stack([certain, 1 - certain])
    seen = evaluation(list("ababa"), list("aaaaa"), probabilities)
    assert chosen(seen, classifies=True).places == (3, 1, 4, 0, 2)


def test_without_probabilities_the_lead_decides() -> None:
    seen = evaluation(list("abab"), list("aaaa"))
    found = chosen(seen, classifies=True, ahead=np.array([3.0, 1.0, 2.0, 5.0]))
    assert found.places == (3, 1, 2, 0)
    assert found.ahead == (5.0, 1.0, 2.0, 3.0)


def test_each_kind_of_mistake_has_a_row_however_many_are_surer() -> None:
    n = 100
    truth = np.array(["b"] * n + ["c"] + ["a"] * 50)
    certain = np.concatenate([np.full(n, 0.9), [0.4], np.full(50, 0.8)])
    rest = (1 - certain) / 2
    seen = evaluation(truth, np.full(n + 51, "a"), np.column_stack([certain, rest, rest]))
    places = chosen(seen, classifies=True).places
    assert len(places) == MOST_WRONG + 1 + MOST_RIGHT
    assert places[MOST_WRONG] == n


def test_the_largest_errors_are_first() -> None:
    truth = np.arange(50.0)
    predicted = truth + np.linspace(0, -9.8, 50)
    assert chosen(evaluation(truth, predicted), classifies=False).places == tuple(
        range(49, 49 - MOST_ERRORS, -1)
    )


def test_of_several_targets_the_row_with_most_wrong_ones_is_first() -> None:
    truth = np.array([["a", "x"], ["a", "x"], ["b", "y"]])
    predicted = np.array([["a", "x"], ["a", "y"], ["a", "x"]])
    assert chosen(evaluation(truth, predicted), classifies=True).places == (2, 1, 0)


def test_a_run_keeps_the_rows_themselves() -> None:
    table = load_table("iris")
    run = run_table(RunSettings("iris", repeats=0, max_iter=5))
    shown = run.shown
    assert shown is not None
    assert shown.columns == table.features
    first = table.frame.row(int(run.evaluation.rows[shown.places[0]]) - 1)
    assert shown.rows[0] == first[:4]
    wrong = run.evaluation.truth != run.evaluation.predicted
    assert wrong[list(shown.places)][: wrong.sum()].all()
    assert list(shown.ahead[: wrong.sum()]) == sorted(shown.ahead[: wrong.sum()], reverse=True)
