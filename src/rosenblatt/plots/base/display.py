"""What all displays share: how they are drawn, a title that says what to see, and the same in words."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from functools import cached_property
from typing import ClassVar, Self, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rosenblatt.plots.base.class_legend import legend_height
from rosenblatt.plots.base.narrow import fit_axes
from rosenblatt.plots.base.style import (
    FULL,
    LABEL,
    TITLE,
    axes_room,
    column_width,
    is_narrow,
    new_figure,
    style,
)
from rosenblatt.plots.base.svg import figure_to_svg
from rosenblatt.plots.base.text import wrapped


class Display(ABC):
    """A picture of values that are already there, by scikit-learn's convention for displays.

    Each ``from_...`` makes a display. Given ``ax``, it is drawn on these axes at once, else later, by
    :meth:`plot`; ``size`` and ``width`` are those of its own figure, whose height otherwise follows.
    ``from_estimator`` raises ``sklearn.exceptions.NotFittedError`` before the fit.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on. Asked for before :meth:`plot` was called, it is drawn then, on a figure of its own.
    figure_ : matplotlib.figure.Figure
        Their figure, unknown to pyplot: save it with ``display.figure_.savefig("file.svg")``.
    """

    is_drawing: ClassVar[bool] = False
    """Whether it places everything itself, in points, rather than being a chart with axes."""

    size: tuple[float, float]
    title_pad: ClassVar[float] = 9.0
    """How far above given axes the title stands, in points."""

    @cached_property
    def ax_(self) -> Axes:
        """The axes drawn on."""
        return cast("Axes", vars(self.plot())["ax_"])

    @cached_property
    def figure_(self) -> Figure:
        """The figure they belong to."""
        return cast("Figure", vars(self.plot())["figure_"])

    @property
    @abstractmethod
    def title(self) -> str:
        """What one should see, in one sentence."""

    @property
    @abstractmethod
    def description(self) -> str:
        """The same without looking: what the picture shows, with its numbers."""

    @property
    def height(self) -> float:
        """Height in inches of a figure of its own, its title left out."""
        return self._size()[1]

    def _size(self) -> tuple[float, float]:
        """Width and height in inches of a figure of its own, its title left out."""
        return self.size

    @property
    def _has_rows(self) -> bool:
        """Whether it is a chart whose height follows from its rows, at any width."""
        return False

    def _narrowest(self) -> float:
        """Width in inches that it needs at least; in a narrower column its page lets it scroll."""
        return FULL if self.is_drawing else 0.0

    @abstractmethod
    def _draw(self, ax: Axes) -> None:
        """Draw on the axes; our style is in force."""

    def plot(self, ax: Axes | None = None, *, title: bool = True) -> Self:
        """Draw the picture, and return the display.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw. Default: a new figure of the right size, which opens no window.
        title : bool, default=True
            Whether the title stands above; a page that sets it as text of its own says False.
        """
        with style():
            if ax is None:
                self._plot_on_own_figure(title)
            else:
                self.ax_ = ax
                self.figure_ = ax.get_figure(root=True)  # type: ignore[assignment]
                self._draw(ax)
                if title:
                    title_text = wrapped(self.title, axes_room(ax)[0], TITLE, "bold")
                    ax.set_title(title_text, loc="left", pad=self.title_pad)
        return self

    def _plotted_on(self, ax: Axes | None) -> Self:
        """Draw at once where axes are given, as scikit-learn does in ``from_estimator``; else later."""
        return self if ax is None else self.plot(ax)

    def _plot_on_own_figure(self, title: bool) -> None:
        width, height = self._size()
        if is_narrow():
            width = max(min(width, column_width()), min(self._narrowest(), FULL))
            height = height if self.is_drawing or self._has_rows else min(height, 0.8 * width)
        # On a screen letters are set to whole pixels, which makes a line up to 2% longer than on paper.
        heading = wrapped(self.title, 0.98 * width * 72 - 8, TITLE, "bold") if title else ""
        room = ((heading.count("\n") + 1) * TITLE * 1.25 + LABEL) / 72 if heading else 0.0
        self.figure_, self.ax_ = new_figure(width, height + room, drawing=self.is_drawing, room=room)
        if heading:
            self.figure_.suptitle(
                heading,
                x=3 / (width * 72),
                y=1 - 4 / ((height + room) * 72),
                ha="left",
                va="top",
                linespacing=1.2,
            )
        self._draw(self.ax_)
        if is_narrow() and not self.is_drawing:
            more = sum(fit_axes(ax, 72 * width, 72 * height) for ax in self.figure_.axes)
            self.figure_.set_figheight(self.figure_.get_figheight() + (more + legend_height(self.ax_)) / 72)

    def to_svg(self, name: str = "figure", *, title: bool = True) -> str:
        """Draw on a figure of its own and return it as an SVG element.

        Parameters
        ----------
        name : str
            Begins every id in the element; give each figure of a page another.
        title : bool, default=True
            Whether the title is drawn; a screen reader says it either way.
        """
        drawn = copy.copy(self).plot(title=title)
        return figure_to_svg(drawn.figure_, name, title=self.title, description=self.description)

    def _repr_svg_(self) -> str:
        return self.to_svg()
