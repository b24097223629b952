import numpy as np
import pytest

from rosenblatt.insight.diagnosis.scoring import baseline, score
from rosenblatt.run import Run


def test_accuracy_is_the_share_that_is_right() -> None:
    truth, predicted = np.array(["a", "b", "b", "c"], dtype=object), np.array(["a", "b", "c", "c"])
    assert score("classification", truth, predicted) == 0.75


def test_r_squared_is_zero_for_the_mean_and_one_for_the_truth() -> None:
    truth = np.array([1, 2, 6])
    assert score("regression", truth, truth.astype(float)) == 1
    assert score("regression", truth, np.full(3, 3.0)) == 0
    assert score("regression", truth, np.array([1.0, 2.0, 4.0])) == pytest.approx(1 - 4 / 14)


def test_the_baseline_of_classes_is_the_most_frequent_one_of_the_training_part() -> None:
    training, truth = np.array(["b", "a", "b"], dtype=object), np.array(["a", "b", "a", "a"], dtype=object)
    assert baseline("classification", training, truth) == (0.25, "always the most frequent class, b")


def test_the_baseline_of_numbers_is_the_mean_of_the_training_part() -> None:
    number, words = baseline("regression", np.array([1, 2, 6]), np.array([2.0, 4.0]))
    assert number == 0
    assert words == "always the mean of the training part, 3"


def test_a_held_out_part_is_what_counts(iris: Run) -> None:
    seen = iris.evaluation
    assert (seen.part, len(seen.truth), len(seen.rows)) == ("test", 45, 45)
    assert seen.score == (seen.truth == seen.predicted).mean() == 44 / 45
    assert seen.baseline_text == "always the most frequent class, virginica"
    assert seen.baseline == 11 / 45
    assert seen.probabilities is None


def test_without_one_the_training_part_does(xor: Run) -> None:
    seen = xor.evaluation
    assert (seen.part, seen.score, seen.training_score, seen.baseline) == ("training", 1, 1, 0.5)
    assert seen.rows.tolist() == [1, 2, 3, 4]


def test_numbers_are_evaluated_in_their_own_units(diabetes: Run) -> None:
    seen = diabetes.evaluation
    assert seen.score_name == "R²"
    assert 100 < np.mean(seen.predicted) < 200
    assert seen.score == pytest.approx(
        1 - np.sum((seen.truth - seen.predicted) ** 2) / np.sum((seen.truth - seen.truth.mean()) ** 2)
    )
