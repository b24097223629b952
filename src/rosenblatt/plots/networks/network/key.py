"""What the marks of a network's drawing mean, in rows below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from rosenblatt.plots.base.palette import INK, MUTED, PAPER, SOLID
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.base.text import width
from rosenblatt.plots.networks.network.lines import STYLES
from rosenblatt.plots.networks.network.neurons import RING
from rosenblatt.plots.networks.network.returns import DASHES, draw_head

LINE, GAP, APART = 22.0, 5.0, 15.0
"""In points: a line in the key, the room to its text, and the room to the next entry."""
ROW = 1.75 * SMALL
MARKS = {"positive": 1, "negative": -1, "zero": 0}


@dataclass(frozen=True)
class Entry:
    """A mark ("positive", "negative", "zero", "context", "return", "arrow" or "none") and its meaning."""

    mark: str
    text: str

    @property
    def lead(self) -> float:
        """Width of the mark and the room behind it."""
        return {"none": 0.0, "context": 20.0}.get(self.mark, LINE) + (GAP if self.mark != "none" else 0.0)

    @property
    def size(self) -> float:
        """Width of all."""
        return self.lead + width(self.text, SMALL)


def rows_of(entries: Sequence[Entry], room: float) -> list[list[Entry]]:
    """Set the entries into as few rows as the room allows."""
    rows: list[list[Entry]] = []
    left = 0.0
    for entry in entries:
        if not rows or entry.size > left:
            rows.append([])
            left = room - 4
        rows[-1].append(entry)
        left -= entry.size + APART
    return rows


def key_height(entries: Sequence[Entry], room: float) -> float:
    """Height of the key in points."""
    return ROW * len(rows_of(entries, room)) + 6 if entries else 10.0


def draw_key(ax: Axes, entries: Sequence[Entry], room: float) -> None:
    """Draw the key at the foot of axes whose unit is the point."""
    rows = rows_of(entries, room)
    for place, row in enumerate(rows):
        y, x = ROW * (len(rows) - place - 0.5) + 1, 2.0
        for entry in row:
            _draw_mark(ax, entry.mark, x, y)
            colour = MUTED if entry.mark == "none" else INK
            ax.text(x + entry.lead, y, entry.text, ha="left", va="center", size=SMALL, color=colour)
            x += entry.size + APART


def _draw_mark(ax: Axes, mark: str, x: float, y: float) -> None:
    if mark in MARKS:
        colour, dash = STYLES[MARKS[mark]]
        ax.plot([x, x + LINE], [y, y], color=colour, linestyle=dash, linewidth=2.0)
    elif mark in ("return", "arrow"):
        dash = DASHES if mark == "return" else SOLID
        ax.plot([x, x + LINE - 5], [y, y], color=INK, linestyle=dash, linewidth=1.1)
        draw_head(ax, x + LINE, y)
    elif mark == "context":
        for radius in (5 + RING, 5):
            circle = Circle((x + 10, y), radius, facecolor=PAPER, edgecolor=INK, linewidth=0.9)
            ax.add_artist(circle)
