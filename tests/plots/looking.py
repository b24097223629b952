"""Looking at a figure as a reader does: every text that is drawn, where it stands, and how large it is."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import ExitStack
from dataclasses import dataclass
from unittest.mock import patch

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from rosenblatt.plots.base.style import style

SVG = "{http://www.w3.org/2000/svg}"
TOUCHING = 0.6
"""Boxes may share so many points: a box is a little larger than the letters in it."""


@dataclass(frozen=True)
class Seen:
    """A text as drawn: its box in points from the figure's lower left, and its size in points."""

    text: str
    box: Bbox
    size: float


def seen_texts(figure: Figure) -> list[Seen]:
    """Lay out a figure as for drawing and return every text in it."""
    drawn: list[Text] = []
    draw = Text.draw

    def noting(self: Text, renderer: object, *args: object, **kwargs: object) -> None:
        drawn.append(self)
        draw(self, renderer, *args, **kwargs)

    with ExitStack() as stack:
        stack.enter_context(style())
        stack.enter_context(patch.object(Text, "draw", noting))
        canvas = FigureCanvasAgg(figure)
        figure.draw_without_rendering()
    scale = 72 / figure.dpi
    return [
        Seen(
            text.get_text(),
            Bbox(text.get_window_extent(canvas.get_renderer()).get_points() * scale),
            text.get_fontsize(),
        )
        for text in drawn
        if text.get_visible() and text.get_text().strip()
    ]


def assert_readable(figure: Figure) -> None:
    """Every text is at least 8 points large, lies inside the figure, and overlaps no other."""
    texts = seen_texts(figure)
    assert texts
    width, height = 72 * figure.get_figwidth(), 72 * figure.get_figheight()
    for seen in texts:
        assert seen.size >= 8, seen
        assert -TOUCHING <= seen.box.x0 <= seen.box.x1 <= width + TOUCHING, (seen, width)
        assert -TOUCHING <= seen.box.y0 <= seen.box.y1 <= height + TOUCHING, (seen, height)
    for place, one in enumerate(texts):
        for other in texts[place + 1 :]:
            across = min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0)
            along = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
            assert min(across, along) <= TOUCHING, (one, other)


def svg_texts(svg: str) -> str:
    """All text that an SVG element draws, in one line."""
    root = ET.fromstring(svg)
    return " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))
