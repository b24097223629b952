"""The one palette: every colour means the same thing in every figure, report and page.

Classes take Petroff's ten colours ("Accessible color sequences for data visualization", 2021), blue and
orange last, because these belong to the signs of weights. Nothing rests on colour alone.
"""

from __future__ import annotations

from itertools import cycle, islice
from typing import TypeAlias

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

POSITIVE = "#1b5fad"
"""Positive weights, with solid lines, filled squares and a plus."""
NEGATIVE = "#c06a00"
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


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
