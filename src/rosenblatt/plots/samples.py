"""Samples as marks: class by colour and shape, held out or not by filling, misjudged by a ring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from rosenblatt.plots import palette
from rosenblatt.plots.style import SMALL
from rosenblatt.plots.words import fitted, plain

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
    misjudged: NDArray[np.bool_] | None = None,
) -> None:
    """Draw samples, each class by its colour and marker; hollow where held out, ringed where misjudged."""
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
    if misjudged is not None and misjudged.any():
        ring = (size * 1.9) ** 2
        ax.scatter(
            x[misjudged],
            y[misjudged],
            s=ring,
            facecolors="none",
            edgecolors=palette.INK,
            linewidths=1.0,
            zorder=4,
        )


def class_legend(
    ax: Axes,
    classes: Sequence[object],
    *,
    heading: str | None = None,
    room: float = 120.0,
    most: int = 14,
    held_out: bool = False,
    misjudged: bool = False,
    notes: Sequence[str] = (),
) -> None:
    """Name the classes to the right of the axes, and what hollow and ringed marks mean if there are any."""
    colours, markers = palette.class_colours(len(classes)), palette.class_markers(len(classes))
    shown = len(classes) if len(classes) <= most else most - 1
    handles = [
        _mark(marker, face=colour, edge=palette.edge(colour), label=fitted(name, room, SMALL))
        for name, colour, marker in zip(classes[:shown], colours, markers, strict=False)
    ]
    if shown < len(classes):
        handles.append(_mark("", label=f"and {len(classes) - shown} more"))
    marks = (
        [("filled: training", palette.RULE, 6.0), ("hollow: test", palette.PAPER, 6.0)] if held_out else []
    )
    marks += [("ringed: misjudged", "none", 9.5)] if misjudged else []
    handles += [_mark("", label="")] if marks or notes else []
    handles += [
        _mark("o", face=face, edge=palette.INK, label=label, size=size) for label, face, size in marks
    ]
    handles += [_mark("", label=note) for note in notes]
    legend = ax.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(1.015, 1.0),
        borderaxespad=0.0,
        borderpad=0.2,
        handletextpad=0.4,
        labelspacing=0.45,
        title=fitted(heading, room, SMALL) if heading else None,
        alignment="left",
        title_fontproperties={"size": SMALL, "weight": "bold"},
    )
    for text in [*legend.get_texts(), legend.get_title()]:
        text.set_parse_math(False)


def _mark(marker: str, *, label: str, face: str = "none", edge: str = "none", size: float = 6.0) -> Line2D:
    scale = palette.MARKER_SCALE.get(marker, 1.0)
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=marker or "none",
        markersize=size * scale,
        markerfacecolor=face,
        markeredgecolor=edge,
        markeredgewidth=0.9,
        label=label,
    )


def _mark_size(n_samples: int) -> float:
    """Diameter in points: smaller where there are many."""
    return 7.0 if n_samples <= 30 else 5.6 if n_samples <= 200 else 4.4


def draw_plain(ax: Axes, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Draw samples that belong to no class."""
    size = _mark_size(len(x)) ** 2
    ax.scatter(x, y, s=size, facecolors=palette.RULE, edgecolors=palette.INK, linewidths=0.6, zorder=3)
