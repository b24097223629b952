"""The shapes of a living neuron as Bezier paths: tapering branches, a cell body, a sheath in segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from rosenblatt.plots.base.palette import MYELIN, TISSUE, TISSUE_EDGE

Points = NDArray[np.float64]


def branch(controls: ArrayLike, wide: float, narrow: float) -> Path:
    """Return a cubic Bezier curve as a shape that tapers, with a round end.

    Parameters
    ----------
    controls : array-like of shape (4, 2)
        The curve's control points.
    wide, narrow : float
        How thick it begins and ends.
    """
    p = np.asarray(controls, dtype=np.float64)
    begin, end = _normal(p[1] - p[0]), _normal(p[3] - p[2])
    halves = np.linspace(wide, narrow, 4) / 2
    across = np.stack([begin, begin, end, end]) * halves[:, None]
    up, down = p + across, p - across
    along = _unit(p[3] - p[2]) * narrow * 0.66
    points = [*up, up[3] + along, down[3] + along, *down[::-1], up[0]]
    codes = [Path.MOVETO, *[Path.CURVE4] * 9, Path.LINETO]
    return Path([*points[:4], *points[4:7], *points[7:10], points[10]], codes)


def blob(middle: tuple[float, float], across: float, tall: float, waves: Sequence[float]) -> Path:
    """Return a rounded closed shape.

    Parameters
    ----------
    middle : (float, float)
    across, tall : float
        Half its width and height.
    waves : sequence of float
        How far it reaches around, from the right against the clock, 1 being an ellipse.
    """
    n = len(waves)
    angles = 2 * np.pi * np.arange(n) / n
    round_ = np.column_stack([np.cos(angles), np.sin(angles)]) * np.asarray(waves)[:, None]
    nodes = round_ * [across, tall] + np.asarray(middle)
    # Catmull and Rom: the tangent at each node is parallel to the line between its neighbours.
    tangents = (np.roll(nodes, -1, axis=0) - np.roll(nodes, 1, axis=0)) / 6
    points, codes = [nodes[0]], [Path.MOVETO]
    for place in range(n):
        after = (place + 1) % n
        points += [nodes[place] + tangents[place], nodes[after] - tangents[after], nodes[after]]
        codes += [Path.CURVE4] * 3
    return Path(points, codes)


def on_curve(controls: ArrayLike, t: float) -> tuple[Points, Points]:
    """Return a point of a cubic Bezier curve, and the direction of length 1 that it runs in there."""
    p = np.asarray(controls, dtype=np.float64)
    s = 1 - t
    point = s**3 * p[0] + 3 * s * s * t * p[1] + 3 * s * t * t * p[2] + t**3 * p[3]
    slope = s * s * (p[1] - p[0]) + 2 * s * t * (p[2] - p[1]) + t * t * (p[3] - p[2])
    return point, _unit(slope)


def part_of(controls: ArrayLike, begin: float, end: float) -> Points:
    """Return the control points of a stretch of a cubic Bezier curve."""
    (first, ahead), (last, there) = on_curve(controls, begin), on_curve(controls, end)
    third = np.linalg.norm(last - first) / 3
    return np.stack([first, first + ahead * third, last - there * third, last])


def draw_tissue(ax: Axes, shapes: Sequence[Path], face: str = TISSUE, zorder: float = 2) -> None:
    """Draw shapes as one: an outline around them all, none between them."""
    for path in shapes:
        outline = PathPatch(path, facecolor=TISSUE_EDGE, edgecolor=TISSUE_EDGE, linewidth=2.2, zorder=zorder)
        outline.set(joinstyle="round", capstyle="round")
        ax.add_patch(outline)
    for path in shapes:
        ax.add_patch(PathPatch(path, facecolor=face, edgecolor="none", zorder=zorder + 0.1))


def draw_sheath(ax: Axes, stretches: Sequence[ArrayLike], thick: float, zorder: float = 3) -> None:
    """Draw the segments of a sheath, round at both ends, along stretches of a curve."""
    for controls in stretches:
        codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
        way = Path(np.asarray(controls, dtype=np.float64), codes)
        for colour, wide, above in ((TISSUE_EDGE, thick + 2.2, 0.0), (MYELIN, thick, 0.1)):
            stroke = PathPatch(way, facecolor="none", edgecolor=colour, linewidth=wide, zorder=zorder + above)
            stroke.set_capstyle("round")
            ax.add_patch(stroke)


def _unit(vector: Points) -> Points:
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0))


def _normal(vector: Points) -> Points:
    x, y = _unit(vector)
    return np.array([-y, x])
