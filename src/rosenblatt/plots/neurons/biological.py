"""The drawing of a biological neuron, and the labels on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Ellipse, FancyBboxPatch, PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from rosenblatt.plots.base.palette import (
    INK,
    MUTED,
    MYELIN,
    NEGATIVE,
    NUCLEUS,
    PAPER,
    POSITIVE,
    RULE,
    SOLID,
    TISSUE,
    TISSUE_EDGE,
    Dash,
)
from rosenblatt.plots.base.style import FULL, HALF, LABEL, SMALL, is_narrow, whole_room
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.plots.neurons.neuron import PARTS, PILL, TALL, draw_mini_curve, draw_pill, two_lines
from rosenblatt.plots.neurons.one_neuron import OneNeuron, Terms, said, sentence, widths
from rosenblatt.trace import NeuronTrace
from rosenblatt.views.words import MINUS, count

Style: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[float, float]

MOST_TERMS = 5
PITCH = 44.0
LEAST = 196.0
NAMED = 1.3 * SMALL
TOP, FOOT = 4.2 * SMALL, 2.6 * SMALL
"""Room above for the parts' names, and below for the artificial neuron's."""
INPUT, CLEFT, TIP = 25.0, 92.0, 103.0
SOMA, ACROSS, HIGH = 226.0, 48.0, 40.0
HILLOCK, AXON_END = 292.0, 424.0
TERMINALS = ((472.0, 46.0), (488.0, 16.0), (486.0, -16.0), (470.0, -44.0))
SEGMENTS = ((0.09, 0.19), (0.34, 0.44), (0.59, 0.69), (0.84, 0.93))


ON_PHONES = HALF / FULL
"""How much smaller the drawing is on a phone, where its parts are named and its numbers are not written."""


def drawing_size(neuron: NeuronTrace) -> tuple[float, float]:
    """Width and height in points."""
    if is_narrow():
        return HALF * 72, ON_PHONES * max(Terms.of(neuron, MOST_TERMS).n_rows * PITCH, LEAST) + 5.2 * NAMED
    rows = Terms.of(neuron, MOST_TERMS).n_rows
    return FULL * 72, TOP + max(rows * PITCH, LEAST) + FOOT


@dataclass
class LivingNeuron:
    """A biological neuron drawn on axes whose unit is the point; ``room`` is their width and height."""

    ax: Axes
    neuron: NeuronTrace
    room: tuple[float, float]

    @cached_property
    def terms(self) -> Terms:
        """The terms that are drawn."""
        return Terms.of(self.neuron, MOST_TERMS)

    @property
    def middle(self) -> float:
        """Height of the cell body and the axon."""
        return FOOT + (self.room[1] - TOP - FOOT) / 2

    def at(self, x: float, up: float = 0.0) -> Place:
        """A place, given across the full width and up from the middle."""
        return x * self.room[0] / (FULL * 72), self.middle + up

    @cached_property
    def rows(self) -> list[float]:
        """How far up from the middle each dendrite ends, the uppermost first."""
        n = self.terms.n_rows
        pitch = min(PITCH if n > 2 else 76.0, (self.room[1] - TOP - FOOT) / n)
        return [((n - 1) / 2 - row) * pitch for row in range(n)]

    def draw_small(self) -> None:
        """Draw the living one alone, its parts named above and below in turn."""
        self._draw_body()
        parts = (
            (38.0, "synapse", self.at(CLEFT + 2, self.rows[0] + 4), 1),
            (98.0, "dendrites", self.at(150, self.rows[-1] * 0.72 - 6), -1),
            (200.0, "cell body", self.at(SOMA - 6, HIGH + 3), 1),
            (278.0, "axon hillock", self.at(HILLOCK - 16, -11), -1),
            (372.0, "axon in myelin", self.at(372, 10), 1),
            (462.0, "terminals", self.at(474, -50), -1),
        )
        for x, name, (goal_x, goal_y), side in parts:
            y = self.room[1] - 0.6 * NAMED / ON_PHONES if side > 0 else 0.6 * NAMED / ON_PHONES
            self._text((x, y), name, color=TISSUE_EDGE)
            begin = y - side * 0.6 * NAMED / ON_PHONES
            self.ax.plot([x, goal_x], [begin, goal_y], color=TISSUE_EDGE, linewidth=0.7, zorder=1)

    def draw(self) -> None:
        """Draw it all."""
        self._draw_body()
        for up, thick, row in zip(self.rows, self._thick(), range(self.terms.n_rows), strict=True):
            self._draw_synapse(row, up, thick)
        self._draw_sum()
        self._draw_activation()
        self._draw_output()
        self._draw_names()

    def _thick(self) -> list[float]:
        weights = [term.weight for term in self.terms.shown]
        return widths(weights) + [1.0] * (self.terms.n_more > 0)

    # ---- The biological neuron ---------------------------------------------------------------------------

    def _draw_body(self) -> None:
        waves = (1.0, 1.04, 0.97, 1.05, 1.0, 1.06, 0.96, 1.04, 1.0, 1.03, 0.97, 1.05)
        shapes = [blob(self.at(SOMA), ACROSS, HIGH, waves)]
        for up in self.rows:
            shapes += self._dendrite(up)
        shapes += self._twigs()
        hillock = [self.at(SOMA + 18), self.at(SOMA + 46), self.at(HILLOCK - 18), self.at(HILLOCK)]
        axon = self._axon()
        shapes += [branch(hillock, 56, 7), branch(axon, 7, 7)]
        for x, up in TERMINALS:
            start, end = self.at(AXON_END - 2), self.at(x, up)
            curve = [start, self.at(AXON_END + 18), (end[0] - 26, end[1]), end]
            shapes.append(branch(curve, 6, 3))
            shapes.append(blob(end, 6.5, 6.0, (1.0,) * 8))
        draw_tissue(self.ax, shapes)
        draw_sheath(self.ax, [part_of(axon, *segment) for segment in SEGMENTS], 15.0)
        nucleus = Ellipse(self.at(SOMA), 84, 50, facecolor=NUCLEUS, edgecolor="none", zorder=2.5)
        self.ax.add_artist(nucleus)

    def _axon(self) -> list[Place]:
        return [self.at(HILLOCK - 3), self.at(335, 10), self.at(385, -10), self.at(AXON_END)]

    def _dendrite(self, up: float) -> list[Any]:
        """One dendrite from the cell body to its synapse, with twigs of its own."""
        lean = float(np.arctan2(up * 0.72, -62.0))
        out = np.array([np.cos(lean), np.sin(lean)])
        soma, tip = np.array(self.at(SOMA)), np.array(self.at(TIP, up))
        curve = np.stack([soma + out * 16, soma + out * 78, tip + np.array([34.0, 0.0]), tip])
        shapes = [branch(curve, 25, 3.6)]
        inward = -1.0 if up >= 0 else 1.0
        for t, long in ((0.56, 20.0), (0.76, 14.0)):
            start, along = on_curve(curve, t)
            turn = np.array([along[1], -along[0]]) * inward
            end = start + along * long * 0.75 + turn * long * 0.62
            shapes.append(branch([start, start + along * 7, end - turn * 5, end], 3.6, 2.0))
        return shapes

    def _twigs(self) -> list[Any]:
        """Two short dendrites without a synapse, above and below the cell body."""
        shapes = []
        for sign in (1.0, -1.0):
            ways = (
                (((14, 14), (18, 46), (26, 56), (34, 66)), 20.0, 2.4),
                (((22, 49), (20, 56), (13, 60), (12, 66)), 3.4, 2.0),
            )
            for places, wide, narrow in ways:
                shapes.append(branch([self.at(SOMA + x, up * sign) for x, up in places], wide, narrow))
        return shapes

    # ---- The artificial one ------------------------------------------------------------------------------

    def _draw_synapse(self, row: int, up: float, thick: float) -> None:
        """Draw what arrives at a dendrite: the input, its weight, and behind the synapse their product."""
        y = self.middle + up
        if row >= len(self.terms.shown):
            more = f"{self.terms.n_more:,} more, together"
            self._text((2.0, y), more, ha="left", color=MUTED)
            self._text(self._beside(up), said(self.terms.rest))
            return
        term = self.terms.shown[row]
        draw_pill(self.ax, self.at(INPUT, up), said(term.value, PILL - 4))
        name = fitted(term.source, 78, SMALL)
        self._text((2.0, y + TALL / 2 + 7), name, ha="left", color=MUTED)
        colour = POSITIVE if term.weight > 0 else NEGATIVE if term.weight < 0 else RULE
        dash: Dash = SOLID if term.weight > 0 else (0, (4 / thick, 2.2 / thick))
        (left, _), (right, _) = self.at(INPUT), self.at(CLEFT)
        bulb = 3.6 + 0.9 * thick
        line: Style = {"color": colour, "linestyle": dash, "linewidth": thick, "zorder": 2.6}
        self.ax.plot([left + PILL / 2, right - 2 * bulb], [y, y], solid_capstyle="butt", **line)
        face = colour if term.weight > 0 else PAPER
        mark = Circle((right - bulb, y), bulb, facecolor=face, edgecolor=colour, linewidth=1.4, zorder=4)
        self.ax.add_artist(mark)
        text = f"{'+' if term.weight > 0 else ''}{said(term.weight)}"
        ink = MUTED if term.weight == 0 else colour
        self._text((right - bulb - 6, y - 14), text, weight="bold", color=ink)
        self._text(self._beside(up), said(term.product))

    def _beside(self, up: float) -> Place:
        """Where a dendrite's product stands: on its outer side, clear of its twigs."""
        return self.at(133, up + (13 if up >= 0 else -13))

    def _draw_sum(self) -> None:
        x, y = self.at(SOMA)
        bias = self.neuron.bias
        size = said(abs(bias), 34)
        self._text((x, y + 12), "Σ w · x + b", weight="bold")
        self._text((x, y), f"= {said(self.neuron.weighted_sum, 34)} {'+' if bias >= 0 else MINUS} {size}")
        self._text((x, y - 12), f"= {said(self.neuron.z, 54)}")

    def _draw_activation(self) -> None:
        """Draw the activation's curve below the place where the axon begins."""
        wide, tall = 74.0, 50.0
        x, y = self.at(HILLOCK + 32, -68)
        box = (x - wide / 2, y - tall / 2, wide, tall)
        frame = FancyBboxPatch(box[:2], wide, tall, boxstyle="round,pad=0,rounding_size=5", zorder=2)
        frame.set(facecolor=PAPER, edgecolor=INK, linewidth=1.0)
        self.ax.add_artist(frame)
        draw_mini_curve(self.ax, self.neuron, (box[0] + 5, box[1] + 5, wide - 10, tall - 10))
        name = fitted(self.neuron.activation, wide, SMALL, "bold")
        self._text((x + wide / 2 + 6, y + 7), name, ha="left", weight="bold")
        text = f"z = {said(self.neuron.z, 54)}"
        self._text((x + wide / 2 + 6, y - 7), text, ha="left", color=MUTED)
        start, end = (x - 12, y + tall / 2), self.at(HILLOCK - 6, -8)
        self.ax.plot(*zip(start, end, strict=True), color=RULE, linewidth=0.8, zorder=1)

    def _draw_output(self) -> None:
        x, y = self.at(484, -72)
        draw_pill(self.ax, (x, y), said(self.neuron.value, PILL - 9), strong=True)
        lines = two_lines(self.neuron.label or self.neuron.name, 74).split("\n")
        inside = max(width(line, SMALL) for line in lines) / 2 + x <= self.room[0] - 2
        place: Style = {"x": x, "ha": "center"} if inside else {"x": self.room[0] - 2, "ha": "right"}
        for row, line in enumerate(lines):
            left = place["x"]
            self._text((left, y - 17 - row * 11), line, ha=place["ha"], color=MUTED)

    def _draw_names(self) -> None:
        """Name above the biological neuron's parts, and below what they are in the artificial one."""
        top = self.room[1] - 2
        first = self.rows[0]
        parts = (
            (CLEFT + 5, "synapse", self.at(CLEFT + 2, first + 4)),
            (168.0, "dendrites", self.at(166, first * 0.72 + 6)),
            (SOMA - 6, "cell body\n(soma)", self.at(SOMA - 6, HIGH + 3)),
            (HILLOCK, "axon\nhillock", self.at(HILLOCK - 16, 11)),
            (372.0, "axon in its\nmyelin sheath", self.at(372, 10)),
            (480.0, "axon\nterminals", self.at(474, 54)),
        )
        for x, name, (goal_x, goal_y) in parts:
            centre = self.at(x)[0]
            lines = name.split("\n")
            for place, line in enumerate(lines):
                y = top - (place + 2 - len(lines) + 0.7) * 1.25 * SMALL
                self._text((centre, y), line, color=TISSUE_EDGE)
            begin = top - 2 * 1.25 * SMALL - 4
            self.ax.plot([centre, goal_x], [begin, goal_y], color=TISSUE_EDGE, linewidth=0.7, zorder=1)
        words = (
            (INPUT, "inputs"),
            (78.0, "weights"),
            (135.0, "products"),
            (SOMA - 2, "sum and bias"),
            (HILLOCK + 48, "activation"),
            (484.0, "output"),
        )
        for x, word in words:
            self._text((self.at(x)[0], 0.9 * SMALL), word, weight="bold", size=LABEL)

    # ---- Strokes -----------------------------------------------------------------------------------------

    def _text(self, place: Place, text: str, **style: object) -> None:
        kept: Style = {"ha": "center", "va": "center", "size": SMALL, "color": INK, "zorder": 6} | style
        self.ax.text(*place, text, **kept)


@dataclass
class BiologicalNeuronDisplay(OneNeuron):
    """A biological neuron from dendrites to terminals, labelled with the terms of an artificial one.

    Every number is one of the artificial neuron's trace; of a wide neuron the largest products are drawn.
    It is a likeness: a biological neuron sends pulses, and how often it does is what the output stands for.

    Parameters
    ----------
    neuron : rosenblatt.trace.NeuronTrace
    """

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        seen = self.neuron
        value = said(seen.value, 200)
        if len(seen.sources) == 1:
            return f"1 signal arrives and is weighted, and the output {value} is sent along the axon"
        n = count(len(seen.sources), "signal")
        return f"{n} arrive, are weighted and summed, and the output {value} is sent along the axon"

    @property
    def description(self) -> str:
        """The parts, and the neuron's arithmetic."""
        return f"{PARTS} Here, for {self.neuron.name}: {sentence(self.neuron)}."

    def _size(self) -> tuple[float, float]:
        width, height = drawing_size(self.neuron)
        return width / 72, height / 72

    def _draw(self, ax: Axes) -> None:
        with whole_room(ax, *drawing_size(self.neuron)) as room:
            if not is_narrow():
                LivingNeuron(ax, self.neuron, room).draw()
                return
            wide, tall = room[0] / ON_PHONES, room[1] / ON_PHONES
            ax.set(xlim=(0, wide), ylim=(0, tall))
            LivingNeuron(ax, self.neuron, (wide, tall)).draw_small()


Points = NDArray[np.float64]


def branch(controls: ArrayLike, wide: float, narrow: float) -> Path:
    """Return a cubic Bezier curve, controls of shape (4, 2), as a shape that tapers, with a round end."""
    p = np.asarray(controls, dtype=np.float64)
    begin, end = _normal(p[1] - p[0]), _normal(p[3] - p[2])
    halves = np.linspace(wide, narrow, 4) / 2
    across = np.stack([begin, begin, end, end]) * halves[:, None]
    up, down = p + across, p - across
    along = _unit(p[3] - p[2]) * narrow * 0.66
    points = [*up, up[3] + along, down[3] + along, *down[::-1], up[0]]
    codes = [Path.MOVETO, *[Path.CURVE4] * 9, Path.LINETO]
    return Path([*points[:4], *points[4:7], *points[7:10], points[10]], codes)


def blob(middle: tuple[float, float], across: float, tall: float, waves: Sequence[float]) -> Path:
    """Return a rounded closed shape of half width ``across`` and half height ``tall``, its radii as waves."""
    n = len(waves)
    angles = 2 * np.pi * np.arange(n) / n
    round_ = np.column_stack([np.cos(angles), np.sin(angles)]) * np.asarray(waves)[:, None]
    nodes = round_ * [across, tall] + np.asarray(middle)
    # Catmull and Rom: the tangent at each node is parallel to the line between its neighbours.
    tangents = (np.roll(nodes, -1, axis=0) - np.roll(nodes, 1, axis=0)) / 6
    points, codes = [nodes[0]], [Path.MOVETO]
    for place in range(n):
        after = (place + 1) % n
        points += [nodes[place] + tangents[place], nodes[after] - tangents[after], nodes[after]]
        codes += [Path.CURVE4] * 3
    return Path(points, codes)


def on_curve(controls: ArrayLike, t: float) -> tuple[Points, Points]:
    """Return a point of a cubic Bezier curve, and the direction of length 1 that it runs in there."""
    p = np.asarray(controls, dtype=np.float64)
    s = 1 - t
    point = s**3 * p[0] + 3 * s * s * t * p[1] + 3 * s * t * t * p[2] + t**3 * p[3]
    way = s * s * (p[1] - p[0]) + 2 * s * t * (p[2] - p[1]) + t * t * (p[3] - p[2])
    return point, _unit(way)


def part_of(controls: ArrayLike, begin: float, end: float) -> Points:
    """Return the control points of a stretch of a cubic Bezier curve."""
    (first, ahead), (last, there) = on_curve(controls, begin), on_curve(controls, end)
    third = np.linalg.norm(last - first) / 3
    return np.stack([first, first + ahead * third, last - there * third, last])


def draw_tissue(ax: Axes, shapes: Sequence[Path], face: str = TISSUE, zorder: float = 2) -> None:
    """Draw shapes as one: an outline around them all, none between them."""
    for path in shapes:
        outline = PathPatch(path, facecolor=TISSUE_EDGE, edgecolor=TISSUE_EDGE, linewidth=2.2, zorder=zorder)
        outline.set(joinstyle="round", capstyle="round")
        ax.add_artist(outline)
    for path in shapes:
        ax.add_artist(PathPatch(path, facecolor=face, edgecolor="none", zorder=zorder + 0.1))


def draw_sheath(ax: Axes, stretches: Sequence[ArrayLike], thick: float, zorder: float = 3) -> None:
    """Draw the segments of a sheath, round at both ends, along stretches of a curve."""
    for controls in stretches:
        codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
        way = Path(np.asarray(controls, dtype=np.float64), codes)
        for colour, wide, above in ((TISSUE_EDGE, thick + 2.2, 0.0), (MYELIN, thick, 0.1)):
            stroke = PathPatch(way, facecolor="none", edgecolor=colour, linewidth=wide, zorder=zorder + above)
            stroke.set_capstyle("round")
            ax.add_artist(stroke)


def _unit(vector: Points) -> Points:
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0))


def _normal(vector: Points) -> Points:
    x, y = _unit(vector)
    return np.array([-y, x])
