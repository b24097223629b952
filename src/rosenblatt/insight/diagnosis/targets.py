"""Encoding labels as the targets of a network's outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import RosenblattError
from rosenblatt.training.data import one_hot

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray
    from rosenblatt.model import Model


def encode(model: Model, labels: NDArray[np.generic]) -> FloatArray:
    """Encode labels as targets, the inverse of ``Model.decide``; a RosenblattError if they do not fit."""
    classes = model.classes
    columns = labels.reshape(len(labels), -1)
    if classes is None or (columns.shape[1] > 1 and columns.shape[1] == model.n_outputs):
        return _numbers(model, columns)
    groups = [each for each in classes if isinstance(each, tuple)]
    known: Sequence[Sequence[object]] = groups if len(groups) == len(classes) else [classes]
    if columns.shape[1] != len(known):
        raise RosenblattError(f"the model has {len(known)} target columns, y has {columns.shape[1]}")
    pairs = zip(columns.T, known, strict=True)
    numbers = np.column_stack([_class_numbers(column, names) for column, names in pairs])
    if model.n_outputs == 1:
        return numbers.astype(model.dtype)
    return one_hot(numbers, model.output_groups, model.dtype)


def _numbers(model: Model, columns: NDArray[np.generic]) -> FloatArray:
    """Numbers as in training: standardised, or labels as 0 and 1, according to the model's preparation."""
    preparation = model.preparation
    if preparation is None or not preparation.other_targets:
        try:
            columns = columns.astype(np.float64)
        except ValueError:
            raise RosenblattError(f"the model predicts numbers, y holds {columns.tolist()[0][0]!r}") from None
    if columns.shape[1] != model.n_outputs:
        raise RosenblattError(
            f"the model predicts {model.n_outputs} numbers a sample, y has {columns.shape[1]}"
        )
    if preparation is not None:
        import polars

        targets = (preparation.target, *preparation.other_targets)
        pairs = zip(targets, columns.T, strict=True)
        encoded = [target.encode(polars.Series(target.name, each.tolist())) for target, each in pairs]
        columns = np.column_stack(encoded)
    return columns.astype(model.dtype, copy=False)


def _class_numbers(labels: NDArray[np.generic], names: Sequence[object]) -> NDArray[np.int32]:
    number_of = {name: number for number, name in enumerate(names)}
    strange = sorted({repr(label) for label in labels.tolist() if label not in number_of})
    if strange:
        listed = ", ".join(map(repr, names[:8])) + (", ..." if len(names) > 8 else "")
        raise RosenblattError(f"y holds {', '.join(strange[:3])}; the model knows the classes {listed}")
    return np.array([number_of[label] for label in labels.tolist()], np.int32)
