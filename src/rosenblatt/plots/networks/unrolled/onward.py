"""The arrows of an unrolled network that lead from one step to the next, over the steps left out."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from rosenblatt.plots.base.palette import INK
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.base.text import width
from rosenblatt.plots.networks.network.returns import DASHES, draw_head, rounded
from rosenblatt.plots.networks.unrolled.drawing import AROUND, Canvas
from rosenblatt.plots.networks.unrolled.layout import Band


def draw_onward(canvas: Canvas, source: Band, goal: Band, gap_words: str) -> None:
    """Draw the arrows from a layer at each step to the layer that reads it at the next.

    Parameters
    ----------
    canvas : Canvas
    source, goal : Band
        The layer that is remembered, and the one that reads it.
    gap_words : str
        What stands in the place of steps that are left out.
    """
    layout, half = canvas.layout, canvas.layout.cell / 2 + AROUND
    before = layout.start_x
    for place, x in enumerate(layout.xs):
        begin, stop = before + half, x - half
        if place == layout.steps.gap and layout.gap_x is not None:
            aside = max(width(line, SMALL) for line in gap_words.split("\n")) / 2 + 3
            canvas.gap(layout.gap_x, source.middle, gap_words)
            _draw_line(canvas.ax, begin, source.middle, layout.gap_x - aside, source.middle)
            begin = layout.gap_x + aside
        _draw_line(canvas.ax, begin, source.middle, stop, goal.middle)
        before = x


def _draw_line(ax: Axes, x: float, y: float, stop: float, end: float) -> None:
    """Draw an arrow to the right, around a corner where it ends at another height."""
    turn = (x + stop) / 2 - 2
    corners = [(x, y), (stop - 4, end)] if y == end else [(x, y), (turn, y), (turn, end), (stop - 4, end)]
    path = Path(corners) if y == end else rounded(corners)
    line = PathPatch(path, facecolor="none", edgecolor=INK, linewidth=1.1, linestyle=DASHES, zorder=2)
    ax.add_patch(line)
    draw_head(ax, stop, end)
