"""shap explains predictions: its values are those it finds for scikit-learn's classes."""

import numpy as np
import pytest
import shap
from sklearn import neural_network
from sklearn.datasets import load_diabetes, load_iris

import rosenblatt

SETTINGS = {
    "hidden_layer_sizes": (6,),
    "activation": "tanh",
    "solver": "lbfgs",
    "max_iter": 60,
    "random_state": 0,
}


def explained(model, X, explainer):
    np.random.seed(0)
    predict = getattr(model, "predict_proba", model.predict)
    if explainer == "kernel":
        return shap.KernelExplainer(predict, X[:20]).shap_values(X[100:104], nsamples=60, silent=True)
    return shap.Explainer(predict, X[:20], algorithm=explainer, seed=0)(X[100:104], silent=True).values


@pytest.mark.parametrize("explainer", ["kernel", "permutation"])
@pytest.mark.parametrize("name", ["MLPClassifier", "MLPRegressor"])
def test_values_equal_those_of_scikit_learns(name, explainer):
    X, y = (load_iris if name == "MLPClassifier" else load_diabetes)(return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    y = y if name == "MLPClassifier" else (y - y.mean()) / y.std()
    mine, theirs = (
        explained(getattr(home, name)(**SETTINGS).fit(X, y), X, explainer)
        for home in (rosenblatt, neural_network)
    )
    assert np.abs(theirs).max() > 0.1
    np.testing.assert_allclose(mine, theirs, rtol=1e-5, atol=1e-7)
