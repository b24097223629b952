"""Grouping networks by their predictions: those with the same, or nearly the same, are one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import IntArray
from rosenblatt.insight.seeding.question import Question
from rosenblatt.insight.seeding.training import Training

ALIKE_LABELS = 0.02
"""Predicted labels count as equal if they differ for at most this share of the samples; of fewer than fifty
samples, for none."""
ALIKE_NUMBERS = 0.1
"""Predicted numbers count as equal if their root mean square difference is below this, in standard deviations
of the targets."""
COMPARED = 512
"""The largest number of samples by which predictions are compared."""


@dataclass(frozen=True)
class Group:
    """Networks that did not solve the task, with equal predictions: see ALIKE_LABELS and ALIKE_NUMBERS.

    The other values are the first network's; if it diverged, the score is NaN and ``predictions`` None.
    """

    seeds: IntArray
    score: float
    predictions: NDArray[Any] | None
    wrong: IntArray

    @property
    def n(self) -> int:
        """The number of networks."""
        return len(self.seeds)

    @property
    def example(self) -> int:
        """The first seed."""
        return int(self.seeds[0])

    @property
    def diverged(self) -> bool:
        """Whether their weights are infinite or undefined, so that they have no predictions."""
        return self.predictions is None


def grouped(question: Question, trainings: Sequence[Training]) -> tuple[Group, ...]:
    """Return trainings grouped by their predictions, the largest group first."""
    groups = [_group(question, [trainings[i] for i in members]) for members in _alike(question, trainings)]
    return tuple(sorted(groups, key=lambda group: (-group.n, group.example)))


def _group(question: Question, members: Sequence[Training]) -> Group:
    predictions = members[0].predictions
    wrong = np.empty(0, np.int64)
    if predictions is not None and not question.is_regression:
        wrong = np.flatnonzero(question.wrong(predictions))
    numbers = np.array([each.seed for each in members], np.int64)
    return Group(numbers, members[0].score, predictions, wrong)


def _alike(question: Question, trainings: Sequence[Training]) -> list[list[int]]:
    """Each network joins the group with the nearest example, if that is near, or starts a group."""
    groups: list[list[int]] = []
    diverged = [i for i, each in enumerate(trainings) if each.predictions is None]
    n_samples = len(question.truth)
    rows = np.linspace(0, n_samples - 1, min(n_samples, COMPARED)).astype(np.int64)
    truth = question.truth[rows]
    examples = np.empty((len(trainings), *truth.shape), truth.dtype)
    for i, each in enumerate(trainings):
        if each.predictions is None:
            continue
        mine = each.predictions[rows]
        if groups:
            near, distances = _distances(question, examples[: len(groups)], mine)
            if near.any():
                groups[int(distances.argmin())].append(i)
                continue
        examples[len(groups)] = mine
        groups.append([i])
    return [*groups, diverged] if diverged else groups


def _distances(
    question: Question, examples: NDArray[Any], mine: NDArray[Any]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Whether each example is near, and its distance."""
    others = examples.reshape(len(examples), len(mine), -1)
    mine = mine.reshape(len(mine), -1)
    if not question.is_regression:
        shares = (others != mine).any(axis=2).mean(axis=1)
        return shares <= ALIKE_LABELS, shares
    spread = np.std(question.truth.reshape(len(question.truth), -1).astype(np.float64), axis=0)
    apart = (others - mine) / np.where(spread > 0, spread, 1.0)
    roots = np.sqrt(np.mean(apart**2, axis=(1, 2)))
    return roots < ALIKE_NUMBERS, roots
