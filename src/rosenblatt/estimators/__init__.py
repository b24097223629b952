"""Estimators as scikit-learn's users know them."""

from rosenblatt.estimators.live_stream import LiveStream
from rosenblatt.estimators.mlp_classifier import MLPClassifier
from rosenblatt.estimators.mlp_regressor import MLPRegressor
from rosenblatt.estimators.perceptron import Perceptron
from rosenblatt.estimators.recurrent_classifier import RecurrentClassifier
from rosenblatt.estimators.recurrent_regressor import RecurrentRegressor

__all__ = [
    "LiveStream",
    "MLPClassifier",
    "MLPRegressor",
    "Perceptron",
    "RecurrentClassifier",
    "RecurrentRegressor",
]
