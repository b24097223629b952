"""Evaluation: predictions and truth, the score, and the scores of trivial predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.diagnosis.scoring import SCORE_NAMES, baseline, score

if TYPE_CHECKING:
    from rosenblatt.trial.parts import Part
    from rosenblatt.trial.trial import Trained


@dataclass(frozen=True)
class Evaluation:
    """How well the predictions meet the truth.

    Attributes
    ----------
    part : str
        The rows it was measured on: ``"test"`` (held out), or ``"training"`` when nothing was held out.
    rows : ndarray of shape (n_samples,)
        Which rows of the table these are, counted from 1.
    truth, predicted : ndarray of shape (n_samples,) or (n_samples, n_targets)
        Targets and predictions in the table's own words and units.
    probabilities : ndarray of shape (n_samples, n_classes) or None
        The probability of each class, in the order of the model's classes; of several targets one beside the
        other.
    score_name : str
        ``"accuracy"`` or ``"R²"``.
    score, training_score : float
        The score on ``part``, and on the training part.
    baseline : float
        What a model that has learned nothing scores on ``part``.
    baseline_text : str
        That model in words: ``"always the most frequent class, setosa"``.
    repeats : ndarray of shape (n_repeats,)
        Scores over other random splits, each prepared and trained separately; may be empty.
    repeats_over : {"splits", "seeds"}
        What was other: of a stream, whose split is fixed, the seeds of the training.
    second_baseline : float or None
        Of a series: what the other of two ways to know nothing scores, which are to give the last known value
        and to give the mean. ``baseline`` is the better one.
    second_baseline_text : str
        That in words.
    steps : ndarray of shape (n_samples,) or None
        Of sequences: which step of its sequence each row is, counted from 1.
    sequences : ndarray of str, shape (n_samples,), or None
        Of sequences that a column cuts: the name of each row's.
    """

    part: str
    rows: NDArray[np.int64]
    truth: NDArray[np.generic]
    predicted: NDArray[np.generic]
    probabilities: NDArray[np.floating] | None
    score_name: str
    score: float
    training_score: float
    baseline: float
    baseline_text: str
    repeats: NDArray[np.float64]
    repeats_over: str = "splits"
    second_baseline: float | None = None
    second_baseline_text: str = ""
    steps: NDArray[np.int64] | None = None
    sequences: NDArray[np.str_] | None = None


def evaluate(trained: Trained, repeats: NDArray[np.float64]) -> Evaluation:
    """Evaluate a training on the rows held out, or on the training part when there are none.

    Parameters
    ----------
    trained : Trained
    repeats : ndarray of shape (n_repeats,)
        Scores over other random splits.

    Returns
    -------
    Evaluation
    """
    prepared, model = trained.prepared, trained.model
    part = prepared.test if len(prepared.test.truth) else prepared.training
    outputs = part.outputs(model)
    predicted = model.decide(outputs)
    ways = trivial_scores(model.task, prepared.training.truth, part)
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
        training_score=trained.score(prepared.training),
        baseline=ways[0][0],
        baseline_text=ways[0][1],
        repeats=repeats,
        repeats_over="seeds" if is_stream else "splits",
        second_baseline=ways[1][0] if len(ways) > 1 else None,
        second_baseline_text=ways[1][1] if len(ways) > 1 else "",
        steps=steps,
        sequences=names,
    )


def trivial_scores(task: str, training: NDArray[np.generic], part: Part) -> list[tuple[float, str]]:
    """Return the scores of trivial predictions with their names in words, the best first.

    Parameters
    ----------
    task : {"classification", "regression"}
    training : ndarray of shape (n_training,) or (n_training, n_targets)
        The training part's targets.
    part : Part
        The samples to score on. For a series the last known value is a second trivial prediction.
    """
    ways = [baseline(task, training, part.truth)]
    if part.last_known is not None:
        ways.append((score(task, part.truth, part.last_known), "always the last known value again"))
    return sorted(ways, key=lambda way: -way[0])


def _places(part: Part) -> tuple[NDArray[np.int64] | None, NDArray[np.str_] | None]:
    """The step, counted from 1, and the name of the sequence of each row that is predicted."""
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
