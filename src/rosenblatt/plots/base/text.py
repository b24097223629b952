"""Texts measured, shortened and wrapped to the room they have, in the font that lays out every figure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import Kerning, LoadFlags
from matplotlib.textpath import text_to_path

from rosenblatt.plots.base.style import FONT, quiet_about_glyphs
from rosenblatt.views.words import ELLIPSIS, EMPTY, plain

_SCALE = 100.0
"""Size in points at which the font is measured: widths grow with the size."""
_SHAPED = re.compile(r"[^\t\n -\u02ff\u0370-\u058f\u2000-\u2bff]")
"""Characters that are measured together with their neighbours."""


def width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a text in points, in the font that figures are laid out with."""
    return _box(text, FONT, weight)[0] * size / _SCALE


def box_of(text: str, prop: FontProperties) -> tuple[float, float, float]:
    """Return width, height and descent of a line of text in points."""
    scale = prop.get_size_in_points() / _SCALE
    wide, tall, below = _box(text, prop.get_family()[0], str(prop.get_weight()))
    return wide * scale, tall * scale, below * scale


def line_heights(prop: FontProperties) -> tuple[float, float, float]:
    """Return how far a line reaches above and below its baseline, and the gap between lines, in points."""
    above, below, gap = _face(prop.get_family()[0], str(prop.get_weight())).heights
    size = prop.get_size_in_points()
    return above * size, below * size, gap * size


@lru_cache(maxsize=8192)
def _box(text: str, family: str, weight: str) -> tuple[float, float, float]:
    """Width, height and descent at the size at which the font is measured."""
    if _SHAPED.search(text):
        with quiet_about_glyphs():
            font = FontProperties(family=family, size=_SCALE, weight=weight)
            return text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return _face(family, weight).box(text)


@lru_cache(maxsize=8)
def _face(family: str, weight: str) -> _Face:
    return _Face(FontProperties(family=family, weight=weight))


class _Face:
    """A font's glyphs, each measured once: a text is as wide as its glyphs and the kerning between them."""

    def __init__(self, prop: FontProperties) -> None:
        self._font = get_font(findfont(prop))
        head, typographic = self._font.get_sfnt_table("head"), self._font.get_sfnt_table("OS/2")
        assert head is not None
        assert typographic is not None
        unit = 1 / head["unitsPerEm"]
        self.heights = (
            typographic["sTypoAscender"] * unit,
            -typographic["sTypoDescender"] * unit,
            typographic["sTypoLineGap"] * unit,
        )
        self._glyphs: dict[str, tuple[float, float, float]] = {}
        self._kerning: dict[tuple[str, str], float] = {}

    def box(self, text: str) -> tuple[float, float, float]:
        """Return width, height and descent."""
        glyphs = [self._glyphs.get(character) or self._load(character) for character in text]
        wide = sum(glyph[0] for glyph in glyphs)
        wide += sum(self._kerning.get(pair) or self._kern(*pair) for pair in pairwise(text))
        low = min((glyph[1] for glyph in glyphs), default=0.0)
        high = max((glyph[2] for glyph in glyphs), default=0.0)
        return wide, high - low, max(-low, 0.0)

    def _load(self, character: str) -> tuple[float, float, float]:
        """Measure a character's advance, and its lowest and its highest point."""
        self._font.set_size(_SCALE, 72)
        glyph = self._font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
        _, low, _, high = glyph.bbox
        self._glyphs[character] = (glyph.linearHoriAdvance / 65536, low / 64, high / 64)
        return self._glyphs[character]

    def _kern(self, one: str, other: str) -> float:
        self._font.set_size(_SCALE, 72)
        left, right = self._font.get_char_index(ord(one)), self._font.get_char_index(ord(other))
        self._kerning[one, other] = self._font.get_kerning(left, right, Kerning.UNFITTED) / 64
        return self._kerning[one, other]


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
