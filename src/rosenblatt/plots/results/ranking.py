"""ROC and precision-recall curves: what a threshold of the probability finds, and at which price."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rosenblatt.insight.effects.ranking import Ranking, rankings
from rosenblatt.plots.base.class_legend import line_legend
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, columns_own_name
from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import MUTED, class_colours, edge
from rosenblatt.plots.base.style import LABEL, SMALL, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.views.words import brief, count, listing, number, plain

MOST = 6
"""Of more classes those with the lowest values are drawn."""
DASHES = ("solid", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (6, 1.5, 1.5, 1.5)), (0, (3, 1)), (0, (1, 2.5)))


@dataclass
class _RankingDisplay(Display):
    """What both curves share: a line for each class, named with its value.

    Parameters
    ----------
    rankings : tuple of Ranking
        Of two classes that of the second.
    target_name : str
    size : (float, float), inches
    """

    rankings: tuple[Ranking, ...]
    target_name: str = "class"
    size: tuple[float, float] = (5.6, 3.9)

    @classmethod
    def from_predictions(
        cls,
        truth: ArrayLike,
        probabilities: ArrayLike,
        classes: Sequence[object] | None = None,
        *,
        target_name: str = "class",
        ax: Axes | None = None,
    ) -> Self:
        """Make the display from probabilities.

        Parameters
        ----------
        truth : array-like of shape (n_samples,)
            The true classes.
        probabilities : array-like of shape (n_samples, n_classes), or (n_samples,)
            Those of all classes, or that of the second of two.
        classes : sequence of object, optional
            The classes in the order of the probabilities. Default: those that occur, sorted.
        target_name : str, default="class"

        Raises
        ------
        PlanError
            If lengths do not match, or all samples are of one class.
        """
        return cls(rankings(truth, probabilities, classes), plain(target_name))._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        X: object,
        y: ArrayLike,
        *,
        target_name: str | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Predict the probabilities of samples.

        Parameters
        ----------
        estimator : a fitted classifier of Rosenblatt with probabilities, or a Pipeline that ends in one
        X : array-like or table of shape (n_samples, n_features)
            Samples it was not trained on.
        y : array-like of shape (n_samples,)
        target_name : str, optional
            Default: the name of ``y`` if it is a table's column, else ``class``.

        Raises
        ------
        PlanError
            If it gives no probabilities, or predicts several targets.
        """
        found = Fitted.of(estimator)
        truth, probabilities = found.truth_and_probabilities(X, y, cls.__name__)
        name = columns_own_name(y, "class") if target_name is None else target_name
        return cls.from_predictions(truth, probabilities, found.classes, target_name=name)._plotted_on(ax)

    @abstractmethod
    def value(self, ranking: Ranking) -> float:
        """The number that sums up a curve."""

    @abstractmethod
    def _draw_curve(self, ax: Axes, ranking: Ranking, colour: str, dashes: object) -> None: ...

    @property
    def _worst_first(self) -> list[Ranking]:
        return sorted(self.rankings, key=self.value)

    @property
    def _drawn(self) -> list[Ranking]:
        kept = self._worst_first[:MOST]
        return [each for each in self.rankings if each in kept]

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="both")
        colours = class_colours(len(self._drawn) + (len(self._drawn) == 1))
        for ranking, colour, dashes in zip(self._drawn, colours, DASHES, strict=False):
            self._draw_curve(ax, ranking, edge(colour), dashes)
        ax.set_xlim(-0.02, 1.02)
        ax.set_ylim(-0.02, 1.02)
        numeric_axis(ax.xaxis, most=5)
        numeric_axis(ax.yaxis, most=5)
        line_legend(ax, loc="upper left", bbox_to_anchor=(1.01, 1), handlelength=2.6)

    @property
    def _whose(self) -> str:
        """Whose share an axis shows: that of the only class, or of each."""
        return plain(self.rankings[0].of) if len(self.rankings) == 1 else f"each {self.target_name}"

    def _label(self, ranking: Ranking) -> str:
        return f"{fitted(ranking.of, 90, SMALL)} {number(self.value(ranking))}"


class RocDisplay(_RankingDisplay):
    """The share of a class that is found over the share of the others that is taken for it.

    Each point is a threshold of the probability. Of more than two classes each is set against all others.
    Parameters are those of :meth:`from_predictions`.
    """

    def value(self, ranking: Ranking) -> float:
        """The area under the curve: 1 is perfect, 0.5 is guessing."""
        return ranking.area

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        worst = self._worst_first[0]
        name = brief(worst.of, 30)
        which = "" if len(self.rankings) == 1 else ", the class that is separated worst"
        return f"In {100 * worst.area:.3g}% of pairs {name} is ranked above the other{which}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        areas = listing(f"{brief(each.of, 30)} {number(each.area)}" for each in self._worst_first[:12])
        n = self.rankings[0].n_positive + self.rankings[0].n_negative
        return f"{count(n, 'sample')}. Areas under the curves (0.5: guessing, 1: perfect): {areas}."

    def _draw_curve(self, ax: Axes, ranking: Ranking, colour: str, dashes: object) -> None:
        ax.plot([0, 1], [0, 1], color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        ax.plot(
            ranking.false_rate,
            ranking.true_rate,
            color=colour,
            linestyle=dashes,
            label=self._label(ranking),
            zorder=3,
        )
        ax.set_xlabel("share of the others that is taken for it")
        ax.set_ylabel(fitted(f"share of {self._whose} that is found", 230, LABEL))


class PrecisionRecallDisplay(_RankingDisplay):
    """The share of right ones among the found over the share of a class that is found.

    Each point is a threshold of the probability. Of more than two classes each is set against all others.
    Parameters are those of :meth:`from_predictions`.
    """

    def value(self, ranking: Ranking) -> float:
        """The average precision: 1 is perfect, the share of the class is guessing."""
        return ranking.average_precision

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        worst = self._worst_first[0]
        enough = worst.true_rate[1:] >= 0.9
        best = 100 * float(worst.precision[enough].max())
        return f"When nine in ten of {brief(worst.of, 30)} are found, {best:.3g}% of the found are right"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        values = listing(
            f"{brief(each.of, 30)} {number(each.average_precision)} (guessing: {number(each.share)})"
            for each in self._worst_first[:12]
        )
        return f"Average precisions: {values}."

    def _draw_curve(self, ax: Axes, ranking: Ranking, colour: str, dashes: object) -> None:
        ax.axhline(ranking.share, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        ax.plot(
            ranking.true_rate[1:],
            ranking.precision,
            color=colour,
            linestyle=dashes,
            drawstyle="steps-post",
            label=self._label(ranking),
            zorder=3,
        )
        ax.set_xlabel(fitted(f"share of {self._whose} that is found (recall)", 260, LABEL))
        ax.set_ylabel("share of the found that is right (precision)")
