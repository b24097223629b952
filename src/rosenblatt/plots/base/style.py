"""How every figure is set: sizes, lines, quiet axes, whatever the reader's own matplotlib settings are."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from rosenblatt.plots.base import palette
from rosenblatt.plots.base.layout import ChartLayout

FONT = "DejaVu Sans"
"""The font that matplotlib brings along lays out every figure, so that it is alike on every machine. It is
wider than the reader's own sans-serif, in which an SVG is shown: what fits here is not clipped there."""

TITLE, LABEL, SMALL = 10.5, 9.0, 8.5
"""Sizes of text in points. Figures are printed at their own size, so none falls below 8."""

FULL, HALF = 7.15, 3.45
"""Widths of figures in inches: the report's column, and two beside each other in it."""

SETTINGS = {
    "font.family": FONT,
    "font.size": LABEL,
    "axes.titlesize": TITLE,
    "axes.titleweight": "bold",
    "axes.titlepad": 9.0,
    "axes.titlelocation": "left",
    "figure.titlesize": TITLE,
    "figure.titleweight": "bold",
    "axes.labelsize": LABEL,
    "axes.labelcolor": palette.INK,
    "axes.labelpad": 5.0,
    "axes.edgecolor": palette.RULE,
    "axes.linewidth": 0.7,
    "axes.facecolor": "none",
    "axes.unicode_minus": True,
    "axes.formatter.use_mathtext": False,
    "axes.formatter.useoffset": False,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.color": palette.RULE,
    "ytick.color": palette.RULE,
    "xtick.labelcolor": palette.INK,
    "ytick.labelcolor": palette.INK,
    "xtick.major.size": 3.0,
    "ytick.major.size": 3.0,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "grid.color": palette.FAINT,
    "grid.linewidth": 0.6,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "text.color": palette.INK,
    "text.parse_math": False,  # a $ in a column's name is a dollar
    "text.usetex": False,
    "figure.facecolor": palette.PAPER,
    "savefig.facecolor": palette.PAPER,
    "lines.linewidth": 1.6,
    "svg.fonttype": "none",  # text stays text
    "path.simplify_threshold": 0.2,
}

_column = FULL


NARROW = 5.0
"""Below this width of the column in inches there is no room beside a chart; drawings take several rows."""


def column_width() -> float:
    """Width in inches of the column that figures are drawn for; none is wider."""
    return _column


def is_narrow() -> bool:
    """Whether figures are drawn for a column as narrow as a phone."""
    return _column < NARROW


@contextmanager
def drawn_for(width: float) -> Iterator[None]:
    """Draw figures for a column of that width in inches, as long as this lasts."""
    global _column
    before, _column = _column, width
    try:
        yield
    finally:
        _column = before


_OF_WINDOWS = ("backend", "interactive", "toolbar", "timezone", "webagg", "tk", "date", "docstring")
_in_force = False


@cache
def _all_settings() -> dict[str, object]:
    """Matplotlib's defaults, those about windows apart, and ours on top."""
    defaults: dict[str, object] = {
        name: value for name, value in mpl.rcParamsDefault.items() if name.split(".")[0] not in _OF_WINDOWS
    }
    return {**defaults, **SETTINGS}


@contextmanager
def style() -> Iterator[None]:
    """Our settings on matplotlib's own defaults while a drawing lasts; within another ``style()`` nothing."""
    global _in_force
    if _in_force:
        yield
        return
    with mpl.rc_context(_all_settings()), quiet_about_glyphs():  # type: ignore[arg-type]
        _in_force = True
        try:
            yield
        finally:
            _in_force = False


@contextmanager
def quiet_about_glyphs() -> Iterator[None]:
    """Say nothing of characters that the layout font lacks: the reader's own fonts show them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .*missing from", category=UserWarning)
        warnings.filterwarnings(
            "ignore", message=r"Matplotlib currently does not support .* natively", category=UserWarning
        )
        yield


def new_figure(
    width: float, height: float, *, drawing: bool = False, room: float = 0.0
) -> tuple[Figure, Axes]:
    """A figure of that size in inches with one pair of axes, unknown to pyplot: nothing opens or stays.

    ``room`` inches at the top stay free; the axes of a ``drawing`` fill the rest, those of a chart leave
    what its labels need.
    """
    if drawing:
        figure = Figure(figsize=(width, height))
        return figure, figure.add_axes((0, 0, 1, 1 - room / height))
    layout = ChartLayout(w_pad=0.04, h_pad=0.04, rect=(0, 0, 1, 1 - room / height))
    figure = Figure(figsize=(width, height), layout=layout)
    return figure, figure.add_subplot()


def quiet_axes(ax: Axes, *, grid: str | None = None) -> None:
    """Leave the two lines that are read, and if asked a faint grid along ``"x"``, ``"y"`` or ``"both"``."""
    ax.spines[["top", "right"]].set_visible(False)
    if grid is not None:
        ax.grid(True, axis=grid)  # type: ignore[arg-type]
        ax.set_axisbelow(True)


def axes_room(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes in points, as far as they are laid out yet."""
    box, inches = ax.get_position(), ax.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]
    return 72 * box.width * float(inches[0]), 72 * box.height * float(inches[1])


@contextmanager
def whole_room(ax: Axes, wide: float, tall: float) -> Iterator[tuple[float, float]]:
    """Give a drawing ``wide`` times ``tall`` points of room; on smaller axes all of it is made smaller."""
    width, height = drawing_room(ax)
    scale = min(1.0, width / wide, height / tall)
    if scale == 1.0:
        yield width, height
        return
    ax.set_xlim(0, width / scale)
    ax.set_ylim(0, height / scale)
    ax.set_aspect("equal", anchor="NW")
    before = set(ax.get_children())
    yield width / scale, height / scale
    in_charts = [line for chart in ax.child_axes for line in chart.lines]
    for drawn in [*set(ax.get_children()).difference(before), *in_charts]:
        if isinstance(drawn, Text):
            drawn.set_fontsize(float(drawn.get_fontsize()) * scale)
        elif isinstance(drawn, Line2D | Patch):
            drawn.set_linewidth(drawn.get_linewidth() * scale)


def drawing_room(ax: Axes) -> tuple[float, float]:
    """Make points the unit of the axes, the origin at the lower left, and return their width and height."""
    width, height = axes_room(ax)
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    ax.set_axis_off()
    return width, height
