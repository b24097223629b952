"""The page that shows the seventeen figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rosenblatt.pages import Figure, page_environment
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.pages.gallery.sections import SECTIONS


@dataclass(frozen=True)
class Shown:
    """A figure on the page.

    Attributes
    ----------
    picture : Picture
    figure : Figure
        Its drawing, title and description.
    file : str
        The file of the drawing, in the same folder as the page.
    """

    picture: Picture
    figure: Figure
    file: str


def render_page(pictures: Sequence[Picture]) -> str:
    """Render the page of all figures.

    The page is self-contained: it includes the style and the drawings, it runs no script, and its content
    security policy forbids external resources and scripts. The same figures give the same page.

    Parameters
    ----------
    pictures : sequence of Picture
        All seventeen, in order.

    Returns
    -------
    str
        A complete HTML document.
    """
    shown = iter(
        [
            Shown(each, Figure.of(f"figure-{each.number}", each.display), f"{each.name}.svg")
            for each in pictures
        ]
    )
    sections = [(section, [next(shown) for _ in section.figures]) for section in SECTIONS]
    template = page_environment("rosenblatt.pages.gallery").get_template("index.html.j2")
    return template.render(sections=sections)
