"""A matrix of signed numbers as squares, its rows and columns named, biases set apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from rosenblatt.plots.base.palette import FAINT, MUTED, NEGATIVE, PAPER, POSITIVE
from rosenblatt.plots.base.style import SMALL, column_width
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.views.words import signed

MOST_WRITTEN = 7
"""With so many columns or fewer, each number is written beside its square."""
ROW_NAME, COLUMN_NAME = 150.0, 90.0
APART = 0.4
"""How far the biases stand from the weights, in cells."""
HEADING = 1.6 * SMALL
LARGEST_CELL, SMALLEST_CELL = 22.0, 10.5


@dataclass(frozen=True)
class Matrix:
    """Weights, shape (n_rows, n_columns), and the biases of the same neurons, as a picture.

    ``at_the_right`` makes the biases the last column, not the last row; the heading names the columns.
    """

    weights: NDArray[np.floating]
    biases: NDArray[np.floating]
    at_the_right: bool
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    heading: str

    @cached_property
    def values(self) -> NDArray[np.floating]:
        """All numbers, the biases last."""
        join = np.column_stack if self.at_the_right else np.vstack
        return join([self.weights, self.biases])

    @cached_property
    def largest(self) -> float:
        """The size of the largest number."""
        return float(np.abs(self.values).max())

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        wide, tall = self._cell(max(column_width() * 72, self.narrowest))
        n_rows, n_columns = self.values.shape
        height = HEADING + self._heads(wide) + tall * _length(n_rows, not self.at_the_right)
        return self._left + wide * _length(n_columns, self.at_the_right) + 4, height

    @property
    def narrowest(self) -> float:
        """Width in points at which its columns can still be named."""
        return self._left + SMALLEST_CELL * _length(self.values.shape[1], self.at_the_right) + 4

    def draw(self, ax: Axes, room: float, top: float, bottom: float) -> None:
        """Draw it on axes whose unit is the point, from the left down to ``bottom``."""
        n_rows, n_columns = self.values.shape
        wide, tall = self._cell(room)
        upper = top - HEADING - self._heads(wide)
        tall = min(tall, (upper - bottom) / _length(n_rows, not self.at_the_right))
        x = self._left + wide * _middles(n_columns, self.at_the_right)
        y = upper - tall * _middles(n_rows, not self.at_the_right)
        self._draw_lines(ax, x, y, wide, tall)
        self._draw_names(ax, x, y, upper, wide)
        left = max(0.0, min(self._left, room - width(self.heading, SMALL) - 4))
        ax.text(left, top - 1, self.heading, ha="left", va="top", size=SMALL, color=MUTED)
        side = 16.0 if self._is_written else min(tall - 3, wide - 1, 18.0)
        middle = x - wide / 2 + side / 2 + 4 if self._is_written else x
        draw_squares(ax, *np.meshgrid(middle, y), self.values, side, self.largest)
        if self._is_written:
            for (row, column), text in np.ndenumerate(self._texts):
                at = float(middle[column]) + side / 2 + 6
                ax.text(at, float(y[row]), str(text), ha="left", va="center", size=SMALL)

    @cached_property
    def _rows(self) -> list[str]:
        names = self.row_names if self.at_the_right else (*self.row_names, "bias")
        return [fitted(name, ROW_NAME, SMALL) for name in names]

    @cached_property
    def _columns(self) -> list[str]:
        names = (*self.column_names, "bias") if self.at_the_right else self.column_names
        return [fitted(name, COLUMN_NAME, SMALL) for name in names]

    @cached_property
    def _texts(self) -> NDArray[np.str_]:
        return np.array([[signed(float(value), self.largest) for value in row] for row in self.values])

    @cached_property
    def _number(self) -> float:
        """Width of the longest number."""
        return max(width(str(text), SMALL) for text in self._texts.ravel())

    @cached_property
    def _is_written(self) -> bool:
        """Whether each number stands beside its square: if the columns are few, and their room is enough."""
        n = self.values.shape[1]
        return (
            n <= MOST_WRITTEN
            and (self._number + 32) * _length(n, self.at_the_right) < column_width() * 72 - self._left
        )

    @cached_property
    def _left(self) -> float:
        return 10 + max(width(name, SMALL) for name in self._rows)

    @cached_property
    def _longest(self) -> float:
        return max(width(name, SMALL) for name in self._columns)

    def _cell(self, room: float) -> tuple[float, float]:
        """Width and height of a cell in a picture of that width."""
        wide = (room - self._left - 4) / _length(self.values.shape[1], self.at_the_right)
        if self._is_written:
            return min(wide, max(self._number + 38, self._longest + 12)), 21.0
        wide = min(wide, LARGEST_CELL)
        return wide, max(wide, 1.25 * SMALL)

    def _is_turned(self, wide: float) -> bool:
        return self._longest > wide - (6 if self._is_written else 2)

    def _heads(self, wide: float) -> float:
        """Height of the columns' names."""
        return self._longest + 8 if self._is_turned(wide) else 1.5 * SMALL

    def _draw_lines(
        self, ax: Axes, x: NDArray[np.float64], y: NDArray[np.float64], wide: float, tall: float
    ) -> None:
        """Draw hairlines between the rows."""
        ends = [float(x[0]) - wide / 2, float(x[-1]) + wide / 2]
        for edge in np.unique(np.concatenate([y + tall / 2, y - tall / 2]).round(3)):
            ax.plot(ends, [edge, edge], color=FAINT, linewidth=0.6, zorder=0)

    def _draw_names(
        self, ax: Axes, x: NDArray[np.float64], y: NDArray[np.float64], upper: float, wide: float
    ) -> None:
        for at, name in zip(y.tolist(), self._rows, strict=True):
            ax.text(self._left - 6, at, name, ha="right", va="center", size=SMALL)
        turned = self._is_turned(wide)
        for at, name in zip(x.tolist(), self._columns, strict=True):
            ax.text(
                at,
                upper + 4,
                name,
                ha="left" if turned else "center",
                va="center" if turned else "bottom",
                size=SMALL,
                rotation=90 if turned else 0,
                rotation_mode="anchor",
            )


def _middles(n: int, apart: bool) -> NDArray[np.float64]:
    """Middles of ``n`` cells in a row, in cells; the last one may stand apart."""
    middles = np.arange(0.5, n, dtype=np.float64)
    middles[-1] += APART if apart else 0.0
    return middles


def _length(n: int, apart: bool) -> float:
    """Length of ``n`` cells in a row, in cells."""
    return n + (APART if apart else 0.0)


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
    """Draw values as squares of proportional area, in two shapes; ``largest`` gets ``side`` (in points)."""
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
