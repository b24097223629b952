"""mlxtend: the picture of decision regions is that of scikit-learn's class, pixel for pixel."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from mlxtend.plotting import plot_decision_regions
from sklearn import linear_model, neural_network
from sklearn.datasets import load_iris

import rosenblatt

NETWORK = {"hidden_layer_sizes": (5,), "max_iter": 200, "random_state": 0}


def drawn(model):
    X, y = load_iris(return_X_y=True)
    figure, axes = plt.subplots()
    plot_decision_regions(X[:, 2:], y, clf=model.fit(X[:, 2:], y), ax=axes)
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba()).copy()
    plt.close(figure)
    return pixels


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (rosenblatt.MLPClassifier(**NETWORK), neural_network.MLPClassifier(**NETWORK)),
        (rosenblatt.Perceptron(), linear_model.Perceptron()),
    ],
    ids=["MLPClassifier", "Perceptron"],
)
def test_regions_are_drawn_alike(mine, theirs):
    pixels = drawn(mine)
    assert len(np.unique(pixels.reshape(-1, 4), axis=0)) > 10
    np.testing.assert_array_equal(pixels, drawn(theirs))
