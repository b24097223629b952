"""The constant arrays of an exported C header: all numbers that were learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import indent, wrap
from typing import Any

import numpy as np

from rosenblatt.data.preparation.dates import DateFeature
from rosenblatt.export.c.inputs import day_and_hour, has_hour, is_date, numbers_of
from rosenblatt.export.c.names import WIDTH, number
from rosenblatt.export.labels import units_of
from rosenblatt.model import Model
from rosenblatt.network import Network
from rosenblatt.network.mixture import Mixture


@dataclass(frozen=True)
class Array:
    """A constant array of numbers; each of its rows begins a line."""

    name: str
    words: str
    rows: Sequence[Sequence[float]]

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return sum(map(len, self.rows))

    def source(self, dtype: np.dtype[Any]) -> str:
        """The definition, for a model of the name ``model`` in double precision, with numbers of a type."""
        rows = (", ".join(number(each, dtype) for each in row) for row in self.rows)
        lines = ",\n".join(indent("\n".join(wrap(row, WIDTH - 4)), "    ") for row in rows)
        head = f"static const double model_{self.name}[{self.size}] MODEL_FLASH"
        return f"/* {self.words} */\n{head} = {{\n{lines}\n}};"


def arrays_of(model: Model) -> list[Array]:
    """All that was learned, without empty arrays."""
    preparation = model.preparation
    numbers = [] if preparation is None else numbers_of(preparation)
    dates = [] if preparation is None else [each for each in preparation.features if is_date(each)]
    fills = [each.fill for each in numbers if each.fill is not None]
    units = units_of(model)
    arrays = [
        Array("fills", "What replaces missing numbers.", [fills]),
        Array("means", "Means of the columns of numbers.", [[each.mean for each in numbers]]),
        Array("scales", "What they are divided by.", [[each.scale for each in numbers]]),
        *(_of_date(place, each) for place, each in enumerate(dates, start=1)),
        *(_of_network(model.network) if model.mixture is None else _of_mixture(model.mixture)),
        Array("target_means", "Means of the targets.", [[mean for mean, _ in units]]),
        Array("target_scales", "What outputs are multiplied by.", [[scale for _, scale in units]]),
    ]
    return [each for each in arrays if each.size]


def _of_date(place: int, feature: DateFeature) -> Array:
    """The mean and the scale of a date, and what replaces it."""
    fill = [] if feature.fill is None else day_and_hour(feature, feature.fill)
    if feature.fill is not None and not has_hour(feature):
        fill = feature.origin + feature.fill, 0.0
    words = f"Date {place}: day and hour of the mean, what days are divided by"
    words += ", day and hour that replace missing ones." if fill else "."
    return Array(f"date_{place}", words, [[*day_and_hour(feature, feature.mean), feature.scale, *fill]])


def _of_network(network: Network, prefix: str = "") -> list[Array]:
    """The arrays of a network; those of a mixture's have a prefix to their names."""
    arrays = []
    for layer, weights in enumerate(network.weights, start=1):
        whose = f"{prefix.replace('_', ' ').capitalize()}layer {layer}".capitalize()
        words = f"{whose}: the weights of a neuron, then those of the next."
        arrays.append(Array(f"{prefix}weights_{layer}", words, weights.T.tolist()))
        context, start = network.context[layer - 1], network.starts[layer - 1]
        if context is not None and start is not None:
            words = f"{whose}: the weights of the context neurons to each neuron."
            arrays.append(Array(f"context_weights_{layer}", words, context.T.tolist()))
            words = f"{whose}: the context neurons before the first step."
            arrays.append(Array(f"start_{layer}", words, [start.tolist()]))
        biases = network.biases[layer - 1].tolist()
        arrays.append(Array(f"{prefix}biases_{layer}", f"{whose}: the biases.", [biases]))
    return arrays


def _of_mixture(mixture: Mixture) -> list[Array]:
    arrays = []
    for place, each in enumerate(mixture.encodings, start=1):
        name = f"encoding_{place}"
        words = f"Encoding {place}: %s of its steps."
        arrays += [
            Array(f"{name}_means", f"Encoding {place}: means of the inputs.", [each.mean.tolist()]),
            Array(f"{name}_scales", f"Encoding {place}: what they are divided by.", [each.scale.tolist()]),
            Array(f"{name}_columns", words % "the inputs", [each.columns.tolist()]),
            Array(f"{name}_lows", words % "the lower edges", [each.lows.tolist()]),
            Array(f"{name}_widths", words % "the widths", [(each.highs - each.lows).tolist()]),
        ]
    for place, (network, _, _) in enumerate(mixture.networks, start=1):
        arrays += _of_network(network, f"network_{place}_")
    shares = [share for _, _, share in mixture.networks]
    arrays.append(Array("shares", "The share of each network in the outputs.", [shares]))
    if mixture.constant is not None:
        arrays.append(Array("constant", "The outputs, whatever the row.", [mixture.constant.tolist()]))
    limits = (mixture.target_mean, mixture.target_scale, mixture.lowest, mixture.highest)
    words = "Mean, scale, minimum and maximum of the training targets."
    arrays.append(Array("range", words, [[each for each in limits if each is not None]]))
    return arrays
