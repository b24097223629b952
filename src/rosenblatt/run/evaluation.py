"""How well predictions meet the truth: the score, and what one gets for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.scoring import SCORE_NAMES, baseline, score

if TYPE_CHECKING:
    from rosenblatt.run.attempt import Attempt
    from rosenblatt.run.run import Evaluation

__all__ = ["SCORE_NAMES", "baseline", "evaluate", "score"]


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
