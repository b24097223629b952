"""The nearest neighbour's answer: what there is to learn at the least, by whoever can only compare."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import IntArray
from rosenblatt.insight.diagnosis.scoring import score
from rosenblatt.insight.diagnosis.subject import Subject
from rosenblatt.insight.diagnosis.unrolled import judged_rows
from rosenblatt.training.sequences import Sequences

MOST_COMPARED = 1000
LONGEST = 32
"""Steps at most by which the past of two steps is compared."""


def nearest_neighbour_score(subject: Subject) -> tuple[float, int]:
    """Score of giving each sample the label of the nearest other one, and steps by which they are compared.

    Its error is, with many samples, at least that of the best possible answer (Cover and Hart, "Nearest
    neighbor pattern classification", 1967): a network far behind it has not learned what there is to learn.
    Steps of sequences are compared by the last 1, 2, 4, ... steps, whichever does best; those that share some
    of these steps are not compared (Theiler, "Spurious dimension from correlation algorithms applied to
    limited time-series data", 1986).
    """
    assert subject.model is not None
    assert subject.inputs is not None
    assert subject.labels is not None
    n = len(subject.labels)
    rows: IntArray = np.arange(n)
    if n > MOST_COMPARED:
        rows = np.random.default_rng(0).choice(n, MOST_COMPARED, replace=False)
    if n < 2:
        return float("-inf"), 1
    labels, best = subject.labels[rows], (float("-inf"), 1)
    for n_steps, samples, apart in _compared(subject, rows):
        nearest = _nearest(samples, apart)
        reached = score(subject.model.task, labels, labels[nearest])
        best = max(best, (reached, n_steps), key=lambda each: each[0])
    return best


def _compared(
    subject: Subject, rows: IntArray
) -> Iterator[tuple[int, NDArray[np.float64], NDArray[np.bool_]]]:
    """By how many steps samples are compared, what they are then, (n, n_values), and which pairs may be."""
    assert subject.inputs is not None
    if subject.sequences is None:
        yield 1, subject.inputs[rows].astype(np.float64), ~np.eye(len(rows), dtype=bool)
        return
    judged, n_steps = judged_rows(subject.sequences)[rows], 1
    while n_steps <= min(LONGEST, int(subject.sequences.lengths.max())):
        apart = np.abs(judged[:, None] - judged) >= n_steps
        yield n_steps, _pasts(subject.sequences, judged, n_steps), apart
        n_steps *= 2


def _pasts(sequences: Sequences, judged: IntArray, n_steps: int) -> NDArray[np.float64]:
    """What was read in the last so many steps, the latest first; zeros where the sequence had not begun."""
    offsets = sequences.offsets
    begins = offsets[np.searchsorted(offsets, judged, side="right") - 1]
    X = np.asarray(sequences.X, np.float64)
    parts = [
        np.where((judged - back >= begins)[:, None], X[np.maximum(judged - back, begins)], 0.0)
        for back in range(n_steps)
    ]
    return np.concatenate(parts, axis=1)


def _nearest(samples: NDArray[np.float64], apart: NDArray[np.bool_]) -> IntArray:
    """For each sample the nearest of those that it may be compared with."""
    squares = np.sum(samples * samples, axis=1)
    distance = squares[:, None] + squares - 2 * samples @ samples.T
    distance[~apart] = np.inf
    nearest: IntArray = distance.argmin(axis=1)
    return nearest
