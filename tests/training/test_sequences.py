"""Sequences: what they are, and what is refused."""

import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.plan import Plan
from rosenblatt.training.data import TrainingData
from rosenblatt.training.sequences import Sequences

X = np.arange(12.0).reshape(6, 2)
Y = np.arange(6.0).reshape(6, 1)


def test_steps_lengths_and_targets_are_counted():
    three = Sequences(X, Y, offsets=np.array([0, 1, 3, 6]))
    assert (len(three), three.n_targets, list(three.lengths)) == (3, 6, [1, 2, 3])
    some = Sequences(X, Y, rows=np.array([2, 0]), offsets=np.array([0, 1, 3, 6]))
    assert (len(some), some.n_targets, list(some.lengths), some.bounds(0)) == (2, 4, [3, 1], (3, 6))
    np.testing.assert_array_equal(some.own_y[:, 0], [3, 4, 5, 0])


def test_rows_of_a_matrix_are_sequences_judged_at_their_end():
    found = Sequences.of_matrix(np.arange(12.0).reshape(2, 6), np.array([[1.0], [2.0]]), 3)
    assert found.X.shape == (4, 3)
    np.testing.assert_array_equal(found.targets, [-1, 0, -1, 1])
    assert (len(found), found.n_targets) == (2, 2)
    with pytest.raises(PlanError, match="step_size must divide the 6 features of a row, got 4"):
        Sequences.of_matrix(np.zeros((2, 6)), np.zeros((2, 1)), 4)


def test_planned_steps_count_windows():
    three = Sequences(X, Y, offsets=np.array([0, 1, 3, 6]))
    assert three.n_steps(Plan("squared_error", batch_size=2)) == 2
    assert three.n_steps(Plan("squared_error", batch_size=1, backprop_steps=2)) == 1 + 1 + 2
    assert three.n_steps(Plan("squared_error", batch_size=3, backprop_steps=2, update_steps=1)) == 3
    assert three.n_planned_steps(Plan("squared_error", batch_size=2, max_iter=5)) == 10


def test_other_sequences_have_another_digest():
    whole = Sequences(X, Y, offsets=np.array([0, 6]))
    cut = Sequences(X, Y, offsets=np.array([0, 3, 6]))
    assert TrainingData(whole).digest != TrainingData(cut).digest


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"offsets": np.array([0, 3])}, "offsets must go from 0 to the 6 rows, got 0 to 3"),
        ({"offsets": np.array([0, 3, 3, 6])}, "sequence 1 has no step: leave empty sequences out"),
        ({"offsets": np.array([0.0, 6.0])}, r"offsets must be int64 of shape \(n_sequences \+ 1,\)"),
        ({"offsets": np.array([0, 6]), "targets": np.full(6, 9)}, r"targets must lie in -1..5, got 9..9"),
        (
            {"offsets": np.array([0, 6]), "targets": np.zeros(5, int)},
            r"targets must be int64 of shape \(6,\)",
        ),
        ({"offsets": np.array([0, 6]), "rows": np.array([1])}, r"rows must lie in 0..0, got 1..1"),
    ],
)
def test_arrays_that_do_not_fit(options, message):
    with pytest.raises(PlanError, match=message):
        Sequences(X, Y, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"backprop_steps": 0}, "backprop_steps must be a positive integer, got 0"),
        ({"update_steps": 2}, "update_steps=2 needs backprop_steps"),
        ({"backprop_steps": 2, "update_steps": 3}, "update_steps must be at most backprop_steps=2, got 3"),
        ({"solver": "lbfgs", "backprop_steps": 2}, "lbfgs needs the gradient through all steps"),
        ({"stateful": 1}, "stateful must be True or False, got 1"),
    ],
)
def test_impossible_steps_of_a_plan(options, message):
    with pytest.raises(PlanError, match=message):
        Plan("squared_error", **options)
