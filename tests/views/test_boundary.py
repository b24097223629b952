"""How far each class is ahead, and how sure the network is."""

from __future__ import annotations

import numpy as np
import pytest
from tests.plots.cases import network

from rosenblatt.network import Network
from rosenblatt.views.boundary import Predictions, leads, sureness
from rosenblatt.views.view import Plane, View

X = np.random.default_rng(0).normal(size=(50, 3))


@pytest.mark.parametrize("output", ["softmax", "identity"])
def test_the_class_that_is_ahead_has_the_largest_output(output: str) -> None:
    made = network(3, 6, 4, output=output)
    ahead = leads(made, X)
    assert ahead.shape == (50, 4)
    np.testing.assert_array_equal(ahead.argmax(axis=1), made.forward(X).argmax(axis=1))
    assert ((ahead > 0).sum(axis=1) == 1).all()


def test_of_two_classes_the_second_is_ahead_where_its_probability_is_above_a_half() -> None:
    made = network(3, 6, 1, output="logistic")
    ahead = leads(made, X)
    np.testing.assert_array_equal(ahead.argmax(axis=1), made.forward(X)[:, 0] > 0.5)
    np.testing.assert_allclose(ahead[:, 0], -ahead[:, 1])


def test_of_steps_the_largest_pre_activation_wins() -> None:
    made = Network((2, 3), ("step",), [1, 2, 3, 0, 0, 0, 0, 0, 0])
    assert leads(made, np.array([[1.0, 0.0], [-1.0, 0.0]])).argmax(axis=1).tolist() == [2, 0]


def test_between_equals_the_first_wins() -> None:
    assert leads(Network((2, 1), ("step",)), np.zeros((1, 2))).argmax() == 0
    assert leads(Network((2, 3), ("step",)), np.zeros((1, 2))).argmax() == 0


def test_sureness_is_the_probability_of_the_winner() -> None:
    three = network(3, 4, 3)
    np.testing.assert_allclose(sureness(three, X), three.forward(X).max(axis=1))
    two = network(3, 4, 1, output="logistic")
    p = two.forward(X)[:, 0]
    np.testing.assert_allclose(sureness(two, X), np.where(p > 0.5, p, 1 - p))


def test_a_perceptron_is_sure_of_nothing() -> None:
    assert sureness(network(3, 2, output="step"), X) is None


@pytest.mark.parametrize(("n_features", "points"), [(3, 140), (1_275, 140), (5_000, 70), (100_000, 40)])
def test_the_grid_is_coarser_where_samples_are_large(n_features: int, points: int) -> None:
    names = tuple(f"x{place}" for place in range(n_features))
    plane = Plane(np.zeros(1), np.zeros((2, 1)), (0.5, 0.5))  # lifts into one input: only the points count
    view = View(names, np.tile([0.0, 1.0], (n_features, 1)), (), np.zeros(n_features), 0, plane)
    x, y, samples = Predictions(network(1, 2, 1), view).grid(np.array([[0.0, 0.0], [1.0, 2.0]]))
    assert (len(x), len(y), len(samples)) == (points, points, points**2)
