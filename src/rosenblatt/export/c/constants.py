"""The constants of an exported C header: numbers of columns, categories and classes, weights and biases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import indent, wrap
from typing import Any

import numpy as np

from rosenblatt.data.preparation.features import NumberFeature, TextFeature
from rosenblatt.export.c.names import Names, commented, number, string
from rosenblatt.export.labels import class_arrays, decides_each, has_groups, targets_of, units_of
from rosenblatt.model import Model

WIDTH = 100


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
        lines = ",\n".join(_wrapped(number(each, dtype) for each in row) for row in self.rows)
        head = f"static const double model_{self.name}[{self.size}] MODEL_FLASH"
        return f"/* {self.words} */\n{head} = {{\n{lines}\n}};"


def arrays_of(model: Model) -> list[Array]:
    """All that was learned."""
    network, arrays = model.network, []
    features = () if model.preparation is None else model.preparation.features
    numbers = [each for each in features if isinstance(each, NumberFeature)]
    fills = [each.fill for each in numbers if each.fill is not None]
    if fills:
        arrays.append(Array("fills", "What replaces missing numbers.", [fills]))
    if numbers:
        arrays.append(Array("means", "Means of the columns of numbers.", [[each.mean for each in numbers]]))
        arrays.append(Array("scales", "What they are divided by.", [[each.scale for each in numbers]]))
    for layer, weights in enumerate(network.weights, start=1):
        words = f"Layer {layer}: the weights of a neuron, then those of the next."
        arrays.append(Array(f"weights_{layer}", words, weights.T.tolist()))
        context, start = network.context[layer - 1], network.starts[layer - 1]
        if context is not None and start is not None:
            words = f"Layer {layer}: the weights of the context neurons to each neuron."
            arrays.append(Array(f"context_weights_{layer}", words, context.T.tolist()))
            words = f"Layer {layer}: the context neurons before the first step."
            arrays.append(Array(f"start_{layer}", words, [start.tolist()]))
        biases = network.biases[layer - 1].tolist()
        arrays.append(Array(f"biases_{layer}", f"Layer {layer}: the biases.", [biases]))
    if units := units_of(model):
        means, scales = zip(*units, strict=True)
        arrays.append(Array("target_means", "Means of the targets.", [means]))
        arrays.append(Array("target_scales", "What outputs are multiplied by.", [scales]))
    return arrays


@dataclass(frozen=True)
class Column:
    """A column of the rows: its constant in the header, and an example of a value."""

    constant: str
    example: str


def columns_of(
    model: Model, columns: Sequence[str], names: Names, dtype: np.dtype[Any]
) -> tuple[list[Column], list[str]]:
    """Return the columns, and the source of their constants and of those of their categories."""
    preparation = model.preparation
    features = [None] * len(columns) if preparation is None else preparation.features
    constants = [names.constant(name, otherwise=f"COLUMN_{n}") for n, name in enumerate(columns, start=1)]
    found, members, categories = [], [], []
    for name, constant, feature in zip(columns, constants, features, strict=True):
        example, words = "0", commented(name)
        if isinstance(feature, NumberFeature):
            example = number(float(f"{feature.mean:.3g}"), dtype)
        elif isinstance(feature, TextFeature):
            known = [
                (names.constant(name, each, otherwise=str(place)), commented(each))
                for place, each in enumerate(feature.categories)
            ]
            categories.append(_enumeration(f"Categories of {words}; -1 is an unknown one.", known))
            example, words = known[0][0], f"{words}, a category"
        if feature is not None and feature.fill is not None:
            words += "; may be NAN"
        found.append(Column(constant, example))
        members.append((constant, words))
    count = names.fixed("COLUMNS"), "how many there are"
    return found, [_enumeration("Columns of a row.", [*members, count]), *categories]


def classes_of(model: Model, names: Names) -> list[str]:
    """Return the source of the constants and names of classes, labels or targets."""
    if model.task == "regression":
        n = model.network.n_outputs
        targets = [each.name for each in targets_of(model)] or [""] * n
        return [_numbered("target", targets, names)] if n > 1 else []
    arrays = [[str(each) for each in array.tolist()] for array in class_arrays(model)]
    if not has_groups(model):
        one = "label" if decides_each(model) else "class"
        return [_numbered(one, arrays[0], names), _texts(f"{one}_names", arrays[0], names)]
    targets = [each.name for each in targets_of(model)] or [""] * len(arrays)
    counts = {"TARGETS": len(arrays), "PROBABILITIES": model.network.n_outputs}
    sizes = ", ".join(f"{names.fixed(name)} = {n}" for name, n in counts.items())
    parts = [f"/* Sizes of the arrays of classes and of probabilities. */\nenum {{ {sizes} }};"]
    for place, (target, classes) in enumerate(zip(targets, arrays, strict=True), start=1):
        known = [
            (names.constant(target or f"TARGET_{place}", each, otherwise=str(number)), commented(each))
            for number, each in enumerate(classes)
        ]
        words = f"Classes of target {place}" + (f", {commented(target)}." if target else ".")
        parts += [_enumeration(words, known), _texts(f"class_names_{place}", classes, names)]
    return parts


_COUNTS = {"class": "CLASSES", "label": "LABELS", "target": "TARGETS"}


def _numbered(one: str, texts: Sequence[str], names: Names) -> str:
    """Constants of classes, labels or targets, and how many there are."""
    members = [
        (names.constant(one, each, otherwise=str(place)), commented(each) if each else "")
        for place, each in enumerate(texts)
    ]
    count = _COUNTS[one]
    return _enumeration(f"{count.capitalize()}.", [*members, (names.fixed(count), "how many there are")])


def _enumeration(words: str, members: Iterable[tuple[str, str]]) -> str:
    lines = "".join(
        f"    {constant},{f' /* {comment} */' if comment else ''}\n" for constant, comment in members
    )
    return f"/* {words} */\nenum {{\n{lines}}};"


def _texts(name: str, texts: Sequence[str], names: Names) -> str:
    lines = ",\n".join(f"    {string(text)}" for text in texts)
    return f"static const char *const {names.prefix}_{name}[{len(texts)}] = {{\n{lines}\n}};"


def _wrapped(texts: Iterable[str]) -> str:
    return indent("\n".join(wrap(", ".join(texts), WIDTH - 4)), "    ")
