"""The charts of an activation picture: one for each in even rows, or all curves in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from rosenblatt.formulas.activations import get_activation
from rosenblatt.plots.base.layout import label_with_line, numeric_axis, spread_apart
from rosenblatt.plots.base.palette import DERIVATIVE, INK, MUTED, PAPER, RULE, SOLID, VALUE, VALUES, Dash
from rosenblatt.plots.base.style import FULL, LABEL, SMALL, TITLE, column_width, is_narrow, quiet_axes
from rosenblatt.plots.base.text import fitted, width, wrapped
from rosenblatt.plots.neurons.activation_curves import Curve, Function
from rosenblatt.views.words import MINUS, number

LEFT, RIGHT = 30.0, 8.0
"""Room beside a chart for its ticks, in points."""
TICKS, NAMED = 1.9 * SMALL, 3.5 * SMALL
"""Room below a chart, without and with the name of its axis."""
LINE = 1.3 * SMALL
BETWEEN, ACROSS = 10.0, 12.0
FOOT = 2.2 * SMALL
TOGETHER = 190.0 + NAMED + 1.8 * LABEL + 4
"""Height of a chart of several curves."""
DERIVATIVE_DASH: Dash = (0, (4.0, 2.0))
BOUND_DASH: Dash = (0, (1.0, 2.0))
STYLES: tuple[tuple[str, Dash], ...] = (
    (VALUES[5], SOLID),
    (VALUES[3], (0, (5.0, 2.0))),
    (INK, (0, (1.4, 1.5))),
    (VALUES[4], (0, (7.0, 2.0, 1.4, 2.0))),
    (VALUES[3], (0, (10.0, 3.0))),
    (MUTED, (0, (3.0, 1.6, 1.2, 1.6, 1.2, 1.6))),
)
"""Colours and dashes of curves that share a chart; they differ in grey too."""


@dataclass(frozen=True)
class Panel:
    """An activation to draw: ``place`` is where a network uses it, ``note`` a remark on the curve."""

    name: str
    value: Function
    derivative: Function | None
    place: str
    note: str

    def lines(self, room: float) -> list[str]:
        """What stands below the name: place, formula and note, no line wider than ``room``."""
        formula = get_activation(self.name).formula.replace("-", MINUS)
        said = [self.place, formula, self.note]
        return [line for text in said if text for line in wrapped(text, room, SMALL).split("\n")]

    @property
    def jumps(self) -> bool:
        """Whether one of its curves does."""
        drawn = [function for function in (self.value, self.derivative) if function is not None]
        return any(Curve.of(function, -1, 1).jump is not None for function in drawn)

    @property
    def range(self) -> str:
        """The smallest and the largest value, in words."""
        low, high = get_activation(self.name).range
        if np.isfinite([low, high]).all():
            return f"{number(low, 2)} to {number(high, 2)}"
        return f"from {number(low, 2)} up" if np.isfinite(low) else "all numbers"


@dataclass(frozen=True)
class _Grid:
    """How charts stand in rows."""

    columns: int
    rows: int
    wide: float
    heads: tuple[float, ...]
    feet: tuple[float, ...]
    tall: float

    @classmethod
    def of(cls, panels: Sequence[Panel], room: float) -> _Grid:
        n = len(panels)
        columns = 1 if is_narrow() else n if n <= 3 else 2 if n == 4 else 3
        wide = room / columns - LEFT - RIGHT - (ACROSS if columns > 1 else 0) - (56 if n == 1 else 0)
        rows = -(-n // columns)
        lines = [len(panel.lines(wide)) for panel in panels]
        heads = tuple(
            1.5 * TITLE + LINE * max(lines[row * columns : (row + 1) * columns]) + 8 for row in range(rows)
        )
        # Below the lowest chart of each column stands what its axis is.
        feet = tuple(NAMED if (row + 2) * columns > n else TICKS for row in range(rows))
        return cls(columns, rows, wide, heads, feet, 190.0 if n == 1 else 150.0 if columns == 2 else 104.0)

    @property
    def height(self) -> float:
        """All rows, and what is between them."""
        return self.rows * self.tall + self.margins

    @property
    def margins(self) -> float:
        """What is no chart."""
        return sum(self.heads) + sum(self.feet) + (self.rows - 1) * BETWEEN


def panels_size(panels: Sequence[Panel]) -> tuple[float, float]:
    """Width and height in points of charts in rows."""
    room = 72 * min(FULL, column_width())
    return room, _Grid.of(panels, room).height + _foot(panels, room)


def draw_panels(ax: Axes, panels: Sequence[Panel], span: float, room: tuple[float, float]) -> None:
    """Draw a chart for each on axes whose unit is the point; a key stands below, of one its lines' ends."""
    across, height = room
    grid = _Grid.of(panels, across)
    foot = _foot(panels, across)
    tall = min(grid.tall, (height - foot - grid.margins) / grid.rows)
    top = height
    for row in range(grid.rows):
        head = grid.heads[row]
        for column, panel in enumerate(panels[row * grid.columns : (row + 1) * grid.columns]):
            left = LEFT + column * (across / grid.columns)
            _draw_head(ax, panel, left, top, grid.wide)
            chart = _chart(ax, (left, top - head - tall, grid.wide, tall), span)
            lowest = (row + 1) * grid.columns + column >= len(panels)
            chart.set_xlabel("pre-activation z" if lowest else "")
            _draw_curves(chart, panel, span, tall if len(panels) == 1 else None)
        top -= head + tall + grid.feet[row] + BETWEEN
    _draw_key(ax, panels, across)


def _draw_head(ax: Axes, panel: Panel, left: float, top: float, wide: float) -> None:
    y = top - 2
    values = panel.range
    ax.text(left + wide, y - 1.1 * LABEL, values, ha="right", va="baseline", size=SMALL, color=MUTED)
    name = fitted(panel.name, wide - width(values, SMALL) - 8, LABEL, "bold")
    ax.text(left, y - 1.1 * LABEL, name, ha="left", va="baseline", size=LABEL, weight="bold")
    for place, line in enumerate(panel.lines(wide), 1):
        ink = INK if place == 1 and panel.place else MUTED
        ax.text(left, y - 1.1 * LABEL - place * LINE, line, ha="left", va="baseline", size=SMALL, color=ink)


def _chart(ax: Axes, box: tuple[float, float, float, float], span: float) -> Axes:
    """Axes of their own within the drawing, at a box in points."""
    chart = ax.inset_axes(box, transform=ax.transData)
    quiet_axes(chart, grid="both")
    chart.axvline(0, color=RULE, linewidth=0.7, zorder=1)
    chart.axhline(0, color=RULE, linewidth=0.7, zorder=1)
    chart.set_xlim(-span, span)
    numeric_axis(chart.xaxis, most=4)
    return chart


def _draw_curves(chart: Axes, panel: Panel, span: float, tall: float | None) -> None:
    """Draw value and derivative; in a chart that is ``tall`` points high their names stand at their ends."""
    value = Curve.of(panel.value, -span, span)
    curves: list[tuple[str, Curve, str, Dash, float]] = [("value", value, VALUE, SOLID, 2.0)]
    if panel.derivative is not None:
        curves.append(
            ("derivative", Curve.of(panel.derivative, -span, span), DERIVATIVE, DERIVATIVE_DASH, 1.5)
        )
    for _, curve, colour, dash, wide in curves:
        draw_curve(chart, curve, colour, dash, wide)
    _set_height(chart, [curve for _, curve, *_ in curves], span)
    for bound in get_activation(panel.name).range:
        if np.isfinite(bound) and bound != 0:
            chart.axhline(bound, color=RULE, linewidth=0.8, linestyle=BOUND_DASH, zorder=1.5)
    if tall is not None:
        _label_ends(chart, [(word, curve, colour) for word, curve, colour, *_ in curves], 52.0, tall)


def draw_curve(chart: Axes, curve: Curve, colour: str, dash: Dash, wide: float, zorder: float = 3) -> None:
    """Draw a curve in pieces, its jump as a filled and a hollow mark."""
    for piece in curve.pieces:
        chart.plot(*piece.T, color=colour, linestyle=dash, linewidth=wide, zorder=zorder)
    for places, face in zip(curve.marks(), (colour, PAPER), strict=True):
        for x, y in places:
            draw_mark(chart, x, y, colour, face, zorder + 1)


def draw_mark(ax: Axes, x: float, y: float, colour: str, face: str, zorder: float = 4) -> None:
    """Draw the end of a curve at a jump."""
    ax.plot(
        [x],
        [y],
        marker="o",
        markersize=5.0,
        color=colour,
        markerfacecolor=face,
        markeredgewidth=1.2,
        zorder=zorder,
        clip_on=False,
    )


def _set_height(chart: Axes, curves: Sequence[Curve], span: float) -> None:
    """Show all of the curves, but no more than as far up and down as to the right and left."""
    points = np.concatenate([curve.points[:, 1] for curve in curves])
    low, high = max(float(points.min()), -span), min(float(points.max()), span)
    if low == high:
        low, high = low - 1, high + 1
    room = 0.09 * (high - low)
    chart.set_ylim(low - room, high + room)
    numeric_axis(chart.yaxis, most=5)


def _label_ends(chart: Axes, curves: Sequence[tuple[str, Curve, str]], room: float, tall: float) -> None:
    """Write at the right what each curve is, clear of each other, with a line to its end."""
    low, high = chart.get_ylim()
    ends = [(min(max(float(curve.points[-1, 1]), low), high) - low) / (high - low) for _, curve, _ in curves]
    gap = 1.35 * SMALL / tall
    places = spread_apart(ends, gap, gap / 2, 1 - gap / 2)
    for (word, _, colour), end, place in zip(curves, ends, places, strict=True):
        text = fitted(word, room, SMALL)
        style = {"ha": "left", "va": "center", "size": SMALL, "color": colour}
        label_with_line(chart, text, (1, end), (8, (place - end) * tall), style)


def _key(panels: Sequence[Panel], across: float) -> list[list[tuple[str, str, Dash | None, float]]]:
    """What the lines and marks are, in rows that fit: words, a colour, a dash or None of a mark, a width."""
    entries: list[tuple[str, str, Dash | None, float]] = [
        ("value", VALUE, SOLID, 2.0),
        ("derivative", DERIVATIVE, DERIVATIVE_DASH, 1.5),
        ("minimum and maximum", RULE, BOUND_DASH, 0.8),
    ]
    if len(panels) == 1:
        entries = entries[2:]
    elif panels[0].derivative is None:
        del entries[1]
    if any(panel.jumps for panel in panels):
        entries += [("at a jump: reached", INK, None, 0.0), ("not reached", PAPER, None, 0.0)]
    rows: list[list[tuple[str, str, Dash | None, float]]] = [[]]
    for entry in entries:
        if rows[-1] and LEFT + sum(map(_entry_width, (*rows[-1], entry))) > across:
            rows.append([])
        rows[-1].append(entry)
    return rows


def _entry_width(entry: tuple[str, str, Dash | None, float]) -> float:
    return width(entry[0], SMALL) + (22 if entry[2] is None else 41)


def _foot(panels: Sequence[Panel], across: float) -> float:
    return FOOT + LINE * (len(_key(panels, across)) - 1)


def _draw_key(ax: Axes, panels: Sequence[Panel], across: float) -> None:
    """Say below the charts what the lines and marks are."""
    for row, entries in enumerate(reversed(_key(panels, across))):
        x, y = LEFT, 0.7 * SMALL + LINE * row
        for entry in entries:
            word, colour, dash, wide = entry
            if dash is None:
                draw_mark(ax, x + 3, y, INK, colour)
            else:
                ax.plot([x, x + 22], [y, y], color=colour, linestyle=dash, linewidth=wide)
            ax.text(x + (10 if dash is None else 27), y, word, ha="left", va="center", size=SMALL)
            x += _entry_width(entry)


def together_size(derivative: bool) -> tuple[float, float]:
    """Width and height in points of all curves in one chart, and their derivatives in another."""
    n_rows = 2 if derivative and is_narrow() else 1
    return 72 * min(FULL, column_width()), n_rows * TOGETHER


def draw_together(ax: Axes, panels: Sequence[Panel], span: float, room: tuple[float, float]) -> None:
    """Draw all values in one chart, and all derivatives in another beside it, each line named at its end."""
    names = max(width(panel.name, SMALL) for panel in panels) + 14
    kinds = ["value", "derivative"] if panels[0].derivative is not None else ["value"]
    n_rows = len(kinds) if is_narrow() else 1
    across, height = room[0] * n_rows / len(kinds), room[1] / n_rows
    tall = height - NAMED - 1.8 * LABEL
    for place, kind in enumerate(kinds):
        left, low = (LEFT, (n_rows - 1 - place) * height) if n_rows > 1 else (LEFT + place * across, 0.0)
        wide = across - LEFT - RIGHT - names
        ax.text(left, low + height - 1.2 * LABEL, kind, ha="left", va="baseline", size=LABEL, weight="bold")
        chart = _chart(ax, (left, low + NAMED, wide, tall), span)
        chart.set_xlabel("pre-activation z")
        drawn = []
        for panel, (colour, dash) in zip(panels, STYLES, strict=False):
            function = panel.value if kind == "value" else panel.derivative
            assert function is not None
            curve = Curve.of(function, -span, span)
            draw_curve(chart, curve, colour, dash, 1.7)
            drawn.append((panel.name, curve, colour))
        _set_height(chart, [curve for _, curve, _ in drawn], span)
        _label_ends(chart, drawn, names, tall)
