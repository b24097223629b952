"""A training as a film: boundary, network and curve move together, on scales that stand still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.plots.base.layout import log_axis, numeric_axis
from rosenblatt.plots.base.palette import FAINT, INK, MUTED, PAPER, RULE
from rosenblatt.plots.base.style import LABEL, SMALL, TITLE, quiet_axes, style
from rosenblatt.plots.film.ground import StillBoundary
from rosenblatt.plots.networks.network.display import NetworkDisplay
from rosenblatt.plots.samples.boundary import BoundaryDisplay
from rosenblatt.views.boundary import padded
from rosenblatt.views.words import fixed, plain, short

if TYPE_CHECKING:
    from rosenblatt.network import Network

WIDTH, HEIGHT, DPI = 10.2, 5.6, 100
"""Of a frame: 1,020 times 560 pixels; even numbers, as video formats need them."""

GAP = 0.12
"""Inches between the parts and around them."""
HEAD = 0.42
LEFT, FOOT = 0.74, 0.52
"""Room for the numbers and names of axes."""
LEGEND = 1.62
"""Room for the classes' names, or for the scale of a number."""
MIDDLE = 5.9
"""Where the network and the curve begin."""
CURVE = 1.45


@dataclass(frozen=True)
class Moment:
    """A frame.

    Attributes
    ----------
    network : Network
    epoch, step : int
    loss, score, held_out_score : float
        NaN where not known.
    """

    network: Network
    epoch: int
    step: int
    loss: float
    score: float
    held_out_score: float = float("nan")


@dataclass
class Film:
    """A training's moments as frames.

    Parameters
    ----------
    moments : sequence of Moment
        The frames, in order.
    boundary : BoundaryDisplay
    drawing : NetworkDisplay
        Both of the last moment; each frame draws them for its own network.
    epochs, curve : ndarray of shape (n,)
        The curve on which a mark moves: a loss or a score at the epochs; NaN where not known.
    curve_name, score_name : str
        What the curve's axis is called, its unit in brackets; and ``"accuracy"`` or ``"R²"``.
    tells_steps : bool
        Whether frames also tell how many steps are made, because they lie within epochs.
    """

    moments: Sequence[Moment]
    boundary: BoundaryDisplay
    drawing: NetworkDisplay
    epochs: NDArray[np.float64]
    curve: NDArray[np.float64]
    curve_name: str = "loss (mean of a sample)"
    score_name: str = "accuracy"
    tells_steps: bool = False
    figure: Figure = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.moments:
            raise PlanError("a film needs a moment at least, got none")
        self.figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI)

    def frames(self) -> Iterator[Moment]:
        """Draw frame after frame on ``figure``, and give the moment that it shows."""
        with style():
            self._lay_out()
            for moment in self.moments:
                self._draw(moment)
                yield moment

    # ---- The fixed parts ----------------------------------------------------------------------------------

    @cached_property
    def _widest(self) -> float:
        """The largest weight or bias of all frames, which the widest line shows."""
        largest = max(float(np.abs(moment.network.parameters).max()) for moment in self.moments)
        return largest or 1.0

    @cached_property
    def _ground(self) -> StillBoundary:
        return StillBoundary.of(self.boundary, [moment.network for moment in self.moments])

    def _lay_out(self) -> None:
        """Make the axes, and draw what is the same in every frame once, as a picture behind all of them."""
        self.figure.clear()
        right, top = WIDTH - GAP, HEIGHT - HEAD
        legend = LEGEND if self._ground.needs_room else 0.0
        self._plane = self._axes(LEFT, FOOT, MIDDLE - GAP - legend - LEFT, top - FOOT)
        curve_left = MIDDLE + 0.62
        self._net = self._axes(MIDDLE, FOOT + CURVE + 0.42, right - MIDDLE, top - FOOT - CURVE - 0.42)
        self._line = self._axes(curve_left, FOOT, right - curve_left - 0.1, CURVE)
        self._net.set_axis_off()
        note = self.figure.text(
            (MIDDLE + 0.05) / WIDTH,
            (FOOT + CURVE + 0.27) / HEIGHT,
            f"solid: positive, dashed: negative; widest line: {short(self._widest)}",
            size=SMALL,
            color=MUTED,
            va="center",
        )
        self._ground.plot(self._plane, title=False)
        _empty(self._plane)
        self._plane.set_facecolor("none")
        self._ground.draw_scale(self.figure, self._plane)
        self._draw_curve(self._line)
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        behind = np.array(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        for axes in self.figure.axes:
            if axes not in (self._plane, self._net, self._line):
                axes.remove()
        note.remove()
        if (shown := self._plane.get_legend()) is not None:
            shown.remove()
        self._plane.xaxis.set_visible(False)
        self._plane.yaxis.set_visible(False)
        self._line.set_axis_off()
        self._line.lines[0].remove()
        self.figure.add_artist(_Behind(behind))
        (self._passed,) = self._line.plot([], [], color=INK, linewidth=1.8)
        (self._mark,) = self._line.plot(
            [], [], linestyle="none", marker="o", markersize=7, color=INK, markeredgecolor=PAPER, zorder=4
        )
        self._head = [
            self.figure.text(x, 1 - 0.2 / HEIGHT, "", size=TITLE, weight="bold", va="center")
            for x in self._head_places()
        ]

    def _head_places(self) -> list[float]:
        step = 0.24 if self.tells_steps else 0.15
        return [LEFT / WIDTH, *(LEFT / WIDTH + step + 0.18 * k for k in range(3))]

    def _axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        return self.figure.add_axes((left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT))

    def _draw_curve(self, ax: Axes) -> None:
        quiet_axes(ax, grid="y")
        known = np.isfinite(self.curve)
        epochs, values = self.epochs[known], self.curve[known]
        ax.plot(epochs, values, color=RULE, linewidth=1.2)
        ax.set_xlabel("epoch")
        ax.set_ylabel(self.curve_name.split(" (")[0], size=LABEL)
        last = float(self.epochs[-1]) or 1.0
        ax.set_xlim(-0.01 * last, 1.015 * last)
        numeric_axis(ax.xaxis, most=6, whole=True)
        if len(values) and values.min() > 0 and values.max() / values.min() >= 30:
            ax.set_yscale("log")
            log_axis(ax.yaxis, float(values.min()), float(values.max()))
        elif len(values):
            ax.set_ylim(*padded(float(values.min()), float(values.max()), 0.08))
            numeric_axis(ax.yaxis, most=4)
        ax.spines["bottom"].set_color(FAINT)

    # ---- What moves --------------------------------------------------------------------------------------

    def _draw(self, moment: Moment) -> None:
        for text, said in zip(self._head, self._words(moment), strict=False):
            text.set_text(said)
        _empty(self._plane)
        self._ground.showing(moment.network).plot(self._plane, title=False)
        _empty(self._net)
        options = replace(self.drawing.options, key=False, widest=self._widest)
        replace(self.drawing, network=moment.network, options=options).plot(self._net, title=False)
        passed = (self.epochs <= moment.epoch) & np.isfinite(self.curve)
        self._passed.set_data(self.epochs[passed], self.curve[passed])
        here = np.flatnonzero(passed)[-1:]
        self._mark.set_data(self.epochs[here], self.curve[here])

    def _words(self, moment: Moment) -> list[str]:
        when = f"Epoch {moment.epoch:,}"
        words = [f"{when}, step {moment.step:,}" if self.tells_steps else when]
        words += [f"loss {fixed(moment.loss, 4)}"] if np.isfinite(moment.loss) else []
        name = plain(self.score_name)
        words += [f"{name} {fixed(moment.score, 3)}"] if np.isfinite(moment.score) else []
        if np.isfinite(moment.held_out_score):
            words.append(f"held out {fixed(moment.held_out_score, 3)}")
        return words


class _Behind(Artist):
    """Pixels behind everything else, as large as the figure and drawn as they are."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        super().__init__()
        self._pixels = np.ascontiguousarray(pixels[::-1])
        self.set_zorder(-1)

    def draw(self, renderer: RendererBase) -> None:
        """Draw."""
        context = renderer.new_gc()
        renderer.draw_image(context, 0, 0, self._pixels)
        context.restore()


def _empty(ax: Axes) -> None:
    """Take everything off the axes but themselves; clearing would create their ticks again."""
    for drawn in (*ax.collections, *ax.lines, *ax.patches, *ax.texts):
        drawn.remove()
