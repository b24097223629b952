"""What a model is made of, checked once: whether its parts fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

import numpy as np

from rosenblatt.errors import PlanError, require_known
from rosenblatt.network import Network
from rosenblatt.network.over_sequences import PREDICT_AT

if TYPE_CHECKING:
    from rosenblatt.model.model import Model

RECURRENT = "recurrent"
KINDS = ("perceptron", "mlp", RECURRENT)
TASKS = ("classification", "regression")


def are_groups(classes: tuple[object, ...]) -> TypeGuard[tuple[tuple[object, ...], ...]]:
    """Whether there are several targets with classes of their own."""
    return all(isinstance(each, tuple) for each in classes)


def check_parts(model: Model) -> None:
    """Raise PlanError unless kind, task, network, preparation, classes and sequences fit together."""
    require_known("kind", model.kind, KINDS)
    require_known("task", model.task, TASKS)
    network, classes = model.network, model.classes
    if (classes is None) != (model.task == "regression"):
        raise PlanError(
            f"a {model.task} model got the classes {classes!r}: a classification needs them, no other"
        )
    if classes is not None:
        _check_classes(network, classes)
    _check_recurrence(model)
    preparation = model.preparation
    if preparation is None:
        return
    if preparation.task != model.task:
        raise PlanError(f"the preparation is for a {preparation.task}, the model for a {model.task}")
    if len(preparation.input_names) != network.n_inputs:
        raise PlanError(
            f"the preparation makes {len(preparation.input_names)} inputs, the network has {network.n_inputs}"
        )


def _check_recurrence(model: Model) -> None:
    cell = model.network.cell
    if (cell is not None) != (model.kind == RECURRENT):
        network = "a feed-forward network" if cell is None else f"a network with the cell {cell!r}"
        raise PlanError(
            f"a model of kind {model.kind!r} got {network}: kind 'recurrent' is for one with a cell, no other"
        )
    if cell is None:
        if model.predict_at is not None or model.sequence is not None:
            raise PlanError(
                f"a feed-forward model answers row by row, got predict_at={model.predict_at!r} and "
                f"sequence={model.sequence!r}: leave them away"
            )
        return
    require_known("predict_at", str(model.predict_at), PREDICT_AT)
    if not all(np.isfinite(start).all() for start in model.network.starts if start is not None):
        raise PlanError(
            f"initial_context must be finite in {model.network.dtype}, got {model.network.initial_context!r}"
        )
    _check_sequence(model)


def _check_sequence(model: Model) -> None:
    name, preparation = model.sequence, model.preparation
    if name is None:
        return
    if preparation is None:
        raise PlanError(
            f"sequence={name!r} is a table's column, and without a preparation a model knows none"
        )
    if name in (*preparation.feature_names, *preparation.target_names):
        raise PlanError(f"the column {name!r} tells which rows are a sequence, so it is no feature or target")


def _check_classes(network: Network, classes: tuple[object, ...]) -> None:
    if are_groups(classes):
        expected, got = network.output_groups, tuple(len(each) for each in classes)
    else:
        expected, got = (network.n_outputs if network.n_outputs > 1 else 2,), (len(classes),)
    if expected != got:
        raise PlanError(
            f"the network's outputs are for {_text(expected)} classes, got {_text(got)}: {classes!r:.200}"
        )


def _text(counts: tuple[int, ...]) -> str:
    return " + ".join(map(str, counts))
