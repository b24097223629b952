"""A figure of the gallery: its number, its texts, and its display."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.plots import Display


@dataclass(frozen=True)
class Picture:
    """One of the seventeen figures.

    Attributes
    ----------
    number : int
        Its number in the tutorial, from 1.
    slug : str
        The end of its file's name: ``"many-layers"``.
    caption : str
        Its title.
    text : str
        Its explanation.
    display : Display
        The display that draws it.
    arithmetic : str
        The arithmetic behind it, one sum a line; empty if there is none.
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
