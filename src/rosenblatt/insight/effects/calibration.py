"""How often predictions of a probability come true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError

N_BINS = 10
_NORMAL = 1.6448536269514722
"""The 95 % quantile of the normal distribution: an interval of two has 90 %."""


@dataclass(frozen=True)
class Calibration:
    """The reliability curve: probabilities in bins of equal width, beside how often they came true.

    Of two classes it is the probability of the second, ``of``; of more classes that of the predicted class,
    and ``of`` is None. Bins without a sample are left out.

    Parameters
    ----------
    predicted, observed : ndarray of shape (n_bins,)
        The mean probability of the samples of each bin, and the share of them for which it came true.
    low, high : ndarray of shape (n_bins,)
        Ends of the 90 % confidence interval of the observed share (Wilson, 1927).
    counts : ndarray of shape (n_bins,)
        Samples in each bin.
    error : float
        The mean distance of both, weighted by samples: the expected calibration error (Naeini, Cooper and
        Hauskrecht, 2015).
    of : object
    """

    predicted: NDArray[np.float64]
    observed: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    counts: NDArray[np.int64]
    error: float
    of: object

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return int(self.counts.sum())

    @property
    def excess(self) -> float:
        """Mean probability minus the share that came true: positive where predictions are too sure."""
        return float(self.counts @ (self.predicted - self.observed) / self.n_samples)


def calibration(
    truth: ArrayLike, probabilities: ArrayLike, classes: Sequence[object] | None = None, n_bins: int = N_BINS
) -> Calibration:
    """Set probabilities beside how often they came true.

    Parameters
    ----------
    truth : array-like of shape (n_samples,)
        The true classes.
    probabilities : array-like of shape (n_samples, n_classes), or (n_samples,)
        Those of all classes, or that of the second of two.
    classes : sequence of object, optional
        The classes in the order of the probabilities. Default: those that occur, sorted.
    n_bins : int, default=10

    Raises
    ------
    PlanError
        If lengths do not match, there are no two classes, or a probability is not between 0 and 1.
    """
    true, shares = np.asarray(truth), np.asarray(probabilities, dtype=np.float64)
    names = tuple(np.unique(true).tolist()) if classes is None else tuple(classes)
    shares = np.column_stack([1 - shares, shares]) if shares.ndim == 1 else shares
    if true.ndim != 1 or not len(true) or shares.shape != (len(true), len(names)) or len(names) < 2:
        raise PlanError(
            f"probabilities must have the shape ({len(true)}, {len(names)}), a column for each class and "
            f"two or more, got {np.asarray(probabilities).shape}"
        )
    if not (np.isfinite(shares).all() and shares.min() >= -1e-6 and shares.max() <= 1 + 1e-6):
        raise PlanError(
            f"probabilities must be from 0 to 1, got {shares.min():g} to {shares.max():g}: give those of "
            "predict_proba"
        )
    labels = np.array([str(label) for label in true.tolist()])
    known = np.array([str(name) for name in names])
    if len(names) == 2:
        sure, came_true, of = shares[:, 1], labels == known[1], names[1]
    else:
        best = shares.argmax(axis=1)
        sure, came_true, of = shares[np.arange(len(best)), best], labels == known[best], None
    places = np.minimum((np.clip(sure, 0, 1) * n_bins).astype(np.int64), n_bins - 1)
    counts = np.bincount(places, minlength=n_bins)
    there = counts > 0
    counts = counts[there]
    predicted = np.bincount(places, weights=sure, minlength=n_bins)[there] / counts
    observed = np.bincount(places, weights=came_true, minlength=n_bins)[there] / counts
    low, high = _wilson(observed, counts)
    error = float(counts @ np.abs(predicted - observed) / len(true))
    return Calibration(predicted, observed, low, high, counts, error, of)


def _wilson(
    share: NDArray[np.float64], n: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of the 90 % confidence interval of a share of ``n`` samples (Wilson, 1927)."""
    z = _NORMAL
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
