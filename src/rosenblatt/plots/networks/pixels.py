"""Weights of inputs that are the pixels of a picture: a small picture for each neuron."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from rosenblatt.plots.base.palette import FAINT
from rosenblatt.plots.base.squares import draw_squares
from rosenblatt.plots.base.style import FULL, SMALL
from rosenblatt.plots.base.text import fitted

MOST_ACROSS = 8
LARGEST_SIDE = 90.0
GAP = 8.0
HEAD = 2.1 * SMALL
_NAME = re.compile(r".*?(\d+)_(\d+)")


def pixel_places(names: Sequence[str]) -> NDArray[np.intp] | None:
    """Return row and column of each input in a picture, shape (n_inputs, 2).

    None where the inputs are not named like pixels (``pixel_0_7``), or do not fill at least half of a picture
    of at most 32 x 32.
    """
    found = [_NAME.fullmatch(name) for name in names]
    if len(found) < 4 or None in found:
        return None
    places = np.array([[int(match[1]), int(match[2])] for match in found if match], dtype=np.intp)
    places -= places.min(axis=0)
    height, wide = places.max(axis=0) + 1
    if min(height, wide) < 2 or max(height, wide) > 32 or height * wide > 2 * len(places):
        return None
    return places if len(np.unique(places, axis=0)) == len(places) else None


@dataclass(frozen=True)
class Pictures:
    """The weights into some neurons, each neuron's as a picture.

    Attributes
    ----------
    weights : ndarray of shape (n_inputs, n_neurons)
    places : ndarray of shape (n_inputs, 2)
    names : tuple of str
        Of the neurons.
    """

    weights: NDArray[np.floating]
    places: NDArray[np.intp]
    names: tuple[str, ...]

    @cached_property
    def largest(self) -> float:
        """The size of the largest number."""
        return float(np.abs(self.weights).max())

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        _, tall = self._picture(FULL * 72)
        return FULL * 72, -(-len(self.names) // self._across) * (tall + HEAD) + 2

    @property
    def _across(self) -> int:
        """Pictures in a row, the rows as even as they can be."""
        n = len(self.names)
        return -(-n // -(-n // MOST_ACROSS))

    def _picture(self, room: float) -> tuple[float, float]:
        """Width and height of a picture."""
        height, wide = self.places.max(axis=0) + 1
        side = min(room / self._across - GAP, LARGEST_SIDE)
        return side, side * float(height) / float(wide)

    def draw(self, ax: Axes, room: float, top: float, bottom: float) -> None:
        """Draw them on axes whose unit is the point, row by row from the upper left down to ``bottom``."""
        wide, tall = self._picture(room)
        cell = wide / float(self.places[:, 1].max() + 1)
        for at, name in enumerate(self.names):
            left = 2 + (at % self._across) * (wide + GAP)
            upper = top - 2 - 1.5 * SMALL - (at // self._across) * (tall + HEAD)
            ax.text(
                left + wide / 2, upper + 3, fitted(name, wide, SMALL), ha="center", va="bottom", size=SMALL
            )
            frame = (left, upper - tall)
            ax.add_patch(Rectangle(frame, wide, tall, facecolor="none", edgecolor=FAINT, linewidth=0.7))
            x, y = left + cell * (self.places[:, 1] + 0.5), upper - cell * (self.places[:, 0] + 0.5)
            draw_squares(ax, x, y, self.weights[:, at], 0.95 * cell, self.largest)
