"""The cells of an unrolled network, and the arrows that go up through a step and on to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from rosenblatt.plots.base.palette import INK, MUTED, PAPER, RULE, mixed
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.base.text import width
from rosenblatt.plots.networks.network.neurons import in_neuron, tint_of
from rosenblatt.plots.networks.network.returns import DASHES, draw_head, rounded
from rosenblatt.plots.networks.unrolled.layout import CELL_HEIGHT, Band, Layout

AROUND = 3.0
"""How far a layer's frame stands off its cells."""
BAR = mixed(INK, PAPER, 0.6)
TALLEST = 26.0


@dataclass(frozen=True)
class Canvas:
    """Draws onto axes whose unit is the point."""

    ax: Axes
    layout: Layout

    def cells(
        self, x: float, band: Band, values: NDArray[np.floating], largest: float, *, hollow: bool = False
    ) -> None:
        """Draw a layer's values at one step; ``hollow`` are targets."""
        wide = self.layout.cell
        for neuron, y in zip(band.rows.shown, band.ys, strict=True):
            value = float(values[neuron])
            face = PAPER if hollow else tint_of(value / largest)
            corner = (x - wide / 2, y - CELL_HEIGHT / 2)
            shape = Rectangle(
                corner, wide, CELL_HEIGHT, facecolor=face, edgecolor=RULE if hollow else INK,
                linewidth=0.8, linestyle="dotted" if hollow else "solid", zorder=3,
            )  # fmt: skip
            self.ax.add_artist(shape)
            self._text(x, y, in_neuron(value), ha="center", va="center_baseline", zorder=4)
        if band.gap_y is not None:
            self._text(x, band.gap_y, "⋮", ha="center", va="center", color=MUTED)

    def frame(self, x: float, band: Band) -> None:
        """Draw a frame around a layer, from which and to which arrows go."""
        half = self.layout.cell / 2 + AROUND
        shape = FancyBboxPatch(
            (x - half, band.low - AROUND),
            2 * half,
            band.top - band.low + 2 * AROUND,
            boxstyle="round,pad=0,rounding_size=4",
            facecolor="none",
            edgecolor=RULE,
            linewidth=0.8,
            zorder=2,
        )
        self.ax.add_artist(shape)

    def up(self, x: float, below: Band, above: Band) -> None:
        """Draw the arrow from a layer to the one above it."""
        begin, end = below.top + AROUND, above.low - AROUND
        self.ax.plot([x, x], [begin, end - 5], color=INK, linewidth=1.1, zorder=2)
        head = [(x, end), (x - 3.1, end - 6.5), (x + 3.1, end - 6.5)]
        self.ax.add_artist(Polygon(head, facecolor=INK, linewidth=0, zorder=4))

    def names(self, band: Band, heading: str, names: Sequence[str]) -> None:
        """Write a layer's name above the names of its neurons."""
        self._text(2, band.top + AROUND + 9, heading, ha="left", va="center", weight="bold")
        right = self.layout.left - AROUND - 4
        for neuron, y in zip(band.rows.shown, band.ys, strict=True):
            self._text(right, y, names[neuron], ha="right", va="center")
        if band.gap_y is not None:
            words = f"{band.rows.n_hidden:,} more"
            self._text(right, band.gap_y, words, ha="right", va="center", color=MUTED)

    def head(self, x: float, text: str, *, strong: bool = True) -> None:
        """Write above a column which step it is."""
        how = {"weight": "bold"} if strong else {"color": MUTED}
        self._text(x, self.layout.head_y, text, ha="center", va="center", **how)

    def gap(self, x: float, y: float, words: str) -> None:
        """Write in the place of the steps that are left out how many they are."""
        self._text(x, y, words, ha="center", va="center", color=MUTED, linespacing=1.15)

    def errors(self, errors: NDArray[np.floating]) -> None:
        """Draw the error of each step as a bar, its number below."""
        floor = self.layout.error_y
        assert floor is not None
        shown = errors[list(self.layout.steps.shown)]
        known = errors[np.isfinite(errors)]
        largest = float(known.max()) if len(known) and known.max() > 0 else 1.0
        half = self.layout.cell / 2
        self._text(2, floor + 9, "error", ha="left", va="center", weight="bold")
        ends = [self.layout.xs[0] - half, self.layout.xs[-1] + half]
        self.ax.plot(ends, [floor, floor], color=RULE, linewidth=0.7, zorder=2)
        for x, error in zip(self.layout.xs, shown.tolist(), strict=True):
            if np.isnan(error):
                self._text(x, floor - 0.9 * SMALL, "–", ha="center", va="center", color=MUTED)
                continue
            tall = TALLEST * min(error / largest, 1.0)
            bar = Rectangle((x - 0.3 * half, floor), 0.6 * half, tall, facecolor=BAR, linewidth=0, zorder=3)
            self.ax.add_artist(bar)
            self._text(x, floor - 0.9 * SMALL, in_neuron(error), ha="center", va="center")

    def _text(self, x: float, y: float, text: str, **how: object) -> None:
        self.ax.text(x, y, text, size=SMALL, **how)  # type: ignore[arg-type]


def draw_onward(canvas: Canvas, source: Band, goal: Band, gap_words: str) -> None:
    """Draw arrows from a layer at each step to its reader at the next; ``gap_words`` fill a gap of steps."""
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
    ax.add_artist(line)
    draw_head(ax, stop, end)
