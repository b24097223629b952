"""How a quantity changed from epoch to epoch, on the training part and on the validation part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from rosenblatt.errors import require_known
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted
from rosenblatt.plots.base.layout import log_axis, numeric_axis, spread_apart
from rosenblatt.plots.base.palette import DASHED, INK, SOLID, TRAINING, VALIDATION
from rosenblatt.plots.base.style import FULL, SMALL, axes_room, quiet_axes
from rosenblatt.views.words import count, number, plain, score

if TYPE_CHECKING:
    from rosenblatt.history import History

NAMES = {
    "loss": "loss (mean of a sample)",
    "score": "score",
    "mistakes": "number of mistakes (in an epoch)",
    "learning_rate": "learning rate",
    "gradient_norm": "norm of the gradient",
}
"""What can be drawn over the epochs, and what its axis is called."""
_FALLS = {"loss", "mistakes"}
_FEW = 10
_GAIN = 0.1
"""A curve of more than a few epochs falls or rises where it keeps at least so much of its ways."""
_STYLES = {"training": (TRAINING, SOLID), "validation": (VALIDATION, DASHED)}


@dataclass
class CurveDisplay(Display):
    """A curve over the epochs, one for the training part and, if there was one, one for the validation part.

    Parameters
    ----------
    epochs : ndarray of shape (n_epochs,)
    training, validation : ndarray of shape (n_epochs,)
        NaN where not known; ``validation`` may be NaN throughout.
    quantity : {"loss", "score", "mistakes", "learning_rate", "gradient_norm"}
    name : str
        What the vertical axis is called, its unit in brackets.
    size : (float, float), inches
    """

    epochs: NDArray[np.float64]
    training: NDArray[np.float64]
    validation: NDArray[np.float64]
    quantity: str = "loss"
    name: str = "loss (mean of a sample)"
    size: tuple[float, float] = field(default=(FULL, 2.9))

    @classmethod
    def from_history(
        cls,
        history: History,
        quantity: str = "loss",
        *,
        name: str | None = None,
        size: tuple[float, float] = (FULL, 2.9),
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of one quantity of a history.

        Parameters
        ----------
        history : History
        quantity : {"loss", "score", "mistakes", "learning_rate", "gradient_norm"}, default="loss"
        name : str, optional
            What the vertical axis is called. Default: the quantity with its unit.
        size : (float, float), inches
        """
        require_known("quantity", quantity, tuple(NAMES))
        nothing = np.full(len(history), np.nan)
        validation = history[f"validation_{quantity}"] if quantity in ("loss", "score") else nothing
        return cls(
            history["epoch"], history[quantity], validation, quantity, plain(name or NAMES[quantity]), size
        )._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        quantity: str = "loss",
        *,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of one quantity of an estimator's ``history_``.

        Raises PlanError for an unknown quantity, or an object that is no estimator of ours.

        Parameters
        ----------
        estimator : a fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one
        quantity : {"loss", "score", "mistakes", "learning_rate", "gradient_norm"}, default="loss"
        """
        fitted = Fitted.of(estimator)
        of_score = "accuracy (share of samples)" if fitted.is_classifier else "R²"
        name = of_score if quantity == "score" else None
        return cls.from_history(fitted.history, quantity, name=name)._plotted_on(ax)

    @property
    def known(self) -> bool:
        """Whether there is anything to draw."""
        return any(len(values) for _, _, values in self._curves())

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        curves = self._curves()
        if not curves:
            return f"The {self._word} was not measured"
        _, epochs, values = curves[0]
        if len(values) == 1:
            return f"The {self._word} is {self._said(values[0])} after its only epoch"
        over = f"over {count(int(epochs[-1]), 'epoch')}"
        if values[-1] == values[0]:
            return f"The {self._word} ends where it began, at {self._said(values[0])}, {over}"
        if _wavers(values):
            low, high = self._said(values.min()), self._said(values.max())
            return f"The {self._word} goes up and down between {low} and {high} {over}"
        verb = "falls" if values[-1] < values[0] else "rises"
        return f"The {self._word} {verb} from {self._said(values[0])} to {self._said(values[-1])} {over}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        sentences = []
        for part, epochs, values in self._curves():
            if len(values) == 1:
                sentences.append(f"On the {part} part the {self._word} is {self._said(values[0])}.")
                continue
            lowest = self.quantity in _FALLS
            best = int(np.argmin(values) if lowest else np.argmax(values))
            first, last, extreme = (
                f"{self._said(values[at])} in epoch {epochs[at]:,.0f}" for at in (0, -1, best)
            )
            word = "lowest" if lowest else "highest"
            sentences.append(f"On the {part} part the {self._word} is {first} and {last}; {word}: {extreme}.")
        if self._is_log():
            sentences.append("The vertical scale is logarithmic.")
        return " ".join(sentences) or f"The {self._word} was not measured."

    @property
    def _word(self) -> str:
        return self.name.split(" (")[0]

    def _said(self, value: float) -> str:
        return value_text(self.quantity, value)

    def _curves(self) -> list[tuple[str, NDArray[np.float64], NDArray[np.float64]]]:
        """The parts that were measured: name, epochs, values."""
        parts = (("training", self.training), ("validation", self.validation))
        return [
            (part, self.epochs[keep], values[keep])
            for part, values in parts
            if (keep := np.isfinite(values)).any()
        ]

    def _is_log(self) -> bool:
        return is_log(self.quantity, [values for _, _, values in self._curves()])

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="y")
        curves = self._curves()
        if not curves:
            ax.text(
                0.5,
                0.5,
                "not measured",
                ha="center",
                va="center",
                transform=ax.transAxes,
                size=SMALL,
                color=INK,
            )
        for part, epochs, values in curves:
            colour, dash = _STYLES[part]
            few = len(values) <= 30
            ax.plot(
                epochs,
                values,
                color=colour,
                linestyle=dash,
                linewidth=1.6 if len(values) <= 300 else 1.1,
                marker="o" if few else None,
                markersize=3.2,
                solid_capstyle="round",
            )
        ax.set_xlabel("epoch")
        ax.set_ylabel(self.name)
        first, last = float(self.epochs.min(initial=1)), float(self.epochs.max(initial=1))
        ax.set_xlim((first - 0.5, last + 0.5) if last - first < 30 else (0, last))
        if last > first:
            numeric_axis(ax.xaxis, most=5, whole=True)
        else:
            ax.set_xticks([last], labels=[f"{last:,.0f}"])
        set_scale(ax, self.quantity, [values for _, _, values in curves])
        if self.quantity == "mistakes":
            ax.set_ylim(bottom=0)
        self._label_ends(ax, curves)

    def _label_ends(
        self, ax: Axes, curves: Sequence[tuple[str, NDArray[np.float64], NDArray[np.float64]]]
    ) -> None:
        """Write at each curve's end what it is and where it ends, the labels clear of each other."""
        _, height = axes_room(ax)
        to_axes = ax.transScale + ax.transLimits
        ends = [
            float(to_axes.transform((float(epochs[-1]), float(values[-1])))[1])
            for _, epochs, values in curves
        ]
        gap = 2.7 * SMALL / height
        places = spread_apart(ends, gap, 1.3 * SMALL / height, 1 - 1.3 * SMALL / height)
        for (part, _, values), place in zip(curves, places, strict=True):
            ax.annotate(
                f"{part}\n{self._said(values[-1])}",
                (1, place),
                xycoords="axes fraction",
                xytext=(7, 0),
                textcoords="offset points",
                va="center",
                size=SMALL,
                color=_STYLES[part][0],
                linespacing=1.2,
            )


def value_text(quantity: str, value: float) -> str:
    """Return a value of a quantity as text: a score with four decimals, else three digits."""
    return score(value) if quantity == "score" else number(value)


def is_log(quantity: str, curves: Sequence[NDArray[np.float64]]) -> bool:
    """Whether curves of a quantity have a logarithmic scale: positive ones that span a factor of 30."""
    if quantity not in ("loss", "gradient_norm", "learning_rate") or not len(curves):
        return False
    values = np.concatenate(curves)
    return bool(values.min() > 0 and values.max() / values.min() >= 30)


def set_scale(ax: Axes, quantity: str, curves: Sequence[NDArray[np.float64]]) -> None:
    """Set the vertical scale and its ticks for curves of a quantity."""
    if is_log(quantity, curves):
        ax.set_yscale("log")
        log_axis(
            ax.yaxis, min(float(each.min()) for each in curves), max(float(each.max()) for each in curves)
        )
    else:
        numeric_axis(ax.yaxis, most=5)


def _wavers(values: NDArray[np.float64]) -> bool:
    """Whether a curve has gone up about as far as it has gone down."""
    return len(values) > _FEW and bool(abs(values[-1] - values[0]) < _GAIN * np.abs(np.diff(values)).sum())
