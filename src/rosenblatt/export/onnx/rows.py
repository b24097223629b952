"""A graph's inputs as prepared rows, and the network's outputs as predictions in the shape of the inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from rosenblatt.data.preparation.dates import PERIODS, DateFeature
from rosenblatt.data.preparation.features import NumberFeature, TextFeature
from rosenblatt.export.labels import class_arrays, decides_each, has_groups, threshold, units_of
from rosenblatt.export.onnx.graph import ONNX_ML, Graph, OnnxGraph, Shape
from rosenblatt.export.onnx.mixture import mixture_outputs
from rosenblatt.export.onnx.network import (
    doubt_over_time,
    in_groups,
    in_steps,
    lengths_of,
    network_outputs,
    recurrent_outputs,
)
from rosenblatt.export.onnx.tensor import Tensor
from rosenblatt.model import Model

if TYPE_CHECKING:
    from rosenblatt.data import Preparation


_SAMPLES: Shape = ("N",)
_SEQUENCES: Shape = ("N", "T")


@dataclass(frozen=True)
class Rows:
    """Prepared rows (n_rows, n_inputs); ``lengths``: sequences and steps of each, None if feed-forward."""

    model: Model
    graph: OnnxGraph
    x: Tensor
    lengths: Tensor | None

    @classmethod
    def of(cls, model: Model, graph: OnnxGraph, table_type: np.dtype[Any]) -> Rows:
        """Declare a model's inputs: its columns, or without a preparation one matrix ``X``."""
        preparation, is_recurrent = model.preparation, model.is_recurrent
        leading = _SEQUENCES if is_recurrent else _SAMPLES
        if preparation is None:
            n_inputs, dtype = model.n_inputs, table_type if model.mixture is not None else model.dtype
            X = Tensor(graph, graph.input("X", dtype, (*leading, n_inputs)), dtype)
            if not is_recurrent:
                return cls(model, graph, X, None)
            return cls(model, graph, X.reshaped(-1, n_inputs), lengths_of(X))
        columns = {  # all of them before anything else takes a name
            feature.name: graph.input(
                feature.name, None if isinstance(feature, TextFeature) else table_type, (*leading, 1)
            )
            for feature in preparation.features
        }
        lengths = None
        if is_recurrent:
            steps = {name: Tensor(graph, column, table_type) for name, column in columns.items()}
            lengths = lengths_of(next(iter(steps.values())))
            columns = {name: column.reshaped(-1, 1).name for name, column in steps.items()}
        return cls(model, graph, prepared(preparation, columns, graph, table_type), lengths)

    def outputs(self) -> Tensor:
        """Outputs of the network: a row for each prediction."""
        if self.model.mixture is not None:
            return mixture_outputs(self.model.mixture, self.x)
        network, x = self.model.network, self.x.astype(self.model.network.dtype)
        if self.lengths is None:
            return network_outputs(network, x)
        return recurrent_outputs(
            network, in_steps(x, self.lengths, network.n_inputs), str(self.model.predict_at)
        )

    def doubt(self) -> Tensor | None:
        """For each prediction 0, or NaN if its inputs are NaN or infinite; None without a preparation."""
        if self.model.preparation is None:
            return None
        doubt: Tensor = (self.x * 0) @ np.ones((self.model.n_inputs, 1))
        if self.lengths is None:
            return doubt
        return doubt_over_time(doubt, self.lengths, str(self.model.predict_at))

    def answer(self, name: str, value: Tensor, width: Shape) -> None:
        """Declare an output, of shape (n_answers, *width) so far."""
        leading = _SAMPLES
        if self.lengths is not None and self.model.predict_at == "every":
            value, leading = in_steps(value, self.lengths, *map(int, width)), _SEQUENCES
        dtype = None if value.dtype.kind == "U" else value.dtype
        self.graph.output(name, value.name, dtype, (*leading, *width))


_UNKNOWN, _MISSING = -1, -2


def prepared(
    preparation: Preparation, columns: Mapping[str, str], graph: Graph, dtype: np.dtype[Any]
) -> Tensor:
    """Return the inputs (n_samples, n_inputs); a missing value without a replacement becomes NaN."""
    parts: list[Tensor] = []
    for kind, group in groupby(preparation.features, lambda each: (type(each), _was_missing(each))):
        features = list(group)
        if kind[0] is TextFeature:
            for text in cast("list[TextFeature]", features):
                absent_is_unknown = preparation.missing == "fill"
                parts.append(
                    _one_hot(text, columns[text.name], graph, dtype, absent_is_unknown=absent_is_unknown)
                )
            continue
        values = [Tensor(graph, columns[feature.name], dtype) for feature in features]
        if kind[0] is DateFeature:
            dates = cast("list[DateFeature]", features)
            parts += [
                part for date, value in zip(dates, values, strict=True) for part in _of_date(date, value)
            ]
        elif kind[1]:
            for number, value in zip(cast("list[NumberFeature]", features), values, strict=True):
                parts += [_standardised([number], value), np.isnan(value).astype(dtype)]
        else:
            numbers = cast("list[NumberFeature]", features)
            parts.append(_standardised(numbers, values[0].beside(*values[1:])))
    return parts[0].beside(*parts[1:])


def _was_missing(feature: NumberFeature | TextFeature | DateFeature) -> bool:
    return not isinstance(feature, TextFeature) and feature.was_missing


def _of_date(feature: DateFeature, value: Tensor) -> list[Tensor]:
    """The inputs of dates given in days since 1970-01-01, of times in hours since midnight."""
    absent = np.isnan(value)
    if feature.fill is not None:
        value = absent.where(feature.origin + feature.fill, value)
    inputs: list[Tensor] = [(value - (feature.origin + feature.mean)) / feature.scale]
    for part in feature.parts:
        angle = 2 * np.pi / PERIODS[part] * _part_of(value, part, is_clock=feature.start is None)
        inputs += [np.sin(angle), np.sin(angle + np.pi / 2)]
    return [*inputs, absent.astype(value.dtype)] if feature.was_missing else inputs


def _part_of(value: Tensor, part: str, *, is_clock: bool) -> Tensor:
    """Month from 0, weekday from Monday, or hour, of days since 1970-01-01 or hours since midnight.

    The month: Howard Hinnant, chrono-compatible low-level date algorithms (2014), civil_from_days.
    """
    if part == "hour":
        hours = value if is_clock else (value - np.floor(value)) * 24
        return _remainder(hours, 24)
    days = np.floor(value)
    if part == "weekday":
        return _remainder(days + 3, 7)
    of_era = _remainder(days + 719468, 146097)
    leaps = np.floor(of_era / 1460) - np.floor(of_era / 36524) + np.floor(of_era / 146096)
    year = np.floor((of_era - leaps) / 365)
    of_year = of_era - (365 * year + np.floor(year / 4) - np.floor(year / 100))
    return _remainder(np.floor((5 * of_year + 2) / 153) + 2, 12)


def _remainder(value: Tensor, divisor: int) -> Tensor:
    rest: Tensor = value - np.floor(value / divisor) * divisor
    return rest


def _standardised(features: Sequence[NumberFeature], values: Tensor) -> Tensor:
    if any(feature.fill is not None for feature in features):
        fill = [np.nan if feature.fill is None else feature.fill for feature in features]
        values = np.isnan(values).where(fill, values)
    inputs: Tensor = (values - [feature.mean for feature in features]) / [
        feature.scale for feature in features
    ]
    return inputs


def _one_hot(
    feature: TextFeature, column: str, graph: Graph, dtype: np.dtype[Any], *, absent_is_unknown: bool
) -> Tensor:
    places = {category: place for place, category in enumerate(feature.categories)}
    unknown = _UNKNOWN if feature.rest is None else places[feature.rest]
    missing = places[feature.fill] if feature.fill is not None else unknown if absent_is_unknown else _MISSING
    known = {"": missing} | places
    found = graph.node(
        "LabelEncoder",
        column,
        domain=ONNX_ML,
        keys_strings=list(known),
        values_int64s=list(known.values()),
        default_int64=unknown,
    )
    place = Tensor(graph, found, np.dtype(np.int64))
    inputs = place.equals(list(range(len(places)))).astype(dtype)
    if "" in places or missing != _MISSING:
        return inputs
    return place.equals(_MISSING).where(np.nan, inputs)


_INT = np.dtype(np.int64)


def numbers(model: Model, outputs: Tensor, dtype: np.dtype[Any]) -> Tensor:
    """Numbers in the target's own units, (n_samples, n_outputs); of ``dtype`` if they were standardised."""
    if not (units := units_of(model)):
        return outputs
    means, scales = zip(*units, strict=True)
    own: Tensor = outputs.astype(dtype) * scales + means
    return own


def shares(model: Model, outputs: Tensor) -> Tensor:
    """Probabilities or scores, (n_samples, n_classes): an output p or s gives 1 - p and p, or -s and s."""
    if not model.is_binary:
        return outputs
    if model.has_probabilities:
        first: Tensor = 1 - outputs
        return first.beside(outputs)
    above: Tensor = outputs - threshold(model)
    below: Tensor = -above
    return below.beside(above)


def labels(model: Model, outputs: Tensor) -> tuple[Tensor, int | None]:
    """Return the decisions, and their width (None for one a sample)."""
    graph = outputs.graph
    if decides_each(model):
        yes = (outputs > threshold(model)).astype(_INT)
        return yes, model.n_outputs
    classes = class_arrays(model)
    if has_groups(model):
        groups = in_groups(outputs, model.output_groups)
        pairs = zip(classes, groups, strict=True)
        columns = [_named(names, _largest(group, keepdims=1), graph) for names, group in pairs]
        label = columns[0].beside(*columns[1:])
        return label, len(classes)
    if not model.is_binary:
        place = _largest(outputs, keepdims=0)
    else:
        place = (outputs > threshold(model)).astype(_INT).reshaped(-1)
    return _named(classes[0], place, graph), None


def _largest(outputs: Tensor, *, keepdims: int) -> Tensor:
    return outputs.apply("ArgMax", dtype=_INT, axis=1, keepdims=keepdims)


def _named(classes: np.ndarray[Any, np.dtype[Any]], place: Tensor, graph: Graph) -> Tensor:
    return Tensor(graph, graph.node("Gather", graph.constant(classes), place.name, axis=0), classes.dtype)
