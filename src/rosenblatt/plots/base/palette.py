"""The one palette: every colour means the same thing in every figure, report and page.

The colours named here are those on light paper; :func:`dark` returns the counterpart of any colour on dark
paper, so that a page or an SVG carries both and follows its reader's setting. Classes take Petroff's ten
colours ("Accessible color sequences for data visualization", 2021), blue and orange last, because these
belong to the signs of weights. Nothing rests on colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import cycle, islice
from typing import TypeAlias

import numpy as np

Dash: TypeAlias = str | tuple[float, tuple[float, ...]]
"""How a line is broken, as matplotlib says it."""

INK = "#1d2129"
"""Text, axes, and what was measured on the training part."""
MUTED = "#5a616c"
"""Secondary text; 6:1 on paper."""
RULE = "#8b929c"
"""Lines that guide the eye and still have to be seen; 3:1 on paper."""
FAINT = "#dfe2e6"
"""Grids and hairlines, which carry nothing."""
GROUND = "#eff1f4"
"""Bands behind marks."""
PAPER = "#ffffff"
DARK_PAPER = "#14181e"
"""What stands for paper where the reader's setting is dark."""

POSITIVE = "#1b5fad"
"""Positive weights, with solid lines, filled squares and a plus."""
NEGATIVE = "#ad5f00"
"""Negative weights, with dashed lines, hollow squares and a minus."""

VALUE = "#1e3a5c"
"""A function's value, with a solid line."""
DERIVATIVE = "#a3265f"
"""Its derivative, with a dashed line."""

TISSUE, MYELIN, NUCLEUS = "#f3ddd3", "#fbf3d9", "#e2b5a5"
"""A biological neuron, the sheath around its axon, and what lies within it."""
TISSUE_EDGE = "#84503f"
"""Its outline, and the names of its parts."""

TRAINING = INK
VALIDATION = "#007a5e"

SOLID = "solid"
DASHED = (0, (4.0, 2.0))
"""The validation part."""
SHORT_DASHES = (0, (3.2, 1.8))
"""Negative weights: still dashes where a line is wide."""

CLASS_COLOURS = (
    "#832db6",
    "#92dadd",
    "#bd1f01",
    "#b9ac70",
    "#717581",
    "#a96b59",
    "#94a4a2",
    "#3f90da",
    "#ffa90e",
    "#e76300",
)
CLASS_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", "p", ">")
MARKER_SCALE = {
    "o": 1.0,
    "s": 0.88,
    "^": 1.08,
    "D": 0.8,
    "v": 1.08,
    "P": 1.08,
    "X": 1.08,
    "<": 1.08,
    "p": 1.08,
    ">": 1.08,
}
"""What makes the shapes look equally large at the same size."""

VALUES = ("#f4f1e6", "#c9d3c0", "#8fb3ac", "#568d97", "#2f6480", "#1e3a5c")
"""A scale of light to dark for numbers without a sign; even steps in grey."""


def class_colours(n_classes: int) -> list[str]:
    """One colour a class; after ten they come round again."""
    return list(islice(cycle(CLASS_COLOURS), n_classes))


def class_markers(n_classes: int) -> list[str]:
    """One marker a class; when colours come round again the markers have moved on, so that pairs differ."""
    n_markers = len(CLASS_MARKERS)
    return [CLASS_MARKERS[(index + index // len(CLASS_COLOURS)) % n_markers] for index in range(n_classes)]


def mixed(colour: str, other: str, share: float) -> str:
    """``share`` of ``colour`` mixed with ``other``, as a hexadecimal colour."""
    parts = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(share * mine + (1 - share) * theirs):02x}" for mine, theirs in parts)


def tint(colour: str) -> str:
    """Return the light ground of a class's region: less of a dark colour, more of a light one."""
    return mixed(colour, PAPER, 0.2 + 0.3 * _luminance(colour))


def edge(colour: str) -> str:
    """Return the same hue, dark enough to have a contrast of 3:1 on paper."""
    share = 1.0
    while contrast(mixed(colour, INK, share), PAPER) < 4.0:
        share -= 0.05
    return mixed(colour, INK, share)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours from 1 to 21, as the Web Content Accessibility Guidelines define it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


# ---- On dark paper ---------------------------------------------------------------------------------------

DARK_CLASSES = dict(
    zip(
        CLASS_COLOURS,
        (
            "#c574fe",
            "#92dadd",
            "#de442b",
            "#b9ac70",
            "#777b87",
            "#a96b59",
            "#96a6a4",
            "#2c7fc7",
            "#ffa90e",
            "#f36e1c",
        ),
        strict=True,
    )
)
"""Classes on dark paper: the same hues, as light as they must be to stand out, and apart for every reader."""
ON_LIGHT, ON_DARK = (1.0, 1.5, 3.0, 7.0, 21.0), (1.0, 1.35, 3.0, 7.0, 15.0)
"""Contrasts on light paper and what becomes of them: grounds are quieter there, and white would glare."""


@lru_cache(maxsize=4096)
def dark(colour: str) -> str:
    """Return the counterpart of a colour on dark paper.

    It has the same hue and chroma in OKLab (Ottosson, 2020), and a contrast with dark paper that follows from
    that of the colour with white paper: what is faint remains faint, and what is text remains legible.
    """
    if colour in DARK_CLASSES or colour == PAPER:
        return DARK_CLASSES.get(colour, DARK_PAPER)
    wanted = float(np.interp(contrast(colour, PAPER), ON_LIGHT, ON_DARK))
    return _with_luminance(colour, wanted * (_luminance(DARK_PAPER) + 0.05) - 0.05)


PAGE = {
    "ink": INK,
    "muted": MUTED,
    "rule": RULE,
    "faint": FAINT,
    "ground": GROUND,
    "paper": PAPER,
    "positive": POSITIVE,
    "negative": NEGATIVE,
}
"""The variables of pages, by their names in CSS."""


def page_rules() -> str:
    """Return CSS that defines the variables of pages, which follow the reader's setting; paper is light."""
    plain = "".join(f"--{name}:{colour};" for name, colour in PAGE.items())
    both = "".join(f"--{name}:light-dark({colour},{dark(colour)});" for name, colour in PAGE.items())
    return (
        f":root{{{plain}}}\n"
        f"@supports (color:light-dark(red,red)){{:root{{color-scheme:light dark;{both}}}}}\n"
        "@media print{:root{color-scheme:light}}"
    )


def dark_rules(colours: Iterable[str], root: str = ":root") -> str:
    """Return CSS by which an SVG's elements with these fills and strokes follow the reader's setting.

    Each colour becomes a variable with both values on ``root``. Programs that do not know CSS, or its
    function ``light-dark()``, show the attributes, which are the colours on light paper.
    """
    ordered = sorted(set(colours))
    values = ";".join(f"--{name[1:]}:light-dark({name},{dark(name)})" for name in ordered)
    rules = "".join(
        f'[{kind}="{name}"]{{{kind}:var(--{name[1:]})}}' for name in ordered for kind in ("fill", "stroke")
    )
    return f"@supports (color:light-dark(red,red)){{{root}{{{values}}}{rules}}}"


def _with_luminance(colour: str, wanted: float) -> str:
    """Return a colour of the same hue with that luminance, and of its chroma what screens can show."""
    _, a, b = _oklab(colour)
    for chroma in (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1, 0.0):
        low, high = 0.0, 1.0
        for _ in range(16):
            middle = (low + high) / 2
            light = _linear_rgb(middle, chroma * a, chroma * b)
            low, high = (middle, high) if _weighted(light) < wanted else (low, middle)
        light = _linear_rgb(high, chroma * a, chroma * b)
        if min(light) > -0.002 and max(light) < 1.002:
            break
    return "#" + "".join(f"{round(255 * _encoded(value)):02x}" for value in light)


def _oklab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _linear_rgb(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encoded(linear: float) -> float:
    linear = min(max(linear, 0.0), 1.0)
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(colour: str) -> tuple[float, ...]:
    return tuple(
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in _channels(colour))
    )


def _weighted(linear: Iterable[float]) -> float:
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _luminance(colour: str) -> float:
    return _weighted(_linear(colour))
