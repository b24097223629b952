"""skl2onnx: a search over a pipeline becomes a graph that answers like that of scikit-learn's class."""

import numpy as np
import onnxruntime
import pytest
import skl2onnx
from sklearn import linear_model, neural_network
from sklearn.datasets import load_diabetes, load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import rosenblatt
from rosenblatt.export import register_converters

NETWORK = {"hidden_layer_sizes": (5,), "max_iter": 60, "random_state": 0}


def answers(model, X, y):
    pipeline = make_pipeline(StandardScaler(), model)
    search = GridSearchCV(pipeline, {f"{pipeline.steps[-1][0]}__alpha": [1e-4, 1e-2]}, cv=3).fit(X, y)
    is_network_of_classes = hasattr(model, "predict_proba")
    options = {id(search): {"zipmap": False}} if is_network_of_classes else None
    graph = skl2onnx.to_onnx(search, X[:1].astype(np.float32), options=options)
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    found = session.run(None, {session.get_inputs()[0].name: X.astype(np.float32)})
    return found if is_network_of_classes else found[:1]


@pytest.mark.parametrize("labels", ["int", "float", "text"])
def test_classes_and_probabilities_equal_those_of_scikit_learns(labels):
    register_converters()
    X, y = load_iris(return_X_y=True)
    y = {"int": y, "float": y.astype(float), "text": np.array(["setosa", "versicolor", "virginica"])[y]}[
        labels
    ]
    for pair in (
        (rosenblatt.MLPClassifier(**NETWORK), neural_network.MLPClassifier(**NETWORK)),
        (rosenblatt.Perceptron(), linear_model.Perceptron()),
    ):
        mine, theirs = (answers(each, X, y) for each in pair)
        assert mine[0].dtype == theirs[0].dtype
        np.testing.assert_array_equal(mine[0], theirs[0])
        for left, right in zip(mine[1:], theirs[1:], strict=True):
            np.testing.assert_allclose(left, right, atol=1e-6)


def test_numbers_equal_those_of_scikit_learns():
    register_converters()
    X, y = load_diabetes(return_X_y=True)
    mine, theirs = (answers(each.MLPRegressor(**NETWORK), X, y) for each in (rosenblatt, neural_network))
    np.testing.assert_allclose(mine[0], theirs[0], rtol=1e-4)
