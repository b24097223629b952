"""PreparedFeature: the conversion of a value of the table to inputs of the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.data import Preparation
from rosenblatt.data.preparation.dates import DateFeature
from rosenblatt.data.preparation.features import NumberFeature, TextFeature
from rosenblatt.trace.explanations.rows import known_or_none
from rosenblatt.trace.writing.blocks import Equation, Row, Token, number, operator, word
from rosenblatt.trace.writing.calculation import Calculation
from rosenblatt.trace.writing.numbers import fine


@dataclass(frozen=True)
class PreparedFeature:
    """One feature of a row.

    Attributes
    ----------
    name : str
    value : object
        Its value in the table; None if it was missing.
    inputs : tuple of (str, float)
        Names and values of its inputs: one for a number, one for each category of a text, several for a
        date, and perhaps one that says whether the value was missing.
    row : Row
        The conversion.
    """

    name: str
    value: object
    inputs: tuple[tuple[str, float], ...]
    row: Row


def prepared_features(
    preparation: Preparation, values: Mapping[str, object], inputs: FloatArray
) -> tuple[PreparedFeature, ...]:
    """Return the conversion of each feature of a row to its inputs, of shape (n_inputs,)."""
    features, first = [], 0
    for feature in preparation.features:
        names = feature.input_names
        own = tuple(zip(names, inputs[first : first + len(names)].tolist(), strict=True))
        first += len(names)
        value = known_or_none(values[feature.name])
        if isinstance(feature, TextFeature):
            equations: tuple[Equation, ...] = (_text(feature, value, own),)
        elif isinstance(feature, DateFeature):
            equations = _date(feature, value, own)
        else:
            equations = (_number(feature, value, own[0][1]), *_absence(own[1:]))
        features.append(PreparedFeature(feature.name, value, own, Row(feature.name, equations)))
    return tuple(features)


def plain_features(names: Sequence[str], inputs: FloatArray) -> tuple[PreparedFeature, ...]:
    """Return features that are inputs of the network without conversion."""
    pairs = zip(names, inputs.tolist(), strict=True)
    return tuple(PreparedFeature(name, x, ((name, x),), Row(name, ((number(x),),))) for name, x in pairs)


def _number(feature: NumberFeature, value: object, made: float) -> Equation:
    """``5.1 -> ( 5.1 - 5.843 ) / 0.8253 = -0.9 standardised``."""
    read = feature.read(value)
    tokens: Equation = (word("missing"),) if read is None else (_shown(value),)
    if read is None and feature.fill is not None:
        tokens += (operator("->"), number(feature.fill), word("filled in"))
        read = feature.fill
    if read is None:
        read = made * feature.scale + feature.mean
    if (feature.mean, feature.scale) == (0.0, 1.0):
        same = isinstance(value, int | float) and not isinstance(value, bool)
        return tokens if same else (*tokens, operator("->"), number(made))
    return (*tokens, operator("->"), *_standardised(feature, read, made), word("standardised"))


def _standardised(feature: NumberFeature | DateFeature, read: float, made: float) -> Equation:
    """``( 5.1 - 5.843 ) / 0.8253 = -0.9``."""
    # The mean with enough digits to show even a small difference.
    mean = Calculation.written(fine(abs(feature.mean), (read - feature.mean) / 10))
    value = Calculation.of(read)
    difference = value - mean if feature.mean >= 0 else value + mean
    return (difference.enclosed() / feature.scale).gives(made)


def _absence(made: Sequence[tuple[str, float]]) -> tuple[Equation, ...]:
    """``age was missing = 0``, for a feature that has such an input."""
    return tuple((word(name), operator("="), number(value)) for name, value in made)


def _date(feature: DateFeature, value: object, made: Sequence[tuple[str, float]]) -> tuple[Equation, ...]:
    """``2020-03-01 -> 60 days since 2020-01-01 -> ( 60 - 182 ) / 105.7 = -1.154``, and the parts."""
    elapsed = feature.elapsed(value)
    tokens: Equation = (word("missing" if elapsed is None else str(value)),)
    if elapsed is None and feature.fill is not None:
        elapsed = feature.fill
        tokens += (operator("->"), word(f"{feature.moment(elapsed)} filled in"))
    elapsed = made[0][1] * feature.scale + feature.mean if elapsed is None else elapsed
    tokens += (operator("->"), number(elapsed), word(feature.unit), operator("->"))
    first = (*tokens, *_standardised(feature, elapsed, made[0][1]), word("standardised"))
    circles = made[1 : 1 + 2 * len(feature.parts)]
    parts = tuple(
        (
            word(f"{part} {feature.part(part, elapsed)}"),
            operator("->"),
            *(word("sin"), operator("="), number(sine[1])),
            *(operator(","), word("cos"), operator("="), number(cosine[1])),
        )
        for part, sine, cosine in zip(feature.parts, circles[::2], circles[1::2], strict=True)
    )
    return (first, *parts, *_absence(made[1 + len(circles) :]))


def _text(feature: TextFeature, value: object, made: Sequence[tuple[str, float]]) -> Equation:
    """``red -> colour=red is 1, the other 2 inputs 0``."""
    tokens: Equation = (word("missing"),) if value is None else (_shown(value),)
    if value is None and feature.fill is not None:
        tokens += (operator("->"), word(f"{feature.fill} filled in"))
    one = [name for name, number in made if number]
    if not one:
        verdict = f"it did not occur in training: all {len(made)} inputs are 0"
    elif len(made) == 1:
        verdict = f"{one[0]} is 1"
    else:
        verdict = (
            f"{one[0]} is 1, the other {len(made) - 1} 0" if len(made) > 2 else f"{one[0]} is 1, the other 0"
        )
    return (*tokens, operator("->"), word(verdict))


def _shown(value: object) -> Token:
    read = _as_number(value)
    return word(str(value)) if read is None or isinstance(value, bool | str) else number(read)


def _as_number(value: object) -> float | None:
    """Return a number, also from text as in the room ``data``; None for other values."""
    try:
        read = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return read if np.isfinite(read) else None
