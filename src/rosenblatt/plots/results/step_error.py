"""How wrong a network is at each step: over the steps of sequences, or over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import MUTED, RULE, VALUE
from rosenblatt.plots.base.style import FULL, LABEL, SMALL, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.views.periods import Period, period_of
from rosenblatt.views.words import count, listing, number, numbered, plain

MOST_STEPS, MOST_MORE = 60, 12
"""So many steps are drawn, each with a bar that can be counted; a few more are not left out."""


@dataclass
class StepErrorDisplay(Display):
    """A bar for each step: its error, or the mean over all sequences that have such a step.

    Parameters
    ----------
    steps, errors, counts : ndarray of shape (n_drawn,)
        The numbers of the steps, their mean errors, and how many steps each mean is of.
    mean : float
        Over all steps, those that are not drawn too.
    error_name : str
        What is drawn, its unit in brackets.
    n_left_out : int
        Steps that follow and are not drawn.
    period : Period or None
        Of the errors of one stream, of all its steps.
    step_name : str
    size : (float, float), inches
    """

    steps: NDArray[np.int64]
    errors: NDArray[np.float64]
    counts: NDArray[np.int64]
    mean: float
    error_name: str = "error"
    n_left_out: int = 0
    period: Period | None = None
    step_name: str = "step"
    size: tuple[float, float] = (FULL, 2.3)

    @classmethod
    def from_errors(
        cls,
        steps: ArrayLike,
        errors: ArrayLike,
        *,
        error_name: str = "error",
        step_name: str = "step",
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of the first 60 steps, or of all if there are at most 72.

        Parameters
        ----------
        steps : array-like of int of shape (n_samples,)
            Which step of its sequence each is; a step that several sequences have stands once for each.
        errors : array-like of shape (n_samples,)
            How wrong it was; 0 is right.
        error_name : str, default="error"
            What that is, its unit in brackets.
        step_name : str, default="step"
            What a step is, such as ``"year"``.
        """
        places, values = np.asarray(steps, dtype=np.int64), np.asarray(errors, dtype=np.float64)
        if places.shape != values.shape or places.ndim != 1 or not len(places):
            raise ValueError(
                "steps and errors must be lists of equal length, got shapes "
                f"{places.shape} and {values.shape}"
            )
        found, inverse, counts = np.unique(places, return_inverse=True, return_counts=True)
        means = np.bincount(inverse, weights=values) / counts
        drawn = slice(0, len(found) if len(found) <= MOST_STEPS + MOST_MORE else MOST_STEPS)
        return cls(
            found[drawn],
            means[drawn],
            counts[drawn],
            float(values.mean()),
            plain(error_name),
            len(found[drawn.stop :]),
            period_of(places, values) if counts.max() == 1 else None,
            plain(step_name),
        )._plotted_on(ax)

    @property
    def _is_over_time(self) -> bool:
        """Whether each step is there once, as in one sequence."""
        return bool(self.counts.max() == 1)

    @property
    def _word(self) -> str:
        return self.error_name.split(" (")[0]

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        low, high = int(self.errors.argmin()), int(self.errors.argmax())
        if self.period is not None:
            return f"The {self._word} is lowest at {self.period.words}"
        if self._is_over_time:
            times = self.errors[high] / self.mean if self.mean > 0 else 1.0
            where = f"The {self._word} is largest in {self._step(high)}"
            return f"{where}, {number(times, 2)} times its mean" if times >= 1.5 else where
        if len(self.steps) == 1:
            return f"The {self._word} is {number(self.mean)} in the only step"
        return (
            f"The {self._word} is largest in {self._step(high)} ({number(self.errors[high])}), "
            f"smallest in {self._step(low)} ({number(self.errors[low])})"
        )

    def _step(self, place: int) -> str:
        return numbered(self.step_name, int(self.steps[place]))

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        first = ", ".join(number(value) for value in self.errors[:6].tolist())
        dots = ", ..." if len(self.errors) > 6 else ""
        what = f"of each {self.step_name}"
        what += "" if self._is_over_time else " over all that have it"
        more = f" {count(self.n_left_out, f'later {self.step_name}')} not drawn." if self.n_left_out else ""
        rare = ""
        if not self._is_over_time:
            rare = (
                f" The first is a mean over {count(int(self.counts[0]), 'sequence')}, the last drawn over "
                f"{count(int(self.counts[-1]), 'sequence')}."
            )
        return (
            f"The {self._word} {what}, from {self._step(0)} on: {first}{dots}. "
            f"The line is the mean over all {self.step_name}s, {number(self.mean)}."
            f"{self._by_position}{rare}{more}"
        )

    @property
    def _by_position(self) -> str:
        """The mean error at each position of the period."""
        if self.period is None:
            return ""
        means = listing(number(value) for value in self.period.means.tolist())
        return f" With a period of {self.period.length} its means are {means}, the low ones drawn dark."

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="y")
        dark = np.ones(len(self.steps), dtype=bool)
        if self.period is not None:
            dark = self.period.is_low[: len(self.steps)]
        for which, colour in ((dark, VALUE), (~dark, RULE)):
            if which.any():
                ax.bar(self.steps[which], self.errors[which], 0.72, color=colour, zorder=3)
        ax.axhline(self.mean, color=MUTED, linestyle=(0, (1, 1.5)), linewidth=1.3, zorder=4)
        ax.annotate(
            f"mean\n{number(self.mean)}",
            (1, self.mean),
            xycoords=("axes fraction", "data"),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            size=SMALL,
            color=MUTED,
        )
        ax.set_xlim(self.steps[0] - 0.7, self.steps[-1] + 0.7)
        top = max(float(self.errors.max()), self.mean)
        ax.set_ylim(0, top * 1.08 if top > 0 else 1)
        numeric_axis(ax.xaxis, most=12, whole=True)
        numeric_axis(ax.yaxis, most=5)
        ax.spines["bottom"].set_color(RULE)
        if self.step_name == "step":
            ax.set_xlabel("step of the stream" if self._is_over_time else "step of a sequence")
        else:
            ax.set_xlabel("position in the period" if self.step_name == "position" else self.step_name)
        if self.step_name == "year":
            ax.xaxis.set_major_formatter("{x:.0f}")
        ax.set_ylabel(fitted(self.error_name, 110, LABEL))
