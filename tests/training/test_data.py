import numpy as np
import pytest
from scipy import sparse

from rosenblatt.errors import PlanError
from rosenblatt.training.data import Samples, one_hot

X = np.arange(12.0).reshape(4, 3)
CLASSES = np.array([[0, 1], [1, 0], [2, 1], [0, 0]], np.int32)
NUMBERS = np.arange(8.0).reshape(4, 2)


def test_one_hot_puts_a_one_in_each_group():
    expected = [[1, 0, 0, 0, 1], [0, 1, 0, 1, 0], [0, 0, 1, 0, 1], [1, 0, 0, 1, 0]]
    for dtype in (np.float32, np.float64):
        rows = one_hot(CLASSES, (3, 2), dtype)
        np.testing.assert_array_equal(rows, expected)
        assert rows.dtype == dtype


def test_take_reads_inputs_targets_and_weights_at_positions():
    inputs, targets, weights = Samples(X, CLASSES, np.array([1.0, 2, 3, 4])).take(np.array([2, 0]), (3, 2))
    np.testing.assert_array_equal(inputs, X[[2, 0]])
    np.testing.assert_array_equal(targets, [[0, 0, 1, 0, 1], [1, 0, 0, 0, 1]])
    np.testing.assert_array_equal(weights, [3, 1])


def test_take_counts_positions_among_the_rows_that_belong():
    samples = Samples(X, NUMBERS, rows=np.array([3, 1]))
    assert len(samples) == 2
    inputs, targets, weights = samples.take(np.array([1, 0]), (2,))
    np.testing.assert_array_equal(inputs, X[[1, 3]])
    np.testing.assert_array_equal(targets, NUMBERS[[1, 3]])
    assert weights is None


def test_sparse_samples_are_taken_as_sparse():
    samples = Samples(sparse.csr_array(X), NUMBERS)
    assert samples.is_sparse
    assert not Samples(X, NUMBERS).is_sparse
    inputs, _, _ = samples.take(np.array([1]), (2,))
    np.testing.assert_array_equal(inputs.toarray(), X[[1]])


def test_int32_targets_are_classes_and_floats_are_numbers():
    assert Samples(X, CLASSES).is_classes
    assert not Samples(X, NUMBERS).is_classes
    assert not Samples(X.astype(np.float32), NUMBERS.astype(np.float32)).is_classes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((X[0], NUMBERS), r"X must have shape \(n_rows, n_features\), got \(3,\)"),
        ((X.astype(int), NUMBERS), "X must be float32 or float64, got int64"),
        ((X, NUMBERS[:3]), r"y must have shape \(4, n_outputs\), got \(3, 2\)"),
        ((X, NUMBERS[:, 0]), r"y must have shape \(4, n_outputs\), got \(4,\)"),
        (
            (X, NUMBERS.astype(np.float32)),
            "y must have X's dtype float64 or be int32 class indices, got float32",
        ),
        ((X, CLASSES.astype(np.int64)), "or be int32 class indices, got int64"),
        ((X, NUMBERS, np.ones(3)), r"sample_weight must be float64 of shape \(4,\), got float64 of \(3,\)"),
        ((X, NUMBERS, np.ones(4, np.float32)), r"sample_weight must be float64 .* got float32"),
        (
            (X, NUMBERS, None, np.array([[0]])),
            r"rows must be int64 of shape \(n_samples,\), got int64 of \(1, 1\)",
        ),
        ((X, NUMBERS, None, np.array([0.0])), "rows must be int64 .* got float64"),
        ((X, NUMBERS, None, np.array([0, 4])), r"rows must lie in 0..3, got 0..4"),
        ((X, NUMBERS, None, np.array([-1, 2])), r"rows must lie in 0..3, got -1..2"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(PlanError, match=message):
        Samples(*arguments)
