"""How well predictions meet the truth: the score, and what one gets for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.diagnosis.scoring import SCORE_NAMES, baseline, score

if TYPE_CHECKING:
    from rosenblatt.run.attempt import Attempt
    from rosenblatt.run.parts import Part
    from rosenblatt.run.run import Evaluation

__all__ = ["SCORE_NAMES", "baseline", "evaluate", "know_nothing", "score"]


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
    outputs = part.outputs(model)
    predicted = model.decide(outputs)
    ways = know_nothing(model.task, prepared.training.truth, part)
    is_stream = part.sequences is not None and part.sequences.column is None
    steps, names = _places(part)
    return Evaluation(
        part="test" if part is prepared.test else "training",
        rows=part.rows,
        truth=part.truth,
        predicted=predicted,
        probabilities=model.probabilities(outputs) if model.has_probabilities else None,
        score_name=SCORE_NAMES[model.task],
        score=score(model.task, part.truth, predicted),
        training_score=attempt.score(prepared.training),
        baseline=ways[0][0],
        baseline_text=ways[0][1],
        repeats=repeats,
        repeats_over="seeds" if is_stream else "splits",
        second_baseline=ways[1][0] if len(ways) > 1 else None,
        second_baseline_text=ways[1][1] if len(ways) > 1 else "",
        steps=steps,
        sequences=names,
    )


def know_nothing(task: str, training: NDArray[np.generic], part: Part) -> list[tuple[float, str]]:
    """Score what one gets for nothing, the best first, each in words.

    Parameters
    ----------
    task : {"classification", "regression"}
    training : ndarray of shape (n_training,) or (n_training, n_targets)
        The training part's targets.
    part : Part
        What is judged. Of a series, giving the last known value again is a second way (persistence).
    """
    ways = [baseline(task, training, part.truth)]
    if part.last_known is not None:
        ways.append((score(task, part.truth, part.last_known), "always the last known value again"))
    return sorted(ways, key=lambda way: -way[0])


def _places(part: Part) -> tuple[NDArray[np.int64] | None, NDArray[np.str_] | None]:
    """Which step of which sequence each row that is answered is, steps counted from 1."""
    cut = part.sequences
    if cut is None:
        return None, None
    steps = np.arange(1, cut.n_steps + 1) - np.repeat(cut.offsets[:-1], cut.lengths)
    names = np.repeat(np.array([str(name) for name in cut.names], dtype=np.str_), cut.lengths)
    if len(part.truth) != cut.n_steps:
        steps, names = steps[cut.offsets[1:] - 1], names[cut.offsets[1:] - 1]
    if cut.column is None:
        return steps + (0 if part.before is None else len(part.before)), None
    return steps, names
