"""The function of an exported C header that prepares a row: numbers, categories, dates and missing values."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TypeGuard, cast

from rosenblatt.data import Preparation
from rosenblatt.data.preparation.dates import PERIODS, DateFeature
from rosenblatt.data.preparation.features import NumberFeature, TextFeature
from rosenblatt.export.c.outputs import from_place, function

Feature = NumberFeature | TextFeature | DateFeature


def is_date(feature: Feature | None) -> TypeGuard[DateFeature]:
    """Whether a column holds dates; times of day and durations are numbers of hours."""
    return isinstance(feature, DateFeature) and feature.start is not None


def has_hour(feature: Feature | None) -> bool:
    """Whether a date is two numbers, days and hours: a float of days has an error of minutes."""
    return is_date(feature) and "hour" in feature.parts


def day_and_hour(feature: DateFeature, elapsed: float) -> tuple[float, float]:
    """Return the days since 1970-01-01 and the hours of a date given by the time since its start."""
    days = feature.origin + elapsed
    return math.floor(days), (days - math.floor(days)) * 24


def numbers_of(preparation: Preparation) -> list[NumberFeature | DateFeature]:
    """The features whose means and scales are in the header, in that order."""
    return [each for each in preparation.features if not isinstance(each, TextFeature) and not is_date(each)]


def inputs_function(preparation: Preparation) -> str:
    """The function that writes a row's inputs."""
    lines = _Lines(is_lenient=preparation.missing == "fill")

    def kind_of(pair: tuple[int, Feature]) -> tuple[int, bool]:
        place, feature = pair
        is_plain = isinstance(feature, NumberFeature) and not feature.was_missing
        return (-1 if is_plain else place), feature.fill is not None  # plain numbers are prepared together

    for _, group in groupby(enumerate(preparation.features), kind_of):
        lines.add([feature for _, feature in group])
    return function("void model_inputs(const double *row, double *inputs)", "Prepares a row.", lines.lines)


class _Lines:
    """Statements that prepare one feature after the other."""

    def __init__(self, *, is_lenient: bool) -> None:
        self.lines: list[str] = []
        self._is_lenient = is_lenient
        self._column = self._place = 0
        self._n_numbers = self._n_fills = self._n_dates = 0

    def add(self, group: list[Feature]) -> None:
        """Add a feature, or several of numbers."""
        first = group[0]
        if isinstance(first, TextFeature):
            self._one_hot(first)
        elif is_date(first):
            self._date(first)
        else:
            self._numbers(cast("list[NumberFeature | DateFeature]", group))
        width = sum(len(each.input_names) for each in group)
        if not isinstance(first, TextFeature) and first.was_missing:
            last = self._place + width - 1
            self.lines.append(f"inputs[{last}] = isnan(row[{self._column}]) ? 1.0 : 0.0;")
        self._column += len(group) + has_hour(first)
        self._place += width

    def _one_hot(self, feature: TextFeature) -> None:
        value, n = f"row[{self._column}]", len(feature.categories)
        if feature.fill is not None:
            value = f"model_filled({value}, {feature.categories.index(feature.fill)}.0)"
        elif self._is_lenient:
            value = f"model_filled({value}, -1.0)"
        if feature.rest is not None:
            value = f"model_known({value}, {n}, {feature.categories.index(feature.rest)}.0)"
        self.lines.append(f"model_one_hot({value}, {from_place('inputs', self._place)}, {n});")

    def _numbers(self, group: list[NumberFeature | DateFeature]) -> None:
        first, n = group[0], len(group)
        source, out = from_place("row", self._column), from_place("inputs", self._place)
        value = f"row[{self._column}]"
        if first.fill is not None:
            fills = from_place("model_fills", self._n_fills)
            self.lines.append(f"model_fill({source}, {fills}, {out}, {n});")
            source, value = out, f"inputs[{self._place}]"
            self._n_fills += n
        if isinstance(first, DateFeature) and first.parts:
            self.lines.append(f"model_circle({value}, 24.0, {from_place('inputs', self._place + 1)});")
        means, scales = (from_place(f"model_{each}", self._n_numbers) for each in ("means", "scales"))
        self.lines.append(f"model_standardise({source}, {means}, {scales}, {out}, {n});")
        self._n_numbers += n

    def _date(self, feature: DateFeature) -> None:
        self._n_dates += 1
        known, day = f"model_date_{self._n_dates}", f"row[{self._column}]"
        hour = f"row[{self._column + 1}]" if has_hour(feature) else "0.0"
        if feature.fill is not None:
            hour = f"isnan({day}) ? MODEL_READ({known} + 4) : {hour}"
            day = f"model_filled({day}, MODEL_READ({known} + 3))"
        values = {"month": "model_month(day)", "weekday": "model_weekday(day)", "hour": "hour"}
        self.lines += [
            "{",
            f"    const double day = {day};",
            f"    const double hour = {hour};",
            f"    inputs[{self._place}] = model_elapsed(day, hour, {known});",
        ]
        for place, part in enumerate(feature.parts):
            out = from_place("inputs", self._place + 1 + 2 * place)
            self.lines.append(f"    model_circle({values[part]}, {PERIODS[part]}.0, {out});")
        self.lines.append("}")
