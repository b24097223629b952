import numpy as np
import pytest
from sklearn import metrics

from rosenblatt.formulas.scores import accuracy, explained, r_squared, wrong

one_hot = np.eye(3)


def test_the_largest_output_decides():
    y = one_hot[[0, 1, 2, 2]]
    a = np.array([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.4, 0.2, 0.4]])
    # In the last row the first of the two largest decides.
    np.testing.assert_array_equal(wrong(y, a, "log_loss", (3,)), [False, True, False, True])


def test_a_sample_is_wrong_if_any_group_decides_wrongly():
    y = np.array([[1, 0, 0, 1, 0], [1, 0, 0, 1, 0]], float)
    a = np.array([[0.9, 0.1, 0.2, 0.6, 0.2], [0.9, 0.1, 0.5, 0.3, 0.2]])
    np.testing.assert_array_equal(wrong(y, a, "log_loss", (2, 3)), [False, True])


def test_each_output_decides_for_itself_above_a_half():
    y = np.array([[0], [1], [0], [1]], float)
    a = np.array([[0.5], [0.5], [0.51], [0.51]])
    np.testing.assert_array_equal(wrong(y, a, "binary_log_loss", (1,)), [False, True, True, False])
    y = np.array([[1, 0], [1, 0]], float)
    a = np.array([[0.9, 0.1], [0.9, 0.9]])
    np.testing.assert_array_equal(wrong(y, a, "binary_log_loss", (2,)), [False, True])


@pytest.mark.parametrize("weighted", [False, True])
def test_accuracy_is_scikit_learns(weighted):
    random = np.random.RandomState(0)
    truth, a = random.randint(3, size=50), random.dirichlet(np.ones(3), 50)
    weight = random.uniform(size=50) if weighted else None
    expected = metrics.accuracy_score(truth, a.argmax(axis=1), sample_weight=weight)
    assert accuracy(one_hot[truth], a, "log_loss", (3,), weight) == pytest.approx(expected)
    labels = random.randint(2, size=(50, 4))
    a = random.uniform(size=(50, 4)) * 0.6 + labels * 0.3
    expected = metrics.accuracy_score(labels, (a > 0.5).astype(int), sample_weight=weight)
    assert 0 < expected < 1
    assert accuracy(labels.astype(float), a, "binary_log_loss", (4,), weight) == pytest.approx(expected)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("n_outputs", [1, 3])
def test_r_squared_is_scikit_learns(n_outputs, weighted):
    random = np.random.RandomState(0)
    y = random.normal(size=(50, n_outputs)) * [1, 5, 9][:n_outputs]
    a = y + random.normal(size=(50, n_outputs))
    weight = random.uniform(size=50) if weighted else None
    assert r_squared(y, a, weight) == pytest.approx(metrics.r2_score(y, a, sample_weight=weight))


def test_r_squared_by_hand():
    y, a = np.array([[0.0], [2.0]]), np.array([[0.5], [2.0]])
    assert r_squared(y, a) == pytest.approx(1 - 0.25 / 2)


def test_a_constant_target_scores_one_if_met_else_nothing():
    y = np.full((4, 1), 2.0)
    assert r_squared(y, y) == 1
    assert r_squared(y, y + 1) == 0
    np.testing.assert_array_equal(
        explained(np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, 2.0])), [1, 0, 0.5]
    )


@pytest.mark.parametrize("damage", [np.nan, np.inf])
def test_outputs_that_are_no_numbers_have_no_score(damage):
    a = np.array([[0.2, 0.8], [damage, 0.5]])
    y = np.eye(2)
    assert np.isnan(accuracy(y, a, "log_loss", (2,)))
    assert np.isnan(r_squared(y, a))
