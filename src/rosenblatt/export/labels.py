"""What a model's outputs mean: its classes as arrays of the type of predictions, and units of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.preparation.targets import NumberTarget, Target
from rosenblatt.errors import RosenblattError
from rosenblatt.model import Model

_KINDS = "biufU"


def decides_each(model: Model) -> bool:
    """Whether each output decides for itself: several labels a sample."""
    return not has_groups(model) and model.n_outputs > 1 and model.output_activation == "logistic"


def has_groups(model: Model) -> bool:
    """Whether there are several targets with classes of their own."""
    return bool(model.classes) and all(isinstance(each, tuple) for each in model.classes or ())


def targets_of(model: Model) -> tuple[Target, ...]:
    """The prepared targets; none without a preparation."""
    preparation = model.preparation
    return () if preparation is None else (preparation.target, *preparation.other_targets)


def spans(widths: Sequence[int]) -> list[tuple[int, int]]:
    """The begin and end of each group of outputs."""
    return [(end - width, end) for width, end in zip(widths, accumulate(widths), strict=True)]


def units_of(model: Model) -> list[tuple[float, float]]:
    """Mean and scale of each target of numbers; none if the outputs are in the targets' own units."""
    units = [(each.mean, each.scale) for each in targets_of(model) if isinstance(each, NumberTarget)]
    return units if any(each != (0, 1) for each in units) else []


def class_arrays(model: Model) -> list[NDArray[Any]]:
    """Return each target's classes in the type of ``predict``; a RosenblattError if a class has another."""
    classes = model.classes or ()
    groups = [np.asarray(each) for each in classes] if has_groups(model) else [np.asarray(classes)]
    if any(each.dtype.kind not in _KINDS for each in groups):
        raise RosenblattError(
            f"only texts, numbers and Booleans can be exported as classes, got {classes!r:.80}"
        )
    dtype = np.result_type(*groups) if len({each.dtype for each in groups}) > 1 else groups[0].dtype
    arrays = [each.astype(dtype) for each in groups]
    if dtype.kind == "f" and not all(np.isfinite(each).all() for each in arrays):
        raise RosenblattError(f"classes must be finite to be exported, got {classes!r:.80}")
    return arrays


def threshold(model: Model) -> float:
    """Above which a single output means the second class: 0 for a pre-activation, else one half."""
    return 0.0 if model.output_activation == "step" else 0.5
