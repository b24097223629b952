"""The position of each neuron of a network: layers as columns, bias neurons in a row of their own below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.networks.network.options import Options
from rosenblatt.views.names import Fold

if TYPE_CHECKING:
    from rosenblatt.network import Network

HEAD, SHORT_HEAD = 4.3 * SMALL, 3.3 * SMALL
"""In points: room for a column's name, its size and its activation, and without the last."""
MOST_NEURONS, MOST_BESIDE = 10, 6
"""Places that a layer takes at most, and where context neurons share its column; a wider one is folded."""
STRETCH = 1.6
"""So much further apart are neurons of a short layer where numbers on the lines want room."""
APART = 1.45
"""Distance of the context neurons from the layer's own, in places."""
BIAS_SIDE = 12.0
LANE, FIRST_LANE = 6.0, 9.0
"""Distances of the lines that bring values back: from one another, and the first one from its neuron."""
MOST_LANES = 4
"""With more context neurons of a layer, one line represents all."""


@dataclass(frozen=True)
class Row:
    """Neurons above one another, the first on top, of which some may be left out, at ``gap_y``."""

    ys: tuple[float, ...]
    shown: tuple[int, ...]
    gap_y: float | None
    n: int

    @classmethod
    def of(cls, fold: Fold, top: float, pitch: float) -> Row:
        """Set a folded row out downwards from ``top``."""
        ys = tuple(top - place * pitch for place in fold.places)
        gap_y = None if fold.gap is None else (ys[fold.gap - 1] + ys[fold.gap]) / 2
        return cls(ys, fold.shown, gap_y, fold.n)


@dataclass(frozen=True)
class Column:
    """A layer (0 for the inputs) with the context neurons and the bias neuron that feed the next one."""

    layer: int
    x: float
    neurons: Row
    context: Row | None
    bias_y: float | None


@dataclass(frozen=True)
class Layout:
    """All columns of a drawing, its width, and the lowest and highest place of a neuron in it."""

    columns: tuple[Column, ...]
    layers: Fold
    width: float
    low: float
    high: float


def n_lanes(n_context: int) -> int:
    """How many lines bring the values of so many neurons back."""
    return n_context if n_context <= MOST_LANES else 1


def lanes_room(network: Network) -> float:
    """Height that the lines take which bring values back, above all neurons."""
    lanes = sum(n_lanes(n) for n in network.context_sizes if n)
    return FIRST_LANE + LANE * lanes if lanes else 0.0


def lanes_width(n_context: int) -> float:
    """Width that those of one layer take beside it."""
    return FIRST_LANE + LANE * n_lanes(n_context) if n_context else 0.0


def stack_length(network: Network, layer: int, most: int = MOST_NEURONS) -> float:
    """Height of a column in places: the layer's neurons, and above them its context neurons."""
    own, context = _folds(network, layer, most)
    return own.length + APART + context.length if context is not None else own.length


def longest_stack(network: Network) -> float:
    """Height of the highest column in places."""
    return max(stack_length(network, layer) for layer in range(network.n_layers + 1))


def wanted_height(network: Network, options: Options, foot: float) -> float:
    """Height in points of a drawing in which nothing is pressed together."""
    longest = longest_stack(network)
    stack = options.pitch(longest) * longest + 2 * options.radius
    return foot + _bias_room(options) + stack + lanes_room(network) + _head_room(options) + 6


def lay_out(
    network: Network,
    options: Options,
    layers: Fold,
    margins: Sequence[float],
    size: tuple[float, float],
    foot: float,
) -> Layout:
    """Place every neuron, with margins left and right of the columns and room for the key, ``foot``."""
    width, height = size
    low = foot + _bias_room(options) + options.radius
    high = height - _head_room(options) - lanes_room(network) - options.radius - 2
    wanted = options.pitch(longest_stack(network))
    most = max(3, min(MOST_NEURONS, 1 + int((high - low) // (0.8 * wanted))))
    columns = []
    for place, layer in zip(layers.places, layers.shown, strict=True):
        x = margins[0] + (width - sum(margins)) * place / layers.length
        length = stack_length(network, layer, most)
        pitch = min(wanted * (STRETCH if options.numbers else 1.0), (high - low) / max(length, 1.0))
        top = (low + high + length * pitch) / 2
        own, beside = _folds(network, layer, most)
        context = None if beside is None else Row.of(beside, top, pitch)
        neurons = Row.of(own, top if beside is None else top - (beside.length + APART) * pitch, pitch)
        has_bias = options.biases and layer < network.n_layers
        columns.append(Column(layer, x, neurons, context, foot + BIAS_SIDE if has_bias else None))
    return Layout(tuple(columns), layers, width, low, high)


def _folds(network: Network, layer: int, most: int) -> tuple[Fold, Fold | None]:
    """Fold a layer, and the context neurons that stand in its column: those that the next layer reads."""
    n_context = network.context_sizes[layer] if layer < network.n_layers else 0
    if not n_context:
        return Fold.of(network.layer_sizes[layer], most), None
    most = min(most, MOST_BESIDE)
    return Fold.of(network.layer_sizes[layer], most), Fold.of(n_context, most)


def _bias_room(options: Options) -> float:
    """Height of the row of bias neurons."""
    away = 22.0 if options.numbers else 12.0
    return 1.5 * BIAS_SIDE + away if options.biases else 0.0


def _head_room(options: Options) -> float:
    return HEAD if options.weights else SHORT_HEAD
