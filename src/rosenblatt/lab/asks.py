"""The questions that need Python: separability with its proof, the diagnosis, the arithmetic of a row.

Each answer is ``{"lab": 1, "words": text, "document": {...}}``. Its words are those of the command, its
document the same in values. The functions run in processes of their own; their arguments are plain values.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.preparation.features import NumberFeature
from rosenblatt.data.preparation.targets import ClassTarget
from rosenblatt.errors import PlanError, TableError
from rosenblatt.history import COLUMNS, History
from rosenblatt.lab.begin import described, document
from rosenblatt.lab.begun import Begun, units
from rosenblatt.lab.session import Upload, load, settings_from, upload
from rosenblatt.model.model import Model
from rosenblatt.storage import fields
from rosenblatt.trial.settings import RunSettings

if TYPE_CHECKING:
    import polars

    from rosenblatt.network import Network

WIDTH = 100
"""Characters in a line of the arithmetic of a row."""


@dataclass(frozen=True)
class Subject:
    """What is asked about: a table with settings, perhaps points in place of its rows, and a network.

    Attributes
    ----------
    settings : mapping
        Those of a run, with the shape and the plan of the network as it is now.
    uploads : mapping
        The uploaded tables that the settings may name.
    points : sequence, optional
        Rows in place of the table's, in the order in which they are trained: the values of the inputs in
        their units, then the number of the class (or the number to predict), then 1 if held out, else 0.
    parameters : ndarray, optional
        Of the network, in ``Network``'s order.
    history : ndarray of shape (n_epochs, 9), optional
    """

    settings: Mapping[str, object]
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    points: Sequence[Sequence[float]] | None = None
    parameters: NDArray[np.float64] | None = None
    history: NDArray[np.float64] | None = None

    def begun(self) -> Begun:
        """Begin the training again: its split, preparation and settings."""
        settings = settings_from(self.settings)
        return Begun.of(settings, load(settings, self.uploads))


@dataclass(frozen=True)
class Rows:
    """The rows of a subject: ``values`` in their units where every input is a number, else None."""

    inputs: NDArray[np.float64]
    labels: NDArray[np.generic]
    held_out: NDArray[np.bool_]
    numbers: NDArray[np.int64]
    values: NDArray[np.float64] | None


def rows_of(begun: Begun, points: Sequence[Sequence[float]] | None) -> Rows:
    """Return the rows of a table, or of points; TableError unless the points are of its inputs."""
    if points is not None:
        return _rows_of_points(begun, points)
    training, test = begun.prepared.training, begun.prepared.test
    numbers = np.concatenate([training.rows, test.rows])
    return Rows(
        np.concatenate([training.inputs, test.inputs]),
        np.concatenate([training.truth, test.truth]) if len(test.rows) else training.truth,
        np.arange(len(numbers)) >= len(training.rows),
        numbers,
        units(begun, numbers),
    )


def _rows_of_points(begun: Begun, points: Sequence[Sequence[float]]) -> Rows:
    preparation = begun.prepared.preparation
    features = [
        each for each in preparation.features if isinstance(each, NumberFeature) and not each.was_missing
    ]
    n_inputs = preparation.n_inputs
    if len(features) != n_inputs:
        raise TableError("points can take the place of rows only where every input is a number")
    try:
        values = np.array(points, np.float64)
    except (ValueError, TypeError):
        values = np.empty(0)
    if values.ndim != 2 or values.shape[1] != n_inputs + 2 or not np.isfinite(values).all():
        raise TableError(
            f"each point must be {n_inputs} finite values, a class or number, and 0 or 1 for held out: "
            "reload the page"
        )
    inputs = (values[:, :n_inputs] - [each.mean for each in features]) / [each.scale for each in features]
    target = preparation.target
    labels: NDArray[np.generic] = values[:, n_inputs]
    if isinstance(target, ClassTarget):
        if not np.isin(labels, np.arange(len(target.classes))).all():
            raise TableError(f"the classes of points must be 0 to {len(target.classes) - 1}: reload the page")
        labels = target.decode(labels.astype(np.int64))
    return Rows(
        np.ascontiguousarray(inputs),
        labels,
        values[:, n_inputs + 1] != 0,
        np.arange(1, len(values) + 1),
        values[:, :n_inputs],
    )


def trained(begun: Begun, parameters: NDArray[np.float64] | None) -> Model:
    """Return the model of parameters; PlanError unless they are those of the network."""
    network = with_parameters(begun.rule.network, parameters)
    preparation = begun.prepared.preparation
    return Model(str(begun.given.model), preparation.task, network, preparation, classes=preparation.classes)


def with_parameters(network: Network, parameters: NDArray[np.float64] | None) -> Network:
    """Return a copy of a network with other parameters."""
    own = network.copy()
    if parameters is None or parameters.shape != own.parameters.shape:
        n = "none" if parameters is None else f"{parameters.size:,}"
        raise PlanError(f"the network has {own.parameters.size:,} parameters, got {n}: reload the page")
    if not np.isfinite(parameters).all():
        raise PlanError("the parameters are not finite: go back to the moment before training diverged")
    own.parameters[:] = parameters
    return own


# ---- Answers -----------------------------------------------------------------------------------------------


def read_table(data: bytes, name: str) -> tuple[Upload, dict[str, object]]:
    """Read the bytes of a dropped file; return the table to keep, and what the page shows of it.

    The latter has ``name``, ``columns``, ``names`` and ``rows`` as a begin document has them, ``n_rows``,
    ``notes``, ``digest``, and as ``target`` the column that is predicted by default.
    """
    found = upload(data, name)
    table = RunSettings(found.name).load(found.source())
    return found, {"lab": 1, "name": found.name, **described(table)}


def begin_document(subject: Subject, name: str) -> bytes:
    """Return the begin document of a table with settings."""
    return document(subject.begun(), name)


def separability(subject: Subject) -> dict[str, object]:
    """Decide whether planes separate the classes of the rows to train on, in the units of the table."""
    begun = subject.begun()
    return separability_of(begun, rows_of(begun, subject.points))


def separability_of(begun: Begun, rows: Rows) -> dict[str, object]:
    """Return the answer for rows; PlanError if the target is a number."""
    import polars

    from rosenblatt.insight.separation.separability import separability as decide

    preparation = begun.prepared.preparation
    if preparation.classes is None:
        raise PlanError(
            f"separability is a question about classes, and {preparation.target_name!r} is a number"
        )
    train = ~rows.held_out
    values = rows.inputs if rows.values is None else rows.values
    names = preparation.input_names
    frame = polars.DataFrame({name: values[train, place] for place, name in enumerate(names)})
    found = decide(frame, rows.labels[train], rows=rows.numbers[train])
    proofs = [
        {
            "label": str(label),
            "separable": each.separable,
            "margin": each.margin,
            "most_mistakes": each.most_mistakes,
            "plane": _plain(each.plane),
            "contradiction": _plain(each.contradiction),
        }
        for label, each in found.by_class.items()
    ]
    return _answer(
        str(found),
        separable=found.separable,
        in_units=rows.values is not None,
        inputs=list(names),
        by_class=proofs,
    )


def diagnosis(subject: Subject) -> dict[str, object]:
    """Diagnose the network as it is now, with its history and the rows held out."""
    return diagnosis_of(subject.begun(), subject)


def diagnosis_of(begun: Begun, subject: Subject) -> dict[str, object]:
    """Return the answer for a training that was begun."""
    from rosenblatt.insight.diagnosis.diagnose import examine
    from rosenblatt.insight.diagnosis.reading import subject_of

    rows, model = rows_of(begun, subject.points), trained(begun, subject.parameters)
    alone = dataclasses.replace(model, preparation=None)
    train, held_out = ~rows.held_out, rows.held_out
    validation = (rows.inputs[held_out], rows.labels[held_out]) if held_out.any() else None
    known = subject_of(alone, rows.inputs[train], rows.labels[train], validation)
    known = dataclasses.replace(
        known,
        parameters=begun.rule.parameters,
        history=_history(subject.history),
        input_names=begun.prepared.preparation.input_names,
        by_command=True,
    )
    found = examine(known)
    findings = [fields.plain(each) for each in found]
    return _answer(str(found), verdict=found.verdict, findings=findings, not_asked=list(found.not_asked))


def explanation(subject: Subject, row: int, *, update: bool) -> dict[str, object]:
    """Explain the answer for a row (of points, from 1), with ``update`` also a training step on it."""
    return explanation_of(subject.begun(), subject, row, update=update)


def explanation_of(begun: Begun, subject: Subject, row: int, *, update: bool) -> dict[str, object]:
    """Return the explanation for a training that was begun."""
    from rosenblatt.trace import Explanation, explain
    from rosenblatt.trace.explanations.plans import plan_for

    model = trained(begun, subject.parameters)
    found = explain(model, _frame(begun, subject.points, row))
    assert isinstance(found, Explanation)
    page = found.page()
    if update:
        plan, notes = plan_for(model, begun.rule.parameters)
        page = found.page(update=found.update(plan=plan), notes=notes)
    blocks = [{"block": type(block).__name__, **_plain_block(block)} for block in page.blocks()]
    return _answer(page.to_text(WIDTH), row=row, blocks=blocks)


def _frame(begun: Begun, points: Sequence[Sequence[float]] | None, row: int) -> polars.DataFrame:
    """One row of the table, or a point as one."""
    import polars

    n_rows = begun.table.n_rows if points is None else len(points)
    if not 1 <= row <= n_rows:
        raise TableError(f"the row must be from 1 to {n_rows:,}, got {row:,}")
    if points is None:
        return begun.table.frame[row - 1 : row]
    found = _rows_of_points(begun, points[row - 1 : row])
    assert found.values is not None
    preparation = begun.prepared.preparation
    values = dict(zip(preparation.feature_names, found.values[0].tolist(), strict=True))
    return polars.DataFrame(
        {**{name: [value] for name, value in values.items()}, preparation.target_name: found.labels.tolist()}
    )


def _history(rows: NDArray[np.float64] | None) -> History | None:
    if rows is None or not rows.size:
        return None
    if rows.ndim != 2 or rows.shape[1] != len(COLUMNS):
        raise PlanError(f"a history has {len(COLUMNS)} columns, got the shape {rows.shape}: reload the page")
    return History(rows)


def _answer(words: str, **found: object) -> dict[str, object]:
    return {"lab": 1, "words": words, "document": found}


def _plain(value: object) -> Any:  # noqa: ANN401  # what JSON holds
    """Return a dataclass of arrays as plain values; None stays None."""
    if value is None:
        return None
    found = {
        name: each.tolist() if isinstance(each, np.ndarray) else each for name, each in vars(value).items()
    }
    return fields.plain(found)


def _plain_block(block: object) -> dict[str, object]:
    described: dict[str, object] = fields.plain(block)
    return described
