"""A small network drawn with every weight and every bias written at its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from rosenblatt.network import Network
from rosenblatt.plots.base.palette import INK, MUTED, NEGATIVE, PAPER, POSITIVE, SHORT_DASHES
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.plots.networks.network.numbers import on_line

RADIUS = 14.0
PITCH, MOST_PITCH = 46.0, 66.0
LEAST_REACH, MOST_REACH = 72.0, 170.0
HEAD = 2.6 * SMALL
LEAST_NAME, MOST_NAME = 26.0, 76.0
"""In points: the radius of a neuron, the distance of two from least to most and that of two layers, the room
above, and the room for a name."""

Column: TypeAlias = tuple[float, list[float]]
"""The position of a layer, and of its neurons from the top."""

_PLACES = sorted(np.linspace(0.16, 0.84, 35).tolist(), key=lambda place: abs(place - 0.5))
_ROUNDS = 5


@dataclass(frozen=True)
class Wire:
    """A line from one neuron, or a bias neuron, to another."""

    start: tuple[float, float]
    end: tuple[float, float]
    weight: float

    def at(self, part: float) -> tuple[float, float]:
        """The point a part of the way along."""
        (x, y), (to_x, to_y) = self.start, self.end
        return x + part * (to_x - x), y + part * (to_y - y)


@dataclass(frozen=True)
class _Box:
    """The room of a text around its middle."""

    x: float
    y: float
    half_width: float
    half_height: float

    def meets(self, other: _Box) -> bool:
        across = abs(self.x - other.x) < self.half_width + other.half_width
        return across and abs(self.y - other.y) < self.half_height + other.half_height

    def is_crossed(self, wire: Wire) -> bool:
        """Whether a line goes through the box (Liang and Barsky, 1984)."""
        low, high = 0.0, 1.0
        for start, end, middle, half in (
            (wire.start[0], wire.end[0], self.x, self.half_width),
            (wire.start[1], wire.end[1], self.y, self.half_height),
        ):
            way = end - start
            if way == 0:
                if abs(start - middle) >= half:
                    return False
                continue
            first, last = sorted(((middle - half - start) / way, (middle + half - start) / way))
            low, high = max(low, first), min(high, last)
        return low < high


@dataclass(frozen=True)
class WiredNetwork:
    """The positions in a small network, in points from the lower left; ``words`` are the labels by layer."""

    network: Network
    input_names: Sequence[str]
    output_names: Sequence[str]
    words: Sequence[Sequence[str]]

    @property
    def height(self) -> float:
        """The room it needs from top to bottom."""
        return HEAD + 2 * RADIUS + PITCH * max(self.network.layer_sizes) + 4

    @property
    def narrowest(self) -> float:
        """The width below which the weights do not find a place at their lines."""
        names = self._room(self.input_names, LEAST_NAME) + self._room(self.output_names, LEAST_NAME)
        return names + 2 * RADIUS + LEAST_REACH * self.network.n_layers

    def draw(self, ax: Axes, left: float, right: float, low: float, high: float) -> None:
        """Draw it between these sides."""
        spare = right - left - LEAST_REACH * self.network.n_layers - 4 * RADIUS - 16
        most = min(MOST_NAME, max(LEAST_NAME, spare / 2))
        columns, bias_y = self._columns(left, right, low, high, most)
        wires = self._wires(columns, bias_y)
        largest = max((abs(wire.weight) for wire in wires), default=1.0)
        for wire in wires:
            _draw_wire(ax, wire, largest)
        _write_weights(ax, wires, _bodies(columns, bias_y))
        for layer, (x, ys) in enumerate(columns):
            self._draw_layer(ax, layer, x, ys, bias_y, most)
            self._write_head(ax, layer, x, max(column[1][0] for column in columns) + RADIUS + 8)

    def _columns(
        self, left: float, right: float, low: float, high: float, most: float
    ) -> tuple[list[Column], float]:
        """Each layer's place and its neurons' from above, and below them the row of the bias neurons."""
        start = left + self._room(self.input_names, most) + RADIUS
        end = right - self._room(self.output_names, most) - RADIUS
        reach = min(MOST_REACH, (end - start) / self.network.n_layers)
        start += (end - start - reach * self.network.n_layers) / 2
        longest = max(self.network.layer_sizes)
        top, bottom = high - HEAD - RADIUS, low + RADIUS
        pitch = min(MOST_PITCH, (top - bottom) / longest)
        top = (top + bottom + pitch * longest) / 2
        columns = [
            (start + reach * layer, [top - pitch * ((longest - size) / 2 + at) for at in range(size)])
            for layer, size in enumerate(self.network.layer_sizes)
        ]
        return columns, top - pitch * longest

    def _room(self, names: Sequence[str], most: float) -> float:
        return max(width(fitted(name, most, SMALL), SMALL) for name in (*names, "bias")) + 8

    def _wires(self, columns: list[Column], bias_y: float) -> list[Wire]:
        """Lines of weights that are not zero, from edge to edge of the neurons."""
        wires = []
        for layer, (weights, biases) in enumerate(
            zip(self.network.weights, self.network.biases, strict=True)
        ):
            (x, ys), (to_x, to_ys) = columns[layer], columns[layer + 1]
            for goal, to_y in enumerate(to_ys):
                sources = [*zip(ys, weights[:, goal].tolist(), strict=True), (bias_y, float(biases[goal]))]
                wires += [Wire((x, y), (to_x, to_y), weight) for y, weight in sources if weight]
        return wires

    def _draw_layer(
        self, ax: Axes, layer: int, x: float, ys: list[float], bias_y: float, most: float
    ) -> None:
        n_layers = self.network.n_layers
        for place, y in enumerate(ys):
            ax.add_artist(Circle((x, y), RADIUS, facecolor=PAPER, edgecolor=INK, linewidth=1.2, zorder=3))
            if layer == 0:
                _name(ax, self.input_names[place], x - RADIUS - 4, y, "right", most)
                continue
            word = self.words[layer - 1][place]
            ax.text(x, y, word, ha="center", va="center_baseline", size=8, zorder=4)
            if layer == n_layers:
                _name(ax, self.output_names[place], x + RADIUS + 4, y, "left", most)
        if layer < n_layers and np.any(self.network.biases[layer]):
            side = 1.5 * RADIUS
            corner = (x - side / 2, bias_y - side / 2)
            ax.add_artist(
                Rectangle(corner, side, side, facecolor=PAPER, edgecolor=INK, linewidth=1.2, zorder=3)
            )
            ax.text(x, bias_y, "1", ha="center", va="center_baseline", size=SMALL, zorder=4)
            if layer == 0:
                _name(ax, "bias", x - RADIUS - 4, bias_y, "right", most)

    def _write_head(self, ax: Axes, layer: int, x: float, y: float) -> None:
        word = "input" if layer == 0 else "output"
        if 0 < layer < self.network.n_layers:
            word = f"hidden {layer}"
        elif self.network.layer_sizes[layer] > 1:
            word += "s"
        ax.text(x, y, word, ha="center", va="bottom", size=SMALL, weight="bold", color=MUTED)


def _name(ax: Axes, name: str, x: float, y: float, side: str, most: float) -> None:
    ax.text(x, y, fitted(name, most, SMALL), ha=side, va="center", size=SMALL)


def _bodies(columns: list[Column], bias_y: float) -> list[_Box]:
    """The room of the neurons, which no weight may cover."""
    half = RADIUS + 1
    return [_Box(x, y, half, half) for x, ys in columns for y in (*ys, bias_y)]


def _draw_wire(ax: Axes, wire: Wire, largest: float) -> None:
    xs, ys = zip(wire.start, wire.end, strict=True)
    positive = wire.weight > 0
    ax.plot(
        xs,
        ys,
        color=POSITIVE if positive else NEGATIVE,
        linestyle="solid" if positive else SHORT_DASHES,
        linewidth=0.9 + 1.3 * abs(wire.weight) / largest,
        zorder=1,
    )


def _write_weights(ax: Axes, wires: list[Wire], bodies: list[_Box]) -> None:
    """Write each weight on its line, where it covers no neuron, no other weight and few other lines."""
    texts = [on_line(wire.weight) for wire in wires]
    halves = [width(text, SMALL) / 2 + 4.5 for text in texts]
    parts = [0.5] * len(wires)
    for _ in range(_ROUNDS):
        for place, wire in enumerate(wires):
            others = [_box(other, parts[at], halves[at]) for at, other in enumerate(wires) if at != place]
            parts[place] = min(
                _PLACES, key=lambda part: _cost(wire, part, halves[place], wires, [*others], bodies)
            )
    for wire, part, text in zip(wires, parts, texts, strict=True):
        x, y = wire.at(part)
        ground = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.2}
        ax.text(x, y, text, ha="center", va="center", size=SMALL, bbox=ground, zorder=2)


def _box(wire: Wire, part: float, half_width: float) -> _Box:
    return _Box(*wire.at(part), half_width, 0.62 * SMALL + 3)


def _cost(
    wire: Wire, part: float, half_width: float, wires: list[Wire], others: list[_Box], bodies: list[_Box]
) -> float:
    box = _box(wire, part, half_width)
    covered = sum(box.meets(other) for other in others) + sum(box.meets(body) for body in bodies)
    crossed = sum(box.is_crossed(other) for other in wires if other is not wire)
    return 100 * covered + 10 * crossed + abs(part - 0.5)
