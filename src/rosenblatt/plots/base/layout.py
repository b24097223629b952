"""Where things go: ticks that read as numbers, labels clear of each other, samples beside others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import Formatter, FuncFormatter, LogLocator, MaxNLocator, NullFormatter, NullLocator
from numpy.typing import NDArray

from rosenblatt.views.words import fixed, short

STEPS = (0.7548776662466927, 0.5698402909980532)
"""Steps that fill a line evenly and a square together: 1 over the plastic number, and its square."""


class Numbers(Formatter):
    """Ticks with as many decimals as their distance asks for, a true minus and commas between thousands."""

    def __call__(self, value: float, pos: int | None = None) -> str:
        """Format one tick by itself."""
        return short(value)

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Format all ticks of an axis alike."""
        if len(values) < 2:
            return [short(value) for value in values]
        step = float(np.min(np.diff(np.sort(values))))
        if not step >= 1e-5 or max(map(abs, values)) >= 1e7:
            return [short(value) for value in values]
        decimals = next(
            d for d in range(7) if abs(step * 10**d - round(step * 10**d)) < 1e-6 * 10**d or d == 6
        )
        return [fixed(value, decimals) for value in values]


def numeric_axis(axis: Axis, *, most: int = 6, whole: bool = False) -> None:
    """Few ticks at round numbers, only whole ones if asked."""
    axis.set_major_locator(MaxNLocator(nbins=most, integer=whole, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(Numbers())


def log_axis(axis: Axis, low: float, high: float) -> None:
    """Ticks at powers of ten, and at 2 and 5 between where there are few of them."""
    decades = math.log10(high / low)
    axis.set_major_locator(LogLocator(subs=(1.0,) if decades > 2.2 else (1.0, 2.0, 5.0), numticks=7))
    axis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


class ChartLayout(ConstrainedLayoutEngine):
    """Constrained layout that measures a chart once where it stands alone in its figure."""

    def execute(self, fig: Figure) -> None:
        """Place the axes so that all that stands around them has room."""
        if len(fig.axes) != 1:
            super().execute(fig)
            return
        ax, pads = fig.axes[0], self.get()
        left, bottom, width, height = pads["rect"]
        across, along = pads["w_pad"] / fig.get_figwidth(), pads["h_pad"] / fig.get_figheight()
        ax.set_position((left + 0.08 * width, bottom + 0.15 * height, 0.84 * width, 0.82 * height))
        around = ax.get_tightbbox(for_layout_only=True)
        assert around is not None
        around, inside = around.transformed(fig.transFigure.inverted()), ax.get_position()
        x, y = left + across + inside.x0 - around.x0, bottom + along + inside.y0 - around.y0
        right = left + width - across - (around.x1 - inside.x1)
        top = bottom + height - along - (around.y1 - inside.y1)
        if right > x and top > y:
            ax.set_position((x, y, right - x, top - y))


def spread_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions as little as possible, in order, to lie ``gap`` apart, less where there is no room."""
    n = len(wanted)
    if n > 1:
        gap = min(gap, (high - low) / (n - 1))
    order = np.argsort(np.asarray(wanted, dtype=float), kind="stable")
    # Without the gaps the positions only have to be in order: neighbours that are not are pooled at their
    # mean.
    pools: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        pools.append((float(wanted[index]) - rank * gap, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (mean, size), (other, more) = pools.pop(), pools.pop()
            pools.append(((mean * size + other * more) / (size + more), size + more))
    placed = [mean for mean, size in pools for _ in range(size)]
    top = high - (n - 1) * gap
    result = [0.0] * n
    for rank, index in enumerate(order):
        result[int(index)] = min(max(placed[rank], low), max(top, low)) + rank * gap
    return result


def label_with_line(
    ax: Axes, text: str, point: tuple[float, float], away: tuple[float, float], style: dict[str, Any]
) -> None:
    """Write a label beside a point of the axes' frame, and draw a line between them.

    The point is in fractions of the axes, ``away`` the offset from it to the label's near edge in points.
    """
    places: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
    line = {"arrowstyle": "-", "color": style["color"], "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", point, away, arrowprops=line, annotation_clip=False, **places)
    over = (3.0, 0.0) if style.get("ha") == "left" else (0.0, 2.0)
    ax.annotate(text, point, (away[0] + over[0], away[1] + over[1]), annotation_clip=False, **places, **style)


def even_sample(n: int, most: int) -> NDArray[np.intp]:
    """At most ``most`` of ``n`` indices, evenly spaced: always the same ones."""
    return np.arange(n) if n <= most else np.linspace(0, n - 1, most).round().astype(np.intp)


def scatter_offsets(n: int, width: float, *, along: int = 0) -> NDArray[np.float64]:
    """Fixed offsets from ``-width`` to ``width`` that spread ``n`` samples evenly along axis 0 or 1."""
    places = np.asarray(STEPS[along] * np.arange(1, n + 1) % 1.0, dtype=np.float64)
    return width * (2 * places - 1)
