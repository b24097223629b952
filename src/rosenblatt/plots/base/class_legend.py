"""The classes of samples named beside their axes, with what hollow and ringed marks mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory
from numpy.typing import NDArray

from rosenblatt.plots.base import palette
from rosenblatt.plots.base.samples import draw_classes
from rosenblatt.plots.base.style import SMALL, column_width, is_narrow
from rosenblatt.plots.base.text import fitted, width, wrapped

INDENTED = 10.0
"""Room in points beside a legend above the axes, and that an entry's mark takes."""


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
    """Name the classes beside the axes, and what hollow and ringed marks mean if there are any.

    They stand to the right of the axes, in a narrow column above them.
    """
    narrow = is_narrow()
    room = min(room, 72 * column_width() - INDENTED) if narrow else room
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
    wrong = "ringed: wrong" if narrow else "ringed: misclassified"
    marks += [(wrong, "none", 9.5)] if misclassified else []
    handles += [_mark("", label="")] if (marks or notes) and not narrow else []
    handles += [
        _mark("o", face=face, edge=palette.INK, label=label, size=size) for label, face, size in marks
    ]
    title = fitted(heading, 0.9 * room, SMALL) if heading else None
    if narrow:
        title = wrapped(
            "; ".join(filter(None, [fitted(heading or "", 0.5 * room, SMALL), " ".join(notes)])),
            0.9 * room,
            SMALL,
        )
    else:
        handles += [_mark("", label=note) for note in notes]
    legend = ax.legend(
        handles=handles,
        loc="lower left" if narrow else "upper left",
        bbox_to_anchor=(0.01, 1.01) if narrow else (1.015, 1.0),
        bbox_transform=blended_transform_factory(ax.figure.transFigure, ax.transAxes)
        if narrow
        else ax.transAxes,
        ncols=_fitting([str(handle.get_label()) for handle in handles]) if narrow else 1,
        columnspacing=0.6,
        borderaxespad=0.0,
        borderpad=0.2,
        handletextpad=0.4,
        labelspacing=0.45,
        title=title or None,
        alignment="left",
        title_fontproperties={"size": SMALL, "weight": "normal" if narrow and notes else "bold"},
    )
    for text in [*legend.get_texts(), legend.get_title()]:
        text.set_parse_math(False)


def line_legend(ax: Axes, **options: object) -> None:
    """Name the lines of axes where the options of matplotlib's legend say, in a narrow column above them."""
    if is_narrow():
        labels = [str(label) for label in ax.get_legend_handles_labels()[1]]
        across = blended_transform_factory(ax.figure.transFigure, ax.transAxes)
        options = {"loc": "lower left", "bbox_to_anchor": (0.01, 1.01), "bbox_transform": across}
        options |= {"ncols": _fitting(labels), "columnspacing": 0.6}
    ax.legend(fontsize=SMALL, borderaxespad=0.0, **options)  # type: ignore[call-overload]


def legend_height(ax: Axes) -> float:
    """Return the height in points that the legend above narrow axes takes; 0 without one."""
    legend = ax.get_legend()
    if legend is None:
        return 0.0
    labels = [text.get_text() for text in legend.get_texts()]
    n_lines = 1 + legend.get_title().get_text().count("\n") - (-len(labels) // _fitting(labels))
    return n_lines * 1.5 * SMALL


def _fitting(labels: Sequence[str]) -> int:
    """Return in how many columns the labels fit above the axes."""
    widest = max((width(label, SMALL) for label in labels), default=0.0) + 22
    return max(1, min(max(1, len(labels)), int((72 * column_width() - INDENTED) // widest)))


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
