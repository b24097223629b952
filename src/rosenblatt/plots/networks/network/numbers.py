"""A number on each line of a small network, where it hides neither another number nor a neuron."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from rosenblatt.plots.base.palette import PAPER
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.base.text import width
from rosenblatt.plots.networks.network.layout import BIAS_SIDE, Layout
from rosenblatt.plots.networks.network.lines import STYLES, Line
from rosenblatt.plots.networks.network.neurons import RING
from rosenblatt.views.words import short, signed

SHARES = np.linspace(0.1, 0.9, 65)
"""Places along a line that are looked at."""
AIMS = (0.3, 0.36, 0.42, 0.5, 0.6, 0.68)
"""Where all numbers would stand if there were room: the best of these is taken."""
HEIGHT = 1.25 * SMALL
HIDDEN, CROSSED, AWAY = 1000.0, 3.0, 8.0
"""What it costs to hide something, to lie on another line, and to stand a whole line off the aim."""
MOST_ROUNDS = 30


def draw_numbers(ax: Axes, lines: Sequence[Line], layout: Layout, radius: float) -> None:
    """Write on each line its weight or its product; a line of zero is dotted and stays without."""
    written = [line for line in lines if line.value]
    if not written:
        return
    texts = [on_line(line.value) for line in written]
    places = place_numbers(written, [width(text, SMALL) for text in texts], layout, radius)
    for line, text, (x, y) in zip(written, texts, places.tolist(), strict=True):
        colour = STYLES[int(np.sign(line.value))][0]
        ground = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}
        ax.text(
            x, y, text, ha="center", va="center_baseline", size=SMALL, color=colour, bbox=ground, zorder=2
        )


def on_line(value: float) -> str:
    """Return a weight with its sign, a round one without zeros behind it: ``+1``, ``−0.5``, ``+0.0934``."""
    if value != round(value, 2) or abs(value) >= 1000:
        return signed(value)
    return f"+{short(value)}" if value > 0 else short(value)


def place_numbers(
    lines: Sequence[Line], widths: Sequence[float], layout: Layout, radius: float
) -> NDArray[np.float64]:
    """Return the middles of the lines' numbers in points, (n_lines, 2), each at its line's best place."""
    starts, ends = (np.array([getattr(line, side) for line in lines]) for side in ("start", "end"))
    spots = starts[:, None] + SHARES[None, :, None] * (ends - starts)[:, None]
    halves = np.column_stack([np.asarray(widths) / 2 + 3.5, np.full(len(lines), HEIGHT / 2 + 0.5)])
    fixed = HIDDEN * _on_neurons(spots, halves, layout, radius) + CROSSED * _on_lines(
        spots, halves, starts, ends
    )
    tried = [_settled(spots, halves, fixed + AWAY * np.abs(SHARES - aim)) for aim in AIMS]
    _, chosen = min(tried, key=lambda each: each[0])
    places: NDArray[np.float64] = spots[np.arange(len(lines)), chosen]
    return places


def _settled(
    spots: NDArray[np.float64], halves: NDArray[np.float64], cost: NDArray[np.float64]
) -> tuple[float, NDArray[np.intp]]:
    """Move one number after the other to its cheapest place; return the cost of all and the places."""
    n = len(spots)
    every = np.arange(n)
    chosen = cost.argmin(axis=1)
    for _ in range(MOST_ROUNDS):
        before = chosen.copy()
        for mine in range(n):
            others = every != mine
            hidden = _overlaps(
                spots[mine][:, None], halves[mine], spots[every, chosen][others][None], halves[others][None]
            )
            chosen[mine] = (cost[mine] + HIDDEN * hidden.sum(axis=1)).argmin()
        if np.array_equal(before, chosen):
            break
    at = spots[every, chosen]
    hidden = _overlaps(at[:, None], halves[:, None], at[None], halves[None])
    return float(cost[every, chosen].sum() + HIDDEN * (hidden.sum() - n) / 2), chosen


def _overlaps(
    one: NDArray[np.float64],
    half_one: NDArray[np.float64],
    other: NDArray[np.float64],
    half_other: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Whether boxes around two places overlap."""
    return np.asarray((np.abs(one - other) < half_one + half_other).all(axis=-1))


def _on_neurons(
    spots: NDArray[np.float64], halves: NDArray[np.float64], layout: Layout, radius: float
) -> NDArray[np.bool_]:
    """Whether a number at each of its places lies on a neuron, shape (n_lines, n_places)."""
    marks = []
    for column in layout.columns:
        marks += [(column.x, y, radius) for y in column.neurons.ys]
        marks += [(column.x, y, radius + RING) for y in (column.context.ys if column.context else ())]
        marks += [(column.x, column.bias_y, BIAS_SIDE / 2)] if column.bias_y is not None else []
    boxes = np.array(marks)
    found = _overlaps(
        spots[:, :, None], halves[:, None, None], boxes[None, None, :, :2], boxes[None, None, :, 2:]
    )
    return np.asarray(found.any(axis=-1))


def _on_lines(
    spots: NDArray[np.float64],
    halves: NDArray[np.float64],
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
) -> NDArray[np.intp]:
    """How many other lines run through a number at each of its places, shape (n_lines, n_places)."""
    along = ends - starts
    from_start = spots[:, :, None] - starts[None, None]
    half = halves[:, None, None]
    distance = np.abs(along[..., 0] * from_start[..., 1] - along[..., 1] * from_start[..., 0])
    reach = np.abs(along[..., 0]) * half[..., 1] + np.abs(along[..., 1]) * half[..., 0]
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    beside = (spots[:, :, None] + half < low) | (spots[:, :, None] - half > high)
    through = (distance < reach) & ~beside.any(axis=-1)
    return np.asarray(through.sum(axis=-1) - 1)
