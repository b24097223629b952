"""The weights of one layer as squares: the larger the square the larger the weight, its sign by filling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.network.names import layer_names, source_names
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, require_network
from rosenblatt.plots.base.matrix import Matrix, draw_squares
from rosenblatt.plots.base.palette import FAINT, MUTED
from rosenblatt.plots.base.style import SMALL, column_width, drawing_room
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.views.names import names_of, output_phrase
from rosenblatt.views.words import count, number, signed, some

if TYPE_CHECKING:
    from rosenblatt.network import Network

MOST_ROWS, MOST_COLUMNS, MOST_PICTURES = 24, 36, 24
FOOT = 2.6 * SMALL
NARROWEST = 265.0


@dataclass
class WeightsDisplay(Display):
    """The weights into each neuron of a layer, those of its context neurons too, and its bias: a square each.

    The first layer has a row for each input; inputs that are named like pixels (``pixel_0_7``) are set out as
    a small picture for each neuron instead. A later layer has a row for each of its neurons. Of a large layer
    the rows and columns with the largest weights are drawn.

    Parameters
    ----------
    weights : ndarray of shape (fan_in, fan_out)
    biases : ndarray of shape (fan_out,)
    source_names, neuron_names : tuple of str
    source, layer : str
        What the layers are called from which the weights come and to which they go: ``"hidden layer 1"``.
    """

    weights: NDArray[np.floating]
    biases: NDArray[np.floating]
    source_names: tuple[str, ...]
    neuron_names: tuple[str, ...]
    source: str
    layer: str

    is_drawing = True

    @classmethod
    def from_network(
        cls,
        network: Network,
        layer: int = 0,
        *,
        input_names: Sequence[object] | None = None,
        output_names: Sequence[object] | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of one layer's weights.

        Parameters
        ----------
        network : Network
        layer : int, default=0
            Which layer, counted from 0, the first after the inputs; -1 is the output layer.
        input_names, output_names : sequence of str, optional

        Raises
        ------
        PlanError
            If the network has no such layer, or there are more names or fewer than neurons.
        """
        require_network(network, cls)
        n = network.n_layers
        if not -n <= layer < n:
            raise PlanError(f"layer must be from 0 to {n - 1} in this network, got {layer}")
        layer %= n
        fan_out = network.shapes[layer][1]
        is_last = layer == n - 1
        inputs = names_of(input_names, network.n_inputs, "input")
        sources = source_names(network, layer, inputs)
        neurons = names_of(output_names, fan_out, "output") if is_last else layer_names(network, layer)
        source = "the inputs" if layer == 0 else network.layer_name(layer - 1)
        weights, context = network.weights[layer], network.context[layer]
        weights = weights if context is None else np.vstack([weights, context])
        return cls(
            weights, network.biases[layer], sources, neurons, source, network.layer_name(layer)
        )._plotted_on(ax)

    @classmethod
    def from_estimator(cls, estimator: object, layer: int = 0, *, ax: Axes | None = None) -> Self:
        """Make the display of one layer of an estimator's weights, with its own names.

        Parameters without a description, and errors, are those of :meth:`from_network`.

        Parameters
        ----------
        estimator : a fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one
        layer : int, default=0
        """
        fitted = Fitted.of(estimator)
        made = cls.from_network(
            fitted.network, layer, input_names=fitted.input_names, output_names=fitted.output_names
        )
        return made._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        if not self.weights.any():
            return f"All weights of {self.layer} are 0"
        source, neuron = np.unravel_index(int(np.abs(self.weights).argmax()), self.weights.shape)
        value = signed(float(self.weights[source, neuron]))
        goal = self.neuron_names[neuron]
        goal = output_phrase(goal) if self.layer == "the output layer" else goal
        return f"The largest weight of {self.layer} is {value}, from {self.source_names[source]} to {goal}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        strength = np.linalg.norm(self.weights, axis=1)
        order = np.argsort(-strength, kind="stable")[:5].tolist()
        said = some([f"{self.source_names[place]} ({number(float(strength[place]))})" for place in order])
        how_many = f"{count(self.weights.size, 'weight')} to {count(len(self.biases), 'neuron')}"
        return (
            f"{how_many}, {int((self.weights < 0).sum()):,} of them negative. "
            f"The largest weights come from {said} (norm of the weights of each). {self._omitted()}"
        ).strip()

    def _omitted(self) -> str:
        """What is not drawn, in a sentence."""
        fan_in, fan_out = self.weights.shape
        if isinstance(self._picture, Pictures):
            limits = [(fan_out, MOST_PICTURES, "neurons")]
        elif self._is_first:
            limits = [(fan_in, MOST_ROWS, "inputs"), (fan_out, MOST_COLUMNS, "neurons")]
        else:
            limits = [(fan_out, MOST_ROWS, "neurons"), (fan_in, MOST_COLUMNS, f"neurons of {self.source}")]
        parts = [f"{most} of {n:,} {word}" for n, most, word in limits if n > most]
        return f"Drawn are {' and '.join(parts)}, those with the largest weights." if parts else ""

    @property
    def _is_first(self) -> bool:
        return self.source == "the inputs"

    @cached_property
    def _picture(self) -> Matrix | Pictures:
        """What is drawn, chosen among all there is."""
        sizes = np.abs(self.weights)
        places = pixel_places(self.source_names) if self._is_first else None
        if places is not None:
            kept = _strongest(sizes.max(axis=0), MOST_PICTURES)
            return Pictures(self.weights[:, kept], places, _chosen(self.neuron_names, kept))
        most = (MOST_ROWS, MOST_COLUMNS) if self._is_first else (MOST_COLUMNS, MOST_ROWS)
        kept, neurons = _strongest(sizes.max(axis=1), most[0]), _strongest(sizes.max(axis=0), most[1])
        weights, biases = self.weights[np.ix_(kept, neurons)], self.biases[neurons]
        sources, goals = _chosen(self.source_names, kept), _chosen(self.neuron_names, neurons)
        if self._is_first:
            numbered, word = _numbered(goals, f"to neuron of {self.layer}", "to output")
            return Matrix(weights, biases, False, sources, numbered, word)
        numbered, word = _numbered(sources, f"from neuron of {self.source}", "from")
        return Matrix(weights.T, biases, True, goals, numbered, word)

    def _size(self) -> tuple[float, float]:
        across, height = self._picture.size
        return max(across, NARROWEST) / 72, (height + FOOT + 4) / 72

    def _narrowest(self) -> float:
        return self._picture.narrowest / 72

    def _draw(self, ax: Axes) -> None:
        room, height = drawing_room(ax)
        self._picture.draw(ax, room, height, FOOT)
        y, x = 0.8 * SMALL, 7.0
        for value, text in ((1.0, "positive"), (-1.0, "negative")):
            draw_squares(ax, np.array([x]), np.array([y]), np.array([value]), 10.0, 1.0)
            ax.text(x + 9, y, text, ha="left", va="center", size=SMALL)
            x += 9 + width(text, SMALL) + 18
        largest = f"largest square: {number(self._picture.largest)}"
        ax.text(x, y, largest, ha="left", va="center", size=SMALL, color=MUTED)


def _strongest(strength: NDArray[np.floating], most: int) -> NDArray[np.intp]:
    """Return the places of the strongest, in their own order."""
    return np.sort(np.argsort(-strength, kind="stable")[:most])


def _chosen(names: tuple[str, ...], places: NDArray[np.intp]) -> tuple[str, ...]:
    return tuple(names[place] for place in places.tolist())


def _numbered(names: tuple[str, ...], many: str, otherwise: str) -> tuple[tuple[str, ...], str]:
    """Return the columns' names, of neurons their numbers alone, and what they are called together."""
    if all(re.fullmatch(r"h\d+\.\d+", name) for name in names):
        return tuple(name.split(".")[1] for name in names), many
    return names, otherwise


MOST_ACROSS = 8
LARGEST_SIDE, SMALLEST_SIDE = 90.0, 60.0
GAP = 8.0
HEAD = 2.1 * SMALL
_NAME = re.compile(r".*?(\d+)_(\d+)")


def pixel_places(names: Sequence[str]) -> NDArray[np.intp] | None:
    """Return row and column of each input in a picture, shape (n_inputs, 2).

    None unless inputs are named like pixels (``pixel_0_7``) and fill half of a picture of at most 32 x 32.
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
    """The weights into neurons, shape (n_inputs, n_neurons), as pictures with the inputs at ``places``."""

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
        _, tall = self._picture(column_width() * 72)
        return column_width() * 72, -(-len(self.names) // self._across) * (tall + HEAD) + 2

    narrowest = 0.0

    @property
    def _across(self) -> int:
        """Pictures in a row, the rows as even as they can be."""
        n, most = len(self.names), max(1, min(MOST_ACROSS, int(72 * column_width() // SMALLEST_SIDE)))
        return -(-n // -(-n // most))

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
            ax.add_artist(Rectangle(frame, wide, tall, facecolor="none", edgecolor=FAINT, linewidth=0.7))
            x, y = left + cell * (self.places[:, 1] + 0.5), upper - cell * (self.places[:, 0] + 0.5)
            draw_squares(ax, x, y, self.weights[:, at], 0.95 * cell, self.largest)
