"""The connections of a network as lines: wide for a large weight, solid positive, dashed negative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from rosenblatt.network.network import values_over_time
from rosenblatt.plots.base.palette import NEGATIVE, POSITIVE, RULE, SHORT_DASHES
from rosenblatt.plots.networks.network.layout import Column, Layout, Row
from rosenblatt.plots.networks.network.options import Options

if TYPE_CHECKING:
    from rosenblatt.network import Network

DOTS = (0, (1.0, 2.6))
"""A weight that is zero."""
STYLES = {-1: (NEGATIVE, SHORT_DASHES), 0: (RULE, DOTS), 1: (POSITIVE, "solid")}
"""Colour and dash by sign."""


@dataclass(frozen=True)
class Line:
    """A connection from centre to centre; its value is the weight, or its product with the carried value."""

    value: float
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True)
class Values:
    """Values of a sample by layer, and those that the context neurons hold meanwhile."""

    layers: Sequence[NDArray[np.floating]]
    context: Sequence[NDArray[np.floating] | None]

    @classmethod
    def of(cls, network: Network, rows: NDArray[np.float64]) -> Values:
        """Let a network run over a sample, or over the steps of a sequence up to the one that is drawn."""
        values = network.layer_values(rows)
        held = values_over_time(network, rows[:-1])[1]
        return cls([each[-1] for each in values], [None if each is None else each[0] for each in held])


def connections(network: Network, layout: Layout, products_of: Values | None) -> list[Line]:
    """Return the lines between the shown neurons; values are products where ``products_of`` is given."""
    lines: list[Line] = []
    for here, there in zip(layout.columns[:-1], layout.columns[1:], strict=True):
        if there.layer == here.layer + 1:
            lines += _between(network, here, there, products_of)
    return lines


def _between(network: Network, here: Column, there: Column, products_of: Values | None) -> Iterator[Line]:
    layer = here.layer
    sources: list[tuple[Row, NDArray[np.floating], NDArray[np.floating] | None]] = [
        (here.neurons, network.weights[layer], products_of.layers[layer] if products_of else None)
    ]
    context = network.context[layer]
    if here.context is not None and context is not None:
        sources.append((here.context, context, products_of.context[layer] if products_of else None))
    for goal, y in zip(there.neurons.shown, there.neurons.ys, strict=True):
        end = (there.x, y)
        for row, weights, values in sources:
            for source, at_y in zip(row.shown, row.ys, strict=True):
                times = 1.0 if values is None else float(values[source])
                yield Line(float(weights[source, goal]) * times, (here.x, at_y), end)
        if here.bias_y is not None:
            yield Line(float(network.biases[layer][goal]), (here.x, here.bias_y), end)


def draw_lines(ax: Axes, lines: Sequence[Line], options: Options) -> None:
    """Draw the connections; without weights all alike."""
    if not options.weights:
        ends = [(line.start, line.end) for line in lines]
        ax.add_collection(LineCollection(ends, colors=RULE, linewidths=0.9, zorder=1), autolim=False)
        return
    largest = options.widest or max((abs(line.value) for line in lines), default=0.0) or 1.0
    for sign in (0, -1, 1):
        colour, dash = STYLES[sign]
        chosen = sorted(
            (line for line in lines if np.sign(line.value) == sign), key=lambda line: abs(line.value)
        )
        ends = [(line.start, line.end) for line in chosen]
        least = 0.5 if sign else 0.9
        widths = [least + 2.7 * min(abs(line.value) / largest, 1.0) for line in chosen]
        group = LineCollection(ends, colors=colour, linewidths=widths, linestyles=[dash], zorder=1)
        ax.add_collection(group, autolim=False)
