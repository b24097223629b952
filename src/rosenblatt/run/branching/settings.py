"""Which settings a branch may change, and what is to be done about the others."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from rosenblatt.errors import PlanError, require_known
from rosenblatt.trial.settings import RunSettings
from rosenblatt.trial.trial import parameter_of

CHANGEABLE = (
    "activation",
    "solver",
    "max_iter",
    "learning_rate",
    "alpha",
    "batch_size",
    "backprop_steps",
    "update_steps",
    "repeats",
    "record",
    "options",
)
"""Settings that a branch may change."""

_ROWS = "a branch learns from its parent's rows: train a new run for others"
_LAYERS = "the weights exist already: drop neurons by name (--drop h1.2), or train a new run"
_FIXED: Mapping[str, str] = {
    "hidden": _LAYERS,
    "hidden_layer_sizes": _LAYERS,
    "init": "the weights exist already: train a new run",
    "warm_start": "a branch always continues from the parent's weights: omit it",
    "model": "a branch has the model of its parent: train a new run for another",
    "task": "a branch has the task of its parent: train a new run for another",
    "seed": "it has determined the rows and the order of the samples: train a new run for another",
    "random_state": "it has determined the rows and the order of the samples: train a new run for another",
    "early_stopping": f"it determines which rows are held out; {_ROWS}",
    "validation_fraction": f"it determines which rows are held out; {_ROWS}",
    "fit_intercept": "the biases exist already, or do not: train a new run",
    "penalty": "its effect on the weights is part of the snapshot: train a new run",
    "average": "the mean over all steps is part of the snapshot: train a new run",
    "table": _ROWS,
    "target": _ROWS,
    "features": _ROWS,
    "sequence": _ROWS,
    "stream": _ROWS,
    "stateful": "it determines whether the snapshot has context values: train a new run",
    "predict_at": "it determines the targets: train a new run",
    "cell": "the weights of its context neurons exist already: train a new run for another",
    "initial_context": "the initial context values are part of the network already: train a new run",
    "missing": _ROWS,
    "reading": _ROWS,
    "test_size": _ROWS,
    "split": _ROWS,
    "ignore": _ROWS,
    "keep": _ROWS,
}


def changed_settings(
    settings: RunSettings, parameters: Mapping[str, object], changes: Mapping[str, object]
) -> RunSettings:
    """Return resolved settings with changes other than None; a PlanError if a change is impossible."""
    given = {name: value for name, value in changes.items() if value is not None}
    for name, value in given.items():
        if name in _FIXED:
            _refuse(name, value)
        require_known("a setting that a branch can change", name, CHANGEABLE)
    asked = given.pop("options", {})
    if not isinstance(asked, Mapping):
        raise PlanError(f"options must be parameters by name, got {asked!r}")
    for name, value in asked.items():
        if name in _FIXED and parameters.get(name, value) != value:
            _refuse(name, value)
    options = {**settings.options, **asked}
    for name in given:  # a setting given now goes before a parameter given then
        options.pop(parameter_of(settings.model or "mlp", name) or "", None)
    return dataclasses.replace(settings, **given, options=options)  # type: ignore[arg-type]  # checked there


def _refuse(name: str, value: object) -> None:
    raise PlanError(f"a branch cannot change {name}, got {value!r}: {_FIXED[name]}")
