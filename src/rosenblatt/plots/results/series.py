"""What was predicted, and what then came, over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import DASHED, INK, SOLID, VALIDATION
from rosenblatt.plots.base.style import FULL, LABEL, SMALL, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.views.boundary import padded
from rosenblatt.views.words import count, number, numbered, plain

MOST_STEPS = 200
"""More steps would lie closer than a line is wide."""


@dataclass
class SeriesDisplay(Display):
    """A curve of true numbers over the steps of a sequence, and one of what was predicted for them.

    Parameters
    ----------
    steps, truth, predicted : ndarray of shape (n_steps,)
    target_name : str
    n_left_out : int
        Steps that follow and are not drawn.
    step_name : str
    size : (float, float), inches
    """

    steps: NDArray[np.int64]
    truth: NDArray[np.float64]
    predicted: NDArray[np.float64]
    target_name: str = "target"
    n_left_out: int = 0
    step_name: str = "step"
    size: tuple[float, float] = (FULL, 2.7)

    @classmethod
    def from_predictions(
        cls,
        steps: ArrayLike,
        truth: ArrayLike,
        predicted: ArrayLike,
        *,
        target_name: str = "target",
        step_name: str = "step",
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of one sequence; of a long one the first 200 steps.

        Parameters
        ----------
        steps : array-like of int of shape (n_steps,)
            The numbers of the steps, which follow one another.
        truth, predicted : array-like of shape (n_steps,)
            Numbers in the target's own units.
        target_name : str, default="target"
        step_name : str, default="step"
            What a step is, such as ``"year"``.
        """
        places = np.asarray(steps, dtype=np.int64)
        true, said = np.asarray(truth, dtype=np.float64), np.asarray(predicted, dtype=np.float64)
        if not (true.shape == said.shape == places.shape) or true.ndim != 1 or not len(true):
            raise ValueError(
                "steps, truth and predicted must be lists of equal length, got shapes "
                f"{places.shape}, {true.shape} and {said.shape}"
            )
        drawn = slice(0, MOST_STEPS)
        left_out = max(0, len(true) - MOST_STEPS)
        made = cls(places[drawn], true[drawn], said[drawn], plain(target_name), left_out, plain(step_name))
        return made._plotted_on(ax)

    @property
    def _misses(self) -> NDArray[np.float64]:
        return np.abs(self.predicted - self.truth)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        middle = number(float(np.median(self._misses)))
        largest = int(self._misses.argmax())
        way = "above" if self.predicted[largest] > self.truth[largest] else "below"
        return (
            f"The prediction is furthest {way} the truth in {self._step(largest)}, by "
            f"{number(float(self._misses[largest]))}; half of its errors are at most {middle}"
        )

    def _step(self, place: int) -> str:
        return numbered(self.step_name, int(self.steps[place]))

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        more = f" {count(self.n_left_out, f'more {self.step_name}')} not drawn." if self.n_left_out else ""
        return (
            f"From {self._step(0)} to {self._step(-1)}. The true {self.target_name} runs from "
            f"{number(self.truth.min())} to {number(self.truth.max())}, the prediction from "
            f"{number(self.predicted.min())} to {number(self.predicted.max())}.{more}"
        )

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="y")
        few = len(self.steps) <= 80
        ax.plot(
            self.steps,
            self.truth,
            color=INK,
            linestyle=SOLID,
            linewidth=1.3,
            marker="o" if few else None,
            markersize=2.6,
            label="true",
        )
        ax.plot(
            self.steps, self.predicted, color=VALIDATION, linestyle=DASHED, linewidth=1.6, label="predicted"
        )
        low, high = float(self.steps[0]), float(self.steps[-1])
        ax.set_xlim(low - 0.5, high + 0.5)
        both = np.concatenate([self.truth, self.predicted])
        ax.set_ylim(*padded(float(both.min()), float(both.max())))
        numeric_axis(ax.xaxis, most=8, whole=True)
        numeric_axis(ax.yaxis, most=5)
        ax.set_xlabel(self.step_name)
        if self.step_name == "year":
            ax.xaxis.set_major_formatter("{x:.0f}")
        ax.set_ylabel(fitted(self.target_name, 150, LABEL))
        ax.legend(
            loc="lower right",
            bbox_to_anchor=(1, 1),
            ncols=2,
            borderaxespad=0.2,
            handlelength=2.6,
            fontsize=SMALL,
        )
