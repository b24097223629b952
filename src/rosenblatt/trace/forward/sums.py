"""Sums of products, term by term; a wide one is folded to its largest terms."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.trace.writing.blocks import Equation, added, enclosed, number, operator, times, word
from rosenblatt.trace.writing.numbers import shown

MOST_TERMS = 8
"""A sum of more products than this is folded."""

KEPT_TERMS = 6
"""So many of its terms are then shown."""


@dataclass(frozen=True)
class Fold:
    """Which terms of a sum are shown, and what the others add up to.

    Attributes
    ----------
    kept : tuple of int
        The places of the terms shown: all in their order, or the largest first.
    n_more : int
        How many are left out.
    rest : float
        What those add up to.
    """

    kept: tuple[int, ...]
    n_more: int = 0
    rest: float = 0.0


def fold(products: FloatArray, most: int = MOST_TERMS, kept: int = KEPT_TERMS) -> Fold:
    """Choose the terms to show: all, or of more than ``most`` the largest by size."""
    if len(products) <= most:
        return Fold(tuple(range(len(products))))
    order = np.argsort(-np.abs(products), kind="stable").tolist()
    left_out = order[kept:]
    return Fold(tuple(order[:kept]), len(left_out), math.fsum(products[left_out].tolist()))


@np.errstate(all="ignore")
def sum_of_products(values: FloatArray, weights: FloatArray) -> tuple[Equation, float]:
    """Return ``( x * w ) + ( x * w ) + ...`` and what the numbers shown in it add up to."""
    folded = fold(values * weights)
    tokens: list[Equation] = []
    total = 0.0
    for place in folded.kept:
        value, factor = float(values[place]), float(weights[place])
        tokens.append(times(value, factor))
        total += shown(value) * shown(factor)
    if folded.n_more:
        tokens.append(enclosed(word(f"{folded.n_more:,} more:"), number(folded.rest)))
        total += shown(folded.rest)
    return _joined(tokens), total


def sum_of_numbers(values: FloatArray) -> tuple[Equation, float]:
    """Return ``a + b - c`` and what the numbers shown in it add up to."""
    folded = fold(values)
    kept = [float(values[place]) for place in folded.kept]
    tokens: Equation = (number(kept[0]),)
    for value in kept[1:]:
        tokens += added(value)
    total = sum(map(shown, kept))
    if folded.n_more:
        tokens += (operator("+"), *enclosed(word(f"{folded.n_more:,} more:"), number(folded.rest)))
        total += shown(folded.rest)
    return tokens, total


@np.errstate(all="ignore")
def fold_note(values: FloatArray, weights: FloatArray, sources: tuple[str, ...]) -> str:
    """Return which terms a folded sum shows; nothing for a sum that is shown whole."""
    folded = fold(values * weights)
    if not folded.n_more:
        return ""
    names = ", ".join(sources[place] for place in folded.kept)
    return f"the largest of {len(sources):,} terms: {names}"


def _joined(terms: list[Equation]) -> Equation:
    tokens = terms[0]
    for term in terms[1:]:
        tokens += (operator("+"), *term)
    return tokens
