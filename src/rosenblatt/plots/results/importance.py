"""Permutation importance: how much the score falls when a column is shuffled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rosenblatt.insight.effects.importance import Importance, permutation_importance
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, vector
from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import INK, PAPER, RULE, VALUE
from rosenblatt.plots.base.style import SMALL, column_width, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.views.words import brief, count, fixed, plain, score, signed, some

MOST_COLUMNS = 20
_ROW = 17.0  # points
_CLEAR = 0.002


@dataclass
class ImportanceDisplay(Display):
    """A bar for each column: how much the score falls when its values are shuffled among the samples.

    The marks are single shuffles, the bars their means. Columns that carry the same information replace each
    other, and then none of them has a long bar.

    Parameters
    ----------
    importance : Importance
    samples : str
        What it was measured on.
    """

    importance: Importance
    samples: str = "samples"

    @classmethod
    def from_importances(
        cls,
        names: Sequence[object],
        falls: ArrayLike,
        score: float,
        *,
        score_name: str = "accuracy",
        n_samples: int,
        samples: str = "samples",
        ax: Axes | None = None,
    ) -> Self:
        """Make the display from measured values.

        Parameters
        ----------
        names : sequence of str of length n_columns
        falls : array-like of shape (n_columns, n_repeats)
            How much the score falls in each shuffle of the column.
        score : float
            The score without a shuffle.
        score_name : str, default="accuracy"
        n_samples : int
        samples : str, default="samples"
            What it was measured on, such as ``"held-out rows"``.
        """
        values = np.asarray(falls, dtype=np.float64)
        if values.ndim != 2 or len(values) != len(names) or not values.size:
            raise ValueError(f"falls must have the shape ({len(names)}, n_repeats), got {values.shape}")
        found = Importance(tuple(map(str, names)), values, float(score), plain(score_name), n_samples)
        return cls(found, plain(samples))._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        X: object,
        y: ArrayLike,
        *,
        n_repeats: int = 5,
        random_state: int = 0,
        ax: Axes | None = None,
    ) -> Self:
        """Shuffle each column of samples and score the predictions.

        Parameters
        ----------
        estimator : a fitted estimator of Rosenblatt that is not recurrent, or a Pipeline that ends in one
        X : array-like or table of shape (n_samples, n_features)
            Samples it was not trained on: on others a memorised column seems important.
        y : array-like of shape (n_samples,)
        n_repeats : int, default=5
            How often each column is shuffled.
        random_state : int, default=0

        Raises
        ------
        PlanError
            If it reads sequences, or predicts several targets.
        """
        fitted = Fitted.of(estimator)
        fitted.require_rows(cls.__name__)
        columns = fitted.columns(X)
        truth = vector(y, columns.n_rows)
        task = "classification" if fitted.is_classifier else "regression"
        found = permutation_importance(
            columns, truth, fitted.predict, task, n_repeats=n_repeats, seed=random_state
        )
        return cls(found)._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        seen = self.importance
        first = int(seen.order[0])
        fall, name = float(seen.means[first]), brief(seen.names[first], 30)
        if fall <= max(_CLEAR, float(seen.falls.std(axis=1).max(initial=0.0))):
            return f"No column alone matters: none lowers the {seen.score_name} clearly when it is shuffled"
        return f"{name} matters most: shuffled, it lowers the {seen.score_name} by {fixed(fall)}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        seen = self.importance
        said = some(
            [f"{brief(seen.names[k], 30)} {signed(-float(seen.means[k]), 0.1)}" for k in seen.order.tolist()],
            MOST_COLUMNS,
        )
        n_repeats = seen.falls.shape[1]
        return (
            f"Change of the {seen.score_name}, {score(seen.score)} on {count(seen.n_samples, 'sample')}, "
            "when the values of one column are shuffled among them "
            f"(mean of {count(n_repeats, 'shuffle')}): {said}. "
            "Columns that carry the same information replace each other."
        )

    @property
    def _drawn(self) -> list[int]:
        return [int(place) for place in self.importance.order[:MOST_COLUMNS]]

    @property
    def _has_rows(self) -> bool:
        return True

    def _size(self) -> tuple[float, float]:
        return column_width(), (_ROW * len(self._drawn) + 46) / 72

    def _draw(self, ax: Axes) -> None:
        seen, drawn = self.importance, self._drawn
        quiet_axes(ax, grid="x")
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", length=0)
        rows = np.arange(len(drawn))
        ax.barh(rows, seen.means[drawn], 0.62, color=VALUE, zorder=2)
        for row, place in enumerate(drawn):
            falls = seen.falls[place]
            ax.scatter(
                falls,
                np.full(len(falls), row),
                s=11,
                facecolors=PAPER,
                edgecolors=INK,
                linewidths=0.7,
                zorder=3,
            )
        ax.axvline(0, color=RULE, linewidth=0.9, zorder=4)
        ax.set_yticks(rows, [fitted(seen.names[place], 140, SMALL) for place in drawn])
        ax.set_ylim(len(drawn) - 0.4, -0.6)
        low, high = float(seen.falls[drawn].min()), float(seen.falls[drawn].max())
        span = max(high, 0.0) - min(low, 0.0) or 1.0
        ax.set_xlim(min(low, 0.0) - 0.03 * span, max(high, 0.0) + 0.05 * span)
        numeric_axis(ax.xaxis, most=6)
        left_out = len(seen.names) - len(drawn)
        rest = f"\n({count(left_out, 'less important column')} not drawn)" if left_out else ""
        ax.set_xlabel(f"fall of the {seen.score_name} when the column is shuffled{rest}")
