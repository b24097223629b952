"""Texts measured, shortened and wrapped to the room they have, in the font that lays out every figure."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from rosenblatt.plots.base.style import FONT, quiet_about_glyphs
from rosenblatt.views.words import ELLIPSIS, EMPTY, plain


@lru_cache(maxsize=8192)
def width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a text in points, in the font that figures are laid out with."""
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
