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
from rosenblatt.views.words import count, number, plain

MOST_STEPS = 60
"""So many steps are drawn: each has a bar that can be counted."""


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
    size : (float, float), inches
    """

    steps: NDArray[np.int64]
    errors: NDArray[np.float64]
    counts: NDArray[np.int64]
    mean: float
    error_name: str = "error"
    n_left_out: int = 0
    size: tuple[float, float] = (FULL, 2.3)

    @classmethod
    def from_errors(
        cls,
        steps: ArrayLike,
        errors: ArrayLike,
        *,
        error_name: str = "error",
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of the first 60 steps.

        Parameters
        ----------
        steps : array-like of int of shape (n_samples,)
            Which step of its sequence each is; a step that several sequences have stands once for each.
        errors : array-like of shape (n_samples,)
            How wrong it was; 0 is right.
        error_name : str, default="error"
            What that is, its unit in brackets.
        """
        places, values = np.asarray(steps, dtype=np.int64), np.asarray(errors, dtype=np.float64)
        if places.shape != values.shape or places.ndim != 1 or not len(places):
            raise ValueError(
                "steps and errors must be lists of equal length, got shapes "
                f"{places.shape} and {values.shape}"
            )
        found, inverse, counts = np.unique(places, return_inverse=True, return_counts=True)
        means = np.bincount(inverse, weights=values) / counts
        drawn = slice(0, MOST_STEPS)
        return cls(
            found[drawn],
            means[drawn],
            counts[drawn],
            float(values.mean()),
            plain(error_name),
            max(0, len(found) - MOST_STEPS),
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
        if self._is_over_time:
            below = int((self.errors < self.mean / 2).sum())
            return (
                f"In {below:,} of the {count(len(self.steps), 'step')} the {self._word} is less than half of "
                f"its mean, {number(self.mean)}"
            )
        if len(self.steps) == 1:
            return f"The {self._word} is {number(self.mean)} in the only step"
        return (
            f"The {self._word} is largest in step {self.steps[high]:,} ({number(self.errors[high])}), "
            f"smallest in step {self.steps[low]:,} ({number(self.errors[low])})"
        )

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        first = ", ".join(number(value) for value in self.errors[:6].tolist())
        dots = ", ..." if len(self.errors) > 6 else ""
        what = "of each step" if self._is_over_time else "of each step over all sequences that have it"
        more = f" {count(self.n_left_out, 'later step')} not drawn." if self.n_left_out else ""
        rare = ""
        if not self._is_over_time:
            rare = (
                f" The first is a mean over {count(int(self.counts[0]), 'sequence')}, the last drawn over "
                f"{count(int(self.counts[-1]), 'sequence')}."
            )
        return (
            f"The {self._word} {what}, from step {self.steps[0]:,} on: {first}{dots}. "
            f"The line is the mean over all steps, {number(self.mean)}.{rare}{more}"
        )

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="y")
        ax.bar(self.steps, self.errors, 0.72, color=VALUE, zorder=3)
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
        ax.set_xlabel("step of the stream" if self._is_over_time else "step of a sequence")
        ax.set_ylabel(fitted(self.error_name, 110, LABEL))
