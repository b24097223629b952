"""The neurons of a network: circles, context neurons with a second ring, bias neurons as squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from numpy.typing import NDArray

from rosenblatt.plots.base.palette import INK, MUTED, NEGATIVE, PAPER, POSITIVE, RULE, mixed
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.networks.network.layout import BIAS_SIDE, Column, Layout, Row, lanes_width
from rosenblatt.plots.networks.network.lines import Values
from rosenblatt.plots.networks.network.options import LAYERS, Options
from rosenblatt.views.words import MINUS, fixed, number

if TYPE_CHECKING:
    from rosenblatt.network import Network

BAND = mixed(INK, PAPER, 0.11)
"""The ground of a highlighted layer: seen on a grey print too."""
RING = 2.6


@dataclass(frozen=True)
class Marks:
    """Draws the neurons of a network onto axes whose unit is the point."""

    ax: Axes
    network: Network
    options: Options
    values: Values | None

    def draw_column(
        self, column: Column, layout: Layout, height: float, names: Sequence[Sequence[str]]
    ) -> None:
        """Draw one layer with its names, its head, its context neurons and its bias neuron."""
        n_layers = self.network.n_layers
        first, last = column.layer == 0, column.layer == n_layers
        chosen = layer_kind(column.layer, n_layers) in self.options.highlight
        if chosen:
            self._band(column, layout, height, outward=-1 if first else 1 if last else 0)
        values = None if self.values is None else self.values.layers[column.layer]
        self._row(column.x, column.neurons, values, strong=chosen)
        beyond = self.options.radius + 5
        if first:
            self._names(column.x - beyond, column.neurons, names[0], "right")
            if column.context is not None:
                held = [f"context {place + 1}" for place in range(column.context.n)]
                away = lanes_width(column.context.n)
                self._names(column.x - beyond - away, column.context, held, "right")
        if last:
            away = lanes_width(self.network.n_outputs) if self.network.cell == "jordan" else 0.0
            self._names(column.x + beyond + away, column.neurons, names[1], "left")
        if column.context is not None:
            held_now = None if self.values is None else self.values.context[column.layer]
            remembers = "context" in self.options.highlight
            self._row(column.x, column.context, held_now, ring=True, strong=remembers)
        if column.bias_y is not None:
            self._bias(column, named=first)
        self._head(column, height, strong=chosen)

    def _band(self, column: Column, layout: Layout, height: float, *, outward: int) -> None:
        """Set the layer on a ground of its own, which takes in the names of inputs and outputs."""
        side = max(self.options.radius + 11, 32.0)
        left, right = column.x - side, column.x + side
        left, right = 2.0 if outward < 0 else left, layout.width - 2 if outward > 0 else right
        low = layout.low - self.options.radius - 7
        shape = FancyBboxPatch(
            (left, low),
            right - left,
            height - 1 - low,
            boxstyle="round,pad=0,rounding_size=5",
            facecolor=BAND,
            edgecolor=RULE,
            linewidth=0.8,
            zorder=0,
        )
        self.ax.add_artist(shape)

    def _row(
        self,
        x: float,
        row: Row,
        values: NDArray[np.floating] | None,
        *,
        strong: bool = False,
        ring: bool = False,
    ) -> None:
        radius = self.options.radius
        largest = 1.0 if values is None else float(np.abs(values).max()) or 1.0
        for neuron, y in zip(row.shown, row.ys, strict=True):
            value = None if values is None else float(values[neuron])
            face = (INK if strong else PAPER) if value is None else tint_of(value / largest)
            if ring:
                outer = Circle((x, y), radius + RING, facecolor=PAPER, edgecolor=INK, linewidth=0.9, zorder=3)
                self.ax.add_artist(outer)
            wide = 2.2 if strong else 1.1
            self.ax.add_artist(
                Circle((x, y), radius, facecolor=face, edgecolor=INK, linewidth=wide, zorder=3)
            )
            if value is not None:
                self._text(x, y, in_neuron(value), ha="center", va="center_baseline", zorder=4)
        if row.gap_y is not None:
            ground = {"facecolor": BAND if strong else PAPER, "edgecolor": "none", "pad": 1.5}
            words = f"{row.n - len(row.shown):,} more"
            self._text(x, row.gap_y, words, ha="center", va="center", color=MUTED, bbox=ground, zorder=4)

    def _names(self, x: float, row: Row, names: Sequence[str], side: str) -> None:
        for neuron, y in zip(row.shown, row.ys, strict=True):
            self._text(x, y, names[neuron], ha=side, va="center")

    def _bias(self, column: Column, *, named: bool) -> None:
        assert column.bias_y is not None
        x, y = column.x, column.bias_y
        corner = (x - BIAS_SIDE / 2, y - BIAS_SIDE / 2)
        face, text = (INK, PAPER) if "bias" in self.options.highlight else (PAPER, INK)
        box = Rectangle(corner, BIAS_SIDE, BIAS_SIDE, facecolor=face, edgecolor=INK, linewidth=1.1, zorder=3)
        self.ax.add_artist(box)
        self._text(x, y, "1", ha="center", va="center_baseline", zorder=4, color=text)
        if named:
            self._text(x - self.options.radius - 5, y, "bias", ha="right", va="center")

    def _head(self, column: Column, height: float, *, strong: bool) -> None:
        name, below = head_of(self.network, column.layer)
        below = below if self.options.weights else below[:1]
        plain = not strong and any(part in LAYERS for part in self.options.highlight)
        weight, colour = ("normal", MUTED) if plain else ("bold", INK)
        self._text(column.x, height - 4, name, ha="center", va="top", weight=weight, color=colour)
        text = "\n".join(below)
        self._text(
            column.x, height - 4 - 1.3 * SMALL, text, ha="center", va="top", color=MUTED, linespacing=1.2
        )

    def _text(self, x: float, y: float, text: str, **how: object) -> None:
        self.ax.text(x, y, text, size=SMALL, **how)  # type: ignore[arg-type]


def layer_kind(layer: int, n_layers: int) -> str:
    """Whether a column holds the inputs, a hidden layer or the outputs."""
    return "input" if layer == 0 else "output" if layer == n_layers else "hidden"


def head_of(network: Network, layer: int) -> tuple[str, tuple[str, ...]]:
    """Return the text above a column: its name, and below it its size and its activation."""
    size = f"{network.layer_sizes[layer]:,}"
    if layer < network.n_layers and network.context_sizes[layer]:
        size += f" + {network.context_sizes[layer]:,} context"
    if layer == 0:
        return "inputs", (size,)
    return "outputs" if layer == network.n_layers else f"hidden {layer}", (
        size,
        network.activations[layer - 1],
    )


def in_neuron(value: float) -> str:
    """Return a value in so few characters that they fit into a neuron."""
    if value == round(value) and abs(value) < 1000:
        return number(value)
    if abs(value) < 100:
        return fixed(value, 2 if abs(value) < 9.995 and value != round(value, 1) else 1)
    if abs(value) < 9999.5:
        return fixed(value, 0)
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def tint_of(part: float) -> str:
    """Tint of a neuron by the size and the sign of its value, light enough to be written on."""
    return mixed(POSITIVE if part > 0 else NEGATIVE, PAPER, 0.38 * abs(part))
