"""A figure on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from rosenblatt.plots.base.display import Display


@dataclass(frozen=True)
class Figure:
    """A figure on the page.

    Attributes
    ----------
    name : str
        Begins the ids in it; the page's anchor.
    title : str
        What one should see.
    picture : Markup
        The SVG element.
    words : str
        The same without looking.
    """

    name: str
    title: str
    picture: Markup
    words: str

    @classmethod
    def of(cls, name: str, display: Display) -> Figure:
        """Draw a display; its title is set by the page."""
        return cls(name, display.title, Markup(display.to_svg(name, title=False)), display.description)
