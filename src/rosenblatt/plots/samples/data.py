"""Two columns of a table against each other, the classes of its target apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import TableError, nearest
from rosenblatt.plots.base.class_legend import draw_named_classes
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, column_names, columns_own_name, vector
from rosenblatt.plots.base.layout import even_sample, numeric_axis, scatter_offsets
from rosenblatt.plots.base.palette import INK
from rosenblatt.plots.base.samples import MOST, class_positions, draw_plain, sorted_classes
from rosenblatt.plots.base.style import FULL, SMALL, quiet_axes
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.views.boundary import near_limits
from rosenblatt.views.columns import (
    are_crowded,
    best_alone,
    correlation,
    is_number,
    known,
    most_informative_pair,
    neighbours_alike,
    numbers_of,
)
from rosenblatt.views.names import names_of
from rosenblatt.views.view import Feature, two_places
from rosenblatt.views.words import brief, count, listing, plain, share, short, signed, some

if TYPE_CHECKING:
    from rosenblatt.data import Table

MOST_LOOKED_AT = 5000
"""Of more rows an even choice is looked at to find the columns that say most."""


@dataclass
class DataDisplay(Display):
    """A scatter plot of two columns; the classes have their colours and markers.

    Parameters are described at :meth:`from_arrays`.

    Parameters
    ----------
    x, y : ndarray of shape (n_samples,)
    labels : ndarray of shape (n_samples,) or None
    x_name, y_name, label_name : str
    classes : sequence of object
    n_rows : int
    chosen : bool
    limits : pair of (float, float), optional
        Of both axes. Default: those that the samples need.
    size : (float, float), inches
    """

    x: NDArray[np.generic]
    y: NDArray[np.generic]
    labels: NDArray[np.generic] | None
    x_name: str
    y_name: str
    label_name: str
    classes: Sequence[object]
    n_rows: int
    chosen: bool = False
    limits: tuple[tuple[float, float], tuple[float, float]] | None = None
    size: tuple[float, float] = (FULL, 3.9)

    @classmethod
    def from_arrays(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        labels: ArrayLike | None = None,
        *,
        x_name: str = "x",
        y_name: str = "y",
        label_name: str = "class",
        classes: Sequence[object] | None = None,
        n_rows: int | None = None,
        chosen: bool = False,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of two columns given as arrays.

        Parameters
        ----------
        x, y : array-like of shape (n_samples,)
            Numbers, or texts, which are set out side by side. Samples without a value are left out; of more
            than 600 an even choice is drawn.
        labels : array-like of shape (n_samples,), optional
            The class of each sample. Without it all samples look alike.
        x_name, y_name, label_name : str
            What the axes and the classes are called.
        classes : sequence of object, optional
            All classes, in order. Default: those that occur, sorted.
        n_rows : int, optional
            How many rows the samples stand for; default as many as there are.
        chosen : bool, default=False
            Whether the columns were picked for saying most about the target; the title then says so.
        """
        x, y = np.asarray(x), np.asarray(y)
        keep = np.flatnonzero(known(x) & known(y))
        keep = keep[even_sample(len(keep), MOST)]
        marks = None if labels is None else np.asarray(labels)[keep]
        names = classes if classes is not None else () if marks is None else sorted_classes(marks)
        total = len(x) if n_rows is None else n_rows
        return cls(
            x[keep],
            y[keep],
            marks,
            plain(x_name),
            plain(y_name),
            plain(label_name),
            names,
            total,
            chosen,
        )._plotted_on(ax)

    @classmethod
    def from_table(
        cls,
        table: Table,
        x: str | None = None,
        y: str | None = None,
        *,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of two columns of a table.

        Parameters
        ----------
        table : rosenblatt.data.Table
        x, y : str, optional
            Names of columns. Default: of the numeric features the two that say most about the target; for a
            target that is a number, the feature that says most and the target itself.

        Raises
        ------
        TableError
            If the table has no such column.
        """
        from rosenblatt.data import infer_task

        frame = table.frame[even_sample(table.n_rows, MOST_LOOKED_AT).tolist()]
        columns = {name: frame[name].to_numpy() for name in frame.columns}
        classes = infer_task(table.frame[table.target]) == "classification"
        return cls.from_columns(
            columns, x, y, target=table.target, classes=classes, n_rows=table.n_rows
        )._plotted_on(ax)

    @classmethod
    def from_columns(
        cls,
        columns: Mapping[str, ArrayLike],
        x: str | None = None,
        y: str | None = None,
        *,
        target: str | None = None,
        classes: bool | Sequence[object] = True,
        n_rows: int | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of two of several columns.

        Errors, and parameters without a description, are those of :meth:`from_table` and :meth:`from_arrays`.

        Parameters
        ----------
        columns : mapping of str to array-like of shape (n_samples,)
            Numbers or texts by name, the target among them.
        x, y : str, optional
        target : str, optional
            The column that the others shall predict.
        classes : bool or sequence of object, default=True
            Whether the target's values are classes, or all classes in order.
        n_rows : int, optional
        """
        arrays = {name: np.asarray(values) for name, values in columns.items()}
        for name in (x, y, target):
            if name is not None and name not in arrays:
                has = some([repr(each) for each in arrays], 12)
                near = nearest(name, arrays)
                raise TableError(f"there is no column {name!r} to draw{near}; there are {has}")
        if target is not None:
            keep = known(arrays[target])
            arrays = {name: values[keep] for name, values in arrays.items()}
        features = [name for name in arrays if name != target]
        first, second = most_informative_pair(
            arrays, features or list(arrays), target, classes=classes is not False
        )
        if classes is not False and len(features) == 2:  # both are drawn: in the table's order
            first, second = features
        chosen = (
            x is None and y is None and target is not None and len(features) > (1 if classes is False else 2)
        )
        x = x or (first if y != first else second)
        y = y or (second if x != second else first)
        return cls.from_arrays(
            arrays[x],
            arrays[y],
            arrays[target] if target is not None and classes is not False else None,
            x_name=x,
            y_name=y,
            label_name=target or "class",
            classes=None if isinstance(classes, bool) else classes,
            n_rows=n_rows,
            chosen=chosen,
        )._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        X: object,
        y: ArrayLike,
        *,
        features: Sequence[Feature] | None = None,
        feature_names: Sequence[object] | None = None,
        target_name: str | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of the samples that an estimator was given, by its own names.

        Parameters
        ----------
        estimator : a fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one
        X : array-like or table of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
            Their classes, or the numbers to predict.
        features : sequence of two str or int, optional
            Which to draw, by name or place. Default: the two that say most about ``y``; for numbers the one
            that says most, and ``y``.
        feature_names : sequence of str, optional
        target_name : str, optional
            Defaults of both names are those of :meth:`.BoundaryDisplay.from_estimator`.

        Raises
        ------
        PlanError
            If samples, targets or features do not fit.
        """
        fitted = Fitted.of(estimator)
        fitted.require_one_target(cls.__name__)
        samples = fitted.samples(X)
        known = fitted.feature_names or column_names(X)
        names = names_of(known if feature_names is None else feature_names, samples.shape[1], "feature")
        target = target_name or columns_own_name(y, "class" if fitted.is_classifier else "target")
        target = target if target not in names else f"{target} (predicted)"
        columns: dict[str, NDArray[np.generic]] = {name: samples[:, k] for k, name in enumerate(names)}
        columns[target] = vector(y, len(samples))
        drawn = two_places(features, names) if features is not None else None
        first, second = (names[drawn[0]], names[drawn[1]]) if drawn else (None, None)
        classes = sorted_classes(columns[target]) if fitted.is_classifier else False
        made = cls.from_columns(columns, first, second, target=target, classes=classes)
        return made._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        if self.chosen and self.labels is None:
            return f"{self.x_name} has the strongest correlation with {self.y_name}"
        whose = "The classes" if self.label_name == "class" else f"The classes of {self.label_name}"
        if self.chosen:
            return f"{whose} differ most in {self.x_name} and {self.y_name}"
        if self.labels is not None and self.label_name != self.y_name:
            return self._about_neighbours(whose)
        if self.labels is not None and len(self.x):
            alone, most = best_alone(self.x, self.labels)
            return (
                f"{self.x_name} alone tells {share(alone, 1)} of {self.y_name}, the most frequent class is "
                f"{share(most, 1)}"
            )
        return self._about_correlation()

    def _about_neighbours(self, whose: str) -> str:
        """How far classes overlap: how many samples have a nearest neighbour of their own class."""
        if not (is_number(self.x) and is_number(self.y)) or len(self.x) < 20 or self.labels is None:
            return f"{whose} over {self.x_name} and {self.y_name}"
        alike = neighbours_alike(self.x, self.y, class_positions(self.labels, self.classes))
        how = "hardly overlap" if alike >= 0.95 else "overlap a little" if alike >= 0.8 else "overlap widely"
        return f"{whose} {how} in {self.x_name} and {self.y_name}"

    def _about_correlation(self) -> str:
        if not (is_number(self.x) and is_number(self.y)) or not len(self.x):
            return f"{self.y_name} by {self.x_name}"
        r = correlation(numbers_of(self.x), numbers_of(self.y))
        if abs(r) < 0.1:
            return f"{self.y_name} hardly depends on {self.x_name} in a straight line"
        return f"{self.y_name} {'rises' if r > 0 else 'falls'} with {self.x_name} (correlation {signed(r)})"

    @property
    def description(self) -> str:
        """The ranges, and for numbers the mean of each class."""
        drawn = len(self.x)
        sentences = [
            f"{count(drawn, 'sample')} as marks"
            + (f", chosen evenly from {self.n_rows:,} rows." if drawn < self.n_rows else ".")
        ]
        numeric = {
            name: numbers_of(values)
            for name, values in ((self.x_name, self.x), (self.y_name, self.y))
            if drawn and is_number(values)
        }
        if numeric:
            ranges = [
                f"{name} from {short(each.min())} to {short(each.max())}" for name, each in numeric.items()
            ]
            sentences.append(f"They range in {listing(ranges)}.")
            if n := int(self._far.sum()):
                verb = "lies" if n == 1 else "lie"
                sentences.append(f"{count(n, 'sample')} {verb} far beyond the others, drawn at the edge.")
        if len(numeric) == 2 and self.labels is None:
            sentences.append(f"The correlation of the two is {signed(correlation(*numeric.values()))}.")
        if numeric and self.labels is not None:
            which = class_positions(self.labels, self.classes)
            means = [
                f"{brief(name)}: {listing(short(each[mine].mean()) for each in numeric.values())}"
                for place, name in enumerate(self.classes)
                if (mine := which == place).any()
            ]
            sentences.append(f"Their means by class: {'; '.join(means[:12])}.")
        if not numeric and drawn:
            pairs = Counter(zip(map(brief, self.x.tolist()), map(brief, self.y.tolist()), strict=True))
            said = [f"{x} with {y} ({n:,})" for (x, y), n in pairs.most_common(4)]
            sentences.append(f"Most frequent: {listing(said)}.")
        return " ".join(sentences)

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="both")
        room = 0.6 * self.size[0] * 72
        x, y = set_out(ax.xaxis, self.x, room), set_out(ax.yaxis, self.y, room)
        ax.set_xlabel(fitted(self.x_name, 0.6 * self.size[0] * 72, SMALL))
        turned = any(label.get_rotation() for label in ax.get_xticklabels())
        ax.set_ylabel(fitted(self.y_name, (0.45 if turned else 0.75) * self.size[1] * 72, SMALL))
        crowded = are_crowded(self.x, self.y)
        if crowded:
            x, y = x + scatter_offsets(len(x), 0.3), y + scatter_offsets(len(y), 0.3, along=1)
        far = self._far
        if far.any():
            x, y = (
                np.clip(each, *near_limits(each)) if is_number(own) else each
                for each, own in ((x, self.x), (y, self.y))
            )
        if self.labels is None:
            draw_plain(ax, x[~far], y[~far])
            ax.plot(x[far], y[far], linestyle="none", marker="X", markersize=7, color=INK, zorder=4)
            self._limit(ax)
            return
        which = class_positions(self.labels, self.classes)
        notes = ["marks are spread around", "their whole numbers"] if crowded else []
        draw_named_classes(ax, x, y, which, self.classes, heading=self.label_name, notes=notes)
        self._limit(ax)

    @property
    def _far(self) -> NDArray[np.bool_]:
        """Which samples lie far from all others; none where the axes are those of another figure."""
        far = np.zeros(len(self.x), bool)
        for values in (self.x, self.y):
            if self.limits is None and len(values) and is_number(values):
                numbers = numbers_of(values)
                low, high = near_limits(numbers)
                far |= (numbers < low) | (numbers > high)
        return far

    def _limit(self, ax: Axes) -> None:
        if self.limits is not None:
            ax.set_xlim(*self.limits[0])
            ax.set_ylim(*self.limits[1])


LONGEST = 110.0
"""The longest text of a tick, in points."""
MOST_TEXTS = 12
"""More texts than that find no room beside each other: the rarer ones share a place."""


def set_out(axis: Axis, values: NDArray[np.generic], room: float) -> NDArray[np.float64]:
    """Set an axis' ticks, rotated if longer than ``room`` points, and return each value's place on it."""
    if is_number(values):
        numeric_axis(axis)
        return numbers_of(values)
    texts = np.array([plain(value) for value in values.tolist()])
    names, places, sizes = np.unique(texts, return_inverse=True, return_counts=True)
    if len(names) > MOST_TEXTS:
        common = np.argsort(-sizes, kind="stable")[: MOST_TEXTS - 1]
        rank = np.full(len(names), len(common))
        rank[common] = np.arange(len(common))
        names = np.array([*names[common], f"{len(names) - len(common)} others"])
        places = rank[places]
    labels = [fitted(name, LONGEST, SMALL) for name in names]
    turned = isinstance(axis, XAxis) and max(width(name, SMALL) for name in labels) > room / len(labels) - 4
    axis.set_ticks(range(len(names)), labels=labels, rotation=90 if turned else 0)
    return places + scatter_offsets(len(values), 0.28, along=0 if isinstance(axis, XAxis) else 1)
