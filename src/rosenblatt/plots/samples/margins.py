"""How far each sample lies on the right side, or on the wrong one: exact whatever the number of features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.network.leads import leads
from rosenblatt.plots.base.class_legend import draw_named_classes
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, columns_own_name, require_network, vector
from rosenblatt.plots.base.layout import even_sample, numeric_axis, scatter_offsets
from rosenblatt.plots.base.palette import INK
from rosenblatt.plots.base.samples import MOST, class_positions, sorted_classes
from rosenblatt.plots.base.style import FULL, LABEL, SMALL, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.views.words import brief, count, number, plain, share


@dataclass
class MarginDisplay(Display):
    """A lane for each class, each sample where its own class is ahead of the others, or behind.

    Parameters
    ----------
    margins : ndarray of shape (n_samples,)
        The pre-activation of the true class minus the largest of the others; below 0 the sample is
        misclassified.
    which : ndarray of shape (n_samples,)
        The place of the true class in ``classes``.
    classes : sequence of object
    held_out : ndarray of bool of shape (n_samples,)
    target_name : str
    """

    margins: NDArray[np.float64]
    which: NDArray[np.intp]
    classes: Sequence[object]
    held_out: NDArray[np.bool_]
    target_name: str = "class"

    @classmethod
    def from_network(
        cls,
        network: Network,
        inputs: ArrayLike,
        labels: ArrayLike,
        *,
        classes: Sequence[object] | None = None,
        held_out: ArrayLike | None = None,
        target_name: str = "class",
        ax: Axes | None = None,
    ) -> Self:
        """Make the display.

        Parameters
        ----------
        network : Network
        inputs : array-like of shape (n_samples, n_inputs)
            Samples as the network reads them; of more than 600 an even choice is drawn.
        labels : array-like of shape (n_samples,)
        classes : sequence of object, optional
            All classes in the order of the outputs. Default: those that occur, sorted.
        held_out : array-like of bool of shape (n_samples,), optional
            Which samples it was not trained on.
        target_name : str, default="class"

        Raises
        ------
        PlanError
            If the network is recurrent, or the number of samples, labels or classes does not fit.
        """
        require_network(network, cls)
        if network.cell is not None:
            raise PlanError("a recurrent network predicts from the steps before: a sample has no margin")
        X, y = np.asarray(inputs, dtype=np.float64), np.asarray(labels)
        if X.ndim != 2 or X.shape[1] != network.n_inputs or len(X) != len(y) or not len(X):
            raise PlanError(
                f"inputs must have shape (n_samples, {network.n_inputs}) and a label each, got {X.shape} and "
                f"{len(y)} labels"
            )
        names = tuple(sorted_classes(y) if classes is None else classes)
        n_classes = max(2, network.n_outputs)
        if len(names) < n_classes:
            raise PlanError(
                f"the network distinguishes {n_classes} classes, got {len(names)}: name all in `classes`"
            )
        shown = even_sample(len(X), MOST)
        which = class_positions(y[shown], names)
        known = which < n_classes  # a class the network does not know has no margin
        ahead = leads(network, X[shown][known])
        margins = ahead[np.arange(len(ahead)), which[known]]
        out = np.zeros(len(X), bool) if held_out is None else np.asarray(held_out, bool)
        return cls(margins, which[known], names, out[shown][known], plain(target_name))._plotted_on(ax)

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
        """Make the display of what an estimator predicts.

        Parameters
        ----------
        estimator : a fitted Perceptron or MLPClassifier, or a Pipeline that ends in one
        X : array-like or table of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
        target_name : str, optional
            Default: the name of ``y`` if it is a table's column, else ``class``.

        Raises
        ------
        PlanError
            If it predicts numbers or several targets.
        """
        found = Fitted.of(estimator)
        found.require_one_target(cls.__name__)
        if found.classes is None:
            raise PlanError(f"{found.name} predicts numbers, not classes: draw it by ResidualDisplay")
        samples = found.samples(X)
        inputs = found.prepared(samples) if found.has_steps else samples
        name = columns_own_name(y, "class") if target_name is None else target_name
        labels = vector(y, len(samples))
        return cls.from_network(
            found.network, inputs, labels, classes=found.classes, target_name=name
        )._plotted_on(ax)

    @property
    def _wrong(self) -> NDArray[np.bool_]:
        return self.margins <= 0

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        n, wrong = len(self.margins), int(self._wrong.sum())
        close = self._closest
        near = "" if close is None else f"; {brief(close, 24)} is the least certain class"
        if not wrong:
            return f"All {count(n, 'sample')} lie right of 0, in their own class{near}"
        verb = "lies" if wrong == 1 else "lie"
        return f"{wrong:,} of {count(n, 'sample')} {verb} left of 0, where another class is ahead{near}"

    @property
    def _medians(self) -> list[tuple[object, float]]:
        mine = [(name, self.margins[self.which == place]) for place, name in enumerate(self.classes)]
        return [(name, float(np.median(each))) for name, each in mine if len(each)]

    @property
    def _closest(self) -> object | None:
        """The class with the smallest median, if there are several."""
        return min(self._medians, key=lambda each: each[1])[0] if len(self._medians) > 1 else None

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        medians = "; ".join(f"{brief(name)}: {number(value)}" for name, value in self._medians[:12])
        right = share(int((~self._wrong).sum()), len(self.margins))
        return (
            "Each sample at the sum of its own class before the activation, minus the largest of "
            f"the other classes. {right} are above 0. The medians by class: {medians}."
        )

    @property
    def _has_rows(self) -> bool:
        return True

    def _size(self) -> tuple[float, float]:
        return FULL, min(4.6, 1.2 + 0.36 * len(self.classes))

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="x")
        lanes = self.which + scatter_offsets(len(self.which), 0.27)
        ax.axvline(0, color=INK, linewidth=1.0, zorder=2)
        draw_named_classes(
            ax,
            self.margins,
            lanes,
            self.which,
            self.classes,
            heading=self.target_name,
            held_out=self.held_out,
            misclassified=self._wrong,
        )
        ax.set_yticks(range(len(self.classes)), labels=[fitted(name, 110, SMALL) for name in self.classes])
        ax.set_ylim(-0.6, len(self.classes) - 0.4)
        ax.set_ylabel(fitted(f"true {self.target_name}", 90, LABEL))
        ax.set_xlabel("how far the true class is ahead of the others")
        numeric_axis(ax.xaxis)
