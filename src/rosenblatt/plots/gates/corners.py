"""The plane of two inputs: its four corners, the lines of the first level, where the answer is 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import ArrayLike, NDArray

from rosenblatt.network import Network
from rosenblatt.plots.base.palette import (
    CLASS_COLOURS,
    CLASS_MARKERS,
    FAINT,
    INK,
    MUTED,
    PAPER,
    RULE,
    SHORT_DASHES,
    edge,
    tint,
)
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.base.text import fitted

Corners: TypeAlias = NDArray[np.float64]
"""Points of the plane, shape (n, 2), or one of them, or a line's w1, w2 and b."""
Placing: TypeAlias = Callable[[ArrayLike], Corners]

LOW, HIGH = -0.45, 1.45
ROWS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
SIDE = 132.0
"""In points: the side of the square that is shown."""
ROOM_BELOW, ROOM_BESIDE = 2.6 * SMALL, 3.0 * SMALL
"""For the names and the marks of the axes."""

_DASHES = ("solid", SHORT_DASHES, (0, (1.0, 1.6)), (0, (6.0, 1.5, 1.0, 1.5)))


def draw_corners(
    ax: Axes, network: Network, names: Sequence[str], line_names: Sequence[str], left: float, low: float
) -> None:
    """Draw the plane of two inputs with (left, low) its corner, in points, and the first level's lines."""

    def place(points: ArrayLike) -> Corners:
        where: Corners = np.array([left, low]) + SIDE * (np.asarray(points) - LOW) / (HIGH - LOW)
        return where

    answers = network.predict(ROWS)
    lines = _lines(network)
    if network.n_outputs == 1:
        for cell in _cells([line for line in lines if line is not None]):
            if network.predict(cell.mean(axis=0, keepdims=True))[0, 0]:
                ax.add_artist(Polygon(place(cell), facecolor=tint(CLASS_COLOURS[0]), edgecolor="none"))
    ax.add_artist(
        Rectangle((left, low), SIDE, SIDE, facecolor="none", edgecolor=FAINT, linewidth=0.8, zorder=1)
    )
    _draw_axes(ax, place, names)
    _draw_lines(ax, place, lines, line_names)
    for row, answer in zip(ROWS, answers, strict=True):
        x, y = place(row)
        is_one = bool(answer.any())
        colour = edge(CLASS_COLOURS[0])
        marker = CLASS_MARKERS[1] if is_one else CLASS_MARKERS[0]
        face = colour if is_one else PAPER
        ax.plot(x, y, marker, markersize=9, markerfacecolor=face, markeredgecolor=INK, zorder=5)
        if len(answer) > 1:
            text = "".join(map(str, answer))
            ax.text(x, y + 8, text, ha="center", va="bottom", size=SMALL, zorder=6)


def _draw_axes(ax: Axes, place: Placing, names: Sequence[str]) -> None:
    (left, low), (right, high) = place([[LOW, LOW], [HIGH, HIGH]])
    for value in (0, 1):
        x, y = place([value, value])
        ax.plot([x, x], [low, low - 3], color=RULE, linewidth=0.7)
        ax.plot([left, left - 3], [y, y], color=RULE, linewidth=0.7)
        ax.text(x, low - 5, str(value), ha="center", va="top", size=SMALL)
        ax.text(left - 6, y, str(value), ha="right", va="center", size=SMALL)
    across, along = (fitted(name, SIDE / 3, SMALL) for name in names)
    ax.text((left + right) / 2, low - 5, across, ha="center", va="top", size=SMALL)
    ax.text(left - 6, (low + high) / 2, along, ha="right", va="center", size=SMALL, rotation=90)


def _draw_lines(ax: Axes, place: Placing, lines: list[Corners | None], names: Sequence[str]) -> None:
    taken: list[Corners] = [place(row) for row in ROWS]
    for at, (line, name) in enumerate(zip(lines, names, strict=True)):
        ends = None if line is None else _ends(line)
        if ends is None:
            continue
        xs, ys = place(ends).T
        ax.plot(xs, ys, color=INK, linestyle=_DASHES[at % len(_DASHES)], linewidth=1.3, zorder=3)
        spots = [place(ends[0] + part * (ends[1] - ends[0])) for part in np.linspace(0.12, 0.88, 20)]
        best = max(spots, key=lambda spot: min(float(np.hypot(*(spot - other))) for other in taken))
        taken.append(best)
        ground = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}
        ax.text(
            float(best[0]),
            float(best[1]),
            name,
            ha="center",
            va="center",
            size=SMALL,
            color=MUTED,
            bbox=ground,
            zorder=4,
        )


def _lines(network: Network) -> list[Corners | None]:
    """For each neuron of the first level (w1, w2, b), if it draws a line."""
    found: list[Corners | None] = []
    for weights, bias in zip(network.weights[0].T, network.biases[0], strict=True):
        found.append(np.array([*weights, bias], dtype=float) if weights.any() else None)
    return found


def _ends(line: Corners) -> Corners | None:
    """Where a line enters the square that is shown, and where it leaves it."""
    w1, w2, bias = line
    points = []
    for value in (LOW, HIGH):
        if w2:
            points.append((value, -(bias + w1 * value) / w2))
        if w1:
            points.append((-(bias + w2 * value) / w1, value))
    inside = sorted({(x, y) for x, y in points if LOW <= x <= HIGH and LOW <= y <= HIGH})
    return np.array([inside[0], inside[-1]]) if len(inside) > 1 else None


def _cells(lines: list[Corners]) -> list[Corners]:
    """The convex pieces into which the lines cut the square."""
    cells = [np.array([[LOW, LOW], [HIGH, LOW], [HIGH, HIGH], [LOW, HIGH]])]
    for line in lines:
        cells = [part for cell in cells for sign in (1, -1) if len(part := _kept(cell, sign * line)) > 2]
    return cells


def _kept(cell: Corners, line: Corners) -> Corners:
    """The part of a convex polygon where w1 x1 + w2 x2 + b >= 0 (Sutherland and Hodgman, 1974)."""
    z = cell @ line[:2] + line[2]
    kept = []
    for at in range(len(cell)):
        here, there = z[at - 1], z[at]
        if here * there < 0:
            kept.append(cell[at - 1] + here / (here - there) * (cell[at] - cell[at - 1]))
        if there >= 0:
            kept.append(cell[at])
    return np.array(kept).reshape(-1, 2)
