"""Train small neural networks at native speed and see every number on the way.

The estimators :class:`Perceptron`, :class:`MLPClassifier` and :class:`MLPRegressor` are drop-in for
scikit-learn's, and :class:`RecurrentClassifier` and :class:`RecurrentRegressor` have context neurons
besides; :class:`Network`, :class:`Plan`, :class:`TrainingState`, :func:`advance` and :class:`History`
are what they are made of.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.data import Preparation, Table, load_table
    from rosenblatt.errors import (
        ClusterError,
        DivergedError,
        ModelFileError,
        PlanError,
        RosenblattError,
        TableError,
    )
    from rosenblatt.estimators import (
        MLPClassifier,
        MLPRegressor,
        Perceptron,
        RecurrentClassifier,
        RecurrentRegressor,
        TabularClassifier,
        TabularRegressor,
    )
    from rosenblatt.history import History
    from rosenblatt.large import ArraySource, BatchSource, open_table
    from rosenblatt.model import Model, load_model, save_model
    from rosenblatt.network import Network
    from rosenblatt.network.initialization import initialize
    from rosenblatt.plan import Plan
    from rosenblatt.training import Samples, TrainingData, TrainingState
    from rosenblatt.training.advance import advance

from rosenblatt._version import __version__ as __version__

_HOMES = {
    "rosenblatt.data": ("Preparation", "Table", "load_table"),
    "rosenblatt.errors": (
        "ClusterError",
        "DivergedError",
        "ModelFileError",
        "PlanError",
        "RosenblattError",
        "TableError",
    ),
    "rosenblatt.estimators": (
        "MLPClassifier",
        "MLPRegressor",
        "Perceptron",
        "RecurrentClassifier",
        "RecurrentRegressor",
        "TabularClassifier",
        "TabularRegressor",
    ),
    "rosenblatt.history": ("History",),
    "rosenblatt.large": ("ArraySource", "BatchSource", "open_table"),
    "rosenblatt.network.initialization": ("initialize",),
    "rosenblatt.model": ("Model", "load_model", "save_model"),
    "rosenblatt.network": ("Network",),
    "rosenblatt.plan": ("Plan",),
    "rosenblatt.training": ("Samples", "TrainingData", "TrainingState", "advance"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "ArraySource",
    "BatchSource",
    "ClusterError",
    "DivergedError",
    "History",
    "MLPClassifier",
    "MLPRegressor",
    "Model",
    "ModelFileError",
    "Network",
    "Perceptron",
    "Plan",
    "PlanError",
    "Preparation",
    "RecurrentClassifier",
    "RecurrentRegressor",
    "RosenblattError",
    "Samples",
    "Table",
    "TableError",
    "TabularClassifier",
    "TabularRegressor",
    "TrainingData",
    "TrainingState",
    "advance",
    "initialize",
    "load_model",
    "load_table",
    "open_table",
    "save_model",
]


def __getattr__(name: str) -> object:
    # Late, so that `import rosenblatt` and `rosenblatt --help` load only what they use.
    if name in _HOME_OF:
        value: object = getattr(importlib.import_module(_HOME_OF[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'rosenblatt' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
