"""From a network's outputs to predictions, in a graph: labels with probabilities or scores, or numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from rosenblatt.data.preparation.targets import NumberTarget
from rosenblatt.export.labels import class_arrays, decides_each, has_groups, targets_of, threshold
from rosenblatt.export.onnx.graph import Graph
from rosenblatt.export.onnx.network import in_groups
from rosenblatt.export.onnx.tensor import Tensor
from rosenblatt.model import Model

_INT = np.dtype(np.int64)


def numbers(model: Model, outputs: Tensor, dtype: np.dtype[Any]) -> Tensor:
    """Numbers in the target's own units, (n_samples, n_outputs); of ``dtype`` if they were standardised."""
    targets = [target for target in targets_of(model) if isinstance(target, NumberTarget)]
    if not targets:
        return outputs
    scales, means = [target.scale for target in targets], [target.mean for target in targets]
    own: Tensor = outputs.astype(dtype) * scales + means
    return own


def shares(model: Model, outputs: Tensor) -> Tensor:
    """Probabilities or scores, shape (n_samples, n_classes); a decision is for the largest.

    A single output is for the second class: a probability p makes 1 - p and p, a score s -s and s.
    """
    if model.network.n_outputs > 1:
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
        return yes, model.network.n_outputs
    classes = class_arrays(model)
    if has_groups(model):
        groups = in_groups(outputs, model.network.output_groups)
        pairs = zip(classes, groups, strict=True)
        columns = [_named(names, _largest(group, keepdims=1), graph) for names, group in pairs]
        label = columns[0].beside(*columns[1:])
        return label, len(classes)
    if model.network.n_outputs > 1:
        place = _largest(outputs, keepdims=0)
    else:
        place = (outputs > threshold(model)).astype(_INT).reshaped(-1)
    return _named(classes[0], place, graph), None


def _largest(outputs: Tensor, *, keepdims: int) -> Tensor:
    return outputs.apply("ArgMax", dtype=_INT, axis=1, keepdims=keepdims)


def _named(classes: np.ndarray[Any, np.dtype[Any]], place: Tensor, graph: Graph) -> Tensor:
    return Tensor(graph, graph.node("Gather", graph.constant(classes), place.name, axis=0), classes.dtype)
