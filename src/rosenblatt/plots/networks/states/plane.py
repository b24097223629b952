"""States on the plane of their two main components, joined in the order of time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from rosenblatt.plots.base.class_legend import class_legend, draw_named_classes
from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import INK, PAPER, RULE, VALUES, mixed
from rosenblatt.plots.base.samples import draw_values
from rosenblatt.plots.base.style import quiet_axes
from rosenblatt.views.states import States
from rosenblatt.views.view import Plane
from rosenblatt.views.words import share

MOST_JOINED = 300
"""More steps than that are not joined: their paths would hide them."""
MOST_ARROWS = 60
"""So many steps or fewer have an arrow on the way to the next."""
PATH = mixed(RULE, PAPER, 0.6)
"""Lines that join the steps: they stay behind the marks."""
MOST_KINDS = 20
"""Labels of more kinds than that are not told apart: the steps are coloured by time."""


def is_by_time(states: States) -> bool:
    """Whether marks tell the time: where labels are too many to be told apart."""
    return len(states.kinds) > MOST_KINDS


def draw_plane(ax: Axes, states: States, plane: Plane, *, narrow: bool) -> None:
    """Draw each step's place on the plane; a ``narrow`` picture has short names for its axes."""
    places = plane.project(states.values)
    if len(places) <= MOST_JOINED:
        _draw_paths(ax, places, states)
    firsts = places[[part.start for part in states.sequences]]
    if is_by_time(states):
        _draw_by_time(ax, places, states)
    else:
        notes = ["ringed: first step"]
        draw_named_classes(
            ax, places[:, 0], places[:, 1], states.which, states.kinds, heading=states.label_name, notes=notes
        )
    ax.scatter(firsts[:, 0], firsts[:, 1], s=110, facecolors="none", edgecolors=INK, linewidths=1.0, zorder=4)
    of_what = "" if narrow else " of the variance"
    for axis, part, place in ((ax.xaxis, plane.shares[0], 1), (ax.yaxis, plane.shares[1], 2)):
        numeric_axis(axis, most=3 if narrow else 6)
        axis.set_label_text(f"main component {place} ({share(part, 1.0)}{of_what})")
    quiet_axes(ax)
    ax.margins(0.08)


def _draw_paths(ax: Axes, places: NDArray[np.float64], states: States) -> None:
    for part in states.sequences:
        path = places[part]
        ax.plot(path[:, 0], path[:, 1], color=PATH, linewidth=0.7, zorder=1)
        if len(places) > MOST_ARROWS:
            continue
        for begin, end in pairwise(path):
            if np.abs(end - begin).max() > 0:
                way = {"arrowstyle": "-|>", "color": RULE, "linewidth": 0.0, "mutation_scale": 9}
                ax.annotate("", begin + 0.62 * (end - begin), begin + 0.5 * (end - begin), arrowprops=way)


def _draw_by_time(ax: Axes, places: NDArray[np.float64], states: States) -> None:
    colours = LinearSegmentedColormap.from_list("values", VALUES)
    when = np.concatenate([np.linspace(0, 1, length) for length in states.lengths])
    draw_values(ax, places[:, 0], places[:, 1], colours(when))
    class_legend(ax, (), notes=["pale: early steps", "dark: late steps", "ringed: first step"])
