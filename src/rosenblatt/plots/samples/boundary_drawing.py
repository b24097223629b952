"""How a boundary picture is drawn: the ground that the network answers, and the samples on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from rosenblatt.plots.answers import leads, sureness
from rosenblatt.plots.base.class_legend import draw_named_classes
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.layout import Numbers, numeric_axis, padded, scatter_offsets
from rosenblatt.plots.base.palette import INK
from rosenblatt.plots.base.samples import class_positions, draw_plain, draw_values
from rosenblatt.plots.base.style import FULL, LABEL, SMALL
from rosenblatt.plots.samples.regions import SURE, draw_regions, draw_steps
from rosenblatt.plots.view import View
from rosenblatt.plots.words import fitted

if TYPE_CHECKING:
    from matplotlib.colorbar import Colorbar

    from rosenblatt.network import Network

FINENESS = 140
"""Points of the grid along each axis."""


@dataclass
class BoundaryDrawing(Display):
    """A network's answers over one or two features; :class:`BoundaryDisplay` says what its parts are."""

    network: Network
    samples: NDArray[np.float64]
    labels: NDArray[np.generic]
    classes: tuple[object, ...] | None
    held_out: NDArray[np.bool_]
    target_name: str
    view: View
    output_unit: tuple[float, float] = (0.0, 1.0)
    prepare: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None = None
    size: tuple[float, float] = (FULL, 4.4)

    @property
    def misjudged(self) -> NDArray[np.bool_]:
        """Which of the samples the network takes for another class than theirs."""
        if self.classes is None:
            return np.zeros(len(self.samples), dtype=bool)
        answers = self._leads(self.samples).argmax(axis=1)
        return np.asarray(answers != class_positions(self.labels, self.classes))

    def _size(self) -> tuple[float, float]:
        width, height = self.size
        if self.view.n_axes == 1 and self.classes is not None:
            return width, min(height, 1.3 + 0.42 * len(self.classes))
        return width, height

    def _draw(self, ax: Axes) -> None:
        if self.classes is not None:
            self._draw_classes(ax, self.classes)
        elif self.view.n_axes == 1:
            self._draw_line(ax)
        else:
            self._draw_numbers(ax)
        ax.set_xlabel(fitted(self.view.axis_names[0], 300, LABEL))
        numeric_axis(ax.xaxis)
        if self.view.n_axes == 2:
            numeric_axis(ax.yaxis)
            ax.set_ylabel(fitted(self.view.axis_names[1], 220, LABEL))

    def _inputs(self, samples: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the network sees of samples."""
        return samples if self.prepare is None else self.prepare(samples)

    def _leads(self, samples: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far each class is ahead."""
        return leads(self.network, self._inputs(samples))

    def _grid(
        self, places: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """The grid's two axes, and the samples that it stands for, row after row."""
        limits = [
            padded(float(column.min()), float(column.max()), 0.12 if len(column) > 20 else 0.25)
            for column in places.T
        ]
        x = np.linspace(*limits[0], FINENESS)
        if self.view.n_axes == 1:
            return x, np.array([0.0, 1.0]), self.view.samples_at(np.tile(x, 2)[:, None])
        y = np.linspace(*limits[1], FINENESS)
        return x, y, self.view.samples_at(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))

    def _numbers(self, samples: NDArray[np.float64]) -> NDArray[np.float64]:
        """Predictions in the target's own units."""
        add, times = self.output_unit
        return self.network.forward(self._inputs(samples))[:, 0].astype(np.float64) * times + add

    def _draw_classes(self, ax: Axes, classes: tuple[object, ...]) -> None:
        places = self.view.places(self.samples)
        which = class_positions(self.labels, classes)
        x, y, grid = self._grid(places)
        if self.view.n_axes == 1:
            # One input leaves the height free: each class has its lane.
            y = np.array([-0.5, len(classes) - 0.5])
            places = np.column_stack([places[:, 0], which + scatter_offsets(len(which), 0.27)])
            ax.set_yticks(range(len(classes)), labels=[fitted(name, 110, SMALL) for name in classes])
            ax.set_ylabel(fitted(f"true {self.target_name}", 90, LABEL))
        shape = (len(y), len(x))
        sure = sureness(self.network, self._inputs(grid))
        draw_regions(
            ax,
            x,
            y,
            self._leads(grid).reshape(*shape, -1),
            None if sure is None else sure.reshape(shape),
        )
        unsure = sure is not None and bool(sure.min() < SURE)
        self._draw_samples(ax, places, which, classes, unsure=unsure)
        ax.set_xlim(x[0], x[-1])
        ax.set_ylim(y[0], y[-1])

    def _draw_samples(
        self,
        ax: Axes,
        places: NDArray[np.float64],
        which: NDArray[np.intp],
        classes: tuple[object, ...],
        *,
        unsure: bool,
    ) -> None:
        notes = ["pale ground: less sure"] if unsure else []
        notes += ["samples lie before and", "behind the cut"] if self.view.is_cut else []
        draw_named_classes(
            ax,
            places[:, 0],
            places[:, 1],
            which,
            classes,
            heading=self.target_name,
            held_out=self.held_out,
            misjudged=self.misjudged,
            notes=notes,
        )

    def _draw_numbers(self, ax: Axes) -> None:
        places = self.view.places(self.samples)
        x, y, grid = self._grid(places)
        truth = self.labels.astype(np.float64)
        ground, colours, norm = draw_steps(ax, x, y, self._numbers(grid).reshape(len(y), len(x)), truth)
        draw_values(ax, places[:, 0], places[:, 1], colours(norm(truth)))
        bar = ax.figure.colorbar(ground, ax=ax, fraction=0.05, pad=0.02, aspect=30)
        self._name_scale(bar, 280)

    def _name_scale(self, bar: Colorbar, room: float) -> None:
        bar.ax.yaxis.set_major_formatter(Numbers())
        bar.outline.set_visible(False)
        bar.set_label(fitted(f"{self.target_name}: ground predicted, marks true", room, LABEL))

    def _draw_line(self, ax: Axes) -> None:
        places = self.view.places(self.samples)
        x, _, grid = self._grid(places)
        draw_plain(ax, places[:, 0], self.labels.astype(np.float64))
        ax.plot(x, self._numbers(grid[: len(x)]), color=INK, linewidth=1.8, zorder=4)
        ax.set_xlim(x[0], x[-1])
        ax.spines[["top", "right"]].set_visible(False)
        numeric_axis(ax.yaxis)
        ax.set_ylabel(fitted(f"{self.target_name}: line predicted, marks true", 260, LABEL))
