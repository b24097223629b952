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


OUT_OF_FOLD = "out-of-fold"


@dataclass(frozen=True)
class Evaluation:
    """Predictions beside the truth, in the table's own classes and units, and their scores.

    ``part`` is ``"test"``, or when nothing was held out ``"out-of-fold"``, where each row was predicted by
    networks that were not trained on it, else ``"training"``; ``rows`` and ``steps`` count from 1.
    ``truth`` and ``predicted`` have shape (n_samples,) or (n_samples, n_targets), ``probabilities``
    (n_samples, n_classes), targets side by side. ``baseline`` is the score of a trivial model that
    ``baseline_text`` describes; a series has two (last known value, mean), the better one first. ``repeats``
    are scores over other random splits, seeds where the split is fixed, or the folds of a mixture.
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

    @property
    def is_unseen(self) -> bool:
        """Whether the predictions are by networks that were not trained on these rows."""
        return self.part in ("test", OUT_OF_FOLD)

    @property
    def part_words(self) -> str:
        """The part in words, before ``rows``: ``held-out``, ``out-of-fold`` or ``training``."""
        return "held-out" if self.part == "test" else self.part


def evaluate(trained: Trained, repeats: NDArray[np.float64]) -> Evaluation:
    """Evaluate on the rows held out, or else the training part; ``repeats`` are scores of other splits."""
    prepared, model = trained.prepared, trained.model
    part = prepared.test if len(prepared.test.truth) else prepared.training
    held_out, mixture = part is prepared.test, trained.mixture
    outputs = part.outputs(model) if held_out or mixture is None else mixture.outputs
    predicted = model.decide(outputs)
    ways = trivial_scores(model.task, prepared.training.truth, part)
    is_stream = part.sequences is not None and part.sequences.column is None
    steps, names = _places(part)
    return Evaluation(
        part="test" if held_out else "training" if mixture is None else OUT_OF_FOLD,
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
        repeats_over="seeds" if is_stream else "splits" if mixture is None else "folds",
        second_baseline=ways[1][0] if len(ways) > 1 else None,
        second_baseline_text=ways[1][1] if len(ways) > 1 else "",
        steps=steps,
        sequences=names,
    )


def trivial_scores(task: str, training: NDArray[np.generic], part: Part) -> list[tuple[float, str]]:
    """Return names and scores on ``part`` of trivial predictions from the training targets, best first."""
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
