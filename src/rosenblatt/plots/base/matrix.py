"""A matrix of signed numbers as squares, its rows and columns named, biases set apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from rosenblatt.plots.base.palette import FAINT, MUTED
from rosenblatt.plots.base.squares import draw_squares
from rosenblatt.plots.base.style import FULL, SMALL
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.views.words import signed

MOST_WRITTEN = 7
"""With so many columns or fewer, each number is written beside its square."""
ROW_NAME, COLUMN_NAME = 150.0, 90.0
APART = 0.4
"""How far the biases stand from the weights, in cells."""
HEADING = 1.6 * SMALL
LARGEST_CELL = 22.0


@dataclass(frozen=True)
class Matrix:
    """Weights, and the biases of the same neurons, as a picture.

    Attributes
    ----------
    weights : ndarray of shape (n_rows, n_columns)
    biases : ndarray of shape (n_columns,), or (n_rows,) when they stand at the right
    at_the_right : bool
        Whether the biases are a last column rather than a last row.
    row_names, column_names : tuple of str
    heading : str
        What the columns are.
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
        wide, tall = self._cell(FULL * 72)
        n_rows, n_columns = self.values.shape
        height = HEADING + self._heads(wide) + tall * _length(n_rows, not self.at_the_right)
        return self._left + wide * _length(n_columns, self.at_the_right) + 4, height

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
        ax.text(self._left, top - 1, self.heading, ha="left", va="top", size=SMALL, color=MUTED)
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
            n <= MOST_WRITTEN and (self._number + 32) * _length(n, self.at_the_right) < FULL * 72 - self._left
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
