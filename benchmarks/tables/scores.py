"""From results to the measures of the comparison: ranks, wins, ratios, paired differences. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.tables.measuring import Result

Scores = Mapping[str, Mapping[str, float]]
"""A number for each method and table."""

SAME = 1e-9
"""Scores that differ by less are equal."""


@dataclass(frozen=True)
class Paired:
    """The mean of paired differences, its standard error, and how many there are."""

    mean: float
    error: float
    n: int

    def __str__(self) -> str:
        return f"{self.mean:+.4f} ± {self.error:.4f}" if self.n else ""


def newest(results: Iterable[Result]) -> list[Result]:
    """Return the results of the version of each method that was measured last."""
    found = list(results)
    versions = {result.method: result.version for result in found}
    return [result for result in found if result.version == versions[result.method]]


def matched(results: Sequence[Result], methods: Sequence[str], field: str) -> dict[str, dict[str, float]]:
    """Return means of a field by method and table, over the folds that all these methods have.

    Seeds of a fold are averaged first. Tables that a method lacks are absent.
    """
    values: dict[str, dict[tuple[str, int], list[float]]] = {name: {} for name in methods}
    for result in results:
        value = getattr(result, field)
        if result.method in values and value is not None:
            values[result.method].setdefault((result.table, result.fold), []).append(float(value))
    common = set.intersection(*(set(places) for places in values.values())) if values else set()
    found: dict[str, dict[str, float]] = {}
    for name, places in values.items():
        by_table: dict[str, list[float]] = {}
        for place in sorted(common):
            by_table.setdefault(place[0], []).append(mean(places[place]))
        found[name] = {table: mean(folds) for table, folds in by_table.items()}
    return found


def mean_ranks(scores: Scores, tables: Iterable[str] | None = None) -> dict[str, float]:
    """Return each method's mean rank over the tables: 1 for the highest score, a mean rank for equal ones."""
    names = list(scores)
    chosen = list(tables) if tables is not None else list(scores[names[0]])
    if not chosen:
        return dict.fromkeys(names, math.nan)
    sums = dict.fromkeys(names, 0.0)
    for table in chosen:
        for name in names:
            own = scores[name][table]
            better = sum(scores[other][table] > own + SAME for other in names)
            equal = sum(abs(scores[other][table] - own) <= SAME for other in names)
            sums[name] += better + (equal + 1) / 2
    return {name: total / len(chosen) for name, total in sums.items()}


def wins(own: Mapping[str, float], other: Mapping[str, float]) -> tuple[int, int, int]:
    """Return on how many tables of both the first is better, equal, worse."""
    both = sorted(set(own) & set(other))
    won = sum(own[table] > other[table] + SAME for table in both)
    lost = sum(own[table] < other[table] - SAME for table in both)
    return won, len(both) - won - lost, lost


def paired(own: Mapping[str, float], other: Mapping[str, float]) -> Paired:
    """Return the mean difference over the tables of both, with its standard error over tables."""
    differences = [own[table] - other[table] for table in sorted(set(own) & set(other))]
    n = len(differences)
    if n == 0:
        return Paired(math.nan, math.nan, 0)
    middle = mean(differences)
    variance = sum((each - middle) ** 2 for each in differences) / max(n - 1, 1)
    return Paired(middle, math.sqrt(variance / n) if n > 1 else math.nan, n)


def ratios(own: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Return the quotient on each table of both."""
    return {table: own[table] / other[table] for table in own if table in other}


def geometric_mean(values: Iterable[float]) -> float:
    """Return the geometric mean, NaN of nothing."""
    logarithms = [math.log(value) for value in values]
    return math.exp(mean(logarithms)) if logarithms else math.nan


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean, NaN of nothing."""
    return sum(values) / len(values) if values else math.nan
