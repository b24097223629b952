"""Networks grouped by what they are stuck in: those that predict the same, or nearly, are one group."""

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
"""Predicted labels count as the same if they differ for no more than this share of the samples; of fewer than
fifty samples, for none."""
ALIKE_NUMBERS = 0.1
"""Predicted numbers count as the same if they differ by less than this, as a root mean square, measured in
standard deviations of the targets."""
COMPARED = 512
"""Samples at most by which predictions are compared."""


@dataclass(frozen=True)
class Group:
    """Networks that did not solve the task and predict the same: see ALIKE_LABELS and ALIKE_NUMBERS.

    Attributes
    ----------
    seeds : ndarray of int64, shape (n,)
        Which they are, in their order.
    score : float
        Accuracy or R² of the example, which is the first of them. NaN if they diverged.
    predictions : ndarray or None
        The example's, for the samples it was trained on. None if they diverged.
    wrong : ndarray of int64
        Which samples the example predicts wrongly, counted from 0; empty for numbers.
    """

    seeds: IntArray
    score: float
    predictions: NDArray[Any] | None
    wrong: IntArray

    @property
    def n(self) -> int:
        """How many they are."""
        return len(self.seeds)

    @property
    def example(self) -> int:
        """The first of the seeds."""
        return int(self.seeds[0])

    @property
    def diverged(self) -> bool:
        """Whether they have no predictions, their weights being infinite or undefined."""
        return self.predictions is None


def grouped(question: Question, stuck: Sequence[Training]) -> tuple[Group, ...]:
    """Group trainings by their predictions, the largest group first."""
    groups = [_group(question, [stuck[i] for i in members]) for members in _alike(question, stuck)]
    return tuple(sorted(groups, key=lambda group: (-group.n, group.example)))


def _group(question: Question, members: Sequence[Training]) -> Group:
    predictions = members[0].predictions
    wrong = np.empty(0, np.int64)
    if predictions is not None and not question.is_regression:
        wrong = np.flatnonzero(question.wrong(predictions))
    numbers = np.array([each.seed for each in members], np.int64)
    return Group(numbers, members[0].score, predictions, wrong)


def _alike(question: Question, stuck: Sequence[Training]) -> list[list[int]]:
    """Each network joins the group whose example is nearest, if it is near, or begins one."""
    groups: list[list[int]] = []
    diverged = [i for i, each in enumerate(stuck) if each.predictions is None]
    n_samples = len(question.truth)
    rows = np.linspace(0, n_samples - 1, min(n_samples, COMPARED)).astype(np.int64)
    truth = question.truth[rows]
    examples = np.empty((len(stuck), *truth.shape), truth.dtype)
    for i, each in enumerate(stuck):
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
    """How far each example is away, and whether that is near."""
    others = examples.reshape(len(examples), len(mine), -1)
    mine = mine.reshape(len(mine), -1)
    if not question.is_regression:
        shares = (others != mine).any(axis=2).mean(axis=1)
        return shares <= ALIKE_LABELS, shares
    spread = np.std(question.truth.reshape(len(question.truth), -1).astype(np.float64), axis=0)
    apart = (others - mine) / np.where(spread > 0, spread, 1.0)
    roots = np.sqrt(np.mean(apart**2, axis=(1, 2)))
    return roots < ALIKE_NUMBERS, roots
