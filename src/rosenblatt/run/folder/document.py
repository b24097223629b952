"""A run as plain values: what run.json holds and what `train --json` prints."""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Mapping

import numpy as np

from rosenblatt.data.columns import ColumnSummary
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.separation.perceptron import Separation, Separations
from rosenblatt.run.branching.parent import Parent
from rosenblatt.run.run import Run, SequencesSummary, TableSummary
from rosenblatt.run.settings import RunSettings

FORMAT = 1
"""Version of a run's folder; it rises when an older reader could not read it."""


def to_document(run: Run) -> dict[str, object]:
    """Describe a run in plain values: what was asked, what came of it, and with which versions.

    Parameters
    ----------
    run : Run
        A run.

    Returns
    -------
    dict
        Only texts, numbers, Booleans, None, lists and dictionaries; NaN becomes None.
    """
    evaluation = run.evaluation
    document = {
        "format": FORMAT,
        "created": run.created,
        "parent": None if run.parent is None else _parent(run.parent),
        "task": run.task,
        "settings": _fields(run.settings),
        "parameters": run.parameters,
        "table": {
            **_fields(run.table_summary),
            "columns": [_fields(each) for each in run.table_summary.columns],
        },
        "sequences": None if run.sequences is None else _fields(run.sequences),
        "n_training": run.n_training,
        "n_test": run.n_test,
        "layer_sizes": run.model.network.layer_sizes,
        "activations": run.model.network.activations,
        "cell": run.model.network.cell,
        "classes": run.model.classes,
        "epochs": len(run.history),
        "stopped_by": run.stopped_by,
        "interrupted": run.interrupted,
        "seconds": run.seconds,
        "evaluation": {
            "part": evaluation.part,
            "score_name": evaluation.score_name,
            "score": evaluation.score,
            "training_score": evaluation.training_score,
            "baseline": evaluation.baseline,
            "baseline_text": evaluation.baseline_text,
            "repeats": evaluation.repeats,
            "repeats_over": evaluation.repeats_over,
            "second_baseline": evaluation.second_baseline,
            "second_baseline_text": evaluation.second_baseline_text,
        },
        "findings": [_fields(each) for each in run.findings],
        "separability": None if run.separability is None else _separability(run.separability),
        "versions": run.versions,
    }
    return {name: plain(value) for name, value in document.items()}


def plain(value: object) -> object:
    """Turn a value into what JSON knows; what it does not know becomes text."""
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


def settings_values(settings: RunSettings) -> dict[str, object]:
    """Return settings as plain values, as :meth:`RunSettings.from_dict` reads them."""
    return {name: plain(value) for name, value in _fields(settings).items()}


def _parent(parent: Parent) -> dict[str, object]:
    own = None if parent.parent is None else _parent(parent.parent)
    return {**_fields(parent), "settings": _fields(parent.settings), "parent": own}


def _separability(found: Separations) -> dict[str, object]:
    return {**_fields(found), "neurons": [_fields(each) for each in found.neurons]}


def _fields(
    value: RunSettings
    | TableSummary
    | SequencesSummary
    | ColumnSummary
    | Finding
    | Parent
    | Separations
    | Separation,
) -> dict[str, object]:
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
