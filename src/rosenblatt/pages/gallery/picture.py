"""A figure of the gallery, and several drawings beside one another in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from rosenblatt.plots import Display
from rosenblatt.plots.base.style import FULL, HALF, LABEL, drawing_room, is_narrow
from rosenblatt.views.words import listing

if TYPE_CHECKING:
    from rosenblatt.plots import Display


@dataclass(frozen=True)
class Picture:
    """One of the eighteen figures.

    Attributes
    ----------
    number : int
        Its number in the tutorial, from 1.
    slug, caption, text : str
        The end of its file's name, such as ``"many-layers"``, its title, and its explanation.
    display : Display
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


GAP = 14.0
"""Space between two drawings, in points."""
HEAD = 1.9 * LABEL


def panel_width(n_panels: int) -> float:
    """Width in inches of one of several drawings side by side."""
    return (FULL * 72 - GAP * (n_panels - 1)) / n_panels / 72


@dataclass
class Panels(Display):
    """Several drawings of the width :func:`panel_width` side by side; ``shown`` is the figure's message."""

    names: Sequence[str]
    drawings: Sequence[Display]
    shown: str

    is_drawing = True

    @property
    def title(self) -> str:
        """The message of the figure, in one sentence."""
        return self.shown

    @property
    def description(self) -> str:
        """The descriptions of the drawings."""
        texts = [f"{name}: {each.description}" for name, each in zip(self.names, self.drawings, strict=True)]
        return f"Drawings of {listing(self.names)}. {' '.join(texts)}"

    def _size(self) -> tuple[float, float]:
        heights = [each.height + HEAD / 72 for each in self.drawings]
        return (HALF, sum(heights)) if is_narrow() else (FULL, max(heights))

    def _narrowest(self) -> float:
        return 0.0

    def _draw(self, ax: Axes) -> None:
        room, height = drawing_room(ax)
        box, figure = ax.get_position(), ax.get_figure(root=True)
        assert figure is not None
        n_rows = len(self.drawings) if is_narrow() else 1
        wide = room if is_narrow() else (room - GAP * (len(self.drawings) - 1)) / len(self.drawings)
        top = height
        for place, (name, drawing) in enumerate(zip(self.names, self.drawings, strict=True)):
            left = 0.0 if is_narrow() else place * (wide + GAP)
            ax.text(left + wide / 2, top - 2, name, ha="center", va="top", size=LABEL, weight="bold")
            tall = 72 * drawing.height * height / (72 * self._size()[1]) if n_rows > 1 else height - HEAD
            low = box.y0 + box.height * (top - HEAD - tall) / height
            part = (
                box.x0 + box.width * left / room,
                low,
                box.width * wide / room,
                box.height * tall / height,
            )
            drawing.plot(figure.add_axes(part), title=False)
            top -= HEAD + tall if n_rows > 1 else 0.0
