"""Estimators as scikit-learn's users know them."""

from rosenblatt.estimators.mlp_classifier import MLPClassifier
from rosenblatt.estimators.mlp_regressor import MLPRegressor
from rosenblatt.estimators.perceptron import Perceptron

__all__ = ["MLPClassifier", "MLPRegressor", "Perceptron"]
