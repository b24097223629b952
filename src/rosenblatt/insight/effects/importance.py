"""Permutation importance: how much a score falls when the values of one column are shuffled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.insight.diagnosis.scoring import SCORE_NAMES, score
from rosenblatt.insight.effects.columns import Columns


@dataclass(frozen=True)
class Importance:
    """The fall of a score for each column, in the order of the columns.

    Parameters
    ----------
    names : tuple of str
    falls : ndarray of shape (n_columns, n_repeats)
        Score minus the score with the column shuffled; below 0 where it rises by chance.
    score : float
        The score with all columns as they are.
    score_name : str
        ``"accuracy"`` or ``"R²"``.
    n_samples : int
    """

    names: tuple[str, ...]
    falls: NDArray[np.float64]
    score: float
    score_name: str
    n_samples: int

    @property
    def means(self) -> NDArray[np.float64]:
        """The mean fall for each column."""
        return np.asarray(self.falls.mean(axis=1))

    @property
    def order(self) -> NDArray[np.intp]:
        """Places of the columns, the most important first."""
        return np.argsort(-self.means, kind="stable")


def permutation_importance(
    columns: Columns,
    truth: NDArray[np.generic],
    predict: Callable[[object], NDArray[np.generic]],
    task: str,
    *,
    n_repeats: int = 5,
    seed: int = 0,
) -> Importance:
    """Shuffle each column and measure how much the score falls (Breiman, 2001).

    Parameters
    ----------
    columns : Columns
        Samples, best such as the model was not trained on.
    truth : ndarray of shape (n_samples,)
    predict : callable
        Returns labels or numbers, shape (n_samples,), for samples in the form of the columns.
    task : {"classification", "regression"}
        Whether the score is the accuracy or R².
    n_repeats : int, default=5
        How often each column is shuffled.
    seed : int, default=0

    Raises
    ------
    PlanError
        If ``n_repeats`` is below 1.
    """
    if n_repeats < 1:
        raise PlanError(f"n_repeats must be 1 or more, got {n_repeats}")
    stream = np.random.RandomState(seed)
    orders = [stream.permutation(columns.n_rows) for _ in range(n_repeats)]
    whole = score(task, truth, predict(columns.exchanged(0, np.arange(columns.n_rows))))
    falls = [
        [whole - score(task, truth, predict(columns.exchanged(place, order))) for order in orders]
        for place in range(len(columns.names))
    ]
    return Importance(columns.names, np.array(falls), whole, SCORE_NAMES[task], columns.n_rows)
