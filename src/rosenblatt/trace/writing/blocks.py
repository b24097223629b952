"""What a page of arithmetic consists of, before it is written as text, LaTeX or HTML.

An equation is a row of tokens; a page is a list of blocks. Each writer (:mod:`rosenblatt.trace.writing.text`,
:mod:`~rosenblatt.trace.writing.latex`, :mod:`~rosenblatt.trace.writing.html`) knows these few kinds
and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rosenblatt.trace.writing.numbers import relation, short

Kind = Literal["number", "weight", "operator", "relation", "open", "close", "call", "word"]


@dataclass(frozen=True)
class Token:
    """One sign of an equation.

    Attributes
    ----------
    kind : str
        ``number`` or ``weight`` (a number whose sign matters), ``operator`` (``+ - * / ->``), ``relation``
        (``=`` or ``≈``), ``open`` and ``close``, ``call`` (a function of a number), ``word``.
    text : str
        The sign itself; of a call the function's name.
    argument : str
        What a call is applied to.
    """

    kind: Kind
    text: str
    argument: str = ""


Equation = tuple[Token, ...]


@dataclass(frozen=True)
class Formula:
    """A formula out of one of the tables.

    Attributes
    ----------
    table : {"activation", "loss", "other"}
        Which table; LaTeX has a form of its own for the first two.
    name : str
        The name in the table.
    text : str
        The formula as the table words it.
    """

    table: Literal["activation", "loss", "other"]
    name: str
    text: str


@dataclass(frozen=True)
class Title:
    """What a page is about."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A section begins."""

    text: str
    formula: Formula | None = None


@dataclass(frozen=True)
class Paragraph:
    """A sentence; the one that matters most is strong."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Row:
    """Equations under a label.

    Attributes
    ----------
    label : str
        Whose arithmetic it is: a neuron, a feature, a weight.
    equations : tuple of Equation
    note : str
        A remark in words.
    meaning : str
        What the label stands for, such as an output's class.
    """

    label: str
    equations: tuple[Equation, ...]
    note: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Rows:
    """Rows whose labels stand one above the other."""

    rows: tuple[Row, ...]


Block = Title | Heading | Paragraph | Rows


def number(value: float) -> Token:
    """Return a number."""
    return Token("number", short(value))


def weight(value: float) -> Token:
    """Return a weight: its sign is shown in colour where there is any."""
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
    """Return ``( value * factor )``, the factor being a weight."""
    return enclosed(number(value), operator("*"), weight(factor))


def product(value: float, factor: float) -> Equation:
    """Return ``( value * factor )``, none of them a weight."""
    return enclosed(number(value), operator("*"), number(factor))


def symbols(text: str) -> Equation:
    """Return symbols with operators between them, such as ``y * z``, as tokens."""
    return tuple(operator(each) if each in ("+", "-", "*", "/") else word(each) for each in text.split(" "))


def added(value: float) -> Equation:
    """Return ``+ value``, or ``- size`` of a negative one."""
    text = short(value)
    negative = text.startswith("-")
    return (operator("-" if negative else "+"), Token("number", text.removeprefix("-")))


def equals(value: float, recomputed: float, text: str = "") -> Equation:
    """Return ``= value``, or ``≈ value`` where the numbers as they are shown do not quite give it.

    ``text`` is how the value is shown, if not as :func:`~rosenblatt.trace.writing.numbers.short` writes it.
    """
    return (Token("relation", relation(value, recomputed, text)), Token("number", text or short(value)))


def named(name: str, value: float) -> Equation:
    """Return ``name = value``."""
    return (word(name), Token("relation", "="), number(value))
