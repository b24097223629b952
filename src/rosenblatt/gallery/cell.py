"""A living neuron, with the numbers of an artificial one where they belong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from rosenblatt.gallery.organic import Outline, blob, branch, draw_grown
from rosenblatt.plots import Display
from rosenblatt.plots.network.numbers import on_line
from rosenblatt.plots.palette import INK, MUTED, NEGATIVE, POSITIVE, RULE, VALUES
from rosenblatt.plots.style import FULL, LABEL, SMALL, drawing_room
from rosenblatt.plots.words import count, listing, short
from rosenblatt.trace import NeuronTrace

BODY, OTHER, SHEATH = VALUES[1], VALUES[0], "#ffffff"
RADIUS, SPREAD = 33.0, 46.0
"""In points: of the cell body, and the distance of two dendrites."""
PARTS = (
    (42.0, "axon of\nanother neuron", "input"),
    (122.0, "synapse", "weight"),
    (190.0, "dendrite", "product"),
    (267.0, "cell body", "sum and bias"),
    (338.0, "axon\nhillock", "activation"),
    (405.0, "axon", "passes it on"),
    (476.0, "axon\nterminals", "output"),
)
"""Where each part stands, what it is called in a living neuron, and what it is in an artificial one."""


@dataclass
class CellDisplay(Display):
    """A living neuron with its parts named, and at each the arithmetic of an artificial neuron.

    Parameters
    ----------
    neuron : rosenblatt.trace.NeuronTrace
        With at most four inputs.
    """

    neuron: NeuronTrace

    is_drawing = True

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        return "A living neuron, and what an artificial one took from it"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        seen = self.neuron
        pairs = [f"{living.replace(chr(10), ' ')}: {made}" for _, living, made in PARTS]
        z = short(seen.z)
        inputs = [
            f"{term.source} is {short(term.value)}, weighed by {on_line(term.weight)}" for term in seen.terms
        ]
        return (
            "From left to right the parts of a living neuron and what they are in an artificial one: "
            f"{', '.join(pairs)}. {count(len(inputs), 'input')}: {listing(inputs)}. The products add up to "
            f"{short(seen.weighted_sum)}, with the bias {short(seen.bias)} to {z}; the activation "
            f"{seen.activation} makes {short(seen.value)} of it."
        )

    def _size(self) -> tuple[float, float]:
        return FULL, (99.0 + SPREAD * max(len(self.neuron.terms), 2)) / 72

    def _draw(self, ax: Axes) -> None:
        _, height = drawing_room(ax)
        n = len(self.neuron.terms)
        middle = 10 + SPREAD * max(n, 2) / 2
        ys = [middle + SPREAD * ((n - 1) / 2 - place) for place in range(n)]
        self._draw_body(ax, middle, ys)
        self._tell_inputs(ax, middle, ys)
        self._tell_sum(ax, middle)
        self._name_parts(ax, height, middle, ys)

    def _draw_body(self, ax: Axes, y: float, ys: list[float]) -> None:
        body = [blob(267, y, RADIUS), branch([(285, y), (308, y), (318, y), (350, y)], 46, 7)]
        for at in ys:
            out, away = y + min(max(0.5 * (at - y), -15), 15), 1 if at >= y else -1
            body.append(branch([(258, out), (222, out), (180, at), (134, at)], 30, 5))
            body.append(branch([(192, at), (176, at), (168, at), (156, at + 13 * away)], 6, 2.5))
            body += [blob(134, at, 3.6), blob(156, at + 13 * away, 1.8)]
        body.append(branch([(345, y), (380, y + 3), (410, y - 3), (446, y)], 7, 6))
        for side in (-1, 0, 1):
            body.append(branch([(440, y), (460, y), (462, y + 26 * side), (488, y + 26 * side)], 6, 3.5))
            body.append(blob(489, y + 26 * side, 5))
        draw_grown(ax, body, BODY)
        draw_grown(ax, [blob(267, y, 13, uneven=0.02)], VALUES[2], zorder=3)
        draw_grown(ax, [self._sheath(left, y) for left in (356.0, 381.0, 406.0)], SHEATH, zorder=3)
        for at in ys:
            axon = branch([(1, at), (40, at - 3), (80, at + 3), (117, at)], 4, 4)
            draw_grown(ax, [axon, blob(119, at, 5)], OTHER)

    def _sheath(self, left: float, y: float) -> Outline:
        """One of the cells that are wrapped around the axon."""
        turn = np.linspace(0, 2 * np.pi, 60)
        x, up = np.cos(turn), np.sin(turn)
        return np.column_stack(
            [left + 11 + 11 * np.sign(x) * np.abs(x) ** 0.5, y + 8 * np.sign(up) * np.abs(up) ** 0.6]
        )

    def _tell_inputs(self, ax: Axes, middle: float, ys: list[float]) -> None:
        for term, y in zip(self.neuron.terms, ys, strict=True):
            self._say(ax, 3, y + 7, f"{term.source} = {short(term.value)}", ha="left", va="bottom")
            colour = POSITIVE if term.weight >= 0 else NEGATIVE
            weight = f"w = {on_line(term.weight)}"
            self._say(ax, 122, y + 9, weight, color=colour, va="bottom", weight="bold")
            up = y >= middle
            at = y + (10 if up else -10) + 0.08 * (middle - y)
            self._say(ax, 202, at, f"w · x = {short(term.product)}", va="bottom" if up else "top")

    def _tell_sum(self, ax: Axes, y: float) -> None:
        seen = self.neuron
        bias = f"− {short(-seen.bias)}" if seen.bias < 0 else f"+ {short(seen.bias)}"
        self._say(ax, 267, y, "Σ", va="center_baseline", size=1.5 * LABEL, zorder=5)
        told = f"{short(seen.weighted_sum)} {bias} = {short(seen.z)}"
        self._say(ax, 267, y - RADIUS - 7, told, va="top")
        self._say(ax, 352, y - 20, f"{seen.activation}({short(seen.z)}) = {short(seen.value)}", va="top")
        self._say(ax, 476, y - 39, short(seen.value), va="top", weight="bold", size=LABEL)

    def _name_parts(self, ax: Axes, height: float, y: float, ys: list[float]) -> None:
        foot = height - 4.2 * SMALL
        tops = (ys[0] + 19, ys[0] + 21, ys[0] + 20, y + RADIUS + 4, y + 9, y + 11, y + 34)
        for (x, living, made), top in zip(PARTS, tops, strict=True):
            self._say(ax, x, foot + 1.2 * SMALL, living, va="bottom", weight="bold", linespacing=1.15)
            self._say(ax, x, foot, made, va="bottom", color=MUTED)
            ax.plot([x, x], [foot - 3, top], color=RULE, linewidth=0.7)

    @staticmethod
    def _say(ax: Axes, x: float, y: float, text: str, **how: object) -> None:
        shown = {"ha": "center", "size": SMALL, "color": INK, "zorder": 4, **how}
        ax.text(x, y, text, **shown)  # type: ignore[arg-type]
