"""Blocks and equations: the content of a page before a writer makes text, LaTeX or HTML of it.

An equation is a row of tokens; a page is a list of blocks. The writers know these few kinds and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rosenblatt.trace.writing.numbers import relation, short

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
