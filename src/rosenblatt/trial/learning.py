"""The learning curve of a run: the same training on parts of its training rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.trial.repeats import BY_OPERATIONS, operations

if TYPE_CHECKING:
    from rosenblatt.trial.parts import Prepared
    from rosenblatt.trial.trial import Trained

SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)
SPLITS = 3
LEAST_ROWS, LEAST_HELD_OUT = 10, 20
"""Fewer rows to train on, or to test on, say nothing."""


@dataclass(frozen=True)
class LearningCurve:
    """Scores of trainings on so many rows, each on several splits: (n_sizes, n_splits) as rows.

    ``scores`` are those of held-out rows, ``training_scores`` those of the rows trained on.
    """

    sizes: tuple[int, ...]
    scores: tuple[tuple[float, ...], ...]
    training_scores: tuple[tuple[float, ...], ...]


def learning_curve(
    trained: Trained,
    seed: int,
    prepared_with: Callable[[int], Prepared],
    train: Callable[[int, Prepared], Trained],
) -> LearningCurve | None:
    """Measure the curve on other splits; None where it is dear, or there are few rows, or it is not of rows.

    The columns are prepared by all training rows of the split. Sizes at which a training fails, or a class
    is missing, are left out.
    """
    part, test = trained.prepared.training, trained.prepared.test
    if trained.mixture is not None or part.sequences is not None or len(test.truth) < LEAST_HELD_OUT:
        return None
    if operations(trained) > BY_OPERATIONS[0][0] or trained.is_interrupted:
        return None
    sizes = sorted({round(share * len(part.truth)) for share in SHARES} - set(range(LEAST_ROWS)))
    found: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    for split in range(1, SPLITS + 1):
        own = (seed + split) % 2**32
        try:
            prepared = prepared_with(own)
        except ValueError:
            continue
        order = np.random.default_rng(own).permutation(len(prepared.training.truth))
        for size in sizes:
            smaller = _part_of(prepared, np.sort(order[:size]))
            try:
                if len(np.unique(smaller.targets)) < min(2, len(np.unique(prepared.targets))):
                    continue
                new = train(own, smaller)
            except ValueError:
                continue
            found[size].append((new.score(new.prepared.test), new.score(new.prepared.training)))
    whole = {size: scores for size, scores in found.items() if len(scores) == SPLITS}
    if len(whole) < 3:
        return None
    return LearningCurve(
        tuple(whole),
        tuple(tuple(each[0] for each in scores) for scores in whole.values()),
        tuple(tuple(each[1] for each in scores) for scores in whole.values()),
    )


def _part_of(prepared: Prepared, rows: np.ndarray) -> Prepared:
    part = prepared.training
    training = replace(
        part, rows=part.rows[rows], inputs=np.ascontiguousarray(part.inputs[rows]), truth=part.truth[rows]
    )
    return replace(prepared, training=training, targets=prepared.targets[rows])
