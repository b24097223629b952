"""How well predictions meet the truth: the score, and what one gets for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.scores import r_squared

if TYPE_CHECKING:
    from rosenblatt.run.attempt import Attempt
    from rosenblatt.run.run import Evaluation

SCORE_NAMES = {"classification": "accuracy", "regression": "R²"}


def score(task: str, truth: NDArray[np.generic], predicted: NDArray[np.generic]) -> float:
    """Score predictions: the share that is right, or R².

    Parameters
    ----------
    task : {"classification", "regression"}
        What was predicted.
    truth, predicted : ndarray of shape (n_samples,)
        In the table's own words and units.

    Returns
    -------
    float
        1 is perfect. R² is the share of the variance explained; it is 0 for the truth's own mean, and may be
        negative.
    """
    if task == "classification":
        return float(np.mean(truth == predicted))
    return r_squared(np.asarray(truth, np.float64)[:, None], np.asarray(predicted, np.float64)[:, None])


def baseline(task: str, training: NDArray[np.generic], truth: NDArray[np.generic]) -> tuple[float, str]:
    """Score a model that has learned nothing from the features.

    Parameters
    ----------
    task : {"classification", "regression"}
        What is predicted.
    training : ndarray of shape (n_training,)
        The training part's targets.
    truth : ndarray of shape (n_samples,)
        The targets to meet.

    Returns
    -------
    float
        The score of always giving the training part's most frequent class (of equals the first), or its mean.
    str
        That model in words.
    """
    if task == "classification":
        classes, counts = np.unique(training, return_counts=True)
        guess = classes[counts.argmax()]
        return score(task, truth, np.full(len(truth), guess)), f"always the most frequent class, {guess}"
    mean = float(np.asarray(training, np.float64).mean())
    return score(task, truth, np.full(len(truth), mean)), f"always the mean of the training part, {mean:.6g}"


def evaluate(attempt: Attempt, repeats: NDArray[np.float64]) -> Evaluation:
    """Evaluate a trained attempt on the rows held out, or on the training part when there are none.

    Parameters
    ----------
    attempt : Attempt
        A trained attempt.
    repeats : ndarray of shape (n_repeats,)
        Scores over other random splits.

    Returns
    -------
    Evaluation
    """
    from rosenblatt.run.run import Evaluation

    prepared, model = attempt.prepared, attempt.model
    part = prepared.test if len(prepared.test.truth) else prepared.training
    outputs = model.outputs(part.inputs)
    predicted = model.decide(outputs)
    least, in_words = baseline(model.task, prepared.training.truth, part.truth)
    return Evaluation(
        part="test" if part is prepared.test else "training",
        rows=part.rows,
        truth=part.truth,
        predicted=predicted,
        probabilities=model.probabilities(outputs) if model.has_probabilities else None,
        score_name=SCORE_NAMES[model.task],
        score=score(model.task, part.truth, predicted),
        training_score=attempt.score(prepared.training),
        baseline=least,
        baseline_text=in_words,
        repeats=repeats,
    )
