"""Predicted against true numbers, with the line on which both are equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, columns_own_name, vector
from rosenblatt.plots.base.layout import even_sample, numeric_axis
from rosenblatt.plots.base.palette import INK
from rosenblatt.plots.base.samples import MOST, draw_plain
from rosenblatt.plots.base.style import LABEL, SMALL, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.views.boundary import near_limits, padded
from rosenblatt.views.words import count, number, plain, share


@dataclass
class ResidualDisplay(Display):
    """Predictions against the truth; on the line they are equal.

    Parameters
    ----------
    truth, predicted : ndarray of shape (n_samples,)
    target_name : str
    size : (float, float), inches
    """

    truth: NDArray[np.float64]
    predicted: NDArray[np.float64]
    target_name: str = "target"
    size: tuple[float, float] = (4.6, 4.2)

    @classmethod
    def from_predictions(
        cls,
        truth: ArrayLike,
        predicted: ArrayLike,
        *,
        target_name: str = "target",
        size: tuple[float, float] = (4.6, 4.2),
        ax: Axes | None = None,
    ) -> Self:
        """Make the display.

        Parameters
        ----------
        truth, predicted : array-like of shape (n_samples,)
            Numbers in the target's own units.
        target_name : str, default="target"
        size : (float, float), inches
        """
        true, said = np.asarray(truth, dtype=np.float64), np.asarray(predicted, dtype=np.float64)
        if true.shape != said.shape or true.ndim != 1 or not len(true):
            raise ValueError(
                f"truth and predicted must be lists of equal length, got shapes {true.shape} and {said.shape}"
            )
        return cls(true, said, plain(target_name), size)._plotted_on(ax)

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
        """Predict samples and set them against the truth.

        Parameters
        ----------
        estimator : a fitted MLPRegressor, or a Pipeline that ends in one
        X : array-like or table of shape (n_samples, n_features)
            Samples, best such as it was not trained on.
        y : array-like of shape (n_samples,)
        target_name : str, optional
            Default: the name of ``y`` if it is a table's column, else ``target``.

        Raises
        ------
        PlanError
            If it does not predict one number a sample.
        """
        fitted = Fitted.of(estimator)
        if fitted.is_classifier:
            raise PlanError(f"{fitted.name} predicts classes, not numbers: draw it by ConfusionDisplay")
        fitted.require_one_target(cls.__name__)
        predicted = fitted.predict(X)
        truth = vector(y, len(predicted))
        name = columns_own_name(y, "target") if target_name is None else target_name
        return cls.from_predictions(truth, predicted, target_name=name)._plotted_on(ax)

    @property
    def _error(self) -> NDArray[np.float64]:
        return self.predicted - self.truth

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        middle = float(np.median(np.abs(self._error)))
        error = f"an absolute error of {number(middle)} or less"
        return f"Half of the predictions of {self.target_name} have {error}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        error = self._error
        middle = float(np.median(np.abs(error)))
        high = int((error > 0).sum())
        drawn = f", {MOST} of them drawn" if len(error) > MOST else ""
        return (
            f"{count(len(error), 'sample')}{drawn}. The true values run from {number(self.truth.min())} to "
            f"{number(self.truth.max())}, the predictions from {number(self.predicted.min())} to "
            f"{number(self.predicted.max())}. The median absolute error is "
            f"{number(middle)}, the largest {number(np.abs(error).max())}; "
            f"{share(high, len(error))} are too high.{self._outside}"
        )

    @property
    def _limits(self) -> tuple[float, float]:
        """The smallest and the largest number that the axes show: a few far ones would hide all others."""
        return near_limits(np.concatenate([self.truth, self.predicted]))

    @property
    def _far(self) -> NDArray[np.bool_]:
        """Which samples lie outside the axes."""
        low, high = self._limits
        return np.asarray(np.minimum(self.truth, self.predicted) < low) | (
            np.maximum(self.truth, self.predicted) > high
        )

    @property
    def _outside(self) -> str:
        n = int(self._far.sum())
        verb = "lies" if n == 1 else "lie"
        return f" {count(n, 'sample')} {verb} outside the axes, with a cross at the edge." if n else ""

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="both")
        low, high = padded(*self._limits)
        shown = even_sample(len(self.truth), MOST)
        far = self._far[shown]
        ax.plot([low, high], [low, high], color=INK, linewidth=1.0, zorder=2)
        draw_plain(ax, self.truth[shown][~far], self.predicted[shown][~far])
        if far.any():  # at the edge, with another mark
            ends = np.clip([self.truth[shown][far], self.predicted[shown][far]], low, high)
            ax.plot(*ends, linestyle="none", marker="X", markersize=7, color=INK, clip_on=False, zorder=4)
        ax.set_xlim(low, high)
        ax.set_ylim(low, high)
        ax.set_aspect("equal")
        numeric_axis(ax.xaxis, most=5)
        numeric_axis(ax.yaxis, most=5)
        name = fitted(self.target_name, 150, LABEL)
        ax.set_xlabel(f"true {name}")
        ax.set_ylabel(f"predicted {name}")
        ax.annotate(
            "above the line: too high",
            (0.02, 0.99),
            xycoords="axes fraction",
            ha="left",
            va="top",
            size=SMALL,
        )
