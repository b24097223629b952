"""A network drawn: its layers, its bias neurons, and every weight by its size and its sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Rectangle
from numpy.typing import NDArray

from rosenblatt.plots.display import Display
from rosenblatt.plots.naming import Fold, names_of, output_phrase
from rosenblatt.plots.palette import INK, MUTED, NEGATIVE, PAPER, POSITIVE, RULE, SHORT_DASHES
from rosenblatt.plots.style import FULL, SMALL, drawing_room
from rosenblatt.plots.words import count, fitted, listing, number, signed, width

if TYPE_CHECKING:
    from rosenblatt.network import Network

RADIUS = 7.0
PITCH = 23.0
HEAD = 4.1 * SMALL
FOOT = 2.6 * SMALL
MOST_NEURONS = 10
MOST_NAME = 118.0
"""In points: the radius of a neuron, the distance of two, the room above and below, for a name; and the most
places that a layer takes."""


@dataclass(frozen=True)
class _Column:
    """One layer in the drawing."""

    x: float
    ys: tuple[float, ...]
    shown: tuple[int, ...]
    gap_y: float | None
    n: int


@dataclass
class NetworkDisplay(Display):
    """A network as neurons and lines: wide lines are large weights, solid positive, dashed negative.

    Parameters
    ----------
    network : Network
    input_names, output_names : tuple of str
    """

    network: Network
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]

    is_drawing = True

    @classmethod
    def from_network(
        cls,
        network: Network,
        *,
        input_names: Sequence[object] | None = None,
        output_names: Sequence[object] | None = None,
    ) -> Self:
        """Make the display.

        Parameters
        ----------
        network : Network
        input_names, output_names : sequence of str, optional
            Names for the inputs and the outputs.

        Returns
        -------
        NetworkDisplay

        Raises
        ------
        PlanError
            If there are more names or fewer than neurons.
        """
        inputs = names_of(input_names, network.n_inputs, "input")
        return cls(network, inputs, names_of(output_names, network.n_outputs, "output"))

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        hidden = self.network.layer_sizes[1:-1]
        word = "neuron" if hidden == (1,) else "neurons"
        way = f"through {listing(map(str, hidden))} hidden {word}" if hidden else "directly"
        way = f"through {len(hidden)} hidden layers" if len(hidden) > 3 else way
        first, last = count(self.network.n_inputs, "input"), count(self.network.n_outputs, "output")
        verb = "reaches" if self.network.n_inputs == 1 else "reach"
        return f"{first} {verb} {last} {way}: the wider a line, the larger its weight"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        network = self.network
        layers = [
            f"{'the output layer' if layer == network.n_layers - 1 else f'hidden layer {layer + 1}'} has "
            f"{count(network.layer_sizes[layer + 1], 'neuron')} with the activation {name}"
            for layer, name in enumerate(network.activations)
        ]
        sizes = [float(np.abs(weights).max()) for weights in network.weights]
        layer = int(np.argmax(sizes))
        source, goal = np.unravel_index(
            int(np.abs(network.weights[layer]).argmax()), network.weights[layer].shape
        )
        largest = float(network.weights[layer][source, goal])
        first, last = self._neuron(layer, int(source)), self._neuron(layer + 1, int(goal))
        return (
            f"{count(network.n_inputs, 'input')}; {listing(layers)}. "
            f"There are {count(network.n_parameters, 'parameter')}, {network.n_weights:,} of them weights; "
            f"the largest weight, {signed(largest)}, goes from {first} to {last}."
        )

    def _neuron(self, layer: int, place: int) -> str:
        """Name of a neuron; layer 0 are the inputs."""
        if layer == 0:
            return self.input_names[place]
        if layer == self.network.n_layers:
            return output_phrase(self.output_names[place])
        return f"neuron {place + 1} of hidden layer {layer}"

    def _size(self) -> tuple[float, float]:
        longest = max(Fold.of(size, MOST_NEURONS).length for size in self.network.layer_sizes)
        return FULL, (HEAD + FOOT + PITCH * (longest + 2.1) + 4) / 72

    def _draw(self, ax: Axes) -> None:
        room, height = drawing_room(ax)
        most = MOST_NAME if len(self.network.layer_sizes) <= 4 else 0.7 * MOST_NAME
        names = [
            [fitted(name, most, SMALL) for name in side] for side in (self.input_names, self.output_names)
        ]
        margins = []
        for side, size in zip(names, (self.network.n_inputs, self.network.n_outputs), strict=True):
            shown = Fold.of(size, self._most(height)).shown
            margins.append(max(34.0, max(width(side[place], SMALL) for place in shown) + RADIUS + 10))
        heads = ["outputs", "hidden 1", *self.network.activations]
        pitch = max(width(head, SMALL, "bold") for head in heads) + 9
        layers = Fold.of(len(self.network.layer_sizes), max(3, 1 + int((room - sum(margins)) // pitch)))
        columns = self._columns(layers, margins[0], room - margins[1], height)
        self._draw_weights(ax, layers, columns)
        for column, layer in zip(columns, layers.shown, strict=True):
            self._draw_layer(ax, column, layer, height, names)
        if layers.gap is not None:
            x = (columns[layers.gap - 1].x + columns[layers.gap].x) / 2
            y = (HEAD and height - HEAD + FOOT + PITCH) / 2
            ax.text(
                x, y, f"{layers.n_hidden}\nmore\nlayers", ha="center", va="center", size=SMALL, color=MUTED
            )
        self._draw_key(ax, room)

    def _most(self, height: float) -> int:
        """How many places a layer has at this height."""
        return max(3, int((height - HEAD - FOOT - 1.1 * PITCH) // PITCH))

    def _columns(self, layers: Fold, left: float, right: float, height: float) -> list[_Column]:
        """Place the neurons: each layer around the same middle, above the row of the bias neurons."""
        columns = []
        low, high = FOOT + 1.6 * PITCH, height - HEAD - RADIUS
        for place, layer in zip(layers.places, layers.shown, strict=True):
            x = left + (right - left) * place / layers.length
            fold = Fold.of(self.network.layer_sizes[layer], self._most(height))
            pitch = min(PITCH, (high - low) / max(fold.length, 1.0))
            top = (low + high) / 2 + fold.length * pitch / 2
            ys = tuple(top - at * pitch for at in fold.places)
            gap_y = None if fold.gap is None else (ys[fold.gap - 1] + ys[fold.gap]) / 2
            columns.append(_Column(x, ys, fold.shown, gap_y, fold.n))
        return columns

    def _draw_weights(self, ax: Axes, layers: Fold, columns: list[_Column]) -> None:
        largest = max(float(np.abs(self.network.parameters).max()), 1e-300)
        lines: list[tuple[float, NDArray[np.float64]]] = []
        for at in range(len(columns) - 1):
            layer = layers.shown[at]
            if layers.shown[at + 1] != layer + 1:
                continue
            here, there = columns[at], columns[at + 1]
            weights, biases = self.network.weights[layer], self.network.biases[layer]
            for goal, y in zip(there.shown, there.ys, strict=True):
                ends = [
                    (float(weights[source, goal]), at_y)
                    for source, at_y in zip(here.shown, here.ys, strict=True)
                ]
                for weight, from_y in [*ends, (float(biases[goal]), FOOT + 0.5 * PITCH)]:
                    lines.append((weight, np.array([[here.x, from_y], [there.x, y]])))
        lines.sort(key=lambda line: abs(line[0]))
        for sign, colour, dash in (
            (0, RULE, (0, (0.5, 3.0))),
            (-1, NEGATIVE, SHORT_DASHES),
            (1, POSITIVE, "solid"),
        ):
            chosen = [(abs(weight), line) for weight, line in lines if np.sign(weight) == sign]
            widths = [0.5 + 2.7 * size / largest for size, _ in chosen]
            group = LineCollection(
                [line for _, line in chosen], colors=colour, linewidths=widths, linestyles=[dash], zorder=1
            )
            ax.add_collection(group, autolim=False)

    def _draw_layer(
        self, ax: Axes, column: _Column, layer: int, height: float, names: list[list[str]]
    ) -> None:
        n_layers = self.network.n_layers
        first, last = layer == 0, layer == n_layers
        for neuron, y in zip(column.shown, column.ys, strict=True):
            ax.add_patch(
                Circle((column.x, y), RADIUS, facecolor=PAPER, edgecolor=INK, linewidth=1.1, zorder=3)
            )
            if first:
                ax.text(column.x - RADIUS - 5, y, names[0][neuron], ha="right", va="center", size=SMALL)
            if last:
                ax.text(column.x + RADIUS + 5, y, names[1][neuron], ha="left", va="center", size=SMALL)
        if column.gap_y is not None:
            text = f"{column.n - len(column.shown):,} more"
            ground = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
            ax.text(
                column.x,
                column.gap_y,
                text,
                ha="center",
                va="center",
                size=SMALL,
                color=MUTED,
                bbox=ground,
                zorder=4,
            )
        if not last:
            side, y = 1.7 * RADIUS, FOOT + 0.5 * PITCH
            box = Rectangle(
                (column.x - side / 2, y - side / 2),
                side,
                side,
                facecolor=PAPER,
                edgecolor=INK,
                linewidth=1.1,
                zorder=3,
            )
            ax.add_patch(box)
            ax.text(column.x, y, "1", ha="center", va="center_baseline", size=SMALL, zorder=4)
            if first:
                ax.text(column.x - RADIUS - 5, y, "bias", ha="right", va="center", size=SMALL)
        head = "inputs" if first else "outputs" if last else f"hidden {layer}"
        below = [f"{column.n:,}"] if first else [f"{column.n:,}", self.network.activations[layer - 1]]
        ax.text(column.x, height - 2, head, ha="center", va="top", size=SMALL, weight="bold")
        ax.text(
            column.x,
            height - 2 - 1.3 * SMALL,
            "\n".join(below),
            ha="center",
            va="top",
            size=SMALL,
            color=MUTED,
            linespacing=1.2,
        )

    def _draw_key(self, ax: Axes, room: float) -> None:
        """Say below the drawing what the lines mean."""
        largest = float(np.abs(self.network.parameters).max())
        y = 0.8 * SMALL
        x = 2.0
        for colour, dash, text in ((POSITIVE, "solid", "positive"), (NEGATIVE, SHORT_DASHES, "negative")):
            ax.plot([x, x + 22], [y, y], color=colour, linestyle=dash, linewidth=2.0)
            ax.text(x + 27, y, text, ha="left", va="center", size=SMALL)
            x += 27 + width(text, SMALL) + 14
        ax.text(
            room - 2, y, f"widest line: {number(largest)}", ha="right", va="center", size=SMALL, color=MUTED
        )
