"""Numbers and names as they stand on a page: one way to write each."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

MINUS = "−"
ELLIPSIS = "…"
EMPTY = "(empty)"
_TURNS_TEXT_ROUND = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}


def plain(value: object) -> str:
    """Return a value as one line of text that any page can hold.

    Names come from strangers: control characters, line ends, lone surrogates and the marks that turn the
    direction of writing become a space or the replacement character.
    """
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


@lru_cache(maxsize=8192)
def width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a text in points, in the font that figures are laid out with."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    from rosenblatt.plots.base.style import FONT, quiet_about_glyphs

    with quiet_about_glyphs():
        font = FontProperties(family=FONT, size=size, weight=weight)
        return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def fitted(value: object, room: float, size: float, weight: str = "normal") -> str:
    """Return the text, shortened with an ellipsis where it is wider than ``room`` points; never nothing."""
    text = plain(value) or EMPTY
    if len(text) < 400 and width(text, size, weight) <= room:
        return text
    low, high = 0, min(len(text), 400)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + ELLIPSIS, size, weight) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


def wrapped(text: str, room: float, size: float, weight: str = "normal") -> str:
    """Return the text broken into lines no wider than ``room`` points, and as even as they can be."""
    words = [fitted(word, room, size, weight) for word in text.split()]

    def broken(limit: float) -> list[str]:
        lines: list[str] = []
        for word in words:
            if lines and width(f"{lines[-1]} {word}", size, weight) <= limit:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    lines = broken(room)
    narrower = (broken(room * part / 20) for part in range(10, 20)) if len(lines) > 1 else iter(())
    return "\n".join(next((others for others in narrower if len(others) == len(lines)), lines))
