"""The confusion matrix: samples by true and predicted class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, columns_own_name, vector
from rosenblatt.plots.base.palette import FAINT, INK, PAPER, RULE, VALUES, contrast, mixed
from rosenblatt.plots.base.samples import class_positions, sorted_classes
from rosenblatt.plots.base.style import LABEL, SMALL, column_width, drawing_room
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.views.words import brief, count, plain, share, some

MOST_CLASSES = 16
"""Of more classes only those with the most mistakes are drawn, so that every count can be read."""


@dataclass
class ConfusionDisplay(Display):
    """Counts of samples by true and predicted class, the right ones on the diagonal.

    Parameters
    ----------
    counts : ndarray of shape (n_classes, n_classes)
        Samples of the class of the row that were predicted as the class of the column.
    classes : sequence of object
    n_samples, n_right, n_classes : int
        All samples, those predicted correctly, and all classes; ``counts`` may leave out classes.
    target_name : str
    links : mapping of (str, str) to str
        Where a cell leads, by the names of its true and its predicted class.
    """

    counts: NDArray[np.int64]
    classes: Sequence[object]
    n_samples: int
    n_right: int
    n_classes: int
    target_name: str = "class"
    links: Mapping[tuple[str, str], str] = field(default_factory=dict)

    is_drawing = True

    @classmethod
    def from_predictions(
        cls,
        truth: ArrayLike,
        predicted: ArrayLike,
        classes: Sequence[object] | None = None,
        *,
        target_name: str = "class",
        links: Mapping[tuple[str, str], str] | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Count predictions by class; of more than 16 classes those with the most mistakes are shown.

        Parameters
        ----------
        truth, predicted : array-like of shape (n_samples,)
        classes : sequence of object, optional
            All classes, in order. Default: those that occur, sorted.
        target_name : str, default="class"
        links : mapping of (str, str) to str, optional
            Addresses, by the names of a true and a predicted class; in an SVG a cell with one is a link.
        """
        truth, predicted = np.asarray(truth), np.asarray(predicted)
        names = sorted_classes(np.concatenate([truth, predicted])) if classes is None else tuple(classes)
        n = len(names)
        pairs = class_positions(truth, names) * n + class_positions(predicted, names)
        counts = np.bincount(pairs, minlength=n * n).reshape(n, n)
        n_samples, n_right = int(counts.sum()), int(np.trace(counts))
        if n > MOST_CLASSES:
            mistakes = counts.sum(axis=0) + counts.sum(axis=1) - 2 * np.diag(counts)
            kept = np.sort(np.argsort(-mistakes, kind="stable")[:MOST_CLASSES])
            counts, names = counts[np.ix_(kept, kept)], tuple(names[place] for place in kept)
        made = cls(counts, names, n_samples, n_right, n, plain(target_name), links or {})
        return made._plotted_on(ax)

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
        """Predict samples and count by class.

        Parameters
        ----------
        estimator : a fitted Perceptron or MLPClassifier, or a Pipeline that ends in one
        X : array-like or table of shape (n_samples, n_features)
            Samples, best such as it was not trained on.
        y : array-like of shape (n_samples,)
        target_name : str, optional
            Default: the name of ``y`` if it is a table's column, else ``class``.

        Raises
        ------
        PlanError
            If it does not decide between the classes of one target.
        """
        fitted = Fitted.of(estimator)
        fitted.require_one_target(cls.__name__)
        if fitted.classes is None:
            raise PlanError(f"{fitted.name} predicts numbers, not classes: draw it by ResidualDisplay")
        predicted = fitted.predict(X)
        truth = vector(y, len(predicted))
        classes = sorted_classes(np.concatenate([np.asarray(fitted.classes), truth]))
        name = columns_own_name(y, "class") if target_name is None else target_name
        return cls.from_predictions(truth, predicted, classes, target_name=name)._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        wrong = self.n_samples - self.n_right
        if not wrong:
            return f"All {count(self.n_samples, 'sample')} are predicted correctly"
        verb = "is" if wrong == 1 else "are"
        of_all = f"{self.n_right:,} of {count(self.n_samples, 'sample')}"
        return f"{of_all} are predicted correctly, {wrong:,} {verb} not"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        mistakes = [
            (
                int(self.counts[row, column]),
                f"{brief(self.classes[row])} predicted as {brief(self.classes[column])}",
            )
            for row in range(len(self.classes))
            for column in range(len(self.classes))
            if row != column and self.counts[row, column]
        ]
        mistakes.sort(key=lambda mistake: -mistake[0])
        said = some([f"{text} ({n:,})" for n, text in mistakes], 4)
        omitted = self.n_classes - len(self.classes)
        drawn = (
            f" Of {self.n_classes} classes the {len(self.classes)} with the most mistakes are drawn."
            if omitted
            else ""
        )
        return (f"The mistakes: {said}." if said else "There is no mistake.") + drawn

    def _names_room(self) -> tuple[float, float]:
        """Width of the rows' names and of the longest name, in points."""
        longest = max(width(fitted(name, 130, SMALL), SMALL) for name in self.classes)
        return longest + 8, longest

    def _cell(self) -> tuple[float, float]:
        """Width and height of a cell in points: room for a count, and its share where there are few."""
        n = len(self.classes)
        room = 72 * max(column_width(), self._narrowest()) - self._names_room()[0] - 2 * LABEL - 8
        return min(room / n, 92.0), 40.0 if n <= 4 else 34.0 if n <= 6 else 22.0

    def _size(self) -> tuple[float, float]:
        n = len(self.classes)
        cell, height = self._cell()
        names, longest = self._names_room()
        return max(3.4, (names + 2 * LABEL + n * cell + 10) / 72), (
            n * height + self._heads(cell, longest) + 2.2 * LABEL + 2
        ) / 72

    def _narrowest(self) -> float:
        n, widest = len(self.classes), width(f"{self.counts.max():,}", SMALL)
        return (self._names_room()[0] + 2 * LABEL + n * (widest + 5) + 10) / 72

    def _heads(self, cell: float, longest: float) -> float:
        """Height of the columns' names: upright where they fit above their cells, else turned."""
        return 1.6 * SMALL if longest <= cell - 4 else longest + 8

    def _draw(self, ax: Axes) -> None:
        room, height = drawing_room(ax)
        n = len(self.classes)
        names, longest = self._names_room()
        left = names + 2 * LABEL
        wide = min((room - left - 6) / n, self._cell()[0])
        heads = self._heads(wide, longest)
        top = height - heads - 2.2 * LABEL
        tall = min((top - 2) / n, self._cell()[1])
        self._draw_names(ax, left, top, wide, tall, turned=longest > wide - 4)
        totals = self.counts.sum(axis=1)
        for row in range(n):
            for column in range(n):
                x, y = left + column * wide, top - (row + 1) * tall
                self._draw_cell(
                    ax, x, y, wide, tall, int(self.counts[row, column]), int(totals[row]), row == column
                )
        self._draw_links(ax, left, top, wide, tall)
        ax.add_artist(
            Rectangle(
                (left, top - n * tall), n * wide, n * tall, facecolor="none", edgecolor=RULE, linewidth=0.7
            )
        )

    def _draw_cell(
        self, ax: Axes, x: float, y: float, wide: float, tall: float, n: int, total: int, right: bool
    ) -> None:
        depth = n / total if total else 0.0
        ground = mixed(VALUES[-1], PAPER, 0.92 * depth) if n else PAPER
        ax.add_artist(Rectangle((x, y), wide, tall, facecolor=ground, edgecolor=FAINT, linewidth=0.7))
        if right:
            frame = Rectangle(
                (x + 1.6, y + 1.6), wide - 3.2, tall - 3.2, facecolor="none", edgecolor=INK, linewidth=1.1
            )
            frame.set_edgecolor(INK if contrast(INK, ground) >= 3 else PAPER)
            ax.add_artist(frame)
        ink = INK if contrast(INK, ground) >= contrast(PAPER, ground) else PAPER
        if not n:
            ax.text(x + wide / 2, y + tall / 2, "·", ha="center", va="center", size=SMALL, color=RULE)
        elif tall >= 30:
            ax.text(
                x + wide / 2,
                y + tall / 2 + 0.7 * SMALL,
                f"{n:,}",
                ha="center",
                va="center",
                size=10,
                color=ink,
                weight="bold",
            )
            ax.text(
                x + wide / 2,
                y + tall / 2 - 0.8 * SMALL,
                share(n, total),
                ha="center",
                va="center",
                size=SMALL,
                color=ink,
            )
        else:
            ax.text(x + wide / 2, y + tall / 2, f"{n:,}", ha="center", va="center", size=SMALL, color=ink)

    def _draw_links(self, ax: Axes, left: float, top: float, wide: float, tall: float) -> None:
        """Lay a link over each cell that has one."""
        for row, true in enumerate(map(plain, self.classes)):
            for column, predicted in enumerate(map(plain, self.classes)):
                if (address := self.links.get((true, predicted))) is None:
                    continue
                place = (left + column * wide, top - (row + 1) * tall)
                cell = Rectangle(place, wide, tall, facecolor="none", edgecolor="none")
                n = count(int(self.counts[row, column]), "sample")
                how = "predicted correctly" if row == column else f"predicted as {brief(predicted)}"
                cell.set_url(f"{address} {n} of {brief(true)} {how}")
                ax.add_artist(cell)

    def _draw_names(
        self, ax: Axes, left: float, top: float, wide: float, tall: float, *, turned: bool
    ) -> None:
        n = len(self.classes)
        for place, name in enumerate(self.classes):
            text = fitted(name, 130, SMALL)
            ax.text(left - 6, top - (place + 0.5) * tall, text, ha="right", va="center", size=SMALL)
            middle = left + (place + 0.5) * wide
            if turned:
                ax.text(
                    middle,
                    top + 5,
                    text,
                    ha="left",
                    va="center",
                    size=SMALL,
                    rotation=90,
                    rotation_mode="anchor",
                )
            else:
                ax.text(middle, top + 5, text, ha="center", va="bottom", size=SMALL)
        ax.text(
            LABEL,
            top - n * tall / 2,
            fitted(f"true {self.target_name}", n * tall, LABEL),
            ha="center",
            va="center",
            rotation=90,
            rotation_mode="anchor",
            size=LABEL,
        )
        middle, (right, upper) = left + n * wide / 2, (ax.get_xlim()[1], ax.get_ylim()[1] - 1)
        room = max(n * wide, min(120.0, 2 * (right - middle))) - 4
        head = fitted(f"predicted {self.target_name}", room, LABEL)
        ax.text(middle, upper, head, ha="center", va="top", size=LABEL)
