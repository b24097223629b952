"""Weights of classes (``class_weight``), with the values that scikit-learn computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.fitting.task import Labels, is_sparse

ClassWeight: TypeAlias = Mapping[Any, float] | Sequence[Mapping[Any, float]] | str
"""A mapping from class to weight, ``"balanced"``, or for several columns of ``y`` a list of mappings."""


Counts: TypeAlias = Sequence[tuple[Labels, IntArray]]
"""For each column of ``y`` the sorted classes, and how many samples each has."""


def sample_weights(class_weight: ClassWeight, y: Labels, counts: Counts | None = None) -> FloatArray:
    """Return the weight of each sample's class, (n_samples,); over several columns of ``y`` the product.

    ``counts`` are those of all samples, if ``y`` is a part of them.
    ValueError for a missing or negative weight, or another number of mappings than of columns.
    """
    columns = [y] if y.ndim == 1 else [y[:, k] for k in range(y.shape[1])]
    if is_sparse(y):
        columns = [y[:, [k]].toarray().ravel() for k in range(y.shape[1])]
    n = len(columns)
    if n > 1 and isinstance(class_weight, Mapping):
        raise ValueError(
            "For multi-output, class_weight should be a list of dicts, or the string 'balanced'."
        )
    if n > 1 and not isinstance(class_weight, str) and len(class_weight) != n:
        raise ValueError(
            "For multi-output, number of elements in class_weight should match number of outputs. "
            f"Got {len(class_weight)} element(s) while having {n} outputs."
        )
    parts = []
    for k, column in enumerate(columns):
        own: Any = class_weight if isinstance(class_weight, str) or n == 1 else class_weight[k]
        classes, n_each = np.unique(column, return_counts=True) if counts is None else counts[k]
        parts.append(weights_of_classes(own, classes, n_each)[np.searchsorted(classes, column)])
    weights: FloatArray = np.prod(parts, axis=0, dtype=np.float64)
    if weights.min() < 0:
        raise ValueError(f"class_weight must not be negative, got {class_weight!r}: use 0 or more")
    return weights


def weights_of_classes(
    class_weight: Mapping[Any, float] | str, classes: Labels, counts: IntArray
) -> NDArray[np.float64]:
    """Weight of each of the sorted ``classes``, of which there are so many samples each.

    ValueError if a class has no weight while a weight has no class.
    """
    if len(class_weight) == 0:
        return np.ones(len(classes))
    if isinstance(class_weight, str):
        n_each = counts.astype(np.float64)
        balanced: NDArray[np.float64] = n_each.sum() / (len(n_each) * n_each)
        return balanced
    weights, unweighted = np.ones(len(classes)), []
    for k, each in enumerate(classes):
        try:
            key: object = int(each)
        except ValueError:  # the classes are text
            key = str(each)
        if key in class_weight:
            weights[k] = class_weight[key]
        else:
            unweighted.append(key)
    if unweighted and len(classes) - len(unweighted) != len(class_weight):
        raise ValueError(f"The classes, {np.array(unweighted).tolist()}, are not in class_weight")
    return weights


def neuron_weights(
    class_weight: Mapping[Any, float] | str | None, classes: Labels, counts: IntArray
) -> NDArray[np.float64] | None:
    """Weights (n_neurons, 2) of other classes and of a perceptron neuron's own class; None if all are 1.

    With two classes both weights count; with more, as in scikit-learn, only that of the own class.
    """
    if class_weight is None:
        return None
    weights = weights_of_classes(class_weight, classes, counts)
    pairs = weights.reshape(1, 2) if len(classes) == 2 else np.column_stack([np.ones(len(classes)), weights])
    return np.ascontiguousarray(pairs, dtype=np.float64)
