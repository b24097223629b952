"""Training without estimators: from parameters and checked arrays to a trained network.

A :class:`Fit` is a value that holds everything one training needs. :func:`begin` makes one from checked
arrays, :func:`run` trains it, and the :class:`Outcome` holds how it ended. scikit-learn is not needed.

Examples
--------
>>> import numpy as np
>>> from rosenblatt.fitting import begin, run
>>> X, y = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
>>> parameters = {"hidden_layer_sizes": (5,), "activation": "tanh", "max_iter": 10000, "random_state": 10}
>>> fit = begin("MLPClassifier", parameters, X, y)
>>> outcome = run(fit)
>>> outcome.stopped_by, len(outcome.history), outcome.network.layer_sizes
('converged', 2055, (2, 5, 1))
>>> fit.task.decode(outcome.network.forward(X))
array([0, 1, 1, 0])

A fit that was stopped continues with ``run(fit)``, and from a checkpoint with ``run(resume(...))``. Each
:class:`Watcher` is notified during training; with :class:`Checkpoints` checkpoints are written. An error or
Ctrl-C during training is not raised: ``outcome.trouble`` holds it, ``outcome.raise_trouble()`` raises it.
:func:`attributes` returns what an estimator has learned, under scikit-learn's names.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.fitting.beginning import begin, with_seed
    from rosenblatt.fitting.checkpoints import Checkpoints, owner_of, parameters_of
    from rosenblatt.fitting.fit import Fit
    from rosenblatt.fitting.kinds import DEFAULTS, complete, network_plan, perceptron_plan, require_possible
    from rosenblatt.fitting.outcome import Outcome, attributes, attributes_at
    from rosenblatt.fitting.reading import CheckedSequences
    from rosenblatt.fitting.resuming import resume
    from rosenblatt.fitting.running import advanced, run
    from rosenblatt.fitting.watching import Calling, Watcher
    from rosenblatt.network.outputs import outputs_of, sequence_outputs

_HOMES = {
    "rosenblatt.fitting.beginning": (
        "begin",
        "with_seed",
    ),
    "rosenblatt.fitting.checkpoints": (
        "Checkpoints",
        "owner_of",
        "parameters_of",
    ),
    "rosenblatt.fitting.fit": ("Fit",),
    "rosenblatt.fitting.kinds": (
        "DEFAULTS",
        "complete",
        "network_plan",
        "perceptron_plan",
        "require_possible",
    ),
    "rosenblatt.fitting.outcome": (
        "Outcome",
        "attributes",
        "attributes_at",
    ),
    "rosenblatt.fitting.reading": ("CheckedSequences",),
    "rosenblatt.fitting.resuming": ("resume",),
    "rosenblatt.fitting.running": (
        "advanced",
        "run",
    ),
    "rosenblatt.fitting.watching": (
        "Calling",
        "Watcher",
    ),
    "rosenblatt.network.outputs": (
        "outputs_of",
        "sequence_outputs",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
"""The module of each name, which is imported when the name is used."""

__all__ = [
    "DEFAULTS",
    "Calling",
    "CheckedSequences",
    "Checkpoints",
    "Fit",
    "Outcome",
    "Watcher",
    "advanced",
    "attributes",
    "attributes_at",
    "begin",
    "complete",
    "network_plan",
    "outputs_of",
    "owner_of",
    "parameters_of",
    "perceptron_plan",
    "require_possible",
    "resume",
    "run",
    "sequence_outputs",
    "with_seed",
]


def __getattr__(name: str) -> object:
    if name in _HOME_OF:
        return getattr(importlib.import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
