"""Where the cells of an unrolled network stand, in points: a column a step, a band a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.base.text import width
from rosenblatt.views.names import Fold

ROW, CELL_HEIGHT = 17.0, 15.0
NARROWEST, WIDEST = 34.0, 40.0
"""A cell's width: at least so that a number fits in, at most so that it looks like a cell."""
BETWEEN = 15.0
"""Room between two columns, for the arrow from one to the next."""
HEAD, ARROW, ERROR = 1.9 * SMALL, 25.0, 52.0
"""Heights: of the numbers of the steps, of the room for arrows and a layer's name, of the errors."""
MOST_NEURONS = 8


@dataclass(frozen=True)
class Steps:
    """The steps that are drawn, counted from 0; others are left out before ``shown[gap]``."""

    shown: tuple[int, ...]
    gap: int | None
    n: int

    @classmethod
    def of(cls, n: int, most: int) -> Steps:
        """Choose the steps to draw: all, or the first and the last ones."""
        if n <= most:
            return cls(tuple(range(n)), None, n)
        begin = max(1, (most + 1) // 2)
        end = max(1, most - begin)
        return cls((*range(begin), *range(n - end, n)), begin, n)

    @property
    def n_hidden(self) -> int:
        """How many are left out."""
        return self.n - len(self.shown)

    @property
    def gap_words(self) -> str:
        """The text in their place."""
        return f"{self.n_hidden:,} more\nstep{'s' if self.n_hidden > 1 else ''}"


@dataclass(frozen=True)
class Band:
    """The cells of a layer, one below the other from ``top``: the same at every step."""

    rows: Fold
    top: float

    @property
    def low(self) -> float:
        """Lower edge of the last cell."""
        return self.ys[-1] - CELL_HEIGHT / 2

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.low) / 2

    @property
    def ys(self) -> list[float]:
        """The middles of the cells."""
        return [self.top - CELL_HEIGHT / 2 - ROW * place for place in self.rows.places]

    @property
    def gap_y(self) -> float | None:
        """Where it says that neurons are left out."""
        if self.rows.gap is None:
            return None
        return (self.ys[self.rows.gap - 1] + self.ys[self.rows.gap]) / 2


def band_height(n: int) -> float:
    """Height of a band of so many neurons."""
    return ROW * Fold.of(n, MOST_NEURONS).length + CELL_HEIGHT


@dataclass(frozen=True)
class Layout:
    """The positions of all parts, in points.

    ``start_x``, ``gap_x`` and ``xs`` are middles of columns: of the state before the first step, of the dots,
    and of the shown steps. ``bands`` begin with the inputs, from below to above. ``error_y`` and ``head_y``
    are where the bars of the errors and the numbers of the steps are drawn; names end at ``left``.
    """

    steps: Steps
    start_x: float
    gap_x: float | None
    xs: list[float]
    cell: float
    bands: list[Band]
    targets: Band | None
    error_y: float | None
    head_y: float
    left: float


def shown_steps(n: int, most: int, left: float, room: float) -> Steps:
    """Choose as many steps as are asked for and have room."""
    fit = int((room - left - 4) // (NARROWEST + BETWEEN)) - 1
    steps = Steps.of(n, max(2, min(most, fit)))
    while steps.gap is not None and len(steps.shown) > 2 and _needs(steps, left) > room:
        steps = Steps.of(n, len(steps.shown) - 1)
    return steps


def _needs(steps: Steps, left: float) -> float:
    return left + 4 + (NARROWEST + BETWEEN) * (1 + len(steps.shown)) + _gap_width(steps)


def _gap_width(steps: Steps) -> float:
    if steps.gap is None:
        return 0.0
    return max(width(line, SMALL) for line in steps.gap_words.split("\n")) + BETWEEN


def wanted_width(steps: Steps, left: float) -> float:
    """Width below which cells would be too narrow for their numbers."""
    return _needs(steps, left)


def wanted_height(sizes: Sequence[int], *, judged: bool, foot: float) -> float:
    """Height of the whole drawing."""
    bands = sum(band_height(n) for n in sizes) + ARROW * len(sizes)
    targets = band_height(sizes[-1]) + 0.8 * ARROW if judged else 0.0
    return HEAD + targets + bands + (ERROR if judged else 8.0) + foot


def lay_out(
    sizes: Sequence[int], steps: Steps, left: float, room: float, height: float, *, judged: bool
) -> Layout:
    """Place columns and bands in ``room`` by ``height`` points; ``judged`` adds targets and errors."""
    pitch = (room - left - 4 - _gap_width(steps)) / (1 + len(steps.shown))
    cell = min(WIDEST, pitch - BETWEEN)
    pitch = min(pitch, cell + 2.4 * BETWEEN)
    start_x = left + cell / 2 + 2
    xs, gap_x, x = [], None, start_x
    for place in range(len(steps.shown)):
        if place == steps.gap:
            gap_x = x + (pitch + _gap_width(steps)) / 2
            x += _gap_width(steps)
        x += pitch
        xs.append(x)
    y = height - HEAD
    targets = None
    if judged:
        y -= 0.8 * ARROW
        targets = Band(Fold.of(sizes[-1], MOST_NEURONS), y)
        y -= band_height(sizes[-1])
    bands = []
    for n in reversed(sizes):
        y -= ARROW
        bands.append(Band(Fold.of(n, MOST_NEURONS), y))
        y -= band_height(n)
    error_y = y - ERROR + 1.9 * SMALL if judged else None
    return Layout(steps, start_x, gap_x, xs, cell, bands[::-1], targets, error_y, height - HEAD / 2, left)
