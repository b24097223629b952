"""The reliability curve: predicted probabilities against how often they came true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rosenblatt.insight.effects.calibration import N_BINS, Calibration, calibration
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, columns_own_name
from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import FAINT, INK, MUTED, VALUE
from rosenblatt.plots.base.style import LABEL, SMALL, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.views.words import brief, count, fixed, number, plain, share


@dataclass
class CalibrationDisplay(Display):
    """Probabilities in ten bins against the share of samples for which they came true.

    Of two classes it is the probability of the second, of more that of the predicted class.

    Parameters
    ----------
    calibration : Calibration
    target_name : str
    size : (float, float), inches
    """

    calibration: Calibration
    target_name: str = "class"
    size: tuple[float, float] = (4.6, 4.2)

    @classmethod
    def from_predictions(
        cls,
        truth: ArrayLike,
        probabilities: ArrayLike,
        classes: Sequence[object] | None = None,
        *,
        n_bins: int = N_BINS,
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
        n_bins : int, default=10
            Bins of equal width.
        target_name : str, default="class"

        Raises
        ------
        PlanError
            If lengths do not match, or a probability is not between 0 and 1.
        """
        found = calibration(truth, probabilities, classes, n_bins)
        return cls(found, plain(target_name))._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        X: object,
        y: ArrayLike,
        *,
        n_bins: int = N_BINS,
        target_name: str | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Predict the probabilities of samples.

        Parameters
        ----------
        estimator : a fitted classifier of Rosenblatt with probabilities, or a Pipeline that ends in one
        X : array-like or table of shape (n_samples, n_features)
            Samples it was not trained on: of those it was trained on, it is too sure.
        y : array-like of shape (n_samples,)
        n_bins : int, default=10
        target_name : str, optional
            Default: the name of ``y`` if it is a table's column, else ``class``.

        Raises
        ------
        PlanError
            If it gives no probabilities, or predicts several targets.
        """
        fitted = Fitted.of(estimator)
        truth, probabilities = fitted.truth_and_probabilities(X, y, cls.__name__)
        name = columns_own_name(y, "class") if target_name is None else target_name
        return cls.from_predictions(
            truth, probabilities, fitted.classes, n_bins=n_bins, target_name=name
        )._plotted_on(ax)

    @property
    def _what(self) -> str:
        of = self.calibration.of
        return "probability of the predicted class" if of is None else f"probability of {brief(of, 30)}"

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        seen = self.calibration
        text = f"The {self._what} is on average {fixed(seen.error)} away from how often it comes true"
        if seen.of is None and abs(seen.excess) > 0.5 * seen.error and seen.error >= 0.02:
            return f"{text}: it is too {'high' if seen.excess > 0 else 'low'}"
        return text

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        seen = self.calibration
        verb = "are correct" if seen.of is None else f"are {brief(seen.of, 30)}"
        bins = zip(seen.predicted.tolist(), seen.observed.tolist(), seen.counts.tolist(), strict=True)
        said = "; ".join(
            f"of {count(n, 'sample')} with {number(predicted, 2)}, {share(observed, 1)}"
            for predicted, observed, n in bins
        )
        return (
            f"{count(seen.n_samples, 'sample')}, in bins by their {self._what}, and the share of each that "
            f"{verb}: {said}. Vertical lines are 90% confidence intervals."
        )

    def _draw(self, ax: Axes) -> None:
        seen = self.calibration
        quiet_axes(ax, grid="both")
        ax.plot([0, 1], [0, 1], color=INK, linewidth=1.0, zorder=2)
        tallest = 0.22 * seen.counts / seen.counts.max()
        ax.bar(seen.predicted, tallest, 0.045, color=FAINT, zorder=1)
        ax.vlines(seen.predicted, seen.low, seen.high, color=VALUE, linewidth=1.2, zorder=3)
        sizes = 14 + 40 * seen.counts / seen.counts.max()
        ax.scatter(seen.predicted, seen.observed, sizes, color=VALUE, zorder=4)
        ax.set_xlim(-0.03, 1.03)
        ax.set_ylim(-0.03, 1.03)
        ax.set_aspect("equal")
        numeric_axis(ax.xaxis, most=5)
        numeric_axis(ax.yaxis, most=5)
        ax.set_xlabel(f"{fitted(self._what, 230, LABEL)}\n(grey bars: number of samples)")
        true = "correct" if seen.of is None else fitted(f"{self.target_name} = {plain(seen.of)}", 110, LABEL)
        ax.set_ylabel(f"share of samples that are {true}" if seen.of is None else f"share with {true}")
        ax.annotate(
            "above the line: more often than predicted",
            (1.0, 1.01),
            xycoords="axes fraction",
            ha="right",
            va="bottom",
            size=SMALL,
            color=MUTED,
        )
