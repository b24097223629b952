"""Signed numbers as squares: filled with a plus positive, hollow with a minus negative."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from rosenblatt.plots.base.palette import NEGATIVE, PAPER, POSITIVE

GLYPH_FROM = 5.0
"""Squares of at least this side, in points, carry their sign as a glyph."""


def draw_squares(
    ax: Axes,
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    values: NDArray[np.floating],
    side: float,
    largest: float,
) -> None:
    """Draw a square around each place, that of ``largest`` with the given side in points; two shapes in all.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes whose unit is the point.
    x, y, values : ndarray of one shape
        The middles of the squares, and the numbers.
    side : float
    largest : float
        The size of number that fills a square of that side.
    """
    sides = side * np.sqrt(np.abs(values) / (largest or 1.0))
    for sign, colour in ((1, POSITIVE), (-1, NEGATIVE)):
        mine = (np.sign(values) == sign) & (sides > 0.3)
        if not mine.any():
            continue
        stroke = 0.9 if sign < 0 else 0.0
        half = np.maximum(sides[mine] - stroke, 0.3) / 2
        outline = _closed(x[mine], y[mine], half)
        face = colour if sign > 0 else "none"
        edge = colour if sign < 0 else "none"
        ax.add_artist(PathPatch(outline, facecolor=face, edgecolor=edge, linewidth=stroke))
        large = mine & (sides >= GLYPH_FROM)
        if large.any():
            glyphs = _glyphs(x[large], y[large], sides[large] * 0.26, plus=sign > 0)
            ink = PAPER if sign > 0 else colour
            ax.add_artist(PathPatch(glyphs, facecolor="none", edgecolor=ink, linewidth=0.9))


def _closed(x: NDArray[np.floating], y: NDArray[np.floating], half: NDArray[np.floating]) -> Path:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    points = np.stack([np.stack([x + dx * half, y + dy * half], axis=-1) for dx, dy in corners], axis=1)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(points.reshape(-1, 2), np.tile(codes, len(x)))


def _glyphs(
    x: NDArray[np.floating], y: NDArray[np.floating], reach: NDArray[np.floating], *, plus: bool
) -> Path:
    strokes = [np.stack([x - reach, y, x + reach, y], axis=-1)]
    if plus:
        strokes.append(np.stack([x, y - reach, x, y + reach], axis=-1))
    points = np.concatenate(strokes).reshape(-1, 2)
    return Path(points, np.tile([Path.MOVETO, Path.LINETO], len(points) // 2))
