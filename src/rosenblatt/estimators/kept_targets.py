"""What an estimator has learned to tell apart, as JSON's plain values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from rosenblatt.errors import ModelFileError, PlanError
from rosenblatt.estimators.targets import (
    Labels,
    ManyClasses,
    ManyLabels,
    ManyTargets,
    Numbers,
    Targets,
    TwoClasses,
)


def target_values(targets: Targets) -> dict[str, object]:
    """Return targets as plain values.

    Raises
    ------
    PlanError
        If a class is no text, number or Boolean.
    """
    kind: dict[str, object] = {"kind": type(targets).__name__}
    if isinstance(targets, Numbers):
        return kind | {"n_outputs": targets.n_outputs, "loss": targets.loss}
    if isinstance(targets, ManyTargets):
        return kind | {"classes": [_classes(each) for each in targets.classes]}
    assert isinstance(targets, TwoClasses | ManyClasses | ManyLabels)
    more = {"sparse": targets.sparse} if isinstance(targets, ManyLabels) else {}
    return kind | {"classes": _classes(targets.classes)} | more


def targets_from(values: Mapping[str, Any]) -> Targets:
    """Make targets of what :func:`target_values` gave; ModelFileError if they are none."""
    try:
        kind: str = values["kind"]
        classes: Any = values.get("classes")
        if kind == "Numbers":
            return Numbers(int(values["n_outputs"]), str(values["loss"]))
        if kind == "ManyTargets":
            return ManyTargets(tuple(_labels(each) for each in classes))
        if kind == "ManyLabels":
            return ManyLabels(_labels(classes), bool(values["sparse"]))
        return TwoClasses(_labels(classes)) if kind == "TwoClasses" else ManyClasses(_labels(classes))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFileError(f"the checkpoint's classes are none: {error!r:.120}") from None


def _classes(labels: Labels) -> dict[str, object]:
    plain = labels.tolist()
    if not all(isinstance(each, str | int | float) for each in plain):
        raise PlanError(
            f"classes must be texts, numbers or Booleans to be kept in a checkpoint, got {plain!r:.80}"
        )
    return {"dtype": labels.dtype.str, "labels": plain}


def _labels(values: Mapping[str, Any]) -> Labels:
    dtype = np.dtype(values["dtype"])
    if dtype.kind not in "biufUO":
        raise ValueError(f"labels of the type {dtype}")
    labels = np.empty(len(values["labels"]), dtype)
    labels[:] = values["labels"]
    return labels
