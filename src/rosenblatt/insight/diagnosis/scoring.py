"""Scores of predictions, and of predictions that use no features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt.formulas.scores import r_squared

SCORE_NAMES = {"classification": "accuracy", "regression": "R²"}


def score(task: str, truth: NDArray[np.generic], predicted: NDArray[np.generic]) -> float:
    """Return the accuracy (of all labels of a sample at once), or R², which can be negative."""
    if task == "classification":
        right = np.asarray(truth == predicted)
        return float(np.mean(right.reshape(len(truth), -1).all(axis=1)))
    return r_squared(
        np.asarray(truth, np.float64).reshape(len(truth), -1),
        np.asarray(predicted, np.float64).reshape(len(truth), -1),
    )


def baseline(task: str, training: NDArray[np.generic], truth: NDArray[np.generic]) -> tuple[float, str]:
    """Return the score of predicting the most frequent class, or the mean, and that prediction in words."""
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
