"""Blocks and equations: the content of a page before a writer makes text, LaTeX or HTML of it.

An equation is a row of tokens; a page is a list of blocks. The writers know these few kinds and nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.trace.writing.numbers import relation, short, shown

Kind = Literal["number", "weight", "operator", "relation", "open", "close", "call", "word"]


@dataclass(frozen=True)
class Token:
    """One symbol of an equation.

    The kinds are ``number`` and ``weight`` (a number whose sign matters), ``operator`` (``+ - * / ->``),
    ``relation`` (``=`` or ``≈``), ``open``, ``close``, ``word``, and ``call`` (``text`` is the function).
    """

    kind: Kind
    text: str
    argument: str = ""


Equation = tuple[Token, ...]


@dataclass(frozen=True)
class Formula:
    """A formula and its name in one of the tables; LaTeX has its own form for activations and losses."""

    table: Literal["activation", "loss", "other"]
    name: str
    text: str


@dataclass(frozen=True)
class Title:
    """The title of a page."""

    text: str


@dataclass(frozen=True)
class Heading:
    """The heading of a section."""

    text: str
    formula: Formula | None = None


@dataclass(frozen=True)
class Paragraph:
    """A sentence; the most important one is strong."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Row:
    """Equations with a label, its ``meaning``, such as an output's class, and a ``note``, a remark.

    ``terms`` are the products of a sum, each with the name of its source; HTML shows them on request.
    """

    label: str
    equations: tuple[Equation, ...]
    note: str = ""
    meaning: str = ""
    terms: tuple[tuple[str, Equation], ...] = ()


@dataclass(frozen=True)
class Rows:
    """Rows with aligned labels."""

    rows: tuple[Row, ...]


Block = Title | Heading | Paragraph | Rows


def number(value: float) -> Token:
    """Return a number."""
    return Token("number", short(value))


def weight(value: float) -> Token:
    """Return a weight, whose sign is shown in colour if possible."""
    return Token("weight", short(value))


def operator(text: str) -> Token:
    """Return an operator."""
    return Token("operator", text)


def word(text: str) -> Token:
    """Return a word within an equation."""
    return Token("word", text)


def call(function: str, argument: float | str) -> Token:
    """Return a function applied to a number."""
    return Token("call", function, argument if isinstance(argument, str) else short(argument))


def enclosed(*tokens: Token) -> Equation:
    """Return tokens in parentheses."""
    return (Token("open", "("), *tokens, Token("close", ")"))


def times(value: float, factor: float) -> Equation:
    """Return ``( value * factor )`` with a weight as factor."""
    return enclosed(number(value), operator("*"), weight(factor))


def product(value: float, factor: float) -> Equation:
    """Return ``( value * factor )`` without weights."""
    return enclosed(number(value), operator("*"), number(factor))


def symbols(text: str) -> Equation:
    """Return symbols with operators between them, such as ``y * z``, as tokens."""
    return tuple(operator(each) if each in ("+", "-", "*", "/") else word(each) for each in text.split(" "))


def added(value: float) -> Equation:
    """Return ``+ value``, or ``- size`` for a negative value."""
    text = short(value)
    negative = text.startswith("-")
    return (operator("-" if negative else "+"), Token("number", text.removeprefix("-")))


def equals(value: float, recomputed: float, text: str = "") -> Equation:
    """Return ``= value``, or ``≈ value`` if the numbers as shown do not give it exactly.

    ``text`` is the value as shown; by default that of :func:`~rosenblatt.trace.writing.numbers.short`.
    """
    return (Token("relation", relation(value, recomputed, text)), Token("number", text or short(value)))


def named(name: str, value: float) -> Equation:
    """Return ``name = value``."""
    return (word(name), Token("relation", "="), number(value))


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
def sum_of_products(values: FloatArray, weights: FloatArray) -> tuple[Equation, float]:
    """Return ``( x * w ) + ( x * w ) + ...`` and the sum of the numbers as shown."""
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
    """Return ``a + b - c`` and the sum of the numbers as shown."""
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
    named = []
    for place in folded.kept:
        value, factor = float(values[place]), float(weights[place])
        result = equals(float(products[place]), shown(value) * shown(factor))
        named.append((sources[place], (number(value), operator("*"), weight(factor), *result)))
    rest = [(f"{folded.n_more:,} smaller terms", (number(folded.rest),))] if folded.n_more else []
    return (*named, *rest)


def _joined(terms: list[Equation]) -> Equation:
    tokens = terms[0]
    for term in terms[1:]:
        tokens += (operator("+"), *term)
    return tokens
