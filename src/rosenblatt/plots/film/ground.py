"""The ground of a film: a boundary picture whose limits, legend and scale are the same in every frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rosenblatt.plots.base.class_legend import class_legend
from rosenblatt.plots.base.samples import draw_classes, draw_values
from rosenblatt.plots.samples.boundary import BoundaryDisplay
from rosenblatt.plots.samples.regions import steps_between
from rosenblatt.views.boundary import padded

if TYPE_CHECKING:
    from rosenblatt.network import Network

MOST_ASKED = 40
"""So many frames are asked for the lowest and the highest number of a regression."""


@dataclass
class StillBoundary(BoundaryDisplay):
    """A boundary picture for films; ``low`` and ``high`` are a regression's range over all frames."""

    low: float = 0.0
    high: float = 1.0

    @classmethod
    def of(cls, display: BoundaryDisplay, networks: Sequence[Network]) -> Self:
        """Make it of a boundary picture and the networks of all frames."""
        made = cls(**{each.name: getattr(display, each.name) for each in fields(BoundaryDisplay)})
        if made.classes is not None:
            return made
        truth = made.labels.astype(np.float64)
        low, high = float(truth.min()), float(truth.max())
        _, _, grid = made.predictions.grid(made.view.places(made.samples))
        chosen = np.linspace(0, len(networks) - 1, min(MOST_ASKED, len(networks))).round().astype(int)
        for place in chosen.tolist():
            values = replace(made.predictions, network=networks[place]).numbers(grid)
            low, high = min(low, float(values.min())), max(high, float(values.max()))
        return replace(made, low=low, high=high if high > low else low + 1.0)

    def showing(self, network: Network) -> Self:
        """Return the same picture of another network."""
        return replace(self, predictions=replace(self.predictions, network=network))

    @property
    def needs_room(self) -> bool:
        """Whether a legend or a scale stands beside it."""
        return self.classes is not None or self.view.n_axes == 2

    def draw_scale(self, figure: Figure, ax: Axes) -> None:
        """Draw the legend, or the scale of a number, beside the axes, once for all frames."""
        if self.classes is not None:
            notes = [] if self.predictions.sureness(self.samples[:1]) is None else ["faint: lower prob."]
            notes += ["samples projected", "onto this plane"] if self.view.is_cut else []
            class_legend(
                ax,
                self.classes,
                heading=self.target_name,
                room=78.0,
                held_out=bool(self.held_out.any()),
                misclassified=True,
                notes=notes,
            )
            return
        if self.view.n_axes == 1:
            return
        box = ax.get_position()
        beside = figure.add_axes((box.x1 + 0.012, box.y0 + 0.1 * box.height, 0.014, 0.8 * box.height))
        colours, norm = self._scale
        bar = figure.colorbar(ScalarMappable(norm, colours), cax=beside)
        self._name_scale(bar, 240)

    @property
    def _scale(self) -> tuple[LinearSegmentedColormap, BoundaryNorm]:
        return steps_between(self.low, self.high)

    def _draw_samples(
        self,
        ax: Axes,
        places: NDArray[np.float64],
        which: NDArray[np.intp],
        classes: tuple[object, ...],
        *,
        unsure: bool,
    ) -> None:
        # Without the legend, which would come and go: see draw_scale.
        x, y = places.T
        draw_classes(ax, x, y, which, len(classes), held_out=self.held_out, misclassified=self.misclassified)

    def _draw_numbers(self, ax: Axes) -> None:
        places = self.view.places(self.samples)
        x, y, grid = self.predictions.grid(places)
        colours, norm = self._scale
        values = np.clip(self.predictions.numbers(grid).reshape(len(y), len(x)), self.low, self.high)
        ax.contourf(x, y, values, levels=norm.boundaries, cmap=colours, norm=norm, zorder=0)
        truth = self.labels.astype(np.float64)
        draw_values(ax, places[:, 0], places[:, 1], colours(norm(truth)))
        ax.set_xlim(x[0], x[-1])
        ax.set_ylim(y[0], y[-1])

    def _draw_line(self, ax: Axes) -> None:
        super()._draw_line(ax)
        ax.set_ylim(*padded(self.low, self.high))
