"""A table's preparation in a graph: columns in, the network's inputs out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from rosenblatt.data.preparation.features import NumberFeature, TextFeature
from rosenblatt.export.onnx.graph import ONNX_ML, Graph
from rosenblatt.export.onnx.tensor import Tensor

if TYPE_CHECKING:
    from rosenblatt.data import Preparation

_UNKNOWN, _MISSING = -1, -2


def prepared(
    preparation: Preparation, columns: Mapping[str, str], graph: Graph, dtype: np.dtype[Any]
) -> Tensor:
    """Return the network's inputs.

    A graph cannot refuse a row as :class:`~rosenblatt.Preparation` does. So a missing value that nothing
    stands in for becomes NaN.

    Parameters
    ----------
    preparation : Preparation
    columns : mapping of str to str
        For each feature the graph's value of shape (n_samples, 1): numbers with NaN for a missing value, or
        texts with the empty text for one.
    graph : Graph
    dtype : dtype
        Of the numbers, and of the result.

    Returns
    -------
    Tensor of shape (n_samples, n_inputs)
    """
    parts: list[Tensor] = []
    for kind, group in groupby(preparation.features, type):
        if kind is TextFeature:
            texts = cast("list[TextFeature]", list(group))
            parts += [_one_hot(feature, columns[feature.name], graph, dtype) for feature in texts]
        else:
            numbers = cast("list[NumberFeature]", list(group))
            values = [Tensor(graph, columns[feature.name], dtype) for feature in numbers]
            parts.append(_standardised(numbers, values[0].beside(*values[1:])))
    return parts[0].beside(*parts[1:])


def _standardised(features: Sequence[NumberFeature], values: Tensor) -> Tensor:
    if any(feature.fill is not None for feature in features):
        fill = [np.nan if feature.fill is None else feature.fill for feature in features]
        values = np.isnan(values).where(fill, values)
    inputs: Tensor = (values - [feature.mean for feature in features]) / [
        feature.scale for feature in features
    ]
    return inputs


def _one_hot(feature: TextFeature, column: str, graph: Graph, dtype: np.dtype[Any]) -> Tensor:
    places = {category: place for place, category in enumerate(feature.categories)}
    missing = _MISSING if feature.fill is None else places[feature.fill]
    known = {"": missing} | places
    found = graph.node(
        "LabelEncoder",
        column,
        domain=ONNX_ML,
        keys_strings=list(known),
        values_int64s=list(known.values()),
        default_int64=_UNKNOWN,
    )
    place = Tensor(graph, found, np.dtype(np.int64))
    inputs = place.equals(list(range(len(places)))).astype(dtype)
    if "" in places or feature.fill is not None:
        return inputs
    return place.equals(_MISSING).where(np.nan, inputs)
