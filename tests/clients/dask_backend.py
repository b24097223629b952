"""dask as the backend of joblib: searches, cross-validation and n_jobs, on the workers of a cluster."""

import joblib
import numpy as np
import pytest
from dask.distributed import Client, LocalCluster
from sklearn import linear_model, neural_network
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV, cross_val_predict

import rosenblatt

X, Y = load_iris(return_X_y=True)
NETWORK = {"hidden_layer_sizes": (5,), "max_iter": 40, "random_state": 0}


@pytest.fixture(scope="module")
def cluster():
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local,
        Client(local),
    ):
        yield


def test_a_search_on_workers_equals_that_of_scikit_learns(cluster):
    found = []
    for kind in (rosenblatt.MLPClassifier, neural_network.MLPClassifier):
        with joblib.parallel_backend("dask"):
            search = GridSearchCV(
                kind(**NETWORK), {"alpha": [1e-4, 1e-1], "activation": ["relu", "tanh"]}, cv=3
            )
            search.fit(X, Y)
        found.append(search)
    mine, theirs = found
    np.testing.assert_array_equal(mine.cv_results_["mean_test_score"], theirs.cv_results_["mean_test_score"])
    assert mine.best_params_ == theirs.best_params_


def test_predictions_on_workers_equal_those_of_scikit_learns(cluster):
    with joblib.parallel_backend("dask"):
        mine, theirs = (
            cross_val_predict(kind(n_jobs=2), X, Y, n_jobs=2)
            for kind in (rosenblatt.Perceptron, linear_model.Perceptron)
        )
    np.testing.assert_array_equal(mine, theirs)
