"""The early-stopping split: which samples to learn from, and which to judge by."""

from __future__ import annotations

import numpy as np

from rosenblatt._typing import IntArray
from rosenblatt.estimators.targets import Labels


def split_rows(
    n_samples: int, fraction: float, random: np.random.RandomState, stratify: Labels | None = None
) -> tuple[IntArray, IntArray]:
    """Draw the rows of the two parts, as scikit-learn would split the arrays themselves.

    Parameters
    ----------
    n_samples : int
    fraction : float
        The share of the samples to judge by.
    random : RandomState
        It moves on.
    stratify : ndarray of shape (n_samples,) or (n_samples, n_columns), optional
        Values that shall occur equally often in both parts.

    Returns
    -------
    train, validation : ndarray of int64

    Raises
    ------
    ValueError
        If there would be fewer than two samples to judge by, or a value to stratify by occurs only once.
    """
    from sklearn.model_selection import train_test_split  # takes long to import

    train, validation = train_test_split(
        np.arange(n_samples), random_state=random, test_size=fraction, stratify=stratify
    )
    if len(validation) < 2:
        raise ValueError(
            "The validation set is too small. Increase 'validation_fraction' or the size of your dataset: "
            f"{fraction} of {n_samples} samples leaves {len(validation)} to judge by, at least 2 are needed"
        )
    return train, validation


def yes_or_no_strata(y: Labels) -> Labels:
    """Values to stratify by for targets of a single column of 0 and 1."""
    strata = y[:, 0].astype(bool)
    # Of a value that occurs only once the error speaks as scikit-learn's, which has turned it into text.
    return strata.astype(str) if int(strata.sum()) in (1, len(strata) - 1) else strata
