"""The enumerations of an exported C header: columns, categories, classes; and the names of classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rosenblatt.data.preparation.dates import DateFeature
from rosenblatt.data.preparation.features import TextFeature
from rosenblatt.export.c.inputs import day_and_hour, has_hour, is_date
from rosenblatt.export.c.names import Names, commented, number, string
from rosenblatt.export.labels import class_arrays, decides_each, has_groups, targets_of
from rosenblatt.model import Model


@dataclass(frozen=True)
class Column:
    """A number of a row: its constant in the header, what it is, and an example of a value."""

    constant: str
    words: str
    example: str


def columns_of(
    model: Model, columns: Sequence[str], names: Names, dtype: np.dtype[Any]
) -> tuple[list[Column], list[str]]:
    """Return the numbers of a row, and the source of their constants and of those of categories."""
    preparation, found, categories = model.preparation, [], []
    features = [None] * len(columns) if preparation is None else preparation.features
    is_lenient = preparation is not None and preparation.missing == "fill"
    constants = [names.constant(name, otherwise=f"COLUMN_{n}") for n, name in enumerate(columns, start=1)]
    for name, constant, feature in zip(columns, constants, features, strict=True):
        words = commented(name)
        absent = "; may be NAN" if feature and (is_lenient or feature.fill is not None) else ""
        if isinstance(feature, TextFeature):
            known = [
                (names.constant(name, each, otherwise=str(place)), commented(each))
                for place, each in enumerate(feature.categories)
            ]
            categories.append(_enumeration(f"Categories of {words}; -1 is an unknown one.", known))
            found.append(Column(constant, f"{words}, a category{absent}", known[0][0]))
        elif is_date(feature):
            day, hour = (number(each, dtype) for each in day_and_hour(feature, feature.mean))
            found.append(Column(constant, f"{words}, days since 1970-01-01{absent}", day))
            if has_hour(feature):
                its_hour = names.constant(name, "HOUR", otherwise="HOUR")
                found.append(Column(its_hour, f"{words}, hours of that day", hour))
        else:
            mean = 0.0 if feature is None else float(f"{feature.mean:.3g}")
            unit = ", hours" if isinstance(feature, DateFeature) else ""
            found.append(Column(constant, f"{words}{unit}{absent}", number(mean, dtype)))
    count = names.fixed("COLUMNS"), "how many there are"
    members = [*((each.constant, each.words) for each in found), count]
    return found, [_enumeration("Numbers of a row.", members), *categories]


def classes_of(model: Model, names: Names) -> list[str]:
    """Return the source of the constants and names of classes, labels or targets."""
    if model.task == "regression":
        n = model.n_outputs
        targets = [each.name for each in targets_of(model)] or [""] * n
        return [_numbered("target", targets, names)] if n > 1 else []
    arrays = [[str(each) for each in array.tolist()] for array in class_arrays(model)]
    if not has_groups(model):
        one = "label" if decides_each(model) else "class"
        return [_numbered(one, arrays[0], names), _texts(f"{one}_names", arrays[0], names)]
    targets = [each.name for each in targets_of(model)] or [""] * len(arrays)
    counts = {"TARGETS": len(arrays), "PROBABILITIES": model.n_outputs}
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
