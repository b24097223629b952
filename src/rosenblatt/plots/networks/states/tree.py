"""The mean states of labels as a tree: the later two join, the less alike they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import INK
from rosenblatt.plots.base.style import SMALL
from rosenblatt.plots.base.text import fitted
from rosenblatt.views.states import States

MOST_LEAVES = 40
"""Of more labels those that come most often are drawn."""
LEAF = 1.75 * SMALL
LONGEST = 130.0


@dataclass(frozen=True)
class Tree:
    """Labels, joined by the distance of their mean states, as Elman drew the words of his sentences (1990).

    Groups are joined by the mean distance of their members (Sokal & Michener, "A statistical method for
    evaluating systematic relationships", 1958); ``joins`` are as of :func:`scipy.cluster.hierarchy.linkage`.
    """

    leaves: tuple[str, ...]
    joins: NDArray[np.float64]
    n: int

    @classmethod
    def of(cls, states: States) -> Tree:
        """Join the mean states of the labels."""
        from scipy.cluster.hierarchy import linkage

        kept = np.sort(np.argsort(-states.counts, kind="stable")[:MOST_LEAVES])
        joins = linkage(states.means[kept], method="average", metric="euclidean")
        return cls(tuple(states.kinds[place] for place in kept.tolist()), joins, len(states.kinds))

    @property
    def height(self) -> float:
        """Height in points that it takes."""
        return LEAF * len(self.leaves) + 44

    @property
    def halves(self) -> tuple[list[str], list[str]]:
        """The labels of the two groups that join last."""
        return self._members(int(self.joins[-1, 0])), self._members(int(self.joins[-1, 1]))

    @property
    def nearest(self) -> tuple[str, str, float]:
        """The two labels that join first, and their distance."""
        first, second = (self.leaves[int(place)] for place in self.joins[0, :2])
        return first, second, float(self.joins[0, 2])

    @property
    def widest(self) -> float:
        """The distance at which the last two groups join."""
        return float(self.joins[-1, 2])

    def _members(self, group: int) -> list[str]:
        waiting, members = [group], []
        while waiting:
            each = waiting.pop()
            if each < len(self.leaves):
                members.append(each)
            else:
                waiting += [int(place) for place in self.joins[each - len(self.leaves), :2]]
        return [self.leaves[place] for place in sorted(members)]

    def draw(self, ax: Axes) -> None:
        """Draw it lying on its side, the labels on the left."""
        from scipy.cluster.hierarchy import dendrogram

        drawn = dendrogram(self.joins, no_plot=True)
        for ys, xs in zip(drawn["icoord"], drawn["dcoord"], strict=True):
            ax.plot(xs, ys, color=INK, linewidth=1.2, solid_joinstyle="miter")
        order = cast("list[int]", drawn["leaves"])
        names = [fitted(self.leaves[place], LONGEST, SMALL) for place in order]
        ax.set_yticks([10 * place + 5 for place in range(len(order))], labels=names)
        ax.set_ylim(10 * len(order), 0)
        ax.set_xlim(0, (self.widest or 1.0) * 1.03)
        numeric_axis(ax.xaxis)
        ax.set_xlabel("distance of the mean states")
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.yaxis.set_tick_params(length=0)
