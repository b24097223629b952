"""Shapes that have grown: branches that taper, and bodies that are not quite round."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from rosenblatt.plots.palette import INK

Outline = NDArray[np.float64]
"""Corners of a shape, (n_points, 2)."""

POINTS = 48


def branch(
    course: Sequence[tuple[float, float]], begin: float, end: float, *, swelling: float = 0.0
) -> Outline:
    """Return a branch along a cubic Bézier curve, ``begin`` wide at first and ``end`` wide at last.

    Parameters
    ----------
    course : sequence of four points
    begin, end : float
        Widths.
    swelling : float
        How much wider the last tenth becomes than ``end``.
    """
    t = np.linspace(0, 1, POINTS)[:, None]
    a, b, c, d = (np.array(point, dtype=np.float64) for point in course)
    line = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    along = np.gradient(line, axis=0)
    across = np.column_stack([-along[:, 1], along[:, 0]]) / np.linalg.norm(along, axis=1, keepdims=True)
    half = (begin + (end - begin) * t**0.7) / 2 + swelling * np.clip(10 * t - 9, 0, 1) ** 2
    return np.concatenate([line + half * across, (line - half * across)[::-1]])


def blob(x: float, y: float, radius: float, *, uneven: float = 0.05) -> Outline:
    """Return a body that is not quite round."""
    turn = np.linspace(0, 2 * np.pi, 2 * POINTS, endpoint=False)
    r = radius * (1 + uneven * np.cos(3 * turn + 0.6) + 0.6 * uneven * np.sin(5 * turn))
    return np.column_stack([x + r * np.cos(turn), y + r * np.sin(turn)])


def draw_grown(ax: Axes, shapes: Sequence[Outline], colour: str, *, zorder: float = 2) -> None:
    """Draw shapes as one body: their edges first, then their insides over the edges within."""
    for shape in shapes:
        edge = Polygon(shape, facecolor=INK, edgecolor=INK, linewidth=2.0, joinstyle="round", zorder=zorder)
        ax.add_patch(edge)
    for shape in shapes:
        ax.add_patch(Polygon(shape, facecolor=colour, edgecolor=colour, linewidth=0.2, zorder=zorder + 0.1))
