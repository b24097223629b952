"""Thresholds of a one-column tree: by hand, against scikit-learn's tree, and the core's counterpart."""

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import rosenblatt._core as _core
from rosenblatt.formulas.one_column_tree import tree_thresholds


def test_a_tree_divides_where_the_classes_change():
    x = np.array([1.0, 2, 3, 10, 11, 12])
    assert tree_thresholds(x, np.array([0, 0, 0, 1, 1, 1]), 2, 8, 1).tolist() == [6.5]


def test_the_division_with_the_largest_gain_comes_first():
    # Gini: dividing 0 0 | 1 1 1 1 2 2 first gains 8/8 of the two zeros; then 1 | 2.
    x, y = np.arange(8.0), np.array([0, 0, 1, 1, 1, 1, 2, 2])
    assert len(tree_thresholds(x, y, 3, 2, 1)) == 1
    assert tree_thresholds(x, y, 3, 3, 1).tolist() == [1.5, 5.5]


def test_leaves_hold_as_many_rows_as_asked():
    x, y = np.arange(10.0), np.array([1] + [0] * 9)
    assert tree_thresholds(x, y, 2, 2, 1).tolist() == [0.5]
    assert tree_thresholds(x, y, 2, 2, 3).tolist() == [2.5]
    assert tree_thresholds(x, y, 2, 8, 6).tolist() == []


def test_a_column_or_a_target_of_one_value_has_no_threshold():
    assert tree_thresholds(np.ones(9), np.arange(9) % 2, 2, 8, 1).tolist() == []
    assert tree_thresholds(np.arange(9.0), np.zeros(9), 0, 8, 1).tolist() == []


def test_a_row_of_weight_two_counts_as_two_rows():
    x, y = np.array([0.0, 1, 2, 3, 4]), np.array([0.0, 0, 5, 1, 1])
    twice = tree_thresholds(np.repeat(x, [1, 1, 2, 1, 1]), np.repeat(y, [1, 1, 2, 1, 1]), 0, 3, 1)
    weighted = tree_thresholds(x, y, 0, 3, 1, np.array([1.0, 1, 2, 1, 1]))
    np.testing.assert_array_equal(twice, weighted)


@pytest.mark.parametrize("seed", range(4))
def test_the_thresholds_are_those_of_scikit_learns_tree(seed):
    random = np.random.default_rng(seed)
    x = random.normal(size=300).round(1 + seed % 2)
    numbers = np.sin(3 * x) + random.normal(size=300)
    classes = np.digitize(numbers, [-0.5, 0.5])
    for tree, y, n_classes in (
        (DecisionTreeClassifier, classes, 3),
        (DecisionTreeRegressor, numbers, 0),
    ):
        theirs = tree(max_leaf_nodes=8, min_samples_leaf=5).fit(x[:, None], y).tree_
        expected = np.sort(theirs.threshold[theirs.feature == 0])
        np.testing.assert_allclose(tree_thresholds(x, y, n_classes, 8, 5), expected)


@pytest.mark.parametrize("n_threads", [1, 2])
def test_the_core_finds_the_same_thresholds_for_every_column_and_fold(n_threads):
    random = np.random.default_rng(0)
    X = np.round(random.normal(size=(200, 5)), 1)
    folds = np.arange(200) % 3
    weight = random.uniform(0.5, 2, 200)
    for n_classes, y in ((4, random.integers(0, 4, 200)), (0, random.normal(size=200))):
        found = _core.tree_thresholds(X, y.astype(float), n_classes, weight, folds, 3, 6, 4, n_threads)
        for column in range(5):
            for fold in range(3):
                rows = folds != fold
                expected = tree_thresholds(X[rows, column], y[rows], n_classes, 6, 4, weight[rows])
                np.testing.assert_array_equal(found[column][fold], expected)


def test_the_border_refuses_indices_out_of_bounds():
    X, y, folds = np.ones((3, 1)), np.array([0.0, 1, 2]), np.zeros(3, np.int64)
    with pytest.raises(ValueError, match="a class index is out of bounds"):
        _core.tree_thresholds(X, y, 2, None, folds, 1, 2, 1, 1)
    with pytest.raises(ValueError, match="an entry for each row"):
        _core.tree_thresholds(X, y[:2], 3, None, folds, 1, 2, 1, 1)
