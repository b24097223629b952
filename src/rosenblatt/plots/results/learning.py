"""The learning curve: the score over the number of rows that were trained on."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.plots.base.class_legend import line_legend
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import DASHED, MUTED, SOLID, TRAINING, VALIDATION
from rosenblatt.plots.base.style import LABEL, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.views.words import count, number, plain

HARDLY = 0.005
"""Score by which a rise says something."""


class Learner(Protocol):
    """What can be trained and scored."""

    def fit(self, X: ArrayLike, y: ArrayLike) -> object:
        """Train."""

    def score(self, X: ArrayLike, y: ArrayLike) -> float:
        """Score predictions."""


@dataclass
class LearningCurveDisplay(Display):
    """Two lines: the score on held-out rows, and on the rows trained on, over the number of the latter.

    Parameters
    ----------
    sizes : ndarray of shape (n_sizes,)
        Numbers of training rows.
    scores, training_scores : ndarray of shape (n_sizes, n_repeats)
    score_name : str
    baseline : float or None
    unit, over : str
        What is trained on, ``"rows"``, and what the repeats are, ``"splits"``.
    size : (float, float), inches
    """

    sizes: NDArray[np.int64]
    scores: NDArray[np.float64]
    training_scores: NDArray[np.float64]
    score_name: str = "score"
    baseline: float | None = None
    unit: str = "rows"
    over: str = "splits"
    size: tuple[float, float] = (5.6, 2.4)

    @classmethod
    def from_scores(
        cls,
        sizes: ArrayLike,
        scores: ArrayLike,
        training_scores: ArrayLike,
        *,
        score_name: str = "score",
        baseline: float | None = None,
        unit: str = "rows",
        over: str = "splits",
        ax: Axes | None = None,
    ) -> Self:
        """Make the display from measured scores.

        Parameters
        ----------
        sizes : array-like of int of shape (n_sizes,)
        scores, training_scores : array-like of shape (n_sizes, n_repeats) or (n_sizes,)
            On held-out rows, and on the rows trained on.
        score_name : str, default="score"
        baseline : float, optional
            The score of a model that has learned nothing.
        unit : str, default="rows"
            What is trained on.
        over : str, default="splits"
            What the repeats are; with ``"splits"`` those of a place belong to the same split at every size.
        """
        n = np.asarray(sizes, np.int64)
        both = [np.asarray(each, np.float64).reshape(len(n), -1) for each in (scores, training_scores)]
        return cls(n, both[0], both[1], plain(score_name), baseline, unit, over)._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: Learner,
        X: ArrayLike,
        y: ArrayLike,
        *,
        shares: Sequence[float] = (0.1, 0.2, 0.4, 0.7, 1.0),
        test_size: float = 0.25,
        n_repeats: int = 3,
        random_state: int = 0,
        score_name: str = "score",
        ax: Axes | None = None,
    ) -> Self:
        """Train copies of an estimator on parts of growing size, on several random splits.

        Parameters
        ----------
        estimator : estimator with ``fit`` and ``score``
            It stays as it is.
        X : array-like of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
        shares : sequence of float
            Shares of the training rows of a split.
        test_size : float, default=0.25
            The share of the rows that each split holds out.
        n_repeats : int, default=3
        random_state : int, default=0
            Seeds the splits.
        score_name : str, default="score"
        """
        samples, targets = np.asarray(X), np.asarray(y)
        n_test = max(1, round(test_size * len(samples)))
        sizes = sorted({max(1, round(share * (len(samples) - n_test))) for share in shares})
        scores, own = np.empty((2, len(sizes), n_repeats))
        for repeat in range(n_repeats):
            order = np.random.default_rng([random_state, repeat]).permutation(len(samples))
            test, rest = order[:n_test], order[n_test:]
            for place, size in enumerate(sizes):
                rows = rest[:size]
                fitted = copy.deepcopy(estimator)
                fitted.fit(samples[rows], targets[rows])
                scores[place, repeat] = fitted.score(samples[test], targets[test])
                own[place, repeat] = fitted.score(samples[rows], targets[rows])
        return cls.from_scores(sizes, scores, own, score_name=score_name)._plotted_on(ax)

    @property
    def _means(self) -> NDArray[np.float64]:
        return np.asarray(np.nanmean(self.scores, axis=1))

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        if len(self.sizes) < 2:
            return (
                f"With {int(self.sizes[-1]):,} {self.unit} the {self.score_name} is {number(self._means[-1])}"
            )
        gain, error = float(self._means[-1] - self._means[-2]), self._error_of_gain
        last, before = int(self.sizes[-1]), int(self.sizes[-2])
        between = f"from {before:,} to {last:,} the {self.score_name}"
        if gain > max(HARDLY, 2 * error):
            return f"More {self.unit} would help: {between} rises by {number(gain, 2)}"
        if gain + 2 * error < 4 * HARDLY:
            return f"More {self.unit} would hardly help: {between} hardly rises"
        moves = f"{'rises' if gain > 0 else 'falls'} by {number(abs(gain), 2)}, within its spread"
        return f"Whether more {self.unit} would help is not clear: {between} {moves}"

    @property
    def _error_of_gain(self) -> float:
        """The standard error of the last rise, from the differences of each split, or of separate folds."""
        last, before = self.scores[-1], self.scores[-2]
        n = len(last)
        if n < 2:
            return 0.0
        if self.over == "splits":
            return float(np.std(last - before, ddof=1) / np.sqrt(n))
        return float(np.sqrt((np.var(last, ddof=1) + np.var(before, ddof=1)) / n))

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        said = "; ".join(
            f"{n:,}: {number(held)} ({number(own)})"
            for n, held, own in zip(
                self.sizes.tolist(), self._means, np.nanmean(self.training_scores, axis=1), strict=True
            )
        )
        repeats = count(self.scores.shape[1], self.over[:-1])
        return (
            f"Mean {self.score_name} on held-out {self.unit} over {repeats} for each number of "
            f"{self.unit}, in brackets on those trained on: {said}."
        )

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="y")
        for values, colour, dashes, label, marker in (
            (self.training_scores, TRAINING, SOLID, "trained on", "o"),
            (self.scores, VALIDATION, DASHED, "held out", "s"),
        ):
            ax.fill_between(
                self.sizes,
                np.nanmin(values, axis=1),
                np.nanmax(values, axis=1),
                color=colour,
                alpha=0.12,
                lw=0,
            )
            means = np.nanmean(values, axis=1)
            ax.plot(self.sizes, means, color=colour, linestyle=dashes, marker=marker, ms=4, label=label)
        if self.baseline is not None:
            ax.axhline(self.baseline, color=MUTED, linewidth=1, linestyle=(0, (1, 2)), label="baseline")
        # A long number below the last mark needs room.
        ax.margins(x=0.08 if self.sizes[-1] < 100_000 else 0.2)
        numeric_axis(ax.xaxis, most=6, whole=True)
        numeric_axis(ax.yaxis, most=5)
        ax.set_xlabel(f"{self.unit} trained on (shaded: lowest to highest)")
        ax.set_ylabel(fitted(self.score_name, 150, LABEL))
        line_legend(ax, loc="upper left", bbox_to_anchor=(0, 1.16), ncols=3)
