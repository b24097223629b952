"""The score over many random splits, beside the score of this split and the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import GROUND, INK, MUTED, PAPER, RULE
from rosenblatt.plots.base.style import FULL, SMALL, axes_room
from rosenblatt.plots.base.text import width as text_width
from rosenblatt.views.boundary import padded
from rosenblatt.views.words import ENOUGH, count, middle_range, plain
from rosenblatt.views.words import score as said


@dataclass
class SpreadDisplay(Display):
    """Scores over random splits as stacked dots, with this split's score and the baseline marked.

    Parameters without a description are those of :meth:`from_scores`.

    Parameters
    ----------
    scores : ndarray of shape (n_repeats,)
    score, baseline : float
    score_name, part : str
    size : (float, float), inches
    over : {"splits", "seeds", "folds"}
    """

    scores: NDArray[np.float64]
    score: float
    baseline: float
    score_name: str = "accuracy"
    part: str = "rows held out"
    size: tuple[float, float] = (FULL, 2.3)
    over: str = "splits"

    @classmethod
    def from_scores(
        cls,
        scores: ArrayLike,
        score: float,
        baseline: float,
        *,
        score_name: str = "accuracy",
        part: str = "rows held out",
        over: str = "splits",
        ax: Axes | None = None,
    ) -> Self:
        """Make the display; scores that are not finite are left out.

        Parameters
        ----------
        scores : array-like of shape (n_repeats,)
            The score on each of the other splits; may be empty.
        score, baseline : float
            The score of this split, and of a model that has learned nothing.
        score_name : str, default="accuracy"
            ``"accuracy"`` or ``"R²"``.
        part : str, default="rows held out"
            What the scores were measured on.
        over : {"splits", "seeds", "folds"}, default="splits"
            What was other: random splits, or of a stream, which has one split, the seeds of the training; or
            the folds of one training, each predicted without its rows.
        """
        values = np.asarray(scores, dtype=np.float64).ravel()
        return cls(
            values[np.isfinite(values)],
            float(score),
            float(baseline),
            plain(score_name),
            plain(part),
            over=over,
        )._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        if not len(self.scores):
            return f"The {self.score_name} is {said(self.score)}, the baseline {said(self.baseline)}"
        who, low, high = middle_range(self.scores, self.over)
        verb = "reaches" if len(self.scores) == 1 else "reach"
        ends = f"of {said(low)}" if said(low) == said(high) else f"between {said(low)} and {said(high)}"
        return f"{who[0].upper()}{who[1:]} {verb} an {self.score_name} {ends}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        verb = "score" if self._this == "all folds" else "scores"
        this = f"{self._this.capitalize()} {verb} {said(self.score)}, the baseline {said(self.baseline)}."
        if not len(self.scores):
            return this
        lowest, middle, highest = np.quantile(self.scores, [0, 0.5, 1])
        who, low, high = middle_range(self.scores, self.over)
        nine = f"{who} lie between {said(low)} and {said(high)}, " if len(self.scores) >= ENOUGH else ""
        below = int((self.scores < self.score).sum())
        return (
            f"Over {count(len(self.scores), self._other)} the {self.score_name} has the median "
            f"{said(middle)}; {nine}the lowest is {said(lowest)}, the highest {said(highest)}. {this} "
            f"{below or 'Not one'} of the {len(self.scores):,} {'scores' if below < 2 else 'score'} lower "
            "than it."
        )

    @property
    def _this(self) -> str:
        if not len(self.scores):
            return "this run"
        return "all folds" if self.over == "folds" else f"this {self.over[:-1]}"

    @property
    def _other(self) -> str:
        if self.over == "folds":
            return "fold"
        return "other random split" if self.over == "splits" else f"other {self.over[:-1]}"

    def _size(self) -> tuple[float, float]:
        width, height = self.size
        return width, height if len(self.scores) else min(height, 1.2)

    def _draw(self, ax: Axes) -> None:
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.set_yticks([])
        shaded = "; shaded: nine in ten" if len(self.scores) >= ENOUGH else ""
        other = self._other.replace("random ", "")
        key = f" (a mark is one {other}{shaded})" if len(self.scores) else ""
        ax.set_xlabel(f"{self.score_name} on the {self.part}{key}")
        values = np.concatenate([self.scores, [self.score, self.baseline]])
        values = values[np.isfinite(values)] if np.isfinite(values).any() else np.array([0.0, 1.0])
        left, right = padded(float(values.min()), float(values.max()), 0.05)
        ax.set_xlim(left, right)
        numeric_axis(ax.xaxis, most=8)
        self._draw_scores(ax, right - left)
        self._mark(
            ax,
            self.baseline,
            f"baseline {said(self.baseline)}",
            row=1,
            toward_left=self.baseline < self.score,
        )
        self._mark(
            ax, self.score, f"{self._this} {said(self.score)}", row=0, toward_left=self.score < self.baseline
        )

    def _draw_scores(self, ax: Axes, span: float) -> None:
        """Stack the scores as dots, as large as the highest stack allows, or as bars for too many."""
        if not len(self.scores):
            ax.set_ylim(0, 1)
            return
        if len(self.scores) >= ENOUGH:
            ax.axvspan(*middle_range(self.scores, self.over)[1:], facecolor=GROUND, zorder=0)
        width, height = axes_room(ax)
        height -= 2.9 * SMALL
        for dot in (6.5, 5.5, 4.5, 3.5):
            step = span * dot / width
            bins = np.round((self.scores - self.scores.min()) / step).astype(int)
            _, places, sizes = np.unique(bins, return_inverse=True, return_counts=True)
            if sizes.max() * dot <= height:
                break
        else:
            self._draw_bars(ax, span, 1 + 2.9 * SMALL / height)
            return
        ax.set_ylim(0, (height + 2.9 * SMALL) / dot)
        order = np.argsort(places, kind="stable")
        rank = np.empty(len(places))
        rank[order] = np.arange(len(places)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        middle = np.array([self.scores[places == place].mean() for place in range(len(sizes))])
        ax.scatter(middle[places], rank + 0.6, s=(dot - 0.9) ** 2, color=RULE, linewidths=0, zorder=3)

    def _draw_bars(self, ax: Axes, span: float, air: float) -> None:
        """Draw a bar for each score that occurs, or for each of thirty ranges where there are too many."""
        values, heights = np.unique(self.scores, return_counts=True)
        if len(values) > 45:
            heights, edges = np.histogram(self.scores, 30)
            values = (edges[:-1] + edges[1:]) / 2
        wide = min(0.8 * float(np.diff(values).min(initial=span)), 0.02 * span)
        ax.bar(values, heights, wide, color=RULE, zorder=3)
        ax.set_ylim(0, heights.max() * air)

    def _mark(self, ax: Axes, value: float, text: str, *, row: int, toward_left: bool) -> None:
        """Draw a line at a value and write beside its upper end what it is, where there is room."""
        if not np.isfinite(value):
            return
        width, height = axes_room(ax)
        left, right = ax.get_xlim()
        place = (value - left) / (right - left) * width
        if toward_left and place < text_width(text, SMALL) + 6:
            toward_left = False
        elif not toward_left and width - place < text_width(text, SMALL) + 6:
            toward_left = True
        top = 1 - row * 1.35 * SMALL / height
        ax.plot(
            [value, value],
            [0, top],
            transform=ax.get_xaxis_transform(),
            color=INK if row == 0 else MUTED,
            linestyle="solid" if row == 0 else (0, (1, 1.5)),
            linewidth=1.5,
        )
        ax.annotate(
            text,
            (value, top),
            xycoords=ax.get_xaxis_transform(),
            xytext=(-5 if toward_left else 5, 0),
            textcoords="offset points",
            ha="right" if toward_left else "left",
            va="top",
            size=SMALL,
            color=INK if row == 0 else MUTED,
            weight="bold" if row == 0 else "normal",
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5},
        )
