"""Numbers and names as they stand on a page: one way to write each."""

from __future__ import annotations

import datetime
import math
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

MINUS = "−"
ELLIPSIS = "…"
EMPTY = "(empty)"
_TURNS_TEXT_ROUND = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}


def plain(value: object) -> str:
    """Return a value as one line of text; control characters, surrogates and direction marks are replaced."""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    return "".join(_harmless(character) for character in text)


def _harmless(character: str) -> str:
    if character.isspace():
        return " "
    kind = unicodedata.category(character)
    return "\ufffd" if kind in ("Cc", "Cs", "Cn") or character in _TURNS_TEXT_ROUND else character


def number(value: float, digits: int = 3) -> str:
    """Return a number with ``digits`` digits that count, a true minus, and commas between thousands.

    Examples
    --------
    >>> number(0.91716798), number(-1234.5), number(2.5e-7), number(15)
    ('0.917', '−1,234', '2.5e−7', '15')
    """
    value = float(value)
    if math.isnan(value):
        return "not known"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    size = abs(value)
    if value == round(value) and size < 1e9:
        text = f"{value:,.0f}"
    elif 1e-4 <= size < 1e7:
        decimals = max(0, digits - 1 - math.floor(math.log10(size)))
        text = f"{value:,.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if decimals > digits else text
    else:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        if "." in mantissa:
            mantissa = mantissa.rstrip("0").rstrip(".")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", MINUS)


def short(value: float) -> str:
    """Return a round number as it is read on an axis: ``0.1``, ``2,000``, ``1e−5``."""
    text = number(value)
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text


def fixed(value: float, decimals: int = 3) -> str:
    """Return a number with that many decimals, for columns that align: ``0.900``, ``−1.250``."""
    if not math.isfinite(value):
        return number(value)
    text = f"{value:,.{decimals}f}"
    return (text[1:] if text.startswith("-") and float(text.replace(",", "")) == 0 else text).replace(
        "-", MINUS
    )


def date_text(year: float, *, of_month: bool = False) -> str:
    """Return the date of a year with its fraction: ``2023-04-02``, or ``2023-04``.

    Examples
    --------
    >>> date_text(2023.25), date_text(2023.25, of_month=True)
    ('2023-04-02', '2023-04')
    """
    first = math.floor(year)
    if not datetime.MINYEAR <= first < datetime.MAXYEAR:
        return number(year)
    day = datetime.date(first, 1, 1) + datetime.timedelta(days=round((year - first) * 365.25))
    return f"{day:%Y-%m}" if of_month else day.isoformat()


def score(value: float) -> str:
    """Return an accuracy or an R² as the screen shows it: ``0.8889``; never 1 for nearly all."""
    text = fixed(value, 4)
    return "0.9999" if text == "1.0000" and value < 1 else text


def signed(value: float, beside: float | None = None) -> str:
    """Return a number with its sign always shown, and as many decimals as one beside it has.

    Examples
    --------
    >>> signed(0.5234), signed(-0.004, beside=0.5234), signed(0.0), signed(-13.36)
    ('+0.523', '−0.004', '0', '−13.4')
    """
    size = abs(value if beside is None else beside)
    if value == 0:
        return "0"
    if not 1e-4 <= size < 1e5:
        text = number(value)
    else:
        text = fixed(value, max(0, 2 - math.floor(math.log10(size))))
    return text if text.startswith(MINUS) or not text.strip("0.") else f"+{text}"


def share(part: float, whole: float) -> str:
    """Return a share as a whole percentage, and never 0% for some or 100% for not all."""
    if whole == 0:
        return "none"
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "<1%"
    if 99 < percent < 100:
        return ">99%"
    return f"{percent:.0f}%"


def count(n: int, one: str, many: str | None = None) -> str:
    """Return ``1 sample`` or ``1,200 samples``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def numbered(step: str, number: int) -> str:
    """Return ``step 1,200``, or of a year, which has no comma, ``1957``."""
    return str(number) if step == "year" else f"{step} {number:,}"


def listing(items: Iterable[str], last: str = "and") -> str:
    """Return ``a, b and c``."""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def brief(value: object, longest: int = 40) -> str:
    """Return a text, cut short with an ellipsis where it has more characters than that."""
    text = plain(value) or EMPTY
    return text if len(text) <= longest else text[: longest - 1].rstrip() + ELLIPSIS


def some(items: Sequence[str], most: int = 6) -> str:
    """Return the items as a listing, cut short after ``most`` of them with how many are left out."""
    if len(items) <= most:
        return listing(items)
    return listing([*items[: most - 1], f"{len(items) - most + 1} more"])


ENOUGH = 20
"""Scores from which the middle nine in ten are a range of their own; of fewer the whole range is reported."""


def middle_range(scores: NDArray[np.float64], over: str = "splits") -> tuple[str, float, float]:
    """Return which scores a range covers, in words, and its ends: the middle 90 % of many, all of a few."""
    if len(scores) >= ENOUGH:
        low, high = np.quantile(scores, [0.05, 0.95])
        return f"nine {over} in ten", float(low), float(high)
    other = "" if over == "folds" else "other "
    return count(len(scores), f"{other}{over[:-1]}"), float(scores.min()), float(scores.max())
