"""Thresholds of a decision tree on one column: where it divides the rows so that their targets agree best.

The tree grows best-first, as scikit-learn's with ``max_leaf_nodes``: of all leaves, the one whose division
reduces the impurity most is divided next (Breiman, Friedman, Olshen & Stone, "Classification and Regression
Trees", 1984). The impurity is Gini's for classes and the variance for numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray


def tree_thresholds(
    x: FloatArray,
    y: NDArray[np.generic],
    n_classes: int,
    max_leaves: int,
    min_rows: int,
    weight: FloatArray | None = None,
) -> NDArray[np.float64]:
    """Return the thresholds of a one-column decision tree, ascending.

    Parameters
    ----------
    x : ndarray of shape (n_rows,)
        Finite numbers.
    y : ndarray of shape (n_rows,)
        Class indices below ``n_classes``, or numbers.
    n_classes : int
        0 for numbers.
    max_leaves : int
        Leaves at most, one more than thresholds.
    min_rows : int
        Rows in each leaf, at least.
    weight : ndarray of shape (n_rows,), optional
        Weights of the rows.

    Returns
    -------
    ndarray of float64, shape (n_thresholds,)
        Each halfway between two neighbouring values of x; a row belongs below if its x is at most that.
    """
    order = np.argsort(x, kind="stable")
    values = np.asarray(x, np.float64)[order]
    weights = np.ones(len(values)) if weight is None else np.asarray(weight, np.float64)[order]
    if n_classes:
        measured = np.zeros((len(values), n_classes))
        measured[np.arange(len(values)), np.asarray(y)[order].astype(np.int64)] = weights
    else:
        measured = (np.asarray(y, np.float64)[order] * weights)[:, None]
    sums = np.vstack([np.zeros(measured.shape[1]), np.cumsum(measured, axis=0)])
    total = np.concatenate([[0.0], np.cumsum(weights)])
    leaves = [_best_split(values, sums, total, 0, len(values), min_rows)]
    thresholds: list[float] = []
    while len(leaves) < max_leaves:
        place = max(range(len(leaves)), key=lambda leaf: (leaves[leaf][0], -leaf))
        gain, first, cut, last = leaves[place]
        if gain <= 0:
            break
        thresholds.append(_between(values[cut - 1], values[cut]))
        leaves[place : place + 1] = [
            _best_split(values, sums, total, first, cut, min_rows),
            _best_split(values, sums, total, cut, last, min_rows),
        ]
    return np.sort(np.array(thresholds))


def _best_split(
    values: FloatArray, sums: FloatArray, total: FloatArray, first: int, last: int, min_rows: int
) -> tuple[float, int, int, int]:
    """Gain and place of the best division of rows first to last: (gain, first, cut, last)."""
    none = (0.0, first, first, last)
    cuts: IntArray = np.arange(first + min_rows, last - min_rows + 1)
    if len(cuts):
        cuts = cuts[values[cuts - 1] < values[cuts]]
    if len(cuts) == 0:
        return none
    whole, before = sums[last] - sums[first], sums[cuts] - sums[first]
    weight, weight_before = total[last] - total[first], total[cuts] - total[first]
    weight_after = weight - weight_before
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = (before**2).sum(axis=1) / weight_before + ((whole - before) ** 2).sum(axis=1) / weight_after
    kept[~((weight_before > 0) & (weight_after > 0))] = -np.inf
    best = int(kept.argmax())
    parent = float((whole**2).sum() / weight) if weight > 0 else 0.0
    gain = float(kept[best]) - parent
    return (gain, first, int(cuts[best]), last) if gain > 1e-12 * abs(parent) else none


def _between(below: float, above: float) -> float:
    """The middle of two neighbouring values; the lower one if no number lies between."""
    middle = below + (above - below) / 2
    return float(middle if below < middle < above else below)
