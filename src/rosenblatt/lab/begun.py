"""Begun: a training as the command begins it, on one table with one split; the page trains on from there."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.columns import numbers_of
from rosenblatt.data.preparation.features import NumberFeature
from rosenblatt.data.task import infer_task
from rosenblatt.errors import PlanError
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.kinds import Layers
from rosenblatt.lab.limits import require_shape, require_table
from rosenblatt.storage import fields
from rosenblatt.trial.prepare import prepare, whole_rows
from rosenblatt.trial.settings import RunSettings
from rosenblatt.trial.trial import Trial

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.data.table import Table
    from rosenblatt.trial.parts import Prepared

RULES = ("mlp", "perceptron")
"""Models that the page trains."""


@dataclass(frozen=True)
class Begun:
    """A training as the command begins it: the settings as given and resolved, the split, and the fits.

    ``fit`` is of the network, ``perceptron`` that of the perceptron rule on the same rows; None unless the
    target has classes.
    """

    given: RunSettings
    settings: RunSettings
    table: Table
    prepared: Prepared
    fit: Fit
    perceptron: Fit | None

    @property
    def rule(self) -> Fit:
        """The fit of the model that was asked for."""
        if self.given.model != "perceptron":
            return self.fit
        assert self.perceptron is not None
        return self.perceptron

    @classmethod
    def of(cls, settings: RunSettings, table: Table | None = None, *, any_shape: bool = False) -> Begun:
        """Begin a training.

        Parameters
        ----------
        settings : RunSettings
            The model is ``"mlp"`` (the default) or ``"perceptron"``.
        table : Table, optional
            The table, if it is loaded already.
        any_shape : bool, default=False
            Whether the network may be larger than one that is made in the page, as that of a run.

        Raises
        ------
        RosenblattError
            If the table cannot be read, a setting is impossible, or the page cannot train it; the message
            says what to do.
        """
        given = settings if settings.model is not None else dataclasses.replace(settings, model="mlp")
        _require_rule(given)
        table = given.load() if table is None else table
        resolved = given.resolved(table)
        task = resolved.task or infer_task(table.frame[table.target])
        resolved = resolved.for_task(table, task)
        _require_rows(table)
        whole, kept = whole_rows(table, resolved)
        trial = Trial.of(resolved, task)
        _require_trainable(trial, any_shape=any_shape)
        prepared = prepare(whole, kept, resolved, task, resolved.seed or 0)
        n_rows = len(prepared.training.rows) + len(prepared.test.rows)
        require_table(table.name, n_rows, prepared.preparation.n_inputs)
        classes = task == "classification"
        others = [_other(given, table, model) for model in RULES if model != given.model and classes]
        fits = [each.begin(prepared) for each in (trial, *(Trial.of(other, task) for other in others))]
        network = fits[0] if given.model == "mlp" else fits[1]
        perceptron = next((each for each in fits if each is not network), None)
        return cls(given, resolved, table, prepared, network, perceptron)


def units(begun: Begun, rows: IntArray) -> NDArray[np.float64] | None:
    """Return the inputs of rows, numbered from 1, in their units; None unless every input is a number."""
    columns = []
    for feature in begun.prepared.preparation.features:
        if not isinstance(feature, NumberFeature) or feature.was_missing:
            return None
        column = numbers_of(begun.table.frame[feature.name], rows - 1, feature.form)
        columns.append(column if feature.fill is None else np.where(np.isnan(column), feature.fill, column))
    return np.column_stack(columns)


def plain_settings(settings: RunSettings) -> dict[str, object]:
    """Return the settings that are set, as JSON holds them."""
    found: dict[str, object] = {}
    for each in dataclasses.fields(settings):
        value = getattr(settings, each.name)
        default = each.default_factory() if each.default_factory is not dataclasses.MISSING else None
        if value is not None and (each.name == "table" or fields.plain(value) != fields.plain(default)):
            found[each.name] = fields.plain(value)
    return found


# ---- What the page cannot train --------------------------------------------------------------------------


def _require_rule(settings: RunSettings) -> None:
    if settings.model not in RULES:
        raise PlanError(
            f"the lab trains one network of independent rows, got --model {settings.model}: use --model mlp "
            "or perceptron, or train with rosenblatt train"
        )


def _require_rows(table: Table) -> None:
    if table.sequence is not None or table.recommended.get("stream"):
        raise PlanError(
            f"the rows of {table.name} form sequences, and the lab trains independent rows: record a "
            f"training, rosenblatt train {table.name} --record epochs --out RUN, and open it with rosenblatt "
            "lab RUN"
        )
    if table.other_targets:
        raise PlanError(
            f"the lab predicts one target, got {len(table.targets)}: name one (--target {table.target})"
        )


def _require_trainable(trial: Trial, *, any_shape: bool) -> None:
    """Raise a PlanError for what the page cannot train, before a network is made."""
    if trial.kind == "Perceptron":
        return
    if not any_shape:
        require_shape(Layers.of(trial.parameters).sizes)
    if trial.parameters["solver"] == "lbfgs":
        raise PlanError(
            "the lab trains by epochs, got --solver lbfgs, which has none: use adam, adamw, rmsprop or sgd"
        )
    if trial.parameters.get("class_weight") is not None:
        raise PlanError(
            "the lab weights all classes alike, got class_weight: omit it, or train with rosenblatt train"
        )


_ABOUT_ROWS = (
    "table",
    "target",
    "features",
    "ignore",
    "keep",
    "test_size",
    "split",
    "seed",
    "task",
    "missing",
    "reading",
)


def _other(given: RunSettings, table: Table, model: str) -> RunSettings:
    """The settings of the other rule on the same rows: its defaults, with the same split and seed."""
    kept = {name: getattr(given, name) for name in _ABOUT_ROWS}
    return RunSettings.from_dict({**kept, "model": model}).resolved(table)
