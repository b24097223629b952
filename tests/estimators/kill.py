"""Fits to be killed: each estimator with its data, and a script that does so."""

import json
import os
import sys
import warnings

import numpy as np
from sklearn.datasets import load_iris
from tests.estimators.listening import Listening
from tests.killing import fork_and_kill, read_bytes

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron

X, CLASSES = load_iris(return_X_y=True)
LONG = {"max_iter": 50, "n_iter_no_change": 10**6, "random_state": 3}


def network(**parameters):
    return MLPClassifier((6, 4), **{**LONG, **parameters})


FITS = {
    "adam": (lambda: network(), CLASSES),
    "adamw, cosine, float32": (lambda: network(solver="adamw", learning_rate="cosine"), CLASSES),
    "rmsprop, onecycle": (lambda: network(solver="rmsprop", learning_rate="onecycle"), CLASSES),
    "sgd, adaptive, batches": (
        lambda: network(solver="sgd", learning_rate="adaptive", batch_size=32),
        CLASSES,
    ),
    "sgd, invscaling, clipped, float32": (
        lambda: network(solver="sgd", learning_rate="invscaling", max_grad_norm=0.5),
        CLASSES,
    ),
    "dropout": (lambda: network(dropout=(0.2, 0.1), batch_size=50), CLASSES),
    "early stopping": (lambda: network(early_stopping=True), CLASSES),
    "early stopping, float32": (lambda: network(early_stopping=True, solver="sgd"), CLASSES),
    "class weights": (lambda: network(class_weight={0: 1.0, 1: 2.5, 2: 0.5}), CLASSES),
    "lbfgs": (lambda: network(solver="lbfgs", tol=0.0), CLASSES),
    "regression": (
        lambda: MLPRegressor(hidden_layer_sizes=(6,), loss="huber", **LONG),
        X[:, 3].copy(),
    ),
    "regression, lbfgs, float32": (
        lambda: MLPRegressor(hidden_layer_sizes=(6,), solver="lbfgs", max_iter=50, tol=0.0, random_state=1),
        X[:, 3].copy(),
    ),
    "perceptron": (lambda: Perceptron(max_iter=100, tol=None), CLASSES),
    "perceptron, averaged, early stopping, float32": (
        lambda: Perceptron(
            max_iter=100, early_stopping=True, n_iter_no_change=10**6, average=20, penalty="l2"
        ),
        CLASSES,
    ),
}


def samples(name):
    return X.astype(np.float32) if "float32" in name else X


def fit_and_be_killed(path, name, n_epochs):
    """Fit in a process of its own, and kill it once it has reported so many epochs."""

    def fit(writing):
        warnings.simplefilter("ignore")
        make, y = FITS[name]
        estimator = make()
        estimator.set_callbacks(Listening(lambda n_epochs: os.write(writing, b".") and None))
        estimator.fit(samples(name), y, checkpoint=path, checkpoint_every=1)

    fork_and_kill(fit, lambda reading: read_bytes(reading, n_epochs))


if __name__ == "__main__":
    folder, moments = sys.argv[1:]
    for called, epochs in json.loads(moments).items():
        for number, epoch in enumerate(epochs):
            fit_and_be_killed(f"{folder}/{called}.{number}.checkpoint", called, epoch)
