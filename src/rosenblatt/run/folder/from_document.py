"""A run read back from its folder's parts; nothing about run.json is believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.columns import ColumnSummary
from rosenblatt.errors import RosenblattError
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.separation.perceptron import Separation, Separations
from rosenblatt.run.branching.parent import Parent
from rosenblatt.run.folder.arrays import class_names
from rosenblatt.run.folder.document import FORMAT
from rosenblatt.run.run import Evaluation, Run, Samples, SequencesSummary, TableSummary
from rosenblatt.run.settings import RunSettings

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.model import Model
    from rosenblatt.run.folder.arrays import Predictions

T = TypeVar("T")


def from_document(
    document: object, model: Model, history: History, predictions: Predictions, samples: Samples
) -> Run:
    """Put a run together from what its folder holds.

    Parameters
    ----------
    document : object
        What run.json held.
    model, history, predictions, samples
        What the other files held.

    Returns
    -------
    Run

    Raises
    ------
    RosenblattError
        If run.json is of a newer version, or a field is missing or of the wrong type; the field is named.
    """
    fields = _Reader(document, "run.json")
    version = fields.take("format", int)
    if version > FORMAT:
        from rosenblatt._version import __version__

        raise RosenblattError(
            f"it has format {version}, Rosenblatt {__version__} reads formats up to {FORMAT}: install a "
            "newer one"
        )
    _check_together(model, predictions, samples)
    return Run(
        settings=RunSettings.from_dict(fields.take("settings", dict)),
        table_summary=_table(fields.inner("table")),
        task=fields.take("task", str),
        n_training=fields.take("n_training", int),
        n_test=fields.take("n_test", int),
        model=model,
        history=history,
        evaluation=_evaluation(fields.inner("evaluation"), predictions),
        findings=tuple(fields.each("findings", _finding)),
        samples=samples,
        parameters=fields.take("parameters", dict),
        stopped_by=fields.take("stopped_by", str),
        interrupted=fields.take("interrupted", bool),
        seconds=fields.number("seconds"),
        versions=fields.take("versions", dict),
        created=fields.take("created", str),
        separability=_separability(fields),
        parent=_parent(fields),
        sequences=_sequences(fields),
    )


def _check_together(model: Model, predictions: Predictions, samples: Samples) -> None:
    shares, n_inputs = predictions.probabilities, samples.inputs.shape[1]
    n_classes = len(class_names(model.classes))
    if shares is not None and shares.shape[1] != n_classes:
        raise RosenblattError(
            f"there are probabilities of {shares.shape[1]} classes, the model has {n_classes}"
        )
    if n_inputs != model.network.n_inputs:
        raise RosenblattError(f"the samples have {n_inputs} inputs, the model has {model.network.n_inputs}")


class _Reader:
    """The fields of one object of a document; a complaint names the field's whole path."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise RosenblattError(f"{path} must be an object with named values, got {value!r:.40}")
        self._values: Mapping[str, object] = value
        self._path = path

    def take(self, name: str, kind: type[T]) -> T:
        value = self.raw(name)
        if not isinstance(value, kind):
            raise RosenblattError(f"{self._path}: {name} must be {kind.__name__}, got {value!r:.40}")
        return value

    def raw(self, name: str) -> object:
        if name not in self._values:
            raise RosenblattError(f"{self._path} has no {name}")
        return self._values[name]

    def number(self, name: str) -> float:
        value = self.raw(name)
        if value is None:
            return float("nan")
        if not isinstance(value, int | float):
            raise RosenblattError(f"{self._path}: {name} must be a number, got {value!r:.40}")
        return float(value)

    def maybe(self, name: str) -> dict[str, object]:
        """Return an object that runs of older versions do not have."""
        return self.take(name, dict) if name in self._values else {}

    def numbers(self, name: str) -> dict[str, float]:
        """Return named numbers, which runs of older versions do not have."""
        return {
            each: _Reader(self.maybe(name), f"{self._path}: {name}").number(each) for each in self.maybe(name)
        }

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    def inner(self, name: str) -> _Reader:
        return _Reader(self.raw(name), f"{self._path}: {name}")

    def each(self, name: str, read: Callable[[_Reader], T]) -> list[T]:
        return [read(_Reader(value, f"{self._path}: {name}")) for value in self.take(name, list)]


def _table(fields: _Reader) -> TableSummary:
    target, columns = fields.raw("target"), tuple(fields.each("columns", _column))
    first_rows = tuple(tuple(row) for row in fields.take("first_rows", list))
    if any(len(row) != len(columns) for row in first_rows):
        raise RosenblattError(f"run.json: table: first_rows must have {len(columns)} values each")
    return TableSummary(
        name=fields.take("name", str),
        source=fields.take("source", str),
        description=fields.take("description", str),
        n_rows=fields.take("n_rows", int),
        columns=columns,
        first_rows=first_rows,
        target=None if target is None else fields.take("target", str),
        classes=tuple((label, int(count)) for label, count in fields.take("classes", list)),
        digest=fields.take("digest", str),
        other_targets=tuple(fields.take("other_targets", list)) if fields.has("other_targets") else (),
    )


def _sequences(fields: _Reader) -> SequencesSummary | None:
    if not fields.has("sequences"):  # each row is a sample, or a run from before there were any
        return None
    found = fields.inner("sequences")
    return SequencesSummary(
        column=found.take("column", str) if found.has("column") else None,
        n_training=found.take("n_training", int),
        n_test=found.take("n_test", int),
        training_steps=found.take("training_steps", int),
        test_steps=found.take("test_steps", int),
        shortest=found.take("shortest", int),
        longest=found.take("longest", int),
        median=found.number("median"),
        answered=found.take("answered", str),
    )


def _column(fields: _Reader) -> ColumnSummary:
    has_range = fields.raw("minimum") is not None
    return ColumnSummary(
        name=fields.take("name", str),
        type=fields.take("type", str),
        missing=fields.take("missing", int),
        minimum=fields.number("minimum") if has_range else None,
        maximum=fields.number("maximum") if has_range else None,
        distinct=fields.take("distinct", int),
    )


def _evaluation(fields: _Reader, predictions: Predictions) -> Evaluation:
    repeats: NDArray[np.float64] = np.asarray(fields.take("repeats", list), dtype=np.float64)
    return Evaluation(
        part=fields.take("part", str),
        rows=predictions.rows,
        truth=predictions.truth,
        predicted=predictions.predicted,
        probabilities=predictions.probabilities,
        score_name=fields.take("score_name", str),
        score=fields.number("score"),
        training_score=fields.number("training_score"),
        baseline=fields.number("baseline"),
        baseline_text=fields.take("baseline_text", str),
        repeats=repeats,
        repeats_over=fields.take("repeats_over", str) if fields.has("repeats_over") else "splits",
        second_baseline=fields.number("second_baseline") if fields.has("second_baseline") else None,
        second_baseline_text=fields.take("second_baseline_text", str)
        if fields.has("second_baseline")
        else "",
        steps=predictions.steps,
        sequences=predictions.sequences,
    )


def _finding(fields: _Reader) -> Finding:
    return Finding(
        fields.take("kind", str),
        fields.take("text", str),
        fields.take("remedy", str),
        fields.numbers("evidence"),
        {name: as_tuple(value) for name, value in fields.maybe("change").items()},
    )


def as_tuple(value: object) -> object:
    """Give a list, which JSON knows, as the tuple it was."""
    return tuple(as_tuple(each) for each in value) if isinstance(value, list) else value


def _separability(fields: _Reader) -> Separations | None:
    if not fields.has("separability"):  # nothing to say, or a run from before it was asked
        return None
    found = fields.inner("separability")
    return Separations(
        text=found.take("text", str),
        cycling=found.take("cycling", bool),
        returns_after=found.take("returns_after", int) if found.has("returns_after") else None,
        neurons=tuple(found.each("neurons", _separation)),
        unknown=tuple(found.take("unknown", list)),
    )


def _parent(fields: _Reader) -> Parent | None:
    if not fields.has("parent"):  # no branch, or a run from before there were any
        return None
    found = fields.inner("parent")
    return Parent(
        folder=found.take("folder", str),
        identity=found.take("identity", str),
        snapshot=found.take("snapshot", int),
        epoch=found.take("epoch", int),
        step=found.take("step", int),
        settings=RunSettings.from_dict(found.take("settings", dict)),
        dropped=tuple(found.take("dropped", list)),
        parent=_parent(found),
    )


def _separation(fields: _Reader) -> Separation:
    return Separation(
        label=fields.raw("label"),
        separable=fields.take("separable", bool),
        margin=fields.number("margin"),
        largest=fields.take("largest", bool),
        most_mistakes=fields.take("most_mistakes", int) if fields.has("most_mistakes") else None,
        mistakes=fields.take("mistakes", int),
        rows=tuple(fields.take("rows", list)),
        shares=tuple(fields.take("shares", list)),
    )
