"""Checks whether the network has learned what the samples allow: plateau, stuck at the baseline."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import IntArray
from rosenblatt.errors import counted
from rosenblatt.insight.diagnosis.checks.learning_curve import Curve
from rosenblatt.insight.diagnosis.dependencies import begins_of
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.scoring import score
from rosenblatt.insight.diagnosis.subject import Subject
from rosenblatt.insight.diagnosis.unrolled import judged_rows
from rosenblatt.training.sequences import Sequences

STRETCH = 0.2
"""The share of the epochs, at their end, that has to be flat."""
LEAST_EPOCHS = 10
FLAT = 0.02
"""A loss that changes by less than this share is flat."""
BETTER = 0.1
"""How much better the nearest neighbours must do."""
FEW = 32
"""So few distinct rows can be memorised by any network with as many parameters."""
NEARLY = 0.02
"""A score counts as the baseline up to this share of the difference to a perfect score."""
MOST_COMPARED = 1000
LONGEST = 32
"""Steps at most by which the past of two steps is compared."""


def plateau(subject: Subject) -> Finding | None:
    """Report a loss that no longer falls although a better one is possible."""
    curve = Curve.of(subject)
    stretch = max(LEAST_EPOCHS, int(STRETCH * len(curve)))
    if len(curve) <= stretch or not curve.is_flat(stretch, FLAT):
        return None
    better = _better(subject)
    if better is None:
        return None
    words, possible = better
    hidden = subject.trained.network.layer_sizes[1:-1]
    sizes = tuple(max(4, 2 * size) for size in hidden) or (10,)
    remedy = subject.remedy("Use more hidden neurons", hidden_layer_sizes=sizes)
    return Finding(
        "plateau",
        f"In the last {stretch} of {len(curve)} epochs the loss hardly changed, from "
        f"{curve.loss[-stretch]:.4g} to {curve.loss[-1]:.4g}, with an {subject.score_name} of "
        f"{subject.training_score:.4g} on the training rows. A better score is possible: {words}",
        remedy.text,
        {
            "epochs": float(stretch),
            "loss before": float(curve.loss[-stretch]),
            "loss at the end": float(curve.loss[-1]),
            "score": subject.training_score,
            "possible score": possible,
        },
        remedy.change,
    )


def stuck_at_the_baseline(subject: Subject) -> Finding | None:
    """Report a score on the training rows that is no better than without their features."""
    if not at_the_baseline(subject):
        return None
    reached, in_words = subject.baseline
    return Finding(
        "stuck at the baseline",
        f"On the training rows the network reaches the {subject.score_name} {subject.training_score:.4g}; "
        f"{in_words}, reaches {reached:.4g}. The network has learned almost nothing.",
        "Check whether the features are related to the target. If they are, try another seed.",
        {"score": subject.training_score, "baseline": reached},
    )


def at_the_baseline(subject: Subject) -> bool:
    """Whether the training score is a constant prediction's; always False if classes are weighted."""
    if subject.truth.ndim > 1 or subject.parameters.get("class_weight") is not None:
        return False
    baseline, _ = subject.baseline
    return baseline < 1 and subject.training_score <= baseline + NEARLY * (1 - baseline)


def _better(subject: Subject) -> tuple[str, float] | None:
    """What does better on the same samples, in words, and its score; None if nothing is known to."""
    name, reached = subject.score_name, subject.training_score
    if reached < 1 - BETTER / 10 and _can_be_memorised(subject):
        return f"these {len(subject.rows)} rows are few enough to be memorised.", 1.0
    if reached >= 1 - BETTER:
        return None
    near, n_steps = nearest_neighbour_score(subject)
    if near > reached + BETTER:
        similar = "row the target of the most similar other row"
        if subject.sequences is not None:
            similar = f"step the target of the one with the most similar last {counted(n_steps, 'step')}"
        return f"predicting for each {similar} reaches the {name} {near:.4g}.", near
    return None


def _can_be_memorised(subject: Subject) -> bool:
    if subject.sequences is not None:  # storing values over time may be impossible for any number of neurons
        return False
    n_samples = len(subject.rows)
    distinct = len(np.unique(subject.rows, axis=0)) == n_samples
    return n_samples <= min(FEW, subject.trained.network.n_parameters) and distinct


def nearest_neighbour_score(subject: Subject) -> tuple[float, int]:
    """Return the score of predicting the label of the nearest other sample, and the number of steps compared.

    With many samples its error is at least that of the best possible prediction (Cover and Hart, "Nearest
    neighbor pattern classification", 1967): a network far behind it has not learned what can be learned.
    Steps of sequences are compared by the last 1, 2, 4, ... steps, of which the best score counts; steps that
    share some of these are not compared (Theiler, "Spurious dimension from correlation algorithms applied to
    limited time-series data", 1986).
    """
    n = len(subject.truth)
    rows: IntArray = np.arange(n)
    if n > MOST_COMPARED:
        rows = np.random.default_rng(0).choice(n, MOST_COMPARED, replace=False)
    best = float("-inf"), 1
    if n < 2:
        return best
    labels = subject.truth[rows]
    for n_steps, samples, apart in _compared(subject, rows):
        reached = score(subject.trained.task, labels, labels[_nearest(samples, apart)])
        best = max(best, (reached, n_steps), key=lambda each: each[0])
    return best


def _compared(
    subject: Subject, rows: IntArray
) -> Iterator[tuple[int, NDArray[np.float64], NDArray[np.bool_]]]:
    """The number of steps compared, the samples by these, (n, n_values), and which pairs may be compared."""
    if subject.sequences is None:
        yield 1, subject.rows[rows].astype(np.float64), ~np.eye(len(rows), dtype=bool)
        return
    judged, n_steps = judged_rows(subject.sequences)[rows], 1
    while n_steps <= min(LONGEST, int(subject.sequences.lengths.max())):
        apart = np.abs(judged[:, None] - judged) >= n_steps
        yield n_steps, _last_steps(subject.sequences, judged, n_steps), apart
        n_steps *= 2


def _last_steps(sequences: Sequences, judged: IntArray, n_steps: int) -> NDArray[np.float64]:
    """The inputs of the last steps, the latest first; zeros before the beginning of the sequence."""
    begins = begins_of(sequences.offsets, judged)
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
