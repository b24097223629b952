"""What a model's outputs stand for, and what is true of a row in the terms of training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt.errors import TableError
from rosenblatt.model import Model


def output_names(model: Model) -> tuple[str, ...]:
    """Return what each output of a model stands for."""
    classes, n_outputs = model.classes, model.network.n_outputs
    if classes is None:
        name = "" if model.preparation is None else model.preparation.target_name
        return (name,) * n_outputs
    if all(isinstance(each, tuple) for each in classes):
        return tuple(f"{k}: {label}" for k, each in enumerate(classes, start=1) for label in each)  # type: ignore[attr-defined]
    return tuple(map(str, classes[-1:] if n_outputs == 1 else classes))


def encoded_truth(model: Model, truth: object) -> ArrayLike:
    """Return what is true of a row as training reads it: a class as its index, a number standardised.

    Raises
    ------
    TableError
        If it is no class of the model.
    """
    preparation, classes = model.preparation, model.classes
    if preparation is not None:
        import polars

        try:
            return preparation.target.encode(polars.Series(preparation.target_name, [truth]))
        except (TypeError, polars.exceptions.PolarsError):
            raise TableError(f"the target {preparation.target_name!r} cannot be {truth!r:.80}") from None
    if classes is None:
        return truth  # type: ignore[return-value]  # trace_update checks that these are numbers
    if all(isinstance(each, tuple) for each in classes):
        given = truth if isinstance(truth, Sequence | np.ndarray) and not isinstance(truth, str) else [truth]
        if len(given) != len(classes):
            raise TableError(
                f"the model has {len(classes)} targets, got {truth!r:.80}: give a class for each"
            )
        return [_index(each, label) for each, label in zip(classes, given, strict=True)]  # type: ignore[arg-type]
    if model.network.n_outputs > 1 and model.network.activations[-1] == "logistic":
        return truth  # type: ignore[return-value]  # a yes or no for each label
    return [_index(classes, truth)]


def _index(classes: Sequence[object], label: object) -> int:
    if label not in classes:
        raise TableError(f"{label!r:.80} is no class of the model: its classes are {classes!r:.200}")
    return classes.index(label)
