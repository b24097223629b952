"""One training on one split: from resolved settings to the parameters, the trained network and its score."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import PlanError, require_known
from rosenblatt.fitting import (
    DEFAULTS,
    CheckedSequences,
    attributes,
    begin,
    complete,
    require_possible,
    resume,
    run,
)
from rosenblatt.insight.diagnosis.scoring import score
from rosenblatt.model.model import Model
from rosenblatt.trial.settings import RECURRENT

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from rosenblatt.checkpoint import Checkpoint
    from rosenblatt.fitting import Checkpoints, Fit, Outcome
    from rosenblatt.fitting import Watcher as FitWatcher
    from rosenblatt.fitting.reading import Inputs
    from rosenblatt.trial.parts import Part, Prepared
    from rosenblatt.trial.settings import RunSettings

_OF_NETWORKS: Mapping[str, str] = {
    "hidden": "hidden_layer_sizes",
    "activation": "activation",
    "solver": "solver",
    "max_iter": "max_iter",
    "learning_rate": "learning_rate_init",
    "alpha": "alpha",
    "batch_size": "batch_size",
    "seed": "random_state",
}
_OVER_TIME: Mapping[str, str] = {name: name for name in ("cell", "backprop_steps", "update_steps")}
_PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "mlp": _OF_NETWORKS,
    RECURRENT: {**_OF_NETWORKS, **_OVER_TIME},
    "perceptron": {
        "max_iter": "max_iter",
        "learning_rate": "eta0",
        "alpha": "alpha",
        "seed": "random_state",
    },
}
"""For each model the parameters that settings stand for."""

_NOT_FOR_A_RUN = ("verbose", "warm_start", "record", "record_path", "step_size")
"""Parameters that a run sets itself, or that have no meaning in a run."""


@dataclass(frozen=True)
class Trial:
    """A training that can be run on any split; ``kind`` is a key of :data:`rosenblatt.fitting.DEFAULTS`."""

    kind: str
    parameters: Mapping[str, object]

    @classmethod
    def of(cls, settings: RunSettings, task: str) -> Trial:
        """Return the training of resolved settings; a PlanError if a parameter or the task is impossible."""
        model, classifies = settings.model or "mlp", task == "classification"
        if model == "perceptron" and not classifies:
            raise PlanError(
                f"a perceptron predicts classes, and the target {settings.target!r} is a number: "
                "use --model mlp, or --task classification if its numbers are classes"
            )
        kind = "Perceptron"
        if model != "perceptron":
            kind = ("Recurrent" if model == RECURRENT else "MLP") + (
                "Classifier" if classifies else "Regressor"
            )
        known = [name for name in DEFAULTS[kind] if name not in _NOT_FOR_A_RUN]
        for name in settings.options:
            require_known(f"a parameter of the {model} (--set)", name, known)
        over_time = {"predict_at": "every", "stateful": bool(settings.stream)} if model == RECURRENT else {}
        parameters = complete(kind, {**over_time, **_named(settings, model), **settings.options})
        require_possible(kind, parameters)
        return cls(kind, dict(sorted(parameters.items())))

    @property
    def max_iter(self) -> int:
        """The maximum number of epochs."""
        return int(str(self.parameters["max_iter"]))

    def recorded(self, record: str | int | None, path: Path | None) -> Trial:
        """Return the training that is recorded in a file; without a file it is not recorded."""
        if record is None or path is None:
            return self
        return replace(self, parameters={**self.parameters, "record": record, "record_path": path})

    def begin(self, prepared: Prepared, targets: NDArray[np.generic] | None = None) -> Fit:
        """Return the fit of a new training on the training part, with its encoded targets or others."""
        targets = prepared.targets if targets is None else targets
        return begin(self.kind, self.parameters, _inputs(prepared), targets)

    def train(
        self,
        prepared: Prepared,
        watchers: Iterable[FitWatcher] = (),
        *,
        checkpoints: Checkpoints | None = None,
        checkpoint: Checkpoint | None = None,
        same_data: bool = True,
    ) -> Trained:
        """Train on the training part, from ``checkpoint`` if given; after Ctrl-C the network is kept.

        A checkpoint of other data is refused if ``same_data``. A DivergedError reports infinite weights, a
        KeyboardInterrupt Ctrl-C before anything was learned.
        """
        start = time.perf_counter()
        if checkpoint is None:
            fit = self.begin(prepared)
        else:
            data = _inputs(prepared), prepared.targets
            fit = resume(self.kind, self.parameters, checkpoint, *data, same_data=same_data)
        outcome = finished(run(fit, watchers=watchers, checkpoints=checkpoints))
        return Trained(prepared, outcome, time.perf_counter() - start)


def finished(outcome: Outcome) -> Outcome:
    """Return an outcome that has a network; the error that prevented it is raised."""
    if not (isinstance(outcome.trouble, KeyboardInterrupt) and attributes(outcome)):
        outcome.raise_trouble()
    return outcome


@dataclass(frozen=True)
class Trained:
    """A network trained on the training part of a split, how the training ended and its duration."""

    prepared: Prepared
    outcome: Outcome
    seconds: float

    @property
    def parameters(self) -> dict[str, object]:
        """All parameters by name; where it was recorded is no property of the network."""
        return {**self.outcome.fit.parameters, "record": None, "record_path": None}

    @cached_property
    def model(self) -> Model:
        """The trained network with its preparation."""
        cut = self.prepared.training.sequences
        classes = attributes(self.outcome).get("classes_")
        fitted = SimpleNamespace(**self.parameters, network_=self.outcome.network, classes_=classes)
        return Model.from_estimator(
            fitted, self.prepared.preparation, sequence=None if cut is None else cut.column
        )

    @property
    def is_interrupted(self) -> bool:
        """Whether Ctrl-C ended the training."""
        return self.outcome.stopped_by == "interrupt"

    def score(self, part: Part) -> float:
        """Score the predictions for a part."""
        return score(self.model.task, part.truth, self.model.decide(part.outputs(self.model)))


def _inputs(prepared: Prepared) -> Inputs:
    """The training part as a fit reads it."""
    part = prepared.training
    X = np.ascontiguousarray(part.inputs)
    if part.sequences is None:
        return X
    return CheckedSequences(X, part.sequences.offsets, part.all_rows is None, "list")


def parameter_of(model: str, setting: str) -> str | None:
    """Return the parameter of a setting; None if there is none."""
    return _PARAMETERS[model].get(setting)


def _named(settings: RunSettings, model: str) -> dict[str, object]:
    """Return the settings that were given, by the names of parameters."""
    named: dict[str, object] = {}
    for setting in _PARAMETERS[RECURRENT]:
        value = getattr(settings, setting)
        if value is None:
            continue
        if setting not in _PARAMETERS[model]:
            article = "an" if model == "mlp" else "a"
            other = RECURRENT if setting in _OVER_TIME else "mlp"
            raise PlanError(
                f"{article} {model} has no {setting}, got {value!r}: omit --{setting.replace('_', '-')} "
                f"or use --model {other}"
            )
        named[_PARAMETERS[model][setting]] = value
    return named
