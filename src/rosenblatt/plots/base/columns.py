"""A column as places along an axis: numbers where they are, texts beside each other."""

from __future__ import annotations

import numpy as np
from matplotlib.axis import Axis, XAxis
from numpy.typing import NDArray

from rosenblatt.plots.base.layout import numeric_axis, scatter_offsets
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.views.columns import is_number, numbers_of
from rosenblatt.views.words import plain

LONGEST = 110.0
"""The longest text of a tick, in points."""
MOST_TEXTS = 12
"""More texts than that find no room beside each other: the rarer ones share a place."""


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
