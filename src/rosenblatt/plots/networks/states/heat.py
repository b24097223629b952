"""States over time as a map: a column a step, a row a neuron, dark where a value is high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from rosenblatt.formulas.activations import get_activation
from rosenblatt.plots.base.layout import Numbers, numeric_axis
from rosenblatt.plots.base.palette import INK
from rosenblatt.plots.base.style import LABEL, SMALL, axes_room
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.plots.samples.regions import steps_between
from rosenblatt.views.states import States

MOST_NEURONS = 60
"""Of more neurons those that change most are drawn."""
LONGEST = 80.0
WHOLE, TALLEST, LEAST = 200.0, 18.0, 5.0
"""The map's height in points, and the limits of a row's."""
BESIDE = 130.0
"""Room in points for what stands beside the map."""


@dataclass(frozen=True)
class Heat:
    """The drawn states, shape (n_steps, n_neurons), and labels; at ``edges`` another sequence begins."""

    values: NDArray[np.float64]
    labels: tuple[str, ...]
    edges: tuple[int, ...]
    neurons: tuple[str, ...]
    activation: str

    @classmethod
    def of(cls, states: States, neurons: Sequence[str], activation: str, most_steps: int) -> Heat:
        """Take the first steps, and of many neurons those that change most."""
        kept = np.arange(len(neurons))
        if len(neurons) > MOST_NEURONS:
            kept = np.sort(np.argsort(-states.values.std(axis=0), kind="stable")[:MOST_NEURONS])
        edges = tuple(part.start for part in states.sequences if 0 < part.start < most_steps)
        chosen = tuple(neurons[place] for place in kept.tolist())
        values = states.values[:most_steps, kept]
        return cls(values, states.labels[:most_steps], edges, chosen, activation)

    @property
    def row_height(self) -> float:
        """Height of a neuron's row in points."""
        return min(TALLEST, max(LEAST, WHOLE / len(self.neurons)))

    def height(self, room: float) -> float:
        """Height in points that it takes."""
        return self.row_height * len(self.neurons) + self._labels_height(room) + 2.4 * LABEL + 14

    def _labels_height(self, room: float) -> float:
        longest = max(width(label, SMALL) for label in self._shortened())
        return min(longest, LONGEST) + 8 if self._turned(room) else 1.8 * SMALL

    def _shortened(self) -> list[str]:
        return [fitted(label, LONGEST, SMALL) for label in self.labels]

    def _pitch(self, room: float) -> float:
        return (room - BESIDE) / len(self.labels)

    def _turned(self, room: float) -> bool:
        longest = max(width(label, SMALL) for label in self._shortened())
        return longest > self._pitch(room) - 3 and self._pitch(room) >= 1.3 * SMALL

    def draw(self, ax: Axes, room: float, label_name: str) -> None:
        """Draw it on axes, of a figure that is ``room`` points wide."""
        across, tall = axes_room(ax)
        room, row_height = min(room, across + BESIDE), min(self.row_height, tall / len(self.neurons))
        low, high = self._limits()
        colours, norm = steps_between(low, high)
        n_steps, n_neurons = self.values.shape
        shades = colours(norm(self.values))
        for shade in np.unique(shades.reshape(-1, 4), axis=0):
            steps, neurons = np.nonzero((shades == shade).all(axis=-1))
            ax.add_artist(
                PathPatch(_squares(steps + 1, neurons), facecolor=shade, edgecolor=shade, linewidth=0.3)
            )
        for edge in self.edges:
            ax.plot([edge + 0.5] * 2, [-0.5, n_neurons - 0.5], color=INK, linewidth=1.4)
        ax.set_xlim(0.5, n_steps + 0.5)
        ax.set_ylim(n_neurons - 0.5, -0.5)
        ax.spines[:].set_visible(False)
        self._name_axes(ax, room, row_height, label_name)
        bar = ax.figure.colorbar(ScalarMappable(norm, colours), ax=ax, fraction=0.04, pad=0.015, aspect=18)
        ends = [float(norm.boundaries[0]), float(norm.boundaries[-1])]
        is_low = row_height * n_neurons < 5 * SMALL
        bar.set_ticks(ends if is_low else [ends[0], sum(ends) / 2, ends[1]])
        bar.ax.yaxis.set_major_formatter(Numbers())
        bar.ax.minorticks_off()
        bar.ax.tick_params(length=0)
        bar.outline.set_visible(False)
        bar.set_label("value", size=LABEL)

    def _limits(self) -> tuple[float, float]:
        """The activation's own range where it has ends, so that pictures can be compared."""
        low, high = get_activation(self.activation).range
        if not np.isfinite([low, high]).all():
            low, high = float(self.values.min()), float(self.values.max())
        return (low, high) if low < high else (low - 0.5, high + 0.5)

    def _name_axes(self, ax: Axes, room: float, row_height: float, label_name: str) -> None:
        names = self._shortened()
        fits = max(width(name, SMALL) for name in names) <= self._pitch(room) - 3
        if fits or self._turned(room):
            ax.set_xticks(range(1, len(names) + 1), labels=names, rotation=0 if fits else 90)
            ax.set_xlabel(f"steps, each named by its {fitted(label_name, 200, LABEL)}")
        else:
            numeric_axis(ax.xaxis, whole=True)
            ax.set_xlabel("step")
        every = int(np.ceil(1.3 * SMALL / row_height))
        shown = range(0, len(self.neurons), every)
        ax.set_yticks(list(shown), labels=[fitted(self.neurons[place], LONGEST, SMALL) for place in shown])
        ax.tick_params(length=0)


def _squares(x: NDArray[np.intp], y: NDArray[np.intp]) -> Path:
    """Unit squares around places, as one path."""
    corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)]
    points = np.stack([np.stack([x + dx, y + dy], axis=-1) for dx, dy in corners], axis=1)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(points.reshape(-1, 2), np.tile(codes, len(x)))
