"""Greedy selection by hand."""

import numpy as np
import pytest

from rosenblatt.tabular import Problem, Recipe
from rosenblatt.tabular.selection import mean_loss, score, select


def test_the_loss_of_classes_is_the_log_loss():
    learned = Problem(np.zeros((2, 1)), np.array([1, 0]), 2)
    outputs = np.array([[0.8], [0.6]])  # the second is wrong
    loss = -(np.log(0.8) + np.log(0.4)) / 2
    assert mean_loss(learned, outputs) == pytest.approx(loss)
    assert score(learned, outputs) == 0.5


def test_the_loss_of_numbers_is_the_mean_squared_error():
    learned = Problem(np.zeros((3, 1)), np.array([1.0, 2, 3]), 0, np.array([1.0, 1, 2]))
    outputs = np.array([[1.0], [2], [5]])
    assert mean_loss(learned, outputs) == pytest.approx(2 * 4 / 4)
    assert score(learned, outputs) == pytest.approx(
        1 - 2 / np.average([1.5625, 0.0625, 0.5625], weights=[1, 1, 2])
    )


def test_members_are_added_while_they_improve_the_mean():
    learned = Problem(np.zeros((2, 1)), np.array([0.0, 3.0]), 0)
    # Alone the first is best (0.5 off), its mean with the second is 0.25 off; two firsts and a second fit.
    votes = np.array([[[0.5], [3.5]], [[-1.0], [2.0]], [[9.0], [9.0]]])
    np.testing.assert_allclose(select(learned, votes, Recipe()), [2 / 3, 1 / 3, 0])


def test_a_perfect_member_stays_alone():
    learned = Problem(np.zeros((2, 1)), np.array([0, 1]), 2)
    votes = np.array([[[0.4], [0.6]], [[0.0], [1.0]]])
    assert select(learned, votes, Recipe()).tolist() == [0, 1]


def test_three_classes_are_judged_by_the_largest_output():
    learned = Problem(np.zeros((2, 1)), np.array([0, 2]), 3)
    outputs = np.array([[0.5, 0.3, 0.2], [0.4, 0.4, 0.2]])
    assert score(learned, outputs) == 0.5
    assert mean_loss(learned, outputs) == pytest.approx(-(np.log(0.5) + np.log(0.2)) / 2)
