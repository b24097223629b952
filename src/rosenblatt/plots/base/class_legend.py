"""The classes of samples named beside their axes, with what hollow and ringed marks mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from rosenblatt.plots.base import palette
from rosenblatt.plots.base.samples import draw_classes
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.base.text import fitted


def draw_named_classes(
    ax: Axes,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    which: NDArray[np.intp],
    classes: Sequence[object],
    *,
    heading: str,
    held_out: NDArray[np.bool_] | None = None,
    misclassified: NDArray[np.bool_] | None = None,
    notes: Sequence[str] = (),
) -> None:
    """Draw samples by class, and beside them the legend of all that is drawn."""
    draw_classes(ax, x, y, which, len(classes), held_out=held_out, misclassified=misclassified)
    class_legend(
        ax,
        classes,
        heading=heading,
        held_out=held_out is not None and bool(held_out.any()),
        misclassified=misclassified is not None and bool(misclassified.any()),
        notes=notes,
    )


def class_legend(
    ax: Axes,
    classes: Sequence[object],
    *,
    heading: str | None = None,
    room: float = 120.0,
    most: int = 14,
    held_out: bool = False,
    misclassified: bool = False,
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
    marks += [("ringed: misclassified", "none", 9.5)] if misclassified else []
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
