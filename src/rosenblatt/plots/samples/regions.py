"""The ground of a boundary picture: regions of classes, or steps of a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from rosenblatt.plots.base import palette

if TYPE_CHECKING:
    from matplotlib.contour import QuadContourSet

SURE = 0.9
UNSURE = ((0.0, 0.6, 0.75), (0.6, 0.75, 0.5), (0.75, SURE, 0.25))
"""Below these probabilities of the winning class the ground is washed out, by so much: from, to, how much."""


def draw_regions(
    ax: Axes,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    leads: NDArray[np.float64],
    sureness: NDArray[np.float64] | None,
) -> None:
    """Tint the ground with the class that wins, paler where it is less sure, and draw where two classes meet.

    ``leads``, shape (n_rows, n_columns, n_classes), and ``sureness`` of the winner are those of a grid.
    """
    n_classes = leads.shape[-1]
    leads = leads / (np.abs(leads).max() or 1.0)
    colours = palette.class_colours(n_classes)
    winner = leads.argmax(axis=-1)
    common = int(np.bincount(winner.ravel(), minlength=n_classes).argmax())
    ax.set_facecolor(palette.tint(colours[common]))
    for place, colour in enumerate(colours):
        if place != common and leads[..., place].max() > 0:
            ax.contourf(x, y, leads[..., place], levels=[0.0, 2.0], colors=[palette.tint(colour)], zorder=0)
    if sureness is not None:
        for low, high, wash in UNSURE:
            if sureness.min() < high and sureness.max() > low:
                ax.contourf(
                    x, y, sureness, levels=[low, high], colors=[palette.PAPER], alpha=wash, zorder=0.5
                )
    for place in range(n_classes):
        if place != common and leads[..., place].min() < 0 < leads[..., place].max():
            ax.contour(x, y, leads[..., place], levels=[0.0], colors=[palette.INK], linewidths=1.0, zorder=1)


def draw_steps(
    ax: Axes,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    values: NDArray[np.float64],
    samples: NDArray[np.float64],
) -> tuple[QuadContourSet, LinearSegmentedColormap, BoundaryNorm]:
    """Shade the ground by a number, in steps that hold the samples' numbers too; return what maps it."""
    low, high = float(min(values.min(), samples.min())), float(max(values.max(), samples.max()))
    if low == high:
        low, high = low - 0.5, high + 0.5
    colours, norm = steps_between(low, high)
    ground = ax.contourf(x, y, values, levels=norm.boundaries, cmap=colours, norm=norm, zorder=0)
    return ground, colours, norm


def steps_between(low: float, high: float) -> tuple[LinearSegmentedColormap, BoundaryNorm]:
    """Return the colours of a number's steps, and which number has which."""
    levels = MaxNLocator(nbins=11, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    colours = LinearSegmentedColormap.from_list("values", palette.VALUES)
    return colours, BoundaryNorm(levels, colours.N)
