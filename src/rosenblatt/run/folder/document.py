"""run.json: a run as plain values, written as JSON and read back; nothing in the file is trusted."""

from __future__ import annotations

import dataclasses
import datetime
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.columns import ColumnSummary
from rosenblatt.errors import RosenblattError
from rosenblatt.insight.diagnosis.finding import Finding, Unasked
from rosenblatt.insight.separation.perceptron import Separations
from rosenblatt.run.branching.parent import Parent
from rosenblatt.run.folder.arrays import class_names
from rosenblatt.run.run import Run
from rosenblatt.storage.fields import read
from rosenblatt.trial.effects import ColumnEffect, Effects
from rosenblatt.trial.evaluation import Evaluation
from rosenblatt.trial.learning import LearningCurve
from rosenblatt.trial.mixture import MixtureSummary
from rosenblatt.trial.settings import RunSettings
from rosenblatt.trial.shown import Shown
from rosenblatt.trial.summary import SequencesSummary, TableSummary

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.model import Model
    from rosenblatt.run.folder.arrays import Predictions
    from rosenblatt.trial.samples import Samples

FORMAT = 1
"""Version of a run's folder; it rises when an older reader could not read it."""

WIDTH = 120
"""The length of a line of JSON, before it is broken into several."""


@dataclass(frozen=True)
class _Scores:
    """The evaluation in run.json; the predictions are in a file of their own."""

    part: str
    score_name: str
    score: float
    training_score: float
    baseline: float
    baseline_text: str
    repeats: tuple[float, ...]
    repeats_over: str = "splits"
    second_baseline: float | None = None
    second_baseline_text: str = ""


@dataclass(frozen=True)
class _Document:
    """The fields of run.json that are read back; those with a default are missing in older files."""

    format: int
    created: str
    task: str
    settings: Mapping[str, object]
    parameters: Mapping[str, object]
    table: TableSummary
    n_training: int
    n_test: int
    stopped_by: str
    interrupted: bool
    seconds: float
    evaluation: _Scores
    findings: tuple[Finding, ...]
    versions: Mapping[str, str]
    parent: Parent | None = None
    sequences: SequencesSummary | None = None
    separability: Separations | None = None
    mixture: MixtureSummary | None = None
    effects: Effects | None = None
    checked: tuple[str, ...] = ()
    unchecked: tuple[Unasked, ...] = ()
    shown: Shown | None = None
    learning: LearningCurve | None = None


_WITH_DEFAULTS = frozenset(
    field.name
    for kind in (
        _Scores,
        _Document,
        Effects,
        ColumnEffect,
        TableSummary,
        ColumnSummary,
        Finding,
        LearningCurve,
        Parent,
        Separations,
        Shown,
        RunSettings,
    )
    for field in dataclasses.fields(kind)
    if not (field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING)
)


def to_document(run: Run) -> dict[str, object]:
    """Describe a run in the plain values of JSON; NaN becomes None."""
    scores = {field.name: getattr(run.evaluation, field.name) for field in dataclasses.fields(_Scores)}
    document = {
        "format": FORMAT,
        "created": run.created,
        "parent": run.parent,
        "task": run.task,
        "settings": run.settings,
        "parameters": run.parameters,
        "table": run.table_summary,
        "sequences": run.sequences,
        "n_training": run.n_training,
        "n_test": run.n_test,
        **_network(run.model),
        "mixture": run.mixture,
        "effects": run.effects,
        "classes": run.model.classes,
        "epochs": len(run.history),
        "stopped_by": run.stopped_by,
        "interrupted": run.interrupted,
        "seconds": run.seconds,
        "evaluation": scores,
        "findings": run.findings,
        "checked": run.checked,
        "unchecked": run.unchecked,
        "shown": run.shown,
        "learning": run.learning,
        "separability": run.separability,
        "versions": run.versions,
    }
    return {name: plain(value) for name, value in document.items()}


def _network(model: Model) -> dict[str, object]:
    """The layers of the one network of a model."""
    if model.mixture is not None:
        return {}
    shown = model.network
    return {"layer_sizes": shown.layer_sizes, "activations": shown.activations, "cell": shown.cell}


def plain(value: object) -> object:
    """Return a value as JSON can hold it; what JSON does not have becomes text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def from_document(
    document: object, model: Model, history: History, predictions: Predictions, samples: Samples
) -> Run:
    """Build a run; a RosenblattError names a newer version, or a field that is missing or wrong."""
    fields = read(
        _Document,
        document,
        "run.json",
        optional=_WITH_DEFAULTS,
        numbers={None: math.nan},
        ignore_unknown=True,
    )
    if fields.format > FORMAT:
        from rosenblatt._version import __version__

        raise RosenblattError(
            f"it has format {fields.format}, Rosenblatt {__version__} reads formats up to {FORMAT}: install "
            "a newer one"
        )
    _check_together(fields, model, predictions, samples)
    n_columns = len(fields.table.columns)
    if any(len(row) != n_columns for row in fields.table.first_rows):
        raise RosenblattError(f"run.json.table.first_rows must have {n_columns} values each")
    scores = {**vars(fields.evaluation), "repeats": np.array(fields.evaluation.repeats, dtype=np.float64)}
    values = vars(fields) | {
        "settings": RunSettings.stored(fields.settings),
        "table_summary": fields.table,
        "evaluation": Evaluation(**vars(predictions), **scores),
        "findings": tuple(map(_with_tuples, fields.findings)),
    }
    del values["format"], values["table"]
    return Run(model=model, history=history, samples=samples, **values)


def _check_together(fields: _Document, model: Model, predictions: Predictions, samples: Samples) -> None:
    shares, n_inputs = predictions.probabilities, samples.inputs.shape[1]
    n_classes = len(class_names(model.classes))
    if shares is not None and shares.shape[1] != n_classes:
        raise RosenblattError(
            f"there are probabilities of {shares.shape[1]} classes, the model has {n_classes}"
        )
    if n_inputs != model.n_inputs:
        raise RosenblattError(f"the samples have {n_inputs} inputs, the model has {model.n_inputs}")
    if (fields.mixture is None) != (model.mixture is None):
        raise RosenblattError("run.json and the model file are not of the same kind of model")
    if (curve := fields.learning) is not None:
        if not len(curve.sizes) == len(curve.scores) == len(curve.training_scores) or not curve.sizes:
            raise RosenblattError("run.json.learning must have scores for each of its sizes")
        lengths = {len(each) for each in (*curve.scores, *curve.training_scores)}
        if len(lengths) != 1 or 0 in lengths:
            raise RosenblattError("run.json.learning must have equally many scores for each of its sizes")
    if fields.shown is not None:
        _check_shown(fields.shown, len(predictions.truth))


def _check_shown(shown: Shown, n_predicted: int) -> None:
    if not all(0 <= place < n_predicted for place in shown.places):
        raise RosenblattError(f"run.json.shown.places must be from 0 to {n_predicted - 1}")
    if any(len(row) != len(shown.columns) for row in shown.rows):
        raise RosenblattError(f"run.json.shown.rows must have {len(shown.columns)} values each")
    for name in ("rows", "ahead"):
        if len(getattr(shown, name)) not in (0, len(shown.places)):
            raise RosenblattError(f"run.json.shown.{name} must have a value for each of its places")


def _with_tuples(finding: Finding) -> Finding:
    return dataclasses.replace(
        finding, change={name: _as_tuple(value) for name, value in finding.change.items()}
    )


def _as_tuple(value: object) -> object:
    """Return a list, which JSON has, as the tuple that it was."""
    return tuple(_as_tuple(each) for each in value) if isinstance(value, list) else value


# ---- JSON ----------------------------------------------------------------------------------------------


def to_json(value: object) -> str:
    """Return plain values with finite numbers as JSON that ends with a line break."""
    return _lay_out(value, 0) + "\n"


def _lay_out(value: object, depth: int) -> str:
    one_line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if len(one_line) + 2 * depth < WIDTH or not _holds_objects(value):
        return one_line
    if isinstance(value, dict):
        items = [
            f"{json.dumps(name, ensure_ascii=False)}: {_lay_out(each, depth + 1)}"
            for name, each in value.items()
        ]
        opening, closing = "{", "}"
    else:
        assert isinstance(value, list)
        items = [_lay_out(each, depth + 1) for each in value]
        opening, closing = "[", "]"
    separator = "\n" + "  " * (depth + 1)
    return f"{opening}{separator}{f',{separator}'.join(items)}\n{'  ' * depth}{closing}"


def _holds_objects(value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(each, dict | list) for each in value)
    return isinstance(value, dict)
