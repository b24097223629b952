"""Curves of several runs over each other, with the place at which they part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from rosenblatt.errors import PlanError, require_known
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.layout import numeric_axis, spread_apart
from rosenblatt.plots.base.palette import DASHED, DERIVATIVE, INK, MUTED, RULE, VALUE, VALUES, Dash
from rosenblatt.plots.base.style import FULL, SMALL, axes_room, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.plots.base.text import width as text_width
from rosenblatt.plots.results.curves import NAMES, is_log, set_scale, value_text
from rosenblatt.views.words import count, listing, plain

if TYPE_CHECKING:
    from rosenblatt.history import History

STYLES: tuple[tuple[str, Dash, float], ...] = (
    (INK, "solid", 1.6),
    (DERIVATIVE, DASHED, 1.8),
    (VALUES[3], "solid", 2.6),
    (VALUE, (0, (1.2, 1.6)), 2.0),
    (MUTED, (0, (7.0, 2.0, 1.5, 2.0)), 1.6),
    (DERIVATIVE, (0, (9.0, 3.0)), 1.2),
)
"""Colour, dash and width of each run's curve: in grey they still differ by dash and width."""

MOST = len(STYLES)
LABEL_ROOM = 118.0


@dataclass
class CompareDisplay(Display):
    """One quantity of several runs over the epochs; ``parting`` is that of ``from_histories``.

    Parameters
    ----------
    names : tuple of str
    epochs, values : tuple of ndarray
        Of each run, shape (n_epochs,).
    quantity, name : str
        The quantity, and what the vertical axis is called, its unit in brackets.
    parting : int or None
    size : (float, float), inches
    """

    names: tuple[str, ...]
    epochs: tuple[NDArray[np.float64], ...]
    values: tuple[NDArray[np.float64], ...]
    quantity: str = "loss"
    name: str = NAMES["loss"]
    parting: int | None = None
    size: tuple[float, float] = (FULL, 3.4)

    @classmethod
    def from_histories(
        cls,
        histories: Mapping[str, History],
        quantity: str = "loss",
        *,
        parting: int | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display.

        Parameters
        ----------
        histories : mapping of str to History
            By the name of the run; at most six.
        quantity : {"loss", "score", "mistakes", "learning_rate", "gradient_norm"}, default="loss"
        parting : int, optional
            The last epoch after which the runs were the same; it is marked.

        Raises
        ------
        PlanError
            If there is no such quantity, or there are more runs than can be distinguished.
        """
        require_known("quantity", quantity, tuple(NAMES))
        if not 1 <= len(histories) <= MOST:
            raise PlanError(
                f"{MOST} curves can be distinguished in grey, got {len(histories)}: compare fewer runs"
            )
        epochs, values = [], []
        for history in histories.values():
            known = np.isfinite(history[quantity])
            epochs.append(history["epoch"][known])
            values.append(history[quantity][known])
        made = cls(
            tuple(plain(each) for each in histories),
            tuple(epochs),
            tuple(values),
            quantity,
            NAMES[quantity],
            parting or None,
        )
        return made._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        known = self._known
        if not known:
            return f"The {self._word} was not measured"
        low = self.quantity in ("loss", "mistakes")
        ends = [float(self.values[k][-1]) for k in known]
        best = known[int(np.argmin(ends) if low else np.argmax(ends))]
        said = f"{self.names[best]} ends with the {'lowest' if low else 'highest'} {self._word}"
        if len(set(ends)) == 1:
            said = f"All end with the same {self._word}, {self._said(ends[0])}"
        else:
            said += f", {self._said(float(self.values[best][-1]))}"
        return said if self.parting is None else f"{said}; they differ after epoch {self.parting:,}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        sentences = [
            f"{self.names[k]}: {self._word} {self._said(float(self.values[k][0]))} in epoch "
            f"{self.epochs[k][0]:,.0f}, {self._said(float(self.values[k][-1]))} in epoch "
            f"{self.epochs[k][-1]:,.0f}."
            for k in self._known
        ]
        unknown = [name for k, name in enumerate(self.names) if k not in self._known]
        if unknown:
            sentences.append(f"Not measured: {listing(unknown)}.")
        if self.parting is not None:
            sentences.append(f"Up to epoch {self.parting:,} the runs are the same.")
        if self._is_log():
            sentences.append("The vertical scale is logarithmic.")
        return " ".join(sentences)

    @property
    def _word(self) -> str:
        return self.name.split(" (")[0]

    @property
    def _known(self) -> list[int]:
        return [k for k, values in enumerate(self.values) if len(values)]

    def _said(self, value: float) -> str:
        return value_text(self.quantity, value)

    def _is_log(self) -> bool:
        return is_log(self.quantity, [self.values[k] for k in self._known])

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="y")
        known = self._known
        last = max((float(self.epochs[k][-1]) for k in known), default=1.0)
        for k in known:
            colour, dash, width = STYLES[k]
            few = len(self.epochs[k]) <= 12
            ax.plot(
                self.epochs[k],
                self.values[k],
                color=colour,
                linestyle=dash,
                linewidth=width,
                marker="o" if few else None,
                markersize=3.2,
                zorder=3 + k / 10,
            )
            ax.plot(
                self.epochs[k][-1], self.values[k][-1], marker="o", color=colour, markersize=4.0, zorder=4
            )
        ax.set_xlabel("epoch")
        ax.set_ylabel(self.name)
        ax.set_xlim((0.5, last + 0.5) if last < 30 else (0, last * 1.01))
        numeric_axis(ax.xaxis, most=6, whole=True)
        set_scale(ax, self.quantity, [self.values[k] for k in known])
        self._mark_parting(ax, last)
        self._label(ax, known)

    def _mark_parting(self, ax: Axes, last: float) -> None:
        if self.parting is None:
            return
        ax.axvline(self.parting, color=RULE, linewidth=1.0, linestyle=(0, (1.0, 2.0)), zorder=1)
        text = f"they differ after epoch {self.parting:,}"
        room = axes_room(ax)[0] * (1 - self.parting / last)
        on_right = room > text_width(text, SMALL) + 10
        ax.annotate(
            text,
            (self.parting, 1),
            xycoords=ax.get_xaxis_transform(),
            xytext=(4 if on_right else -4, 1),
            textcoords="offset points",
            ha="left" if on_right else "right",
            va="bottom",
            size=SMALL,
            color=MUTED,
        )

    def _label(self, ax: Axes, known: Sequence[int]) -> None:
        """Write beside each curve's end whose it is and where it ends, with a piece of its line."""
        _, height = axes_room(ax)
        to_axes = ax.transScale + ax.transLimits
        ends = [
            float(to_axes.transform((float(self.epochs[k][-1]), float(self.values[k][-1])))[1]) for k in known
        ]
        places = spread_apart(ends, 2.7 * SMALL / height, 1.3 * SMALL / height, 1 - 1.3 * SMALL / height)
        for k, place in zip(known, places, strict=True):
            colour, dash, width = STYLES[k]
            x = np.array([7.0, 27.0]) / axes_room(ax)[0] + 1
            ax.plot(
                x,
                [place, place],
                color=colour,
                linestyle=dash,
                linewidth=width,
                transform=ax.transAxes,
                clip_on=False,
            )
            ax.annotate(
                f"{fitted(self.names[k], LABEL_ROOM, SMALL)}\n"
                f"{self._said(float(self.values[k][-1]))} after {count(int(self.epochs[k][-1]), 'epoch')}",
                (1, place),
                xycoords="axes fraction",
                xytext=(32, 0),
                textcoords="offset points",
                va="center",
                size=SMALL,
                color=INK,
                linespacing=1.2,
            )
