"""Samples as marks: class by colour and shape, held out or not by filling, misclassified by a ring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.plots.base import palette
from rosenblatt.views.words import plain

MOST = 600
"""More samples than that hide each other, and make a page heavy."""


def class_positions(labels: ArrayLike, classes: Sequence[object]) -> NDArray[np.intp]:
    """Return which of the classes each label is; a label that is none of them is an error that names it."""
    places = {plain(name): place for place, name in enumerate(classes)}
    try:
        return np.array([places[plain(label)] for label in np.asarray(labels).tolist()], dtype=np.intp)
    except KeyError as error:
        known = ", ".join(places)
        raise ValueError(
            f"labels hold {error.args[0]!r}, which is none of the classes {known}: name all classes"
        ) from None


def sorted_classes(labels: ArrayLike) -> tuple[object, ...]:
    """Return the classes that occur, in order."""
    return tuple(np.unique(np.asarray(labels)).tolist())


def draw_classes(
    ax: Axes,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    which: NDArray[np.intp],
    n_classes: int,
    *,
    held_out: NDArray[np.bool_] | None = None,
    misclassified: NDArray[np.bool_] | None = None,
) -> None:
    """Draw samples, each class by its colour and marker; hollow if held out, ringed if misclassified."""
    size = _mark_size(len(x))
    hollow = np.zeros(len(x), dtype=bool) if held_out is None else held_out
    colours, markers = palette.class_colours(n_classes), palette.class_markers(n_classes)
    for place, (colour, marker) in enumerate(zip(colours, markers, strict=True)):
        for out in (False, True):
            mine = (which == place) & (hollow == out)
            if mine.any():
                ax.scatter(
                    x[mine],
                    y[mine],
                    s=(size * palette.MARKER_SCALE[marker]) ** 2,
                    marker=marker,
                    facecolors=palette.PAPER if out else colour,
                    edgecolors=palette.edge(colour),
                    linewidths=1.2 if out else 0.8,
                    zorder=3,
                )
    if misclassified is not None and misclassified.any():
        ring = (size * 1.9) ** 2
        ax.scatter(
            x[misclassified],
            y[misclassified],
            s=ring,
            facecolors="none",
            edgecolors=palette.INK,
            linewidths=1.0,
            zorder=4,
        )


def _mark_size(n_samples: int) -> float:
    """Diameter in points: smaller where there are many."""
    return 7.0 if n_samples <= 30 else 5.6 if n_samples <= 200 else 4.4


def draw_plain(ax: Axes, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Draw samples that belong to no class."""
    size = _mark_size(len(x)) ** 2
    ax.scatter(x, y, s=size, facecolors=palette.RULE, edgecolors=palette.INK, linewidths=0.6, zorder=3)


def draw_values(
    ax: Axes, x: NDArray[np.float64], y: NDArray[np.float64], colours: NDArray[np.float64]
) -> None:
    """Draw samples each in the colour of its number."""
    sizes = np.full(len(x), 26.0)
    ax.scatter(x, y, sizes, colours, edgecolors=palette.INK, linewidths=0.7, zorder=3)
