"""The begin document: all that the page needs to train a network on a table as ``rosenblatt train`` does.

The document is a file of :mod:`rosenblatt.storage.container` (the safetensors layout). Rows are in the order
in which training reads them: the training rows as they were drawn, the rows that early stopping holds out,
then the test rows. Its arrays:

- ``raw`` (rows, inputs), float64: the values in their units, where every input is a number.
- ``X`` (rows, inputs), float64: prepared, ``(value - mean) / scale`` of each input. A single file leaves it
  out where it has ``raw``: the same subtraction and division give the same numbers exactly.
- ``y`` (rows, 1): int32 class numbers, -1 for a class that no training row has; or float64 numbers as the
  network learns them, ``(value - mean) / scale``. Two classes are trained as the numbers 0.0 and 1.0.
- ``held_out`` (rows,), uint8: 0 to train on, 1 of the test part, 2 held out by early stopping.
- ``row`` (rows,), int32: the number of the row in the table, from 1.
- ``components`` (2, inputs) and ``shares`` (2,), float64: the directions of the two main components of the
  prepared inputs, and their shares of the inputs' variance, where there are more than two inputs.
- ``parameters`` (n_parameters,), float64: the initial weights and biases in ``Network``'s order.
- ``random_key`` (624,), uint32: the random stream after the draws of the weights and of early stopping.
  A single file leaves it out where the page's engine draws the same from the seed.

Its metadata:

- ``lab``: 1, the version of this description. ``table``, ``title``: its name in the page, and a sentence.
- ``task``: ``{"kind": "classes" | "numbers", "target", "classes": [text], "mean": [x], "scale": [x]}``; the
  classes are in the order of their numbers, mean and scale are those of a number to predict, else empty.
- ``inputs``: ``[{"name", "column", "kind": "number" | "indicator", "mean", "scale", "low", "high"}]``;
  ``low`` and ``high`` are the range over all rows, in the column's units. An indicator is 0 or 1, or a part
  of a date.
- ``columns``: ``[{"name", "kind", "missing", "low", "high", "distinct", "examples", "role"}]``; a role is
  ``"feature"`` or ``"target"``; ``low`` and ``high`` are null where there is no range.
- ``names``, ``rows``: the columns' names, and the first 50 rows of the table as texts (null if missing);
  ``n_rows``: how many it has; ``notes``: sentences on its columns; ``target``: the one to predict.
- ``model``: ``"mlp"`` or ``"perceptron"``, the rule to begin with.
- ``sizes``, ``activations``, ``groups``, ``scheme``, ``seed``: of the network, in ``Network``'s words.
- ``plan``: the fields of :class:`rosenblatt.plan.Plan`; an infinite number is the text ``"inf"``.
- ``random_position``: the position in the random stream. ``total_steps``: of the whole planned training, for
  the schedules ``cosine`` and ``onecycle``.
- ``perceptron``: null, or for classes ``{"plan": fields of PerceptronPlan, "seeds": [a neuron's shuffle],
  "estimator"}``. ``estimator``: ``{"name", "parameters"}`` of the class that trains it, with the parameters
  that are not its defaults.
- ``settings``: those of the run, to be sent back changed; ``digest``: SHA-256 of the table.
- ``command``: the arguments of ``rosenblatt`` that train the same; ``code``: the same in lines of Python, of
  which those before ``model = ...`` end with ``X`` and ``y``, what is trained on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.columns import column_summary
from rosenblatt.data.preparation.features import NumberFeature
from rosenblatt.data.preparation.targets import ClassTarget, NumberTarget
from rosenblatt.fitting.fit import Fit
from rosenblatt.lab.begun import Begun, plain_settings, units
from rosenblatt.lab.code import code, estimator
from rosenblatt.lab.tables import OFFERED
from rosenblatt.network.initialization import SCHEMES
from rosenblatt.storage import fields
from rosenblatt.storage.container import packed
from rosenblatt.training.data import TrainingData
from rosenblatt.training.perceptron.state import PerceptronState
from rosenblatt.training.state import TrainingState
from rosenblatt.trial.command import arguments_of
from rosenblatt.trial.settings import RunSettings
from rosenblatt.views.view import Plane

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.data.preparation.preparation import Preparation
    from rosenblatt.data.table import Table

VERSION = 1
SHOWN_ROWS = 50
ROWS_OF_COMPONENTS = 10_000
"""Rows from which the main components are computed, about; of more an even choice."""
_EXAMPLES = 3
TRAINING, TEST, VALIDATION = 0, 1, 2
"""The values of ``held_out``."""
UNIFORM = tuple(scheme for scheme in SCHEMES if not scheme.endswith("_normal"))
"""Schemes whose weights the page's engine draws itself."""


def begin(settings: RunSettings, table: Table | None = None, name: str | None = None) -> bytes:
    """Return the begin document of a training.

    Parameters
    ----------
    settings, table
        As for `Begun.of`.
    name : str, optional
        The table's name in the page; default its own.

    Returns
    -------
    bytes
        See this module's description.

    Raises
    ------
    RosenblattError
        As for `Begun.of`.
    """
    begun = Begun.of(settings, table)
    return document(begun, name or begun.table.name)


def offered(*, whole: bool = True) -> Iterator[tuple[str, bytes]]:
    """Yield the name and begin document of each built-in table that the page offers."""
    for each in OFFERED:
        yield each.name, document(Begun.of(each.run_settings()), each.name, whole=whole)


def document(begun: Begun, name: str, *, whole: bool = True) -> bytes:
    """Return the begin document; unless ``whole`` without what the page computes from the rest."""
    return b"".join(packed(metadata(begun, name), arrays_of(begun, whole=whole), name))


def arrays_of(begun: Begun, *, whole: bool = True) -> dict[str, NDArray[Any]]:
    """Return the arrays of the begin document."""
    arrays = _samples(begun)
    if arrays["X"].shape[1] > 2:
        plane = Plane.of_inputs(arrays["X"][:: max(1, len(arrays["X"]) // ROWS_OF_COMPONENTS)])
        arrays["components"], arrays["shares"] = plane.directions, np.array(plane.shares)
    assert isinstance(begun.fit.state, TrainingState)
    if not whole and "raw" in arrays:
        del arrays["X"]
    arrays["parameters"] = begun.fit.state.network.parameters
    if whole or not _is_drawn_by_the_page(begun.fit):
        arrays["random_key"] = begun.fit.state.random_key
    return arrays


def _is_drawn_by_the_page(fit: Fit) -> bool:
    """Whether sizes, activations, scheme and seed alone give the stream to the page's engine."""
    parameters, hidden = fit.parameters, fit.network.layer_sizes[1:-1]
    is_plain = bool(hidden) or parameters["activation"] != "logistic"  # with it "auto" draws other bounds
    return parameters["init"] in UNIFORM and is_plain and not parameters["early_stopping"]


# ---- Arrays ----------------------------------------------------------------------------------------------


def _samples(begun: Begun) -> dict[str, NDArray[Any]]:
    """Inputs, targets and parts of all rows, in the order of the training."""
    training, test = begun.prepared.training, begun.prepared.test
    order, n_validation = _training_order(begun.fit, len(training.rows))
    rows = np.concatenate([training.rows[order], test.rows])
    held_out = np.zeros(len(rows), np.uint8)
    held_out[len(order) - n_validation : len(order)] = VALIDATION
    held_out[len(order) :] = TEST
    truth = np.concatenate([training.truth[order], test.truth]) if len(test.rows) else training.truth[order]
    found: dict[str, NDArray[Any]] = {
        "X": np.concatenate([training.inputs[order], test.inputs]),
        "y": targets_of(begun.prepared.preparation.target, truth),
        "held_out": held_out,
        "row": rows.astype(np.int32),
    }
    raw = units(begun, rows)
    return found if raw is None else {**found, "raw": raw}


def _training_order(fit: Fit, n_training: int) -> tuple[IntArray, int]:
    """Places of the training rows: those to train on, then those that early stopping holds out."""
    assert isinstance(fit.data, TrainingData)
    held = fit.data.validation
    if held is None or fit.data.train.rows is None or held.rows is None:
        return np.arange(n_training), 0
    return np.concatenate([fit.data.train.rows, held.rows]), len(held.rows)


def targets_of(target: ClassTarget | NumberTarget, truth: NDArray[np.generic]) -> NDArray[Any]:
    """Return class numbers, -1 for an unknown class, or scaled numbers, shape (n_rows, 1)."""
    if isinstance(target, ClassTarget):
        numbers = {label: number for number, label in enumerate(target.classes)}
        return np.array([[numbers.get(label, -1)] for label in truth.tolist()], np.int32)
    return ((truth.astype(np.float64) - target.mean) / target.scale).reshape(-1, 1)


# ---- Metadata --------------------------------------------------------------------------------------------


def metadata(begun: Begun, name: str) -> dict[str, object]:
    """Return the metadata of the begin document: see this module's description."""
    fit, table, preparation = begun.fit, begun.table, begun.prepared.preparation
    assert isinstance(fit.state, TrainingState)
    assert isinstance(fit.data, TrainingData)
    network = fit.network
    return {
        "lab": VERSION,
        "table": name,
        "title": table.description,
        "task": task_of(preparation.target),
        "inputs": inputs_of(
            preparation,
            np.concatenate([part.inputs for part in (begun.prepared.training, begun.prepared.test)]),
        ),
        **described(table),
        "model": begun.given.model,
        "sizes": list(network.layer_sizes),
        "activations": list(network.activations),
        "groups": list(fit.task.output_groups),
        "scheme": fit.parameters["init"],
        "seed": fit.parameters["random_state"],
        "plan": plain_plan(fit.plan),
        "random_position": int(fit.state.progress["random_position"]),
        "total_steps": fit.data.train.n_planned_steps(fit.plan),  # type: ignore[arg-type]
        "perceptron": None if begun.perceptron is None else _perceptron(begun.perceptron),
        "settings": plain_settings(begun.given),
        "command": list(arguments_of(begun.given)),
        "code": code(begun),
        "estimator": estimator(begun.fit),
    }


def described(table: Table) -> dict[str, object]:
    """Return the metadata that is about a table alone."""
    return {
        "columns": _columns(table),
        "names": [*table.features, *table.targets],
        "rows": _first_rows(table),
        "n_rows": table.n_rows,
        "notes": list(table.notes),
        "digest": table.digest(),
        "target": table.target,
    }


def _perceptron(fit: Fit) -> dict[str, object]:
    assert isinstance(fit.state, PerceptronState)
    seeds = fit.state.neurons["seed"].tolist()
    return {"plan": plain_plan(fit.plan), "seeds": seeds, "estimator": estimator(fit)}


def plain_plan(plan: object) -> dict[str, object]:
    """Return the fields of a plan, or values by name, as JSON holds them: infinite ones as texts."""
    values: Mapping[str, object] = fields.plain(plan)
    return {
        name: str(value) if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in values.items()
    }


def task_of(target: ClassTarget | NumberTarget) -> dict[str, object]:
    """Return what is predicted, as the metadata has it."""
    classes = target.classes if isinstance(target, ClassTarget) else ()
    mean, scale = ([target.mean], [target.scale]) if isinstance(target, NumberTarget) else ([], [])
    return {
        "kind": "classes" if classes else "numbers",
        "target": target.name,
        "classes": [str(label) for label in classes],
        "mean": mean,
        "scale": scale,
    }


def inputs_of(preparation: Preparation, prepared: NDArray[np.float64]) -> list[dict[str, object]]:
    """Return the inputs with their ranges over prepared rows, as the metadata has them."""
    found: list[dict[str, object]] = []
    low, high = prepared.min(axis=0).tolist(), prepared.max(axis=0).tolist()
    for feature in preparation.features:
        for place, name in enumerate(feature.input_names):
            mean, scale, kind = 0.0, 1.0, "indicator"
            least, most = low[len(found)], high[len(found)]
            if isinstance(feature, NumberFeature) and place == 0:
                mean, scale, kind = feature.mean, feature.scale, "number"
                least, most = least * scale + mean, most * scale + mean
            own: dict[str, object] = {"name": name, "column": feature.name, "kind": kind}
            found.append({**own, "mean": mean, "scale": scale, "low": least, "high": most})
    return found


def _columns(table: Table) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for name in (*table.features, *table.targets):
        column = table.frame[name]
        form = table.forms.get(name)
        summary = column_summary(column, form.example if form else "")
        examples = column.drop_nulls().unique(maintain_order=True).head(_EXAMPLES).to_list()
        found.append(
            {
                "name": name,
                "kind": summary.type,
                "missing": summary.missing,
                "low": summary.minimum,
                "high": summary.maximum,
                "distinct": summary.distinct,
                "examples": [_text(value) for value in examples],
                "role": "target" if name in table.targets else "feature",
            }
        )
    return found


def _first_rows(table: Table) -> list[list[str | None]]:
    frame = table.frame.select([*table.features, *table.targets]).head(SHOWN_ROWS)
    return [[None if value is None else _text(value) for value in row] for row in frame.rows()]


def _text(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)
