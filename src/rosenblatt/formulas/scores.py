"""Scores of outputs: accuracy and R².

Legend: ``y`` are targets and ``a`` outputs, both (n_samples, n_outputs); classes are one-hot rows. The C++
counterpart is ``core/scores.hpp``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray


def wrong(y: FloatArray, a: FloatArray, loss: str, groups: Sequence[int]) -> NDArray[np.bool_]:
    """Return which samples have a wrong prediction, shape (n_samples,).

    Targets (0 and 1) and outputs have shape (n_samples, n_outputs). With ``log_loss`` the largest output of
    each group is the prediction, ``groups`` being their widths; with ``binary_log_loss`` every output above
    0.5 is. A sample is wrong if any of its predictions is.
    """
    if loss == "binary_log_loss":
        return np.asarray(((a > 0.5) != (y > 0.5)).any(axis=1))
    edges = np.cumsum(groups)[:-1]
    parts = zip(np.split(y, edges, axis=1), np.split(a, edges, axis=1), strict=True)
    return np.asarray(np.any([t.argmax(axis=1) != o.argmax(axis=1) for t, o in parts], axis=0))


def accuracy(
    y: FloatArray, a: FloatArray, loss: str, groups: Sequence[int], sample_weight: FloatArray | None = None
) -> float:
    """Return the weighted share of samples classified correctly; NaN if an output is not finite."""
    if not np.isfinite(a).all():
        return float("nan")
    return float(np.average(~wrong(y, a, loss, groups), weights=sample_weight))


def r_squared(y: FloatArray, a: FloatArray, sample_weight: FloatArray | None = None) -> float:
    """Return the explained share of the variance, as the mean over outputs; NaN if an output is not finite.

    A constant target scores 1 if it is predicted exactly, else 0, as in scikit-learn.
    """
    if not np.isfinite(a).all():
        return float("nan")
    mean = np.average(y, weights=sample_weight, axis=0)
    weight = 1.0 if sample_weight is None else sample_weight[:, None]
    residual = (weight * (y - a) ** 2).sum(axis=0, dtype=np.float64)
    total = (weight * (y - mean) ** 2).sum(axis=0, dtype=np.float64)
    return float(np.mean(explained(residual, total)))


def explained(residual: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``1 - residual / total`` for each output; where ``total`` is 0: 1 if ``residual`` is, else 0."""
    constant = total == 0
    return np.where(constant, np.where(residual == 0, 1.0, 0.0), 1 - residual / np.where(constant, 1, total))
