"""Margins: exact whatever the number of features."""

import numpy as np
import pytest

from rosenblatt import MLPClassifier, Perceptron
from rosenblatt.data import load_table
from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.plots import MarginDisplay


def test_a_margin_is_below_zero_exactly_where_the_prediction_is_wrong() -> None:
    X, y = load_table("iris").arrays()
    for model in (Perceptron(random_state=0), MLPClassifier((3,), solver="lbfgs", random_state=0)):
        fitted = model.fit(X, y)
        display = MarginDisplay.from_estimator(fitted, X, y)
        np.testing.assert_array_equal(display.margins <= 0, fitted.predict(X) != y)
        wrong = int((fitted.predict(X) != y).sum())
        assert display.title.startswith(f"{wrong} of 150 samples" if wrong else "All 150 samples")


def test_margins_by_hand() -> None:
    network = Network((2, 3), ("softmax",))
    network.weights[0][:] = [[1, 0, 0], [0, 2, 0]]
    display = MarginDisplay.from_network(network, [[3.0, 1], [1, 1]], ["a", "a"], classes=("a", "b", "c"))
    np.testing.assert_allclose(display.margins, [3 - 2, 1 - 2])
    assert display.title == "1 of 2 samples lies left of 0, where another class is ahead"


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(PlanError, match="a sample has no margin"):
        MarginDisplay.from_network(Network((2, 2, 1), ("tanh", "logistic"), cell="elman"), [[0, 0]], [0])
    with pytest.raises(PlanError, match="distinguishes 2 classes, got 1"):
        MarginDisplay.from_network(Network((2, 1), ("logistic",)), [[0, 0]], [0])
