"""The mean and the scale that standardise numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import TableError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mean_and_scale(values: NDArray[np.float64], name: str) -> tuple[float, float]:
    """Return the mean and the standard deviation of a column's numbers.

    The variance is the corrected two-pass sum over n samples. Numbers that differ by less than the rounding
    of that sum are constant: their scale is 1 (T. F. Chan, G. H. Golub, R. J. LeVeque, Algorithms for
    computing the sample variance, The American Statistician 37, 1983). scikit-learn's ``StandardScaler``
    follows the same rule.

    Parameters
    ----------
    values : ndarray of shape (n_samples,)
        Finite numbers, at least one.
    name : str
        The column's name, for the message.

    Returns
    -------
    mean, scale : float
        ``(values - mean) / scale`` has mean 0 and standard deviation 1.

    Raises
    ------
    TableError
        When the numbers are so large that their squares overflow.
    """
    n = len(values)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(values.sum() / n)
        centred = values - mean
        variance = float((centred @ centred - centred.sum() ** 2 / n) / n)
    if not np.isfinite(variance):
        largest = float(np.abs(values).max())
        found = f"column {name!r} has values as large as {largest:g}"
        raise TableError(f"{found}, too large to standardise: divide them by a constant")
    epsilon = float(np.finfo(np.float64).eps)
    constant = variance <= n * epsilon * variance + (n * mean * epsilon) ** 2
    return mean, 1.0 if constant else float(np.sqrt(variance))
