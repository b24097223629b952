"""``to_onnx`` as a method: the same graph as the function gives."""

import numpy as np
import pytest
from sklearn.datasets import load_iris

from rosenblatt import MLPClassifier, MLPRegressor, Model, Network, Perceptron
from rosenblatt.export import to_onnx

X, Y = load_iris(return_X_y=True)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(
    "estimator",
    [
        Perceptron(),
        MLPClassifier((3,), max_iter=3),
        MLPRegressor(hidden_layer_sizes=(3,), max_iter=3),
    ],
    ids=lambda each: type(each).__name__,
)
def test_of_an_estimator(estimator):
    fitted = estimator.fit(X, Y)
    assert fitted.to_onnx() == to_onnx(fitted)
    assert fitted.to_onnx(dtype="float32") == to_onnx(fitted, dtype="float32")


def test_of_a_model():
    gate = Network((2, 1), ("step",), np.array([1, 1, -1.5]))
    model = Model("perceptron", "classification", gate, classes=("no", "yes"))
    assert model.to_onnx() == to_onnx(model)
