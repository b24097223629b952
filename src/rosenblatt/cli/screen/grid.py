"""A grid of values that fits the screen, and numbers with their decimal points aligned."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from rosenblatt.cli.screen.console import clean

if TYPE_CHECKING:
    from rich.console import Console

DIGITS = 6
MISSING = "–"
GAP = "  "
WIDEST = 24


@dataclass(frozen=True)
class Column:
    """A column of a grid; ``decimals`` of None are as many as needed, for each value alone if ``mixed``."""

    name: str
    values: Sequence[object]
    decimals: int | None = None
    mixed: bool = False

    @property
    def texts(self) -> list[str]:
        """The cells."""
        texts = many_units(self.values) if self.mixed else one_unit(self.values, self.decimals)
        return [_shortened(text) for text in texts]

    @property
    def least(self) -> int:
        """The room its cells and the longest word of its heading need."""
        return max(len(text) for text in ("", *self.texts, *_shortened(clean(self.name)).split()))

    @property
    def most(self) -> int:
        """The room it needs with its heading on one line."""
        return max(self.least, len(_shortened(clean(self.name))))

    def lines(self, width: int) -> list[str]:
        """Return the heading's lines at a width."""
        return textwrap.wrap(_shortened(clean(self.name)), width) or [""]

    def placed(self, text: str, width: int) -> str:
        """Set a text to its side."""
        known = [value for value in self.values if value is not None]
        return text.rjust(width) if known and all(map(is_number, known)) else text.ljust(width)


def show_grid(console: Console, columns: Sequence[Column], last: int = 0) -> int:
    """Show a grid and return how many columns were left out before the ``last`` ones for lack of space."""
    shown, left_out = _chosen(columns, last, console.width)
    widths = [each.most for each in shown]
    if _needed(widths) > console.width:
        widths = [each.least for each in shown]
    headings = [each.lines(width) for each, width in zip(shown, widths, strict=True)]
    height = max(map(len, headings))
    sunk = [[""] * (height - len(lines)) + lines for lines in headings]
    for row in zip(*sunk, strict=True):
        console.print(_line(shown, widths, row), style="dim")
    console.print(GAP + "─" * (_needed(widths) - len(GAP)), style="dim")
    for row in zip_longest(*(each.texts for each in shown), fillvalue=""):
        console.print(_line(shown, widths, row))
    return left_out


def show_grids(console: Console, key: Column, columns: Sequence[Column]) -> None:
    """Show every column beside the key: in one grid, or in as many below one another as it takes."""
    rest = list(columns)
    while rest:
        n = min(len(rest), console.width)
        while n > 1 and _needed([each.least for each in (key, *rest[:n])]) > console.width:
            n -= 1
        show_grid(console, [key, *rest[:n]])
        rest = rest[n:]
        if rest:
            console.print()


def _chosen(columns: Sequence[Column], last: int, width: int) -> tuple[list[Column], int]:
    """Return as many columns as fit with the last ones, and how many do not."""
    first, always = list(columns[: len(columns) - last]), list(columns[len(columns) - last :])
    room = width - _needed([each.least for each in always])
    widths: list[int] = []  # of the columns that may fit, not of thousands that cannot
    for each in first:
        if _needed(widths) > room:
            break
        widths.append(each.least)
    if len(widths) == len(first) and _needed(widths) <= room:
        return [*first, *always], 0
    dots, n_shown = Column("…", ["…"] * len(columns[0].values)), len(widths)
    while n_shown and _needed([*widths[:n_shown], dots.least]) > room:
        n_shown -= 1
    return [*first[:n_shown], dots, *always], len(first) - n_shown


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * len(widths)


def _line(columns: Sequence[Column], widths: Sequence[int], texts: Sequence[str]) -> str:
    placed = (each.placed(text, width) for each, text, width in zip(columns, texts, widths, strict=True))
    return (GAP + GAP.join(placed)).rstrip()


def _shortened(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


# ---- Numbers -----------------------------------------------------------------------------------------


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
