"""Feedback connections: lines that copy a layer's values into its context neurons, for the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from rosenblatt.plots.base.palette import INK, RULE
from rosenblatt.plots.networks.network.layout import FIRST_LANE, LANE, Column, Layout, Row, n_lanes
from rosenblatt.plots.networks.network.neurons import RING

if TYPE_CHECKING:
    from rosenblatt.network import Network

DASHES = (0, (2.2, 1.6))
ROUND = 4.0
"""Radius of the corners."""


def draw_returns(ax: Axes, network: Network, layout: Layout, radius: float) -> None:
    """Draw the lines from each layer that is remembered to the context neurons that remember it."""
    top = layout.high + radius + FIRST_LANE
    goals = {column.layer: column for column in layout.columns}
    for column in layout.columns:
        if column.context is None:
            continue
        source = goals.get(network.n_layers if network.cell == "jordan" else column.layer + 1)
        if source is not None:
            _draw_loops(ax, source, column, column.context, top, radius)
        top += LANE * n_lanes(column.context.n)


def _draw_loops(ax: Axes, source: Column, goal: Column, context: Row, top: float, radius: float) -> None:
    """Nest a line for each neuron, the highest neuron's innermost; for a wide layer draw one for all."""
    lanes, edge = n_lanes(context.n), radius
    if lanes > min(len(context.ys), len(source.neurons.ys)):
        lanes = 1
    if lanes < context.n:
        edge = radius + 6
        _band(ax, source.x, source.neurons, edge)
        _band(ax, goal.x, context, edge)
    for lane in range(lanes):
        away = FIRST_LANE + LANE * lane
        begin, end = source.neurons.ys[lane], context.ys[lane]
        right, left, y = source.x + edge + away, goal.x - edge - away, top + LANE * lane
        stop = goal.x - edge - (RING if edge == radius else 0)
        corners = [
            (source.x + edge, begin),
            (right, begin),
            (right, y),
            (left, y),
            (left, end),
            (stop - 4, end),
        ]
        line = PathPatch(
            rounded(corners), facecolor="none", edgecolor=INK, linewidth=1.1, linestyle=DASHES, zorder=2
        )
        ax.add_artist(line)
        draw_head(ax, stop, end)


def draw_head(ax: Axes, x: float, y: float) -> None:
    """Draw the head of an arrow that ends there, pointing to the right."""
    ax.add_artist(
        Polygon([(x, y), (x - 6.5, y + 3.1), (x - 6.5, y - 3.1)], facecolor=INK, linewidth=0, zorder=4)
    )


def _band(ax: Axes, x: float, row: Row, edge: float) -> None:
    """Put a frame around neurons that go together."""
    low, high = row.ys[-1] - edge, row.ys[0] + edge
    shape = FancyBboxPatch(
        (x - edge, low),
        2 * edge,
        high - low,
        boxstyle=f"round,pad=0,rounding_size={edge}",
        facecolor="none",
        edgecolor=RULE,
        linewidth=1.0,
        zorder=2,
    )
    ax.add_artist(shape)


def rounded(corners: list[tuple[float, float]]) -> Path:
    """Return straight pieces between the corners, which are rounded."""
    points, codes = [corners[0]], [int(Path.MOVETO)]
    for before, corner, after in zip(corners[:-2], corners[1:-1], corners[2:], strict=True):
        points += [_towards(corner, before), corner, _towards(corner, after)]
        codes += [int(Path.LINETO), int(Path.CURVE3), int(Path.CURVE3)]
    return Path([*points, corners[-1]], [*codes, int(Path.LINETO)])


def _towards(corner: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Return the place a little before a corner."""
    across, along = other[0] - corner[0], other[1] - corner[1]
    part = min(ROUND / (abs(across) + abs(along) or 1.0), 0.5)
    return corner[0] + part * across, corner[1] + part * along
