"""Calculation: numbers joined by operators, with the result of the numbers as they are shown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.trace.writing.blocks import (
    Equation,
    Token,
    added,
    enclosed,
    equals,
    number,
    operator,
    word,
)
from rosenblatt.trace.writing.numbers import short, shown


@dataclass(frozen=True)
class Calculation:
    """Numbers joined by operators; ``result`` is that of the rounded numbers, as a reader computes it.

    It is written like the arithmetic itself: ``(Calculation.of(x) * w + b).gives(z)`` is ``x * w + b = z``.
    """

    tokens: Equation
    result: float

    @classmethod
    def of(cls, value: float) -> Calculation:
        """Return a single number."""
        return cls((number(value),), shown(value))

    @classmethod
    def written(cls, text: str, kind: Literal["number", "weight"] = "number") -> Calculation:
        """Return a single number as it is written."""
        return cls((Token(kind, text),), float(text))

    def __add__(self, other: Calculation | float) -> Calculation:
        if isinstance(other, Calculation):
            return Calculation((*self.tokens, operator("+"), *other.tokens), self.result + other.result)
        return Calculation((*self.tokens, *added(other)), self.result + shown(other))

    def __sub__(self, other: Calculation) -> Calculation:
        return Calculation((*self.tokens, operator("-"), *other.tokens), self.result - other.result)

    def __mul__(self, other: Calculation | float) -> Calculation:
        factor = _calculation(other)
        return Calculation((*self.tokens, operator("*"), *factor.tokens), self.result * factor.result)

    def __truediv__(self, other: Calculation | float) -> Calculation:
        divisor = _calculation(other)
        return Calculation((*self.tokens, operator("/"), *divisor.tokens), self.result / divisor.result)

    def enclosed(self) -> Calculation:
        """Return it in parentheses."""
        return Calculation(enclosed(*self.tokens), self.result)

    def plus_named(self, name: str, value: float) -> Calculation:
        """Add a number with its name: ``... + ( penalty: 0.2 )``."""
        sign, size = added(value)
        return Calculation((*self.tokens, sign, *enclosed(word(name), size)), self.result + shown(value))

    def gives(self, value: float, text: str = "") -> Equation:
        """Return ``... = value``, or ``... ≈ value``; ``text`` is the value as shown, if not as usual."""
        return (*self.tokens, *equals(value, self.result, text))


def _calculation(value: Calculation | float) -> Calculation:
    return value if isinstance(value, Calculation) else Calculation.of(value)


def product(value: float, factor: float, kind: Literal["number", "weight"] = "number") -> Calculation:
    """Return ``value * factor``; the sign of a weight is shown in colour if possible."""
    return Calculation.of(value) * Calculation.written(short(factor), kind)


MOST_TERMS = 8
"""Sums of more products than this are folded."""

KEPT_TERMS = 6
"""Number of terms that are shown of a folded sum."""


@dataclass(frozen=True)
class Fold:
    """The places of the terms of a sum that are shown, and number and sum of the others.

    The places are in their order if all are shown, else by size, the largest first.
    """

    kept: tuple[int, ...]
    n_more: int = 0
    rest: float = 0.0


def fold(products: FloatArray, most: int = MOST_TERMS, kept: int = KEPT_TERMS) -> Fold:
    """Choose the terms to show: all, or the largest by size if there are more than ``most``."""
    if len(products) <= most:
        return Fold(tuple(range(len(products))))
    order = np.argsort(-np.abs(products), kind="stable").tolist()
    left_out = order[kept:]
    return Fold(tuple(order[:kept]), len(left_out), math.fsum(products[left_out].tolist()))


@np.errstate(all="ignore")
def sum_of_products(
    values: FloatArray, factors: FloatArray, kind: Literal["number", "weight"] = "weight"
) -> Calculation:
    """Return ``( x * w ) + ( x * w ) + ...``; the factors are weights unless ``kind`` says otherwise."""
    folded = fold(values * factors)
    terms = [product(float(values[place]), float(factors[place]), kind).enclosed() for place in folded.kept]
    return _with_rest(reduce(Calculation.__add__, terms), folded)


def sum_of_numbers(values: FloatArray) -> Calculation:
    """Return ``a + b - c``."""
    folded = fold(values)
    first, *others = [float(values[place]) for place in folded.kept]
    return _with_rest(reduce(Calculation.__add__, others, Calculation.of(first)), folded)


def _with_rest(calculation: Calculation, folded: Fold) -> Calculation:
    if not folded.n_more:
        return calculation
    rest = Calculation.of(folded.rest)
    named = enclosed(word(f"{folded.n_more:,} more:"), *rest.tokens)
    return calculation + Calculation(named, rest.result)


@np.errstate(all="ignore")
def fold_note(values: FloatArray, weights: FloatArray, sources: tuple[str, ...]) -> str:
    """Return a remark on the terms of a folded sum; empty for other sums."""
    folded = fold(values * weights)
    if not folded.n_more:
        return ""
    names = ", ".join(sources[place] for place in folded.kept)
    return f"the largest of {len(sources):,} terms: {names}"


MOST_NAMED = 100
"""Number of the terms of a sum that are named, the largest."""


@np.errstate(all="ignore")
def named_terms(
    values: FloatArray, weights: FloatArray, sources: tuple[str, ...]
) -> tuple[tuple[str, Equation], ...]:
    """Return the products of a sum one by one, with the names of their sources; none of a sum of one."""
    products = values * weights
    if len(products) < 2:
        return ()
    folded = fold(products, MOST_NAMED, MOST_NAMED)
    named = [
        (
            sources[place],
            product(float(values[place]), float(weights[place]), "weight").gives(float(products[place])),
        )
        for place in folded.kept
    ]
    rest = [(f"{folded.n_more:,} smaller terms", (number(folded.rest),))] if folded.n_more else []
    return (*named, *rest)
