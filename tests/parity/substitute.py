"""A pytest plugin that puts Rosenblatt's estimators in the place of scikit-learn's.

It does so before any test file is imported, in a pytest of its own (see tests/parity/shipped.py), so that it
cannot leak: with ``ROSENBLATT_SUBSTITUTE=Perceptron`` that pytest tests our Perceptron wherever a test file
imports scikit-learn's.
"""

import importlib
import os

import pytest

import rosenblatt

HOMES = {
    "Perceptron": ("sklearn.linear_model", "sklearn.linear_model._perceptron"),
    "MLPClassifier": ("sklearn.neural_network", "sklearn.neural_network._multilayer_perceptron"),
    "MLPRegressor": ("sklearn.neural_network", "sklearn.neural_network._multilayer_perceptron"),
}


def _substituted() -> list[str]:
    return os.environ["ROSENBLATT_SUBSTITUTE"].split(",")


def pytest_configure() -> None:
    for name in _substituted():
        for home in HOMES[name]:
            setattr(importlib.import_module(home), name, getattr(rosenblatt, name))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """End the session if a test file has not got ours: it would prove nothing."""
    modules = {item.getparent(pytest.Module).obj for item in items}
    for name in _substituted():
        found = {getattr(module, name) for module in modules if hasattr(module, name)}
        if found != {getattr(rosenblatt, name)}:
            raise pytest.UsageError(f"the tests use {found or 'nothing'} as {name}, not Rosenblatt's")
