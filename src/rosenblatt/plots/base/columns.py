"""A column as places along an axis: numbers where they are, texts beside each other."""

from __future__ import annotations

import numpy as np
from matplotlib.axis import Axis, XAxis
from numpy.typing import NDArray

from rosenblatt.plots.base.layout import numeric_axis, scatter_offsets
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.words import fitted, plain, width

LONGEST = 110.0
"""The longest text of a tick, in points."""
MOST_TEXTS = 12
"""More texts than that find no room beside each other: the rarer ones share a place."""


def is_number(values: NDArray[np.generic]) -> bool:
    """Whether a column holds numbers; truth values are texts here."""
    return values.dtype.kind in "iuf"


def numbers_of(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return the values as float64."""
    return values.astype(np.float64)


def known(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Which values are there: not None, not NaN, not infinite."""
    if values.dtype.kind == "f":
        return np.isfinite(numbers_of(values))
    if values.dtype.kind == "O":
        return np.array([value is not None and value == value for value in values.tolist()], dtype=bool)
    return np.ones(len(values), dtype=bool)


def filled(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return numbers, their mean in place of missing ones."""
    numbers = numbers_of(values)
    there = np.isfinite(numbers)
    return np.where(there, numbers, numbers[there].mean() if there.any() else 0.0)


def are_crowded(x: NDArray[np.generic], y: NDArray[np.generic]) -> bool:
    """Whether both columns are whole numbers on which many samples coincide."""
    if not (is_number(x) and is_number(y)) or len(x) < 30:
        return False
    places = np.stack([numbers_of(x), numbers_of(y)])
    if not (places == places.round()).all() or max(len(np.unique(column)) for column in places) > 40:
        return False
    return len(np.unique(places, axis=1).T) < 0.8 * len(x)


def set_out(axis: Axis, values: NDArray[np.generic], room: float) -> NDArray[np.float64]:
    """Set an axis' ticks and return each value's place on it.

    Parameters
    ----------
    axis : matplotlib.axis.Axis
    values : ndarray of shape (n_samples,)
    room : float
        Length in points of a horizontal axis; texts that do not fit beside each other are turned.
    """
    if is_number(values):
        numeric_axis(axis)
        return numbers_of(values)
    texts = np.array([plain(value) for value in values.tolist()])
    names, places, sizes = np.unique(texts, return_inverse=True, return_counts=True)
    if len(names) > MOST_TEXTS:
        common = np.argsort(-sizes, kind="stable")[: MOST_TEXTS - 1]
        rank = np.full(len(names), len(common))
        rank[common] = np.arange(len(common))
        names = np.array([*names[common], f"{len(names) - len(common)} others"])
        places = rank[places]
    labels = [fitted(name, LONGEST, SMALL) for name in names]
    turned = isinstance(axis, XAxis) and max(width(name, SMALL) for name in labels) > room / len(labels) - 4
    axis.set_ticks(range(len(names)), labels=labels, rotation=90 if turned else 0)
    return places + scatter_offsets(len(values), 0.28, along=0 if isinstance(axis, XAxis) else 1)
