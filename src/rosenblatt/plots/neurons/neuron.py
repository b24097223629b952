"""One neuron at work on one sample: inputs, weights, products, sum, bias, activation and output."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from rosenblatt.formulas.activations import get_activation
from rosenblatt.plots.base.palette import (
    GROUND,
    INK,
    MUTED,
    NEGATIVE,
    PAPER,
    POSITIVE,
    RULE,
    SHORT_DASHES,
    SOLID,
    TISSUE_EDGE,
    VALUE,
    Dash,
)
from rosenblatt.plots.base.style import FULL, HALF, LABEL, SMALL, is_narrow, whole_room
from rosenblatt.plots.base.text import fitted, width, wrapped
from rosenblatt.plots.neurons.activation_curves import Curve
from rosenblatt.plots.neurons.activation_panels import draw_curve
from rosenblatt.plots.neurons.one_neuron import OneNeuron, Terms, curve_of, said, sentence, widths
from rosenblatt.trace import NeuronTrace
from rosenblatt.views.words import MINUS, brief, count

MOST_TERMS = 8
PITCH = 35.0
HEAD = 2.0 * SMALL
NAMES = 1.4 * SMALL
"""Room above a pill for its name."""
KEY = 2.2 * SMALL
PARTS_ROOM = 4.6 * SMALL
ABOVE, BELOW = 56.0, 84.0
"""At least so much room above and below the middle: for the activation's name, and for the bias."""
PILL, TALL = 46.0, 19.0
DOTTED: Dash = (0, (0.6, 2.4))
SCALE_FREE = ("identity", "relu", "leaky_relu", "step")
"""Their curves look the same at every scale, so z may stand where it is seen best."""

Style: TypeAlias = dict[str, Any]

# Places from left to right, in points of a drawing of full width.
INPUT, PRODUCT, SUM, PLUS, BOX, OUTPUT = 25.0, 155.0, 228.0, 297.0, 391.0, 489.0
SUM_RADIUS, PLUS_RADIUS = 16.0, 11.0
BOX_WIDE, BOX_TALL = 76.0, 64.0
BIAS_BELOW = 62.0
# On a phone the bias, the activation and the output stand in a second row.
SECOND = PLUS - 30.0
TURN = 22.0
"""Room between the rows, for the line from the sum to the bias."""


def drawing_size(neuron: NeuronTrace, *, biological: bool) -> tuple[float, float]:
    """Width and height in points."""
    half = Terms.of(neuron, MOST_TERMS).n_rows * PITCH / 2
    parts = PARTS_ROOM if biological else 0.0
    if is_narrow():
        return HALF * 72, 2 * HEAD + 2 * half + TURN + ABOVE + BELOW + KEY + 2 * parts
    return FULL * 72, HEAD + max(half, ABOVE) + max(half, BELOW) + KEY + parts


@dataclass
class NeuronDrawing:
    """A neuron on axes of ``room`` points; ``biological`` names the parts of a biological one below."""

    ax: Axes
    neuron: NeuronTrace
    room: tuple[float, float]
    biological: bool

    @cached_property
    def terms(self) -> Terms:
        """The terms that are drawn."""
        return Terms.of(self.neuron, MOST_TERMS)

    @property
    def floor(self) -> float:
        """Lowest place of the drawing itself."""
        return KEY + (PARTS_ROOM if self.biological else 0.0)

    @cached_property
    def is_narrow(self) -> bool:
        """Whether it has two rows."""
        return is_narrow()

    def y(self, place: float) -> float:
        """Height of what stands at a place of the full width: of the sum, the activation or the output."""
        half = self.terms.n_rows * PITCH / 2
        if self.is_narrow:
            return self.floor + BELOW if place > SUM else self.room[1] - HEAD - half
        share = max(half, BELOW) / (max(half, ABOVE) + max(half, BELOW))
        return self.floor + share * (self.room[1] - HEAD - self.floor)

    def x(self, place: float) -> float:
        """A place of the full width in a drawing of this one."""
        if self.is_narrow:
            return place - SECOND if place > SUM + SUM_RADIUS + 4 else place
        return place * self.room[0] / (FULL * 72)

    def draw(self) -> None:
        """Draw it all."""
        self._draw_heads()
        self._draw_rows()
        self._draw_sum()
        self._draw_activation()
        self._draw_key()
        if self.biological:
            self._draw_parts()

    def _draw_heads(self) -> None:
        heads = (
            (INPUT, "inputs"),
            ((INPUT + PRODUCT) / 2, "weights"),
            (PRODUCT, "products"),
            (SUM, "sum"),
            (PLUS, "bias"),
            (BOX, "activation"),
            (OUTPUT, "output"),
        )
        for place, word in heads:
            x, y, ha = self.x(place), self.room[1] - 1.1 * SMALL, "center"
            if self.is_narrow and place == PLUS:
                x, y, ha = x + TALL / 2 + 5, self.y(PLUS) - BIAS_BELOW - 3, "left"
            elif self.is_narrow and place > SUM:
                y = self.y(place) + ABOVE
            self.ax.text(x, y, word, ha=ha, va="baseline", size=SMALL, weight="bold")

    def _draw_rows(self) -> None:
        """Draw each input, its weight and their product, and what is left out."""
        shown, n = self.terms.shown, self.terms.n_rows
        pitch = PITCH if self.is_narrow else min(PITCH, (self.room[1] - HEAD - self.floor) / n)
        top = self.y(SUM) + (n - 1) / 2 * pitch - NAMES / 2
        thick = widths([term.weight for term in shown] + [self.neuron.bias])
        left, right = self.x(INPUT) + PILL / 2, self.x(PRODUCT) - PILL / 2
        for row, term in enumerate(shown):
            y = top - row * pitch
            name = fitted(term.source, right - 2, SMALL)
            self.ax.text(2, y + TALL / 2 + 2.5, name, ha="left", va="bottom", size=SMALL, color=MUTED)
            self._line((left, y), (right, y), term.weight, thick[row])
            draw_pill(self.ax, (self.x(INPUT), y), said(term.value, PILL - 4))
            draw_pill(self.ax, (self.x(PRODUCT), y), said(term.product, PILL - 4))
            self._to_sum(y)
        if self.terms.n_more:
            y = top - len(shown) * pitch
            text = f"{self.terms.n_more:,} more together:"
            self.ax.text(right - 8, y, text, ha="right", va="center", size=SMALL, color=MUTED)
            draw_pill(self.ax, (self.x(PRODUCT), y), said(self.terms.rest, PILL - 4))
            self._to_sum(y)

    def _draw_sum(self) -> None:
        """Draw the sum, the bias that joins it, and the pre-activation that leaves."""
        seen, y = self.neuron, self.y(PLUS)
        self._circle(SUM, SUM_RADIUS, "Σ", 15)
        if self.is_narrow:
            (x, above), turn = (self.x(SUM), self.y(SUM)), y + ABOVE + HEAD
            self.ax.plot([x, x, self.x(PLUS)], [above - SUM_RADIUS, turn, turn], color=INK, linewidth=1.0)
            self._arrow((self.x(PLUS), turn), (self.x(PLUS), y + PLUS_RADIUS))
            self._number((x + self.x(PLUS)) / 2, turn, said(seen.weighted_sum, 80))
        else:
            left, right = self.x(SUM) + SUM_RADIUS, self.x(PLUS) - PLUS_RADIUS
            self._arrow((left, y), (right, y))
            self._number((left + right) / 2, y, said(seen.weighted_sum, right - left + 6))
        self._circle(PLUS, PLUS_RADIUS, "+", 12)
        thick = widths([*(term.weight for term in self.terms.shown), seen.bias])[-1]
        bias_y = y - BIAS_BELOW
        self._line((self.x(PLUS), bias_y + TALL / 2), (self.x(PLUS), y - PLUS_RADIUS), seen.bias, thick)
        draw_pill(self.ax, (self.x(PLUS), bias_y), "1", wide=TALL, square=True)
        left, right = self.x(PLUS) + PLUS_RADIUS, self.x(BOX) - BOX_WIDE / 2
        self._arrow((left, y), (right, y))
        self._number((left + right) / 2 - 1, y, said(seen.z, right - left + 4))
        self.ax.text((left + right) / 2 - 1, y - 4, "z", ha="center", va="top", size=SMALL, color=MUTED)

    def _draw_activation(self) -> None:
        """Draw the activation's own curve with z on it, and the output."""
        seen, y, x = self.neuron, self.y(BOX), self.x(BOX)
        box = (x - BOX_WIDE / 2, y - BOX_TALL / 2, BOX_WIDE, BOX_TALL)
        frame = FancyBboxPatch(box[:2], *box[2:], boxstyle="round,pad=0,rounding_size=5", facecolor=PAPER)
        frame.set(edgecolor=INK, linewidth=1.1, zorder=2)
        self.ax.add_artist(frame)
        draw_mini_curve(self.ax, seen, (box[0] + 5, box[1] + 5, box[2] - 10, box[3] - 10))
        name = fitted(seen.activation, 100, LABEL, "bold")
        self.ax.text(x, y + BOX_TALL / 2 + 4, name, ha="center", va="bottom", size=LABEL, weight="bold")
        formula = wrapped(seen.formula.replace("-", MINUS), 118, SMALL)
        style: Style = {"ha": "center", "va": "top", "size": SMALL, "color": MUTED, "linespacing": 1.2}
        self.ax.text(x, y - BOX_TALL / 2 - 4, formula, **style)
        left, right = x + BOX_WIDE / 2, self.x(OUTPUT) - PILL / 2
        self._arrow((left, y), (right, y))
        draw_pill(self.ax, (self.x(OUTPUT), y), said(seen.value, PILL - 9), strong=True)
        name_style: Style = {"ha": "center", "va": "bottom", "size": SMALL, "color": MUTED}
        self.ax.text(self.x(OUTPUT), y + TALL / 2 + 2.5, seen.name, **name_style)
        if seen.label:
            label = two_lines(seen.label, 62)
            inside = max(width(line, SMALL) for line in label.split("\n")) <= PILL + 4
            place = (self.x(OUTPUT), "center") if inside else (self.room[0] - 2, "right")
            style |= {"ha": place[1], "color": INK}
            self.ax.text(place[0], y - TALL / 2 - 4, label, **style)

    def _draw_key(self) -> None:
        y, x = 0.7 * SMALL, 2.0
        for colour, dash, text, wide in (
            (POSITIVE, SOLID, "positive", 60.0),
            (NEGATIVE, SHORT_DASHES, "negative", 64.0),
        ):
            self.ax.plot([x, x + 22], [y, y], color=colour, linestyle=dash, linewidth=2.0)
            self.ax.text(x + 27, y, text, ha="left", va="center", size=SMALL)
            x += 27 + wide
        if not self.is_narrow:
            text = "weights: the wider, the larger"
            self.ax.text(x, y, text, ha="left", va="center", size=SMALL, color=MUTED)

    def _draw_parts(self) -> None:
        """Name below each part of the artificial neuron that of a biological one."""
        left, right = PILL / 2 + INPUT, PRODUCT - PILL / 2
        spans = (
            (2.0, left - 1, "dendrites"),
            (left + 3, right - 3, "synapses"),
            *(
                ((right + 1, SUM + SUM_RADIUS + 2, "cell body (soma)"), (PLUS - 28, PLUS + 24, "cell body"))
                if self.is_narrow
                else ((right + 1, PLUS + 24, "cell body (soma)"),)
            ),
            (BOX - 42, BOX + 42, "axon hillock"),
            (BOX + 46, OUTPUT - PILL / 2 - 3, "axon"),
            (OUTPUT - PILL / 2 + 1, OUTPUT + PILL / 2, "axon\nterminals"),
        )
        for begin, end, name in spans:
            y = KEY + PARTS_ROOM - 6
            if self.is_narrow and end < PLUS:
                y = self.y(PLUS) + ABOVE + HEAD + TURN + PARTS_ROOM - 6
            x = [self.x(begin), self.x(begin), self.x(end), self.x(end)]
            self.ax.plot(x, [y + 4, y, y, y + 4], color=TISSUE_EDGE, linewidth=1.0)
            for line, word in enumerate(name.split("\n")):
                below = y - 4 - SMALL - 1.2 * SMALL * line
                style: Style = {"ha": "center", "va": "baseline", "size": SMALL, "color": TISSUE_EDGE}
                self.ax.text((x[0] + x[2]) / 2, below, word, **style)

    # ---- Strokes -----------------------------------------------------------------------------------------

    def _line(self, start: tuple[float, float], end: tuple[float, float], weight: float, wide: float) -> None:
        """Draw a weight, its number in the middle of its line."""
        text = f"{'+' if weight > 0 else ''}{said(weight, 60)}"
        colour = POSITIVE if weight > 0 else NEGATIVE if weight < 0 else MUTED
        middle = (np.array(start) + np.array(end)) / 2
        level = start[1] == end[1]
        away = np.array([width(text, SMALL, "bold") / 2 + 3, 0.0] if level else [0.0, 0.75 * SMALL])
        dash: Dash = SOLID if weight > 0 else (0, (5 / wide, 2.6 / wide))
        if weight == 0:
            dash, wide = DOTTED, 1.0
        for outer, inner in ((start, middle - away), (end, middle + away)):
            x, y = zip(outer, inner, strict=True)
            line: Style = {"color": colour, "linestyle": dash, "linewidth": wide, "zorder": 1}
            self.ax.plot(x, y, solid_capstyle="butt", dash_capstyle="butt", **line)
        style: Style = {"ha": "center", "va": "center_baseline", "size": SMALL, "weight": "bold"}
        self.ax.text(float(middle[0]), float(middle[1]), text, color=colour, zorder=4, **style)

    def _circle(self, place: float, radius: float, text: str, size: float) -> None:
        circle = Circle((self.x(place), self.y(place)), radius, facecolor=PAPER, edgecolor=INK, linewidth=1.1)
        circle.set_zorder(3)
        self.ax.add_artist(circle)
        style: Style = {"ha": "center", "va": "center_baseline", "size": size, "zorder": 4}
        self.ax.text(self.x(place), self.y(place), text, **style)

    def _to_sum(self, y: float) -> None:
        """Draw the line from a product to the sum, up to the circle's edge."""
        start = np.array([self.x(PRODUCT) + PILL / 2, y])
        goal = np.array([self.x(SUM), self.y(SUM)])
        end = goal - (goal - start) / np.linalg.norm(goal - start) * SUM_RADIUS
        self.ax.plot(*np.array([start, end]).T, color=RULE, linewidth=1.0, zorder=1)

    def _arrow(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        arrow = FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=8, shrinkA=0, shrinkB=0)
        arrow.set(color=INK, linewidth=1.0, zorder=2)
        self.ax.add_artist(arrow)

    def _number(self, x: float, y: float, text: str) -> None:
        self.ax.text(x, y + 3.5, text, ha="center", va="bottom", size=SMALL)


def draw_pill(
    ax: Axes,
    place: tuple[float, float],
    text: str,
    *,
    wide: float = PILL,
    square: bool = False,
    strong: bool = False,
) -> None:
    """Draw a number in a frame: rounded, or square for a bias neuron's 1, or thick for an output."""
    x, y = place
    shape = f"round,pad=0,rounding_size={1.0 if square else TALL / 2 - 0.5}"
    pill = FancyBboxPatch((x - wide / 2, y - TALL / 2), wide, TALL, boxstyle=shape, zorder=3)
    pill.set(facecolor=PAPER if strong else GROUND, edgecolor=INK, linewidth=1.6 if strong else 0.9)
    ax.add_artist(pill)
    style: Style = {"ha": "center", "va": "center_baseline", "size": SMALL, "zorder": 6}
    ax.text(x, y, text, weight="bold" if strong else "normal", **style)


def two_lines(text: str, room: float) -> str:
    """Return a text in one line or two, cut short where it is longer."""
    lines = wrapped(text, room, SMALL).split("\n")
    return "\n".join(lines if len(lines) <= 2 else [lines[0], fitted(" ".join(lines[1:]), room, SMALL)])


def draw_mini_curve(ax: Axes, neuron: NeuronTrace, box: tuple[float, float, float, float]) -> None:
    """Draw the activation's curve around a neuron's z, and the point it is at, in a box in points."""
    least = 0.0 if neuron.activation in SCALE_FREE and neuron.z else 4.0
    span = max(least, 1.6 * abs(neuron.z)) if np.isfinite(neuron.z) else 4.0
    with np.errstate(over="ignore"):
        curve = Curve.of(curve_of(neuron), -span, span)
    chart = ax.inset_axes(box, transform=ax.transData)
    chart.set_axis_off()
    seen = np.append(curve.points[:, 1], neuron.value)
    seen = seen[np.isfinite(seen)]
    low, high = float(seen.min()), float(seen.max())
    if not np.isfinite(get_activation(neuron.activation).range[1]):
        # What grows fast is shown as far up as z goes to the right, and always up to the point.
        high = min(high, max(span, neuron.value if np.isfinite(neuron.value) else span))
    room = 0.12 * ((high - low) or 1.0)
    low, high = low - room, high + room
    chart.set_xlim(-span, span)
    chart.set_ylim(low, high)
    for line in (chart.axvline, chart.axhline):
        line(0, color=RULE, linewidth=0.7, zorder=1)
    draw_curve(chart, curve, VALUE, SOLID, 1.7)
    x, y = neuron.z, neuron.value
    if not np.isfinite([x, y]).all():
        return
    chart.plot([x, x, -span], [low, y, y], color=MUTED, linewidth=0.8, linestyle=(0, (2.0, 1.5)), zorder=2)
    chart.plot([x], [y], marker="o", markersize=5.5, color=INK, zorder=6, clip_on=False)


PARTS = (
    "Corresponding parts of a biological neuron: dendrites receive the inputs, synapses weight them, the "
    "cell body sums them, the axon hillock decides whether the neuron fires, and the axon carries the output "
    "to its terminals."
)


@dataclass
class NeuronDisplay(OneNeuron):
    """The arithmetic of one neuron as a drawing; every number is one of its trace.

    Weights are lines, wide for large ones, solid and blue for positive, dashed and orange for negative ones.
    Of a wide neuron the largest products are drawn.

    Parameters
    ----------
    neuron : rosenblatt.trace.NeuronTrace
    biological : bool
        Whether the parts of a biological neuron are named below those of the artificial one.
    """

    biological: bool = False

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        seen = self.neuron
        terms = count(len(seen.sources), "product")
        z, value = said(seen.z, 200), said(seen.value, 200)
        name = f"{seen.name} ({brief(seen.label)})" if seen.label else seen.name
        return f"{name} sums {terms} and its bias to z = {z}; its output {seen.activation}(z) is {value}"

    @property
    def description(self) -> str:
        """The neuron's arithmetic in a line."""
        return f"{sentence(self.neuron)}." + (f" {PARTS}" if self.biological else "")

    def _size(self) -> tuple[float, float]:
        width, height = drawing_size(self.neuron, biological=self.biological)
        return width / 72, height / 72

    def _draw(self, ax: Axes) -> None:
        with whole_room(ax, *drawing_size(self.neuron, biological=self.biological)) as room:
            NeuronDrawing(ax, self.neuron, room, self.biological).draw()
