"""A figure of the gallery: its number, what it shows, and the display that draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.plots import Display


@dataclass(frozen=True)
class Picture:
    """One of the seventeen.

    Attributes
    ----------
    number : int
        Its number in the tutorial, from 1.
    slug : str
        Ends its file's name: ``"many-layers"``.
    caption : str
        What it is, in a few words.
    text : str
        What one learns from it.
    display : Display
        Draws it from live objects.
    arithmetic : str
        The sums behind it, a line each; empty where there are none.
    """

    number: int
    slug: str
    caption: str
    text: str
    display: Display
    arithmetic: str = ""

    @property
    def name(self) -> str:
        """Name of its file, without the ending: ``figure-07-many-layers``."""
        return f"figure-{self.number:02}-{self.slug}"
