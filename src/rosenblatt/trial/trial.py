"""One training on one split: from resolved settings to the parameters, the trained model and its score."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import PlanError, require_known
from rosenblatt.fitting import (
    DEFAULTS,
    Calling,
    CheckedSequences,
    attributes,
    begin,
    complete,
    require_possible,
    resume,
    run,
)
from rosenblatt.history import History
from rosenblatt.insight.diagnosis.scoring import score
from rosenblatt.model.model import Model
from rosenblatt.trial.mixture import MixtureFit, complete_mixture, train_mixture
from rosenblatt.trial.settings import RECURRENT, TABULAR
from rosenblatt.trial.watcher import Watcher

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from rosenblatt.checkpoint import Checkpoint
    from rosenblatt.fitting import Checkpoints, Fit, Outcome
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
    TABULAR: {"seed": "random_state"},
}
"""For each model the parameters that settings stand for."""

_NOT_FOR_A_RUN = ("verbose", "warm_start", "record", "record_path", "step_size")
"""Parameters that a run sets itself, or that have no meaning in a run."""


@dataclass(frozen=True)
class Trial:
    """A training that can be run on any split.

    ``kind`` is a key of :data:`rosenblatt.fitting.DEFAULTS`, or of a mixture ``TabularClassifier`` or
    ``TabularRegressor``.
    """

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
        if model == TABULAR:
            kind = "TabularClassifier" if classifies else "TabularRegressor"
            named = {**_named(settings, model), **settings.options}
            return cls(kind, dict(sorted(complete_mixture(named).items())))
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
    def is_mixture(self) -> bool:
        """Whether many networks are trained, which answer together."""
        return self.kind.startswith("Tabular")

    @property
    def max_iter(self) -> int:
        """The maximum number of epochs of one network."""
        return int(str(self.parameters["max_iter"]))

    def recorded(self, record: str | int | None, path: Path | None) -> Trial:
        """Return the training that is recorded in a file; without a file it is not recorded."""
        if record is None:
            return self
        if self.is_mixture:
            raise PlanError(
                "a recording is of one network, and a mixture of several is trained: omit --record, or use "
                "--model mlp"
            )
        if path is None:
            return self
        return replace(self, parameters={**self.parameters, "record": record, "record_path": path})

    def begin(self, prepared: Prepared, targets: NDArray[np.generic] | None = None) -> Fit:
        """Return the fit of a new training on the training part, with its encoded targets or others."""
        targets = prepared.targets if targets is None else targets
        return begin(self.kind, self.parameters, _inputs(prepared), targets)

    def train(
        self,
        prepared: Prepared,
        watcher: Watcher | None = None,
        *,
        checkpoints: Checkpoints | None = None,
        checkpoint: Checkpoint | None = None,
        same_data: bool = True,
    ) -> Trained:
        """Train on the training part, from ``checkpoint`` if given; after Ctrl-C the network is kept.

        A checkpoint of other data is refused if ``same_data``. A DivergedError reports infinite weights, a
        KeyboardInterrupt Ctrl-C before anything was learned.
        """
        watcher = Watcher() if watcher is None else watcher
        if self.is_mixture:
            task = "classification" if self.kind == "TabularClassifier" else "regression"
            found = train_mixture(
                self.parameters,
                prepared,
                task,
                watcher,
                checkpoints=checkpoints,
                resumed=checkpoint,
                same_data=same_data,
            )
            return Trained.of_mixture(prepared, self.parameters, found)
        start = time.perf_counter()
        watcher.started(self.max_iter)
        watchers = [Calling(lambda state, history: watcher.advanced(history))]
        if checkpoint is None:
            fit = self.begin(prepared)
        else:
            data = _inputs(prepared), prepared.targets
            fit = resume(self.kind, self.parameters, checkpoint, *data, same_data=same_data)
        outcome = finished(run(fit, watchers=watchers, checkpoints=checkpoints))
        return Trained.of(prepared, outcome, time.perf_counter() - start)


def finished(outcome: Outcome) -> Outcome:
    """Return an outcome that has a network; the error that prevented it is raised."""
    if not (isinstance(outcome.trouble, KeyboardInterrupt) and attributes(outcome)):
        outcome.raise_trouble()
    return outcome


@dataclass(frozen=True)
class Trained:
    """A model trained on the training part of a split, how the training ended and its duration.

    ``parameters`` are all parameters by name. One network has a history and the ``fit`` that was run;
    a mixture has ``mixture``, with its out-of-fold predictions, and an empty history.
    """

    prepared: Prepared
    parameters: Mapping[str, object]
    model: Model
    history: History
    stopped_by: str
    seconds: float
    fit: Fit | None = None
    mixture: MixtureFit | None = None

    @classmethod
    def of(cls, prepared: Prepared, outcome: Outcome, seconds: float) -> Trained:
        """Return what the training of one network has led to."""
        # Where it was recorded is no property of the network.
        parameters = {**outcome.fit.parameters, "record": None, "record_path": None}
        cut = prepared.training.sequences
        classes = attributes(outcome).get("classes_")
        fitted = SimpleNamespace(**parameters, network_=outcome.network, classes_=classes)
        sequence = None if cut is None else cut.column
        model = Model.from_estimator(fitted, prepared.preparation, sequence=sequence)
        return cls(prepared, parameters, model, outcome.history, outcome.stopped_by, seconds, outcome.fit)

    @classmethod
    def of_mixture(cls, prepared: Prepared, parameters: Mapping[str, object], found: MixtureFit) -> Trained:
        """Return what the training of a mixture has led to."""
        stopped_by = (
            "interrupt" if found.interrupted else "time limit" if found.summary.left_out else "max_iter"
        )
        return cls(prepared, parameters, found.model, History(), stopped_by, found.seconds, mixture=found)

    @property
    def is_interrupted(self) -> bool:
        """Whether Ctrl-C ended the training."""
        return self.stopped_by == "interrupt"

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
            what = {"mlp": "an mlp", TABULAR: "a tabular model"}.get(model, f"a {model}")
            other = RECURRENT if setting in _OVER_TIME else "mlp"
            raise PlanError(
                f"{what} has no {setting}, got {value!r}: omit --{setting.replace('_', '-')} "
                f"or use --model {other}"
            )
        named[_PARAMETERS[model][setting]] = value
    return named
