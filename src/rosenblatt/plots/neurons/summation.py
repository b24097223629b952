"""The sum sign of a neuron, read as a loop, with the numbers of each iteration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from rosenblatt.plots.base.palette import FAINT, GROUND, INK, MUTED, NEGATIVE, POSITIVE, RULE
from rosenblatt.plots.base.style import FULL, HALF, LABEL, SMALL, is_narrow, whole_room
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.plots.neurons.one_neuron import OneNeuron, Terms, said, sentence
from rosenblatt.views.words import count

Style: TypeAlias = dict[str, Any]

CODE = (
    "total = 0",
    "for w, x in zip(weights, inputs):",
    "    total = total + w * x",
)
AFTER = "z = total + bias"
MOST_TERMS = 8
TOP = 112.0
"""Height of the sign and the loop, in points."""
LINE = 1.85 * SMALL
CODE_LEFT = 236.0
CODE_WIDTH = 0.602
"""Of a letter of the code, to its size."""
COLUMNS, ON_PHONES = (2.0, 196.0, 290.0, 390.0, 510.0), (2.0, 100.0, 148.0, 197.0, 246.0)
"""The source's left end; right ends of weight, value, product and total."""
HEADS = ("input", "w", "x", "w · x", "total so far")


@dataclass
class SumDisplay(OneNeuron):
    """The weighted sum of a neuron as a sum sign, as a loop, and turn by turn in numbers.

    Every number is one of the neuron's trace. Of a wide neuron the largest products are shown.

    Parameters
    ----------
    neuron : rosenblatt.trace.NeuronTrace
    """

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        n, total = len(self.neuron.sources), said(self.neuron.weighted_sum, 200)
        add = "adds" if n == 1 else "add"
        return f"Σ is a loop: {count(n, 'iteration')} {add} up to {total} in {self.neuron.name}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        code = " ".join(line.strip() for line in CODE)
        return f"The loop: {code}; then {AFTER}. In numbers: {sentence(self.neuron)}."

    @property
    def _terms(self) -> Terms:
        return Terms.of(self.neuron, MOST_TERMS)

    def _size(self) -> tuple[float, float]:
        rows = (self._terms.n_rows + 2.5) * LINE
        return (HALF, (2 * TOP - 12 + rows) / 72) if is_narrow() else (FULL, (TOP + rows) / 72)

    def _draw(self, ax: Axes) -> None:
        wide, tall = self._size()
        with whole_room(ax, wide * 72, tall * 72) as (across, height):
            if is_narrow():
                self._draw_sign(ax, height, 0.8)
                self._draw_code(ax, height - TOP + 12, 2.0)
                self._draw_turns(ax, height - 2 * TOP + 12, ON_PHONES)
                return
            scale = across / (FULL * 72)
            self._draw_sign(ax, height, scale)
            self._draw_code(ax, height, CODE_LEFT * scale)
            self._draw_turns(ax, height - TOP, [place * scale for place in COLUMNS])

    def _draw_sign(self, ax: Axes, height: float, scale: float) -> None:
        """Draw the sum sign with what stands above, below and beside it, each said in words."""
        n, x, y = len(self.neuron.sources), 34.0 * scale, height - 52
        style: Style = {"ha": "center", "va": "center", "color": INK}
        ax.text(x, y, "Σ", size=40, **style)
        ax.text(x, y + 32, f"n = {n:,}", size=SMALL, **style)
        ax.text(x, y - 31, "i = 1", size=SMALL, **style)
        wide = width("w", 15)
        ax.text(x + 26, y - 5, "w", size=15, ha="left", va="baseline")
        ax.text(x + 27 + wide, y - 8, "i", size=LABEL, ha="left", va="baseline")
        ax.text(x + 34 + wide, y - 5, "x", size=15, ha="left", va="baseline")
        ax.text(x + 35 + wide + width("x", 15), y - 8, "i", size=LABEL, ha="left", va="baseline")
        words = (
            (y + 32, x + 22, "to the last input"),
            (y, x + 66, "added for each input"),
            (y - 31, x + 16, "from the first input"),
        )
        for level, start, text in words:
            left = 118.0 * scale
            ax.plot([start, left - 4], [level, level], color=RULE, linewidth=0.7)
            ax.text(left, level, text, ha="left", va="center", size=SMALL, color=MUTED)

    def _draw_code(self, ax: Axes, height: float, left: float) -> None:
        lines = (*CODE, AFTER)
        box = (left, height - TOP + 13), ax.get_xlim()[1] - left - 2, TOP - 20
        ax.add_artist(Rectangle(*box, facecolor=GROUND, edgecolor="none"))
        style: Style = {"ha": "left", "va": "baseline", "size": LABEL, "family": "DejaVu Sans Mono"}
        for place, line in enumerate(lines):
            y = height - 27 - place * 17.5 - (5 if line == AFTER else 0)
            text = line.lstrip()
            # A page sets leading spaces to nothing, so the line itself stands further right.
            inset = (len(line) - len(text)) * CODE_WIDTH * LABEL
            ax.text(left + 12 + inset, y, text, **style)

    def _draw_turns(self, ax: Axes, top: float, columns: Sequence[float]) -> None:
        """Draw a row for each turn of the loop, then the bias."""
        bold: Style = {"va": "baseline", "size": SMALL, "weight": "bold"}
        y = top - SMALL
        heads = (*HEADS[:-1], "total") if is_narrow() else HEADS
        for place, (x, head) in enumerate(zip(columns, heads, strict=True)):
            ax.text(x, y, head, ha="left" if place == 0 else "right", **bold)
        self._rule(ax, y - 5, INK)
        total, terms = 0.0, self._terms
        for row, term in enumerate(terms.shown, 1):
            y -= LINE
            total += term.product
            turn = term.source if terms.n_more else f"{row}  {term.source}"
            name = fitted(turn, columns[1] - columns[0] - (44 if is_narrow() else 60), SMALL)
            ax.text(columns[0], y, name, ha="left", va="baseline", size=SMALL)
            self._number(ax, columns[1], y, term.weight, signed=True)
            self._number(ax, columns[2], y, term.value)
            self._number(ax, columns[3], y, term.product)
            self._number(ax, columns[4], y, total)
            self._rule(ax, y - 5, FAINT)
        if terms.n_more:
            y -= LINE
            more = f"{terms.n_more:,} more inputs" + ("" if is_narrow() else ", with smaller products")
            ax.text(columns[0], y, more, ha="left", va="baseline", size=SMALL, color=MUTED)
            self._number(ax, columns[3], y, terms.rest)
            self._number(ax, columns[4], y, total + terms.rest)
            self._rule(ax, y - 5, FAINT)
        self._draw_bias(ax, y - LINE, columns)

    def _draw_bias(self, ax: Axes, y: float, columns: Sequence[float]) -> None:
        self._rule(ax, y + LINE - 5, INK)
        ax.text(columns[0], y, "after the loop: the bias", ha="left", va="baseline", size=SMALL)
        self._number(ax, columns[3] - (10 if is_narrow() else 0), y, self.neuron.bias, signed=True)
        text = f"z = {said(self.neuron.z, 32 if is_narrow() else 80)}"
        ax.text(columns[4], y, text, ha="right", va="baseline", size=SMALL, weight="bold")

    def _rule(self, ax: Axes, y: float, colour: str) -> None:
        ax.plot([2, ax.get_xlim()[1] - 2], [y, y], color=colour, linewidth=0.7, zorder=1)

    def _number(self, ax: Axes, x: float, y: float, value: float, *, signed: bool = False) -> None:
        """Write a number; weights and biases in the colour of their sign, with it."""
        text, colour = said(value, 38 if is_narrow() else 70), INK
        if signed and value:
            text, colour = (f"+{text}", POSITIVE) if value > 0 else (text, NEGATIVE)
        ax.text(x, y, text, ha="right", va="baseline", size=SMALL, color=colour)
