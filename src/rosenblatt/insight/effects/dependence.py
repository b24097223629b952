"""Partial dependence: the mean prediction when one column has the same value in all rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.effects.columns import Columns

MOST_POINTS = 30
MOST_CATEGORIES = 12
MOST_ROWS = 500
"""Each of the points is a prediction of all rows; of more rows so many are taken, evenly spaced."""
_ENDS = (0.02, 0.98)


@dataclass(frozen=True)
class Dependence:
    """The mean prediction for some values of a column.

    Parameters
    ----------
    name : str
        The column.
    values : ndarray of shape (n_points,)
        Numbers in order, or categories, the most frequent first.
    effects : ndarray of shape (n_points, n_outputs)
        The mean prediction, or the mean probability of each class.
    counts : ndarray of shape (n_points,)
        Rows that have this value; for numbers the rows nearest to it.
    deciles : ndarray of shape (n_deciles,)
        Where the rows lie: their deciles; empty for categories.
    n_left_out : int
        Rarer categories that are not there.
    """

    name: str
    values: NDArray[np.generic]
    effects: NDArray[np.float64]
    counts: NDArray[np.int64]
    deciles: NDArray[np.float64]
    n_left_out: int = 0

    @property
    def is_number(self) -> bool:
        """Whether the column holds numbers."""
        return self.values.dtype.kind == "f"

    @property
    def span(self) -> NDArray[np.float64]:
        """The difference of the largest and the smallest effect, for each output."""
        return np.asarray(np.ptp(self.effects, axis=0))


def partial_dependence(
    columns: Columns, place: int, outputs: Callable[[object], NDArray[np.floating]]
) -> Dependence:
    """Give all rows the same value in one column, for some values, and average the outputs (Friedman, 2001).

    Parameters
    ----------
    columns : Columns
    place : int
        Place of the column, from 0.
    outputs : callable
        Returns predictions or probabilities, shape (n_samples, n_outputs), for samples in the form of the
        columns.
    """
    own = columns.values(place)
    values: NDArray[np.generic]
    if own.dtype.kind in "iuf" and (numbers := own.astype(np.float64)).size and np.isfinite(numbers).any():
        values, rows, counts, deciles = _points(numbers)
        left_out = 0
    else:
        values, rows, counts, left_out = _categories(own)
        deciles = np.empty(0)
    n = columns.n_rows
    effects = [
        np.asarray(outputs(columns.exchanged(place, np.full(n, row))), np.float64).mean(axis=0)
        for row in rows.tolist()
    ]
    return Dependence(columns.names[place], values, np.array(effects), counts, deciles, left_out)


def _points(
    numbers: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.int64], NDArray[np.float64]]:
    """Return values that occur, evenly over the middle of the column, and a row with each."""
    there = np.flatnonzero(np.isfinite(numbers))
    distinct, first = np.unique(numbers[there], return_index=True)
    if len(distinct) > MOST_POINTS:
        low, high = np.quantile(numbers[there], _ENDS)
        wanted = np.linspace(low, high, MOST_POINTS) if high > low else distinct[[0, -1]]
        above = np.clip(np.searchsorted(distinct, wanted), 1, len(distinct) - 1)
        nearer = wanted - distinct[above - 1] < distinct[above] - wanted
        kept = np.unique(np.where(nearer, above - 1, above))
        distinct, first = distinct[kept], first[kept]
    middles = (distinct[1:] + distinct[:-1]) / 2
    counts = np.bincount(np.searchsorted(middles, numbers[there]), minlength=len(distinct))
    return distinct, there[first], counts, np.quantile(numbers[there], np.linspace(0.1, 0.9, 9))


def _categories(
    own: NDArray[np.generic],
) -> tuple[NDArray[np.generic], NDArray[np.intp], NDArray[np.int64], int]:
    """Return the most frequent values as texts, and a row with each."""
    texts = np.array(["(missing)" if is_missing(value) else str(value) for value in own.tolist()])
    distinct, first, counts = np.unique(texts, return_index=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:MOST_CATEGORIES]
    return distinct[order].astype(object), first[order], counts[order], len(distinct) - len(order)


def is_missing(value: object) -> bool:
    """Whether a value is None or not a number."""
    return value is None or value != value
