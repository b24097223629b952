"""Tasks as plain values of JSON, and back: a checkpoint of ``partial_fit`` holds one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rosenblatt.errors import ModelFileError, PlanError, require_known
from rosenblatt.fitting.task import (
    Labels,
    ManyClasses,
    ManyLabels,
    ManyTargets,
    Numbers,
    Task,
    TwoClasses,
)
from rosenblatt.formulas.losses import LOSSES

_MOST_BYTES = 2**24
"""Most bytes of an array of labels, which is as wide as its widest text."""


def task_values(task: Task) -> dict[str, object]:
    """Return a task as plain values; PlanError for a class that is no text, number or Boolean."""
    kind: dict[str, object] = {"kind": type(task).__name__}
    if isinstance(task, Numbers):
        return kind | {"n_outputs": task.n_outputs, "loss": task.loss}
    if isinstance(task, ManyTargets):
        return kind | {"classes": [_classes(each) for each in task.classes]}
    assert isinstance(task, TwoClasses | ManyClasses | ManyLabels)
    more = {"sparse": task.sparse} if isinstance(task, ManyLabels) else {}
    return kind | {"classes": _classes(task.classes)} | more


def task_from(values: Mapping[str, Any]) -> Task:
    """Make the task of :func:`task_values`; ModelFileError if there is none."""
    try:
        kind: str = values["kind"]
        classes: Any = values.get("classes")
        if kind == "Numbers":
            require_known("loss", values["loss"], LOSSES, ModelFileError)
            return Numbers(_count(values["n_outputs"]), values["loss"])
        if kind == "ManyTargets":
            return ManyTargets(tuple(_labels(each) for each in classes))
        if kind == "ManyLabels":
            return ManyLabels(_labels(classes), bool(values["sparse"]))
        if kind == "TwoClasses" and len(classes["labels"]) <= 2:
            return TwoClasses(_labels(classes))
        if kind == "ManyClasses":
            return ManyClasses(_labels(classes))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ModelFileError(f"the checkpoint's classes are none: {error!r:.120}") from None
    raise ModelFileError(f"the checkpoint's classes are of the kind {kind!r:.40}, which classes cannot have")


_LEARNED = {"targets", "n_features", "n_iter", "feature_names"}


@dataclass(frozen=True)
class Learned:
    """What a checkpoint of ``partial_fit`` keeps of an estimator beside the state."""

    task: Task
    n_features: int
    n_iter: int
    feature_names: list[str] | None

    @classmethod
    def of(cls, values: Any) -> Learned:  # noqa: ANN401  # the values of a file
        """Make it of a file's values; ModelFileError if they are none."""
        if not isinstance(values, dict) or set(values) != _LEARNED:
            raise ModelFileError(f"the checkpoint's estimator has learned {values!r:.80}, which is nothing")
        names, n_features = values["feature_names"], _count(values["n_features"])
        if names is not None and not (
            isinstance(names, list) and len(names) == n_features and all(isinstance(n, str) for n in names)
        ):
            raise ModelFileError(f"the checkpoint's feature names are {names!r:.80}, expected {n_features}")
        return cls(task_from(values["targets"]), n_features, _count(values["n_iter"]), names)


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise ModelFileError(f"the checkpoint counts {value!r:.40}, which cannot be")
    return value


def _classes(labels: Labels) -> dict[str, object]:
    plain = labels.tolist()
    if not all(isinstance(each, str | int | float) for each in plain) or labels.nbytes > _MOST_BYTES:
        raise PlanError(
            f"classes must be short texts, numbers or Booleans to be kept in a checkpoint, got {plain!r:.80}"
        )
    return {"dtype": labels.dtype.str, "labels": plain}


def _labels(values: Mapping[str, Any]) -> Labels:
    dtype, given = np.dtype(values["dtype"]), values["labels"]
    if dtype.kind not in "biufUO" or dtype.hasobject != (dtype.kind == "O"):
        raise ValueError(f"labels of the type {dtype}")
    if (
        not isinstance(given, list)
        or not given
        or not all(isinstance(each, str | int | float) for each in given)
    ):
        raise ValueError(f"the labels {given!r:.80}")
    if len(given) * dtype.itemsize > _MOST_BYTES:
        raise ValueError(f"{len(given)} labels of {dtype.itemsize} bytes each")
    labels = np.empty(len(given), dtype)
    labels[:] = given
    return labels
