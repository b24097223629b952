"""Axes of a chart in a narrow column: names broken into lines, and as many ticks as there is room for."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, MaxNLocator

from rosenblatt.plots.base.style import LABEL, SMALL
from rosenblatt.plots.base.text import fitted, width, wrapped

NAMES = 0.34
"""Share of a narrow chart that names of rows take at most of its width, and of columns of its height."""


def fit_axes(ax: Axes, across: float, along: float) -> float:
    """Fit names and ticks of axes into a chart of that size in points; return the height that is missing."""
    if isinstance(ax.yaxis.get_major_locator(), FixedLocator):
        names = [fitted(label.get_text(), NAMES * across, SMALL) for label in ax.get_yticklabels()]
        ax.set_yticks(ax.get_yticks(), labels=names)
    if any(label.get_rotation() for label in ax.get_xticklabels()):
        names = [fitted(label.get_text(), NAMES * along, SMALL) for label in ax.get_xticklabels()]
        ax.set_xticks(ax.get_xticks(), labels=names)
    beside = _widest(ax.yaxis) + 4 * LABEL
    locator = ax.xaxis.get_major_locator()
    if isinstance(locator, MaxNLocator):
        n = int((across - beside) // (_widest(ax.xaxis) + 2 * SMALL))
        locator.set_params(nbins=max(2, min(6, n)))
    _break_name(ax.yaxis, 0.55 * along)
    return _break_name(ax.xaxis, across - beside)


def _widest(axis: Axis) -> float:
    """Width in points of the widest tick label of an axis."""
    low, high = sorted(axis.get_view_interval())
    places = [place for place in axis.get_majorticklocs() if low <= place <= high]
    return max((width(text, SMALL) for text in axis.get_major_formatter().format_ticks(places)), default=0.0)


def _break_name(axis: Axis, room: float) -> float:
    """Break the name of an axis, and return the height of its further lines."""
    name = wrapped(axis.get_label_text(), room, LABEL)
    axis.set_label_text(name)
    return 1.3 * LABEL * name.count("\n")
