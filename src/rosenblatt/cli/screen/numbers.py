"""Numbers for people: few digits, and in a column the decimal points one above the other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rosenblatt.cli.screen.console import clean

DIGITS = 6
MISSING = "–"


def cell(value: object, decimals: int | None = None) -> str:
    """Return one value as text, a float with so many decimals or with six digits."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}" if decimals is None else f"{value:.{decimals}f}"
    return clean(value)


def one_unit(values: Sequence[object], decimals: int | None = None) -> list[str]:
    """Return values of one unit as texts: floats all with as many decimals as the one that needs most."""
    if decimals is not None:
        return [cell(value, decimals) for value in values]
    texts = [cell(value) for value in values]
    floats = [text for value, text in zip(values, texts, strict=True) if isinstance(value, float)]
    if any("e" in text for text in floats):
        return texts
    needed = max((len(text.partition(".")[2]) for text in floats), default=0)
    return [cell(value, min(needed, DIGITS)) for value in values]


def many_units(values: Sequence[object]) -> list[str]:
    """Return values of several units as texts: each with its own digits, padded behind its decimal point."""
    texts = [cell(value) for value in values]
    tails = [
        text[len(text.partition(".")[0]) :] if is_number(value) else ""
        for value, text in zip(values, texts, strict=True)
    ]
    longest = max(map(len, tails), default=0)
    return [text + " " * (longest - len(tail)) for text, tail in zip(texts, tails, strict=True)]


def is_number(value: object) -> bool:
    """Whether a value is set to the right in its column."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def label_cell(label: object) -> object:
    """Return a label as a grid takes it; those of several targets, a list, one after the other."""
    return " ".join(map(cell, label)) if isinstance(label, list) else label
