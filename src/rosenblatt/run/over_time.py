"""The errors of a run over the steps of its sequences, and the highest score that they leave room for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.views.periods import Period, period_of
from rosenblatt.views.words import plain

if TYPE_CHECKING:
    from rosenblatt.run.run import Run

CHANCE = 2.0
"""Standard errors by which a score may miss its ceiling by chance."""


@dataclass(frozen=True)
class Ceiling:
    """The highest score to be expected, and why; ``is_reached`` if the run's differs by chance alone."""

    score: float
    text: str
    is_reached: bool


def step_errors(run: Run) -> tuple[str, NDArray[np.float64]]:
    """The name and the values of the error of each prediction; 0 is correct.

    Absolute for numbers, 1 - P(true class) if known for classes, the share of wrong ones of several targets.
    """
    seen = run.evaluation
    n = len(seen.truth)
    if run.task == "regression":
        misses = np.abs(np.asarray(seen.predicted, np.float64) - np.asarray(seen.truth, np.float64))
        return "error (absolute)", misses.reshape(n, -1).mean(axis=1)
    wrong = np.asarray(seen.truth != seen.predicted).reshape(n, -1).mean(axis=1)
    if seen.truth.ndim > 1:
        return "error (share wrong)", wrong
    if seen.probabilities is None:
        return "error (share wrong)", wrong
    names = [plain(name) for name in run.model.classes or ()]
    given = np.zeros(n)
    for place, name in enumerate(names):
        is_it = np.array([plain(label) == name for label in seen.truth.tolist()])
        given[is_it] = seen.probabilities[is_it, place]
    return "error (1 − p(truth))", 1 - given


def period_of_errors(run: Run) -> Period | None:
    """The period of the errors over the steps of a stream; None of other runs, or if there is none."""
    seen = run.evaluation
    if run.sequences is None or not run.sequences.is_stream or seen.steps is None:
        return None
    return period_of(seen.steps, step_errors(run)[1])


def ceiling_of(run: Run) -> Ceiling | None:
    """The ceiling of the accuracy, from how the table was generated or from the period of the errors."""
    known = run.table_summary.ceiling
    if run.task != "classification":
        return None
    if known is not None:
        return _compared(run, known, run.table_summary.ceiling_text)
    period = period_of_errors(run)
    return None if period is None or run.evaluation.truth.ndim > 1 else _from_period(run, period)


def _from_period(run: Run, period: Period) -> Ceiling | None:
    """The ceiling if the steps at which predictions are no better than guessing cannot be predicted."""
    seen, low = run.evaluation, period.is_low
    others = seen.truth[~low]
    if not len(others):
        return None
    right = float(np.mean(others == seen.predicted[~low]))
    guess = float(np.unique(others, return_counts=True)[1].max() / len(others))
    if right > guess + CHANCE * math.sqrt(guess * (1 - guess) / len(others)):
        return None
    ceiling = float((low.sum() + guess * (~low).sum()) / len(low))
    text = (
        f"only at {period.words} are predictions better than guessing; if the other steps are random, no "
        "model does better"
    )
    return _compared(run, ceiling, text)


def _compared(run: Run, ceiling: float, text: str) -> Ceiling:
    error = math.sqrt(ceiling * (1 - ceiling) / len(run.evaluation.truth))
    return Ceiling(ceiling, text, run.evaluation.score >= ceiling - CHANCE * error)
