"""Estimators as scikit-learn's users know them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.estimators.live_stream import LiveStream
    from rosenblatt.estimators.mlp_classifier import MLPClassifier
    from rosenblatt.estimators.mlp_regressor import MLPRegressor
    from rosenblatt.estimators.perceptron import Perceptron
    from rosenblatt.estimators.recurrent_classifier import RecurrentClassifier
    from rosenblatt.estimators.recurrent_regressor import RecurrentRegressor
    from rosenblatt.estimators.tabular.classifier import TabularClassifier
    from rosenblatt.estimators.tabular.regressor import TabularRegressor

_HOMES = {
    "LiveStream": "live_stream",
    "MLPClassifier": "mlp_classifier",
    "MLPRegressor": "mlp_regressor",
    "Perceptron": "perceptron",
    "RecurrentClassifier": "recurrent_classifier",
    "RecurrentRegressor": "recurrent_regressor",
    "TabularClassifier": "tabular.classifier",
    "TabularRegressor": "tabular.regressor",
}
"""The file of each estimator, which is imported when the estimator is used."""

__all__ = [
    "LiveStream",
    "MLPClassifier",
    "MLPRegressor",
    "Perceptron",
    "RecurrentClassifier",
    "RecurrentRegressor",
    "TabularClassifier",
    "TabularRegressor",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
