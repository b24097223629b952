"""How right answers are in the table's own words, and what one gets for nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt.formulas.scores import r_squared

SCORE_NAMES = {"classification": "accuracy", "regression": "R²"}


def score(task: str, truth: NDArray[np.generic], predicted: NDArray[np.generic]) -> float:
    """Score predictions: the share that is right, or R².

    Parameters
    ----------
    task : {"classification", "regression"}
        What was predicted.
    truth, predicted : ndarray of shape (n_samples,) or (n_samples, n_targets)
        In the table's own words and units. Of several targets a sample is right if all its labels are.

    Returns
    -------
    float
        1 is perfect. R² is the share of the variance explained; it is 0 for the truth's own mean, and may be
        negative.
    """
    if task == "classification":
        right = np.asarray(truth == predicted)
        return float(np.mean(right.reshape(len(truth), -1).all(axis=1)))
    return r_squared(
        np.asarray(truth, np.float64).reshape(len(truth), -1),
        np.asarray(predicted, np.float64).reshape(len(truth), -1),
    )


def baseline(task: str, training: NDArray[np.generic], truth: NDArray[np.generic]) -> tuple[float, str]:
    """Score a model that has learned nothing from the features.

    Parameters
    ----------
    task : {"classification", "regression"}
        What is predicted.
    training : ndarray of shape (n_training,) or (n_training, n_targets)
        The training part's targets.
    truth : ndarray of shape (n_samples,) or (n_samples, n_targets)
        The targets to meet.

    Returns
    -------
    float
        The score of always giving the training part's most frequent class (of equals the first; of several
        targets the most frequent combination), or its mean.
    str
        That model in words.
    """
    if task == "classification" and training.ndim > 1:
        rows, counts = np.unique(training.astype(np.str_), axis=0, return_index=True, return_counts=True)[1:]
        guess = training[rows[counts.argmax()]]
        most = np.broadcast_to(guess, truth.shape)
        words = ", ".join(map(str, guess.tolist()))
        return score(task, truth, most), f"always the most frequent combination, {words}"
    if task == "classification":
        classes, counts = np.unique(training, return_counts=True)
        guess = classes[counts.argmax()]
        return score(task, truth, np.full(len(truth), guess)), f"always the most frequent class, {guess}"
    means = np.asarray(training, np.float64).mean(axis=0)
    words = ", ".join(f"{mean:.6g}" for mean in np.atleast_1d(means).tolist())
    return score(
        task, truth, np.broadcast_to(means, truth.shape)
    ), f"always the mean of the training part, {words}"
