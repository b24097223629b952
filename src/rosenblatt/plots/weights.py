"""The weights of one layer as squares: filled positive, hollow negative."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.plots.display import Display
from rosenblatt.plots.naming import names_of
from rosenblatt.plots.palette import FAINT, INK, MUTED
from rosenblatt.plots.squares import draw_squares
from rosenblatt.plots.style import FULL, SMALL, drawing_room
from rosenblatt.plots.words import count, fitted, number, signed, some, width

if TYPE_CHECKING:
    from rosenblatt.network import Network

MOST_ROWS, MOST_COLUMNS, MOST_PICTURES = 24, 36, 24
MOST_ACROSS = 8
MOST_VALUES = 6
"""With so many columns or fewer, each weight is written beside its square."""
NAMES_ROOM = 150.0
FOOT = 2.6 * SMALL
_PIXEL = re.compile(r".*?(\d+)_(\d+)")


@dataclass
class WeightsDisplay(Display):
    """The weights into each neuron of a layer, and its bias: a square each.

    Inputs that are named like pixels (``pixel_0_7``) are set out as a small picture for each neuron. Of a
    large layer those inputs and neurons are shown that have the largest weights.

    Parameters
    ----------
    weights : ndarray of shape (fan_in, fan_out)
    biases : ndarray of shape (fan_out,)
    row_names, column_names : tuple of str
        Where the weights come from and where they go.
    layer_name : str
    """

    weights: NDArray[np.floating]
    biases: NDArray[np.floating]
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    layer_name: str

    is_drawing = True

    @classmethod
    def from_network(
        cls,
        network: Network,
        layer: int = 0,
        *,
        input_names: Sequence[object] | None = None,
        output_names: Sequence[object] | None = None,
    ) -> Self:
        """Make the display of one layer's weights.

        Parameters
        ----------
        network : Network
        layer : int, default=0
            Which layer, counted from 0, the first after the inputs; -1 is the output layer.
        input_names, output_names : sequence of str, optional
            Names for the network's inputs and outputs.

        Returns
        -------
        WeightsDisplay

        Raises
        ------
        PlanError
            If the network has no such layer, or there are more names or fewer than neurons.
        """
        n = network.n_layers
        if not -n <= layer < n:
            raise PlanError(f"layer must be from 0 to {n - 1} in this network, got {layer}")
        layer %= n
        fan_in, fan_out = network.shapes[layer]
        rows = (
            names_of(input_names, network.n_inputs, "input")
            if layer == 0
            else names_of(None, fan_in, "neuron")
        )
        is_last = layer == n - 1
        columns = (
            names_of(output_names, network.n_outputs, "output")
            if is_last
            else names_of(None, fan_out, "neuron")
        )
        return cls(network.weights[layer], network.biases[layer], rows, columns, network.layer_name(layer))

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        row, column, value = self._largest()
        way = f"from {self.row_names[row]} to {self._goal(column)}"
        return f"The largest weight of {self.layer_name} is {signed(value)}, {way}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        strength = np.linalg.norm(self.weights, axis=1)
        order = np.argsort(-strength, kind="stable")
        said = some([f"{self.row_names[row]} ({number(float(strength[row]))})" for row in order[:5]], 5)
        negative = int((self.weights < 0).sum())
        rows, columns = self.weights.shape
        return (
            f"{count(rows * columns, 'weight')} to {count(columns, 'neuron')}, {negative:,} of them "
            "negative. "
            f"Most weight comes from {said} (the norm of what leaves each). {self._omitted()}"
        ).strip()

    def _largest(self) -> tuple[int, int, float]:
        row, column = np.unravel_index(int(np.abs(self.weights).argmax()), self.weights.shape)
        return int(row), int(column), float(self.weights[row, column])

    def _goal(self, column: int) -> str:
        name = self.column_names[column]
        return f"the output {name}" if self.layer_name == "the output layer" else name

    def _omitted(self) -> str:
        """What is not drawn, in a sentence."""
        rows, columns = self.weights.shape
        if self._pixels() is not None:
            return (
                f"The {MOST_PICTURES} neurons with the largest weights are drawn."
                if columns > MOST_PICTURES
                else ""
            )
        parts = [
            f"the {most} of {n:,} {word} with the largest weights"
            for n, most, word in ((rows, MOST_ROWS, "rows"), (columns, MOST_COLUMNS, "neurons"))
            if n > most
        ]
        return f"Drawn are {' and '.join(parts)}." if parts else ""

    def _pixels(self) -> NDArray[np.intp] | None:
        """Row and column of each input in a picture, shape (fan_in, 2), or None where the inputs are none."""
        found = [_PIXEL.fullmatch(name) for name in self.row_names]
        if len(found) < 4 or None in found:
            return None
        places = np.array([[int(match[1]), int(match[2])] for match in found if match], dtype=np.intp)
        places -= places.min(axis=0)
        height, wide = places.max(axis=0) + 1
        full = height * wide <= 2 * len(places) and min(height, wide) > 1 and max(height, wide) <= 32
        return places if full and len(np.unique(places, axis=0)) == len(places) else None

    def _size(self) -> tuple[float, float]:
        return self._size_of_pictures() if self._pixels() is not None else self._size_of_matrix()

    def _draw(self, ax: Axes) -> None:
        room, height = drawing_room(ax)
        pixels = self._pixels()
        if pixels is None:
            largest = self._draw_matrix(ax, room, height)
        else:
            largest = self._draw_pictures(ax, room, height, pixels)
        self._draw_key(ax, largest)

    # The matrix: a row for each source and one for the bias, a column for each neuron.

    def _shown(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Rows and columns that are drawn."""
        sizes = np.abs(self.weights)
        return _strongest(sizes.max(axis=1), MOST_ROWS), _strongest(sizes.max(axis=0), MOST_COLUMNS)

    def _matrix_geometry(self, room: float) -> tuple[float, float, float, float]:
        """Room for the names at the left, width and height of a cell, room for the names above."""
        rows, columns = self._shown()
        left = 8 + max(
            width(fitted(name, NAMES_ROOM, SMALL), SMALL)
            for name in ["bias", *(self.row_names[row] for row in rows)]
        )
        wide = (room - left - 4) / len(columns)
        longest = max(width(name, SMALL) for name in self._column_texts(columns))
        if len(columns) <= MOST_VALUES:
            cell = min(wide, max(72.0, longest + 10))
            return left, cell, 21.0, 1.5 * SMALL if longest <= cell - 6 else longest + 8
        cell = min(wide, 22.0)
        tall = min(max(cell, SMALL * 1.25), 22.0)
        return left, cell, tall, 1.5 * SMALL if longest <= cell - 2 else longest + 8

    def _column_texts(self, columns: NDArray[np.intp]) -> list[str]:
        """The neurons' names, their numbers alone where there are many."""
        names = [self.column_names[column] for column in columns]
        if len(columns) > MOST_VALUES and all(name.startswith("neuron ") for name in names):
            return [name.removeprefix("neuron ") for name in names]
        return [fitted(name, 90, SMALL) for name in names]

    def _size_of_matrix(self) -> tuple[float, float]:
        rows, columns = self._shown()
        left, wide, tall, heads = self._matrix_geometry(FULL * 72)
        across = max(left + wide * len(columns) + 4, 250.0)
        return across / 72, (heads + 1.6 * SMALL + tall * (len(rows) + 1.4) + FOOT + 4) / 72

    def _draw_matrix(self, ax: Axes, room: float, height: float) -> float:
        """Draw the matrix and return the size of the largest square's number."""
        rows, columns = self._shown()
        left, wide, tall, heads = self._matrix_geometry(room)
        top = height - heads - 1.6 * SMALL
        tall = min(tall, (top - FOOT) / (len(rows) + 1.4))
        values = np.vstack([self.weights[np.ix_(rows, columns)], self.biases[columns]])
        x = left + wide * (np.arange(len(columns)) + 0.5)
        y = top - tall * (np.arange(len(rows) + 1) + 0.5)
        y[-1] -= 0.4 * tall
        written = len(columns) <= MOST_VALUES
        side = min(tall - 3, wide - 1, 18.0) if not written else 16.0
        middle = x - wide / 2 + side / 2 + 4 if written else x
        grid_x, grid_y = np.meshgrid(middle, y)
        for edge in (*(top - tall * np.arange(len(rows) + 1)), y[-1] + tall / 2, y[-1] - tall / 2):
            ax.plot([left, left + wide * len(columns)], [edge, edge], color=FAINT, linewidth=0.6, zorder=0)
        largest = float(np.abs(values).max())
        draw_squares(ax, grid_x, grid_y, values, side, largest)
        for at, name in zip(y, [*(self.row_names[row] for row in rows), "bias"], strict=True):
            ax.text(left - 6, at, fitted(name, NAMES_ROOM, SMALL), ha="right", va="center", size=SMALL)
        texts = self._column_texts(columns)
        turned = max(width(text, SMALL) for text in texts) > wide - (6 if written else 2)
        for at, text in zip(x, texts, strict=True):
            if turned:
                ax.text(
                    at, top + 4, text, ha="left", va="center", size=SMALL, rotation=90, rotation_mode="anchor"
                )
            else:
                ax.text(at, top + 4, text, ha="center", va="bottom", size=SMALL)
        word = "neuron of " + self.layer_name if self.column_names[0].startswith("neuron ") else "output"
        ax.text(left, height - 1, word, ha="left", va="top", size=SMALL, color=MUTED)
        if written:
            for (row, column), value in np.ndenumerate(values):
                at = x[column] - wide / 2 + side + 10
                ax.text(float(at), float(y[row]), signed(float(value)), ha="left", va="center", size=SMALL)
        return largest

    # The pictures: a small one for each neuron, its inputs where they lie in the picture.

    def _size_of_pictures(self) -> tuple[float, float]:
        n = min(self.weights.shape[1], MOST_PICTURES)
        across = _across(n)
        _, tall = self._picture(across)
        return FULL, (-(-n // across) * (tall + 2.1 * SMALL) + FOOT + 4) / 72

    def _picture(self, across: int, room: float = FULL * 72) -> tuple[float, float]:
        pixels = self._pixels()
        height, wide = (1, 1) if pixels is None else pixels.max(axis=0) + 1
        side = min((room - 4) / across - 8, 90.0)
        return side, side * float(height) / float(wide)

    def _draw_pictures(self, ax: Axes, room: float, height: float, pixels: NDArray[np.intp]) -> float:
        """Draw the pictures and return the size of the largest square's number."""
        columns = _strongest(np.abs(self.weights).max(axis=0), MOST_PICTURES)
        across = _across(len(columns))
        wide, tall = self._picture(across, room)
        cell = wide / (pixels[:, 1].max() + 1)
        largest = float(np.abs(self.weights[:, columns]).max())
        for at, column in enumerate(columns):
            left = 2 + (at % across) * (wide + 8)
            top = height - 2 - 1.5 * SMALL - (at // across) * (tall + 2.1 * SMALL)
            name = fitted(self.column_names[column], wide, SMALL)
            ax.text(left + wide / 2, top + 3, name, ha="center", va="bottom", size=SMALL)
            ax.add_patch(
                Rectangle((left, top - tall), wide, tall, facecolor="none", edgecolor=FAINT, linewidth=0.7)
            )
            x, y = left + cell * (pixels[:, 1] + 0.5), top - cell * (pixels[:, 0] + 0.5)
            draw_squares(ax, x, y, self.weights[:, column], cell * 0.95, largest)
        return largest

    def _draw_key(self, ax: Axes, largest: float) -> None:
        """Say below the drawing what the squares mean."""
        y, x = 0.8 * SMALL, 7.0
        for value, text in ((1.0, "positive"), (-1.0, "negative")):
            draw_squares(ax, np.array([x]), np.array([y]), np.array([value]), 10.0, 1.0)
            ax.text(x + 9, y, text, ha="left", va="center", size=SMALL, color=INK)
            x += 9 + width(text, SMALL) + 18
        text = f"largest square: {number(largest)}"
        ax.text(x, y, text, ha="left", va="center", size=SMALL, color=MUTED)


def _across(n: int) -> int:
    """Pictures in a row, the rows as even as they can be."""
    return -(-n // -(-n // MOST_ACROSS))


def _strongest(strength: NDArray[np.floating], most: int) -> NDArray[np.intp]:
    """Return the places of the strongest, in their own order."""
    return np.sort(np.argsort(-strength, kind="stable")[:most])
