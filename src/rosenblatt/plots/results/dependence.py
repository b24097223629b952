"""Partial dependence: the mean prediction for the values of one column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from rosenblatt.insight.effects.columns import place_of_column
from rosenblatt.insight.effects.dependence import Dependence, partial_dependence
from rosenblatt.plots.base.class_legend import line_legend
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted
from rosenblatt.plots.base.layout import numeric_axis, spread_apart
from rosenblatt.plots.base.palette import (
    DASHED,
    MUTED,
    PAPER,
    RULE,
    VALUE,
    class_colours,
    class_markers,
    edge,
)
from rosenblatt.plots.base.style import FULL, LABEL, SMALL, axes_room, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.views.words import brief, count, date_text, fixed, number, plain, some

MOST_CLASSES = 6
"""Of more classes those whose probability changes most are drawn."""
_ROW = 17.0  # points
_HARDLY = 0.1
"""A column whose effects span less than this share of the common axis hardly has any."""


@dataclass
class DependenceDisplay(Display):
    """The mean prediction of all samples if they had the same value in one column, for each value.

    A number column has a curve and marks at its deciles, which show where there are samples; other columns
    have a mark for each category.

    Parameters
    ----------
    dependence : Dependence
    output_names : tuple of str
        What the effects are of: the classes (one of two), or the target.
    unit : str
        What the axis of the effects shows.
    beside : ndarray of shape (n_points, n_outputs), optional
        The effects of another model, drawn dashed.
    beside_name : str
        What that is.
    limits : (float, float), optional
        Least and greatest effect of all figures that are compared, which share an axis. Default: its own.
    is_date : bool
        Whether the column's numbers are years with their fraction, which are written as dates.
    size : (float, float), inches
    """

    dependence: Dependence
    output_names: tuple[str, ...]
    unit: str = "mean prediction"
    beside: NDArray[np.float64] | None = None
    beside_name: str = ""
    limits: tuple[float, float] | None = None
    is_date: bool = False
    size: tuple[float, float] = (FULL, 2.5)

    @classmethod
    def from_values(
        cls,
        dependence: Dependence,
        classes: Sequence[object] | None = None,
        *,
        target_name: str = "target",
        beside: Dependence | None = None,
        beside_name: str = "",
        limits: tuple[float, float] | None = None,
        is_date: bool = False,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display from computed effects.

        Parameters
        ----------
        dependence : Dependence
            Its effects have a column for each class, or one of numbers.
        classes : sequence of object, optional
            The classes in the order of the effects. Default: the target is a number.
        target_name : str, default="target"
        beside : Dependence, optional
            The same of another model, drawn dashed, unless there are more than two classes.
        beside_name : str
            Names that model.
        limits : (float, float), optional
            Least and greatest effect of all figures that are compared, which share an axis.
        is_date : bool, default=False
            Whether the column's numbers are years with their fraction, which are written as dates.
        """
        name = plain(target_name)
        outputs: tuple[str, ...]
        if classes is None:
            outputs, unit, chosen = (name,), f"mean prediction of {name}", [0]
        elif len(classes) == 2:
            outputs, chosen = (f"{name} = {plain(classes[1])}",), [1]
            unit = f"mean p({plain(classes[1])})"
        else:
            span = dependence.span
            chosen = sorted(np.argsort(-span, kind="stable")[:MOST_CLASSES].tolist())
            outputs, unit = tuple(plain(classes[k]) for k in chosen), "mean probability"
        kept = _with_outputs(dependence, chosen)
        other = None if beside is None or len(outputs) > 1 else beside.effects[:, chosen]
        return cls(kept, outputs, unit, other, plain(beside_name), limits, is_date)._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        X: object,
        feature: str | int,
        *,
        target_name: str = "target",
        ax: Axes | None = None,
    ) -> Self:
        """Predict samples with each value of one column, all others as they are, and average.

        Parameters
        ----------
        estimator : a fitted estimator of Rosenblatt that is not recurrent, or a Pipeline that ends in one
        X : array-like or table of shape (n_samples, n_features)
            Samples over which is averaged; each of up to 30 values is a prediction of all.
        feature : str or int
            Name of the column, or its place counted from 0.
        target_name : str, default="target"

        Raises
        ------
        PlanError
            If it reads sequences or predicts several targets, or there is no such column.
        """
        fitted = Fitted.of(estimator)
        fitted.require_rows(cls.__name__)
        columns = fitted.columns(X)
        found = partial_dependence(columns, place_of_column(feature, columns), fitted.outputs)
        return cls.from_values(found, fitted.classes, target_name=target_name)._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        seen, k = self.dependence, self._widest
        name, output, effects = brief(seen.name, 30), self._subject(k), seen.effects[:, k]
        low, high = int(effects.argmin()), int(effects.argmax())
        ends = f"from {self._said(effects[0])} to {self._said(effects[-1])}"
        if self._said(effects[low]) == self._said(effects[high]):
            return f"{output} does not depend on {name}"
        if self.limits is not None and effects[high] - effects[low] < _HARDLY * (
            self.limits[1] - self.limits[0]
        ):
            both = f"{self._said(effects[low])} to {self._said(effects[high])}"
            return f"{output} hardly depends on {name} ({both})"
        if not seen.is_number:
            return (
                f"{output} is highest where {name} is {self._value(high)} ({self._said(effects[high])}), "
                f"lowest where it is {self._value(low)} ({self._said(effects[low])})"
            )
        rise, whole = float(effects[-1] - effects[0]), float(effects[high] - effects[low])
        if abs(rise) > 0.8 * whole:
            return f"{output} {'rises' if rise > 0 else 'falls'} with {name}, {ends}"
        inner = high if 0 < high < len(effects) - 1 else low
        kind = "highest" if inner == high else "lowest"
        return f"{output} is {kind} where {name} is {self._value(inner)} ({self._said(effects[inner])})"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        seen = self.dependence
        n = len(seen.values)
        shown = range(n) if not seen.is_number else sorted({0, n // 4, n // 2, 3 * n // 4, n - 1})
        parts = []
        for k, output in enumerate(self.output_names):
            said = [f"{self._said(seen.effects[place, k])} at {self._value(place)}" for place in shown]
            parts.append(f"{output}: {some(said, 12)}" if len(self.output_names) > 1 else some(said, 12))
        rest = f" {count(seen.n_left_out, 'rarer value')} not drawn." if seen.n_left_out else ""
        kind = "dashed line is" if seen.is_number else "hollow marks are"
        dashed = "" if self.beside is None else f" The {kind} {self.beside_name}."
        text = (
            f"{self.unit[0].upper()}{self.unit[1:]} for values of {brief(seen.name, 30)}: {'; '.join(parts)}."
        )
        return f"{text}{rest}{dashed}"

    @property
    def _is_share(self) -> bool:
        return not self.unit.startswith("mean prediction")

    def _said(self, effect: float) -> str:
        return fixed(effect) if self._is_share else number(effect)

    def _value(self, place: int) -> str:
        """A value of the column in words."""
        value = self.dependence.values[place]
        if not self.dependence.is_number:
            return brief(value, 24)
        return date_text(float(value)) if self.is_date else number(float(value))

    @property
    def _widest(self) -> int:
        return int(self.dependence.span.argmax())

    def _subject(self, k: int) -> str:
        output = brief(self.output_names[k], 40)
        return f"The probability of {output}" if self._is_share else f"The prediction of {output}"

    def _limits(self, effects: NDArray[np.float64]) -> tuple[float, float]:
        low, high = float(effects.min()), float(effects.max())
        return (low, high) if self.limits is None else (min(low, self.limits[0]), max(high, self.limits[1]))

    @property
    def _has_rows(self) -> bool:
        return not self.dependence.is_number

    def _size(self) -> tuple[float, float]:
        width, height = self.size
        if self.dependence.is_number:
            return width, height
        return width, (_ROW * len(self.dependence.values) + 58) / 72

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="both")
        (self._draw_curves if self.dependence.is_number else self._draw_categories)(ax)

    def _draw_curves(self, ax: Axes) -> None:
        seen, n = self.dependence, len(self.output_names)
        x = seen.values.astype(np.float64)
        whole = seen.effects if self.beside is None else np.column_stack([seen.effects, self.beside])
        colours = [VALUE] if n == 1 else [edge(colour) for colour in class_colours(n)]
        marker = "o" if len(x) <= 12 else ""
        for k in range(n):
            ax.plot(x, seen.effects[:, k], color=colours[k], marker=marker, markersize=4, zorder=3)
        if self.beside is not None:
            ax.plot(x, self.beside[:, 0], color=MUTED, linestyle=DASHED, linewidth=1.3, zorder=2)
        low, high = self._limits(whole)
        span = high - low or abs(high) or 1.0
        ax.set_ylim(low - 0.14 * span, high + 0.08 * span)
        width = float(x[-1] - x[0]) or 1.0
        ax.set_xlim(x[0] - 0.02 * width, x[-1] + 0.02 * width)
        inside = np.unique(seen.deciles[(seen.deciles >= x[0]) & (seen.deciles <= x[-1])])
        ax.vlines(inside, 0, 0.045, transform=ax.get_xaxis_transform(), color=RULE, linewidth=1.2)
        numeric_axis(ax.xaxis, most=4 if self.is_date else 8)
        if self.is_date:
            ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: date_text(value, of_month=True)))
        numeric_axis(ax.yaxis, most=5)
        ax.set_xlabel(fitted(f"{plain(seen.name)} (marks: deciles of the samples)", 400, LABEL))
        ax.set_ylabel(fitted(self.unit, 150, LABEL))
        ends = [*seen.effects[-1].tolist(), *([] if self.beside is None else [float(self.beside[-1, 0])])]
        names = [*(self.output_names if n > 1 else ("this model",)), self.beside_name]
        if len(ends) > 1:
            self._name_ends(ax, ends, names, [*colours, MUTED])

    def _name_ends(self, ax: Axes, ends: list[float], names: list[str], colours: list[str]) -> None:
        """Write beside the end of each curve what it is."""
        low, high = ax.get_ylim()
        gap = 1.35 * SMALL / max(axes_room(ax)[1], 1.0) * (high - low)
        places = spread_apart(ends, gap, low + gap / 2, high - gap / 2)
        for end, name, colour in zip(places, names, colours, strict=False):
            ax.annotate(
                fitted(name, 110, SMALL),
                (1, end),
                xycoords=("axes fraction", "data"),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                size=SMALL,
                color=colour,
            )

    def _draw_categories(self, ax: Axes) -> None:
        seen, n = self.dependence, len(self.output_names)
        order = (
            np.argsort(-seen.effects[:, self._widest], kind="stable")
            if n == 1
            else np.arange(len(seen.values))
        )
        rows = np.arange(len(order))
        colours = [VALUE] if n == 1 else class_colours(n)
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", length=0)
        for k, (colour, marker) in enumerate(zip(colours, class_markers(n), strict=True)):
            ax.scatter(
                seen.effects[order, k],
                rows,
                s=36,
                marker=marker,
                facecolors=colour,
                edgecolors=edge(colour),
                linewidths=0.8,
                zorder=3,
                label=fitted(self.output_names[k], 110, SMALL),
            )
        if self.beside is not None:
            ax.scatter(
                self.beside[order, 0],
                rows,
                s=30,
                facecolors=PAPER,
                edgecolors=MUTED,
                linewidths=1.1,
                zorder=2,
            )
        names = [f"{fitted(seen.values[k], 110, SMALL)} ({seen.counts[k]:,})" for k in order.tolist()]
        ax.set_yticks(rows, names)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        whole = seen.effects if self.beside is None else np.column_stack([seen.effects, self.beside])
        low, high = self._limits(whole)
        span = high - low or abs(high) or 1.0
        ax.set_xlim(low - 0.06 * span, high + 0.06 * span)
        numeric_axis(ax.xaxis, most=6)
        notes = ["in brackets: number of samples"]
        if self.beside is not None:
            notes.append(f"hollow: {self.beside_name}")
        ax.set_xlabel(f"{fitted(self.unit, 300, LABEL)}\n({fitted('; '.join(notes), 300, LABEL)})")
        ax.set_ylabel(fitted(seen.name, max(_ROW * len(rows), 60), LABEL))
        if n > 1:
            line_legend(ax, loc="upper left", bbox_to_anchor=(1.01, 1.0), handletextpad=0.3)


def _with_outputs(seen: Dependence, chosen: list[int]) -> Dependence:
    return Dependence(
        seen.name, seen.values, seen.effects[:, chosen], seen.counts, seen.deciles, seen.n_left_out
    )
