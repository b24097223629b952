"""Two columns of a table against each other, the classes of its target apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from numpy.typing import ArrayLike, NDArray

from rosenblatt.plots.display import Display
from rosenblatt.plots.layout import PLASTIC, even_sample, numeric_axis, scatter_offsets
from rosenblatt.plots.pairs import correlation, telling_classes, telling_numbers
from rosenblatt.plots.samples import (
    MOST,
    class_legend,
    class_positions,
    draw_classes,
    draw_plain,
    sorted_classes,
)
from rosenblatt.plots.style import FULL, SMALL, quiet_axes
from rosenblatt.plots.words import count, fitted, number, plain, signed, some

if TYPE_CHECKING:
    from rosenblatt.data import Table

MOST_TEXTS = 12
"""More texts than that do not find room beside each other: the rarer ones are drawn as one."""


@dataclass
class DataDisplay(Display):
    """A scatter plot of two columns; the classes have their colours and markers.

    Parameters
    ----------
    x, y : ndarray of shape (n_samples,)
        Numbers, or texts, which are set out side by side.
    labels : ndarray of shape (n_samples,) or None
        The class of each sample. Without it all samples look alike.
    x_name, y_name, label_name : str
        What the axes and the classes are called.
    classes : sequence of object
        All classes, in order.
    n_rows : int
        How many rows the drawn samples stand for.
    chosen : bool
        Whether the columns were picked for saying most about the target.
    size : (float, float)
        Width and height in inches of a figure of its own.
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
        size: tuple[float, float] = (FULL, 3.9),
    ) -> Self:
        """Make the display of two columns given as arrays.

        Parameters
        ----------
        x, y : array-like of shape (n_samples,)
            Numbers or texts. Samples without a value are left out; of more than 600 an even choice is drawn.
        labels : array-like of shape (n_samples,), optional
            The class of each sample.
        x_name, y_name, label_name : str
            What the axes and the classes are called.
        classes : sequence of object, optional
            All classes, in order. Default: those that occur, sorted.
        n_rows : int, optional
            How many rows the samples stand for; default as many as there are.
        chosen : bool, default=False
            Whether the columns were picked for saying most about the target; the title then says so.
        size : (float, float)
            Width and height in inches of a figure of its own.

        Returns
        -------
        DataDisplay
        """
        x, y = np.asarray(x), np.asarray(y)
        keep = np.flatnonzero(_known(x) & _known(y))
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
            size,
        )

    @classmethod
    def from_table(
        cls,
        table: Table,
        x: str | None = None,
        y: str | None = None,
        *,
        size: tuple[float, float] = (FULL, 3.9),
    ) -> Self:
        """Make the display of two columns of a table.

        Parameters
        ----------
        table : rosenblatt.data.Table
        x, y : str, optional
            Names of columns. Default: of the numeric features the two that say most about the target; for a
            target that is a number, the feature that says most and the target itself.
        size : (float, float)
            Width and height in inches of a figure of its own.

        Returns
        -------
        DataDisplay

        Raises
        ------
        TableError
            If the table has no such column.
        """
        from rosenblatt.data import infer_task
        from rosenblatt.errors import TableError, nearest

        frame = table.frame
        for name in (x, y):
            if name is not None and name not in frame.columns:
                raise TableError(
                    f"{table.name} has no column {name!r}{nearest(name, frame.columns)}; "
                    f"it has {some(frame.columns, 12)}"
                )
        columns = {name: frame[name].to_numpy() for name in frame.columns}
        classes = table.target is not None and infer_task(frame[table.target]) == "classification"
        if table.target is not None:
            keep = _known(columns[table.target])
            columns = {name: values[keep] for name, values in columns.items()}
        first, second = _pair(columns, list(table.features), table.target, classes)
        labels = columns[table.target] if classes and table.target is not None else None
        chosen = x is None and y is None and table.target is not None
        x, y = x or (first if y != first else second), y or (second if x != second else first)
        return cls.from_arrays(
            columns[x],
            columns[y],
            labels,
            x_name=x,
            y_name=y,
            label_name=table.target or "class",
            n_rows=table.n_rows,
            chosen=chosen,
            size=size,
        )

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        if self.chosen and self.labels is None:
            return f"{self.x_name} goes along with {self.y_name} more than any other number"
        if self.chosen and self.y_name != self.label_name:
            return f"{self.x_name} and {self.y_name} differ most between the classes of {self.label_name}"
        return f"{self.y_name} against {self.x_name}" + (
            f", by {self.label_name}" if self.labels is not None else ""
        )

    @property
    def description(self) -> str:
        """The ranges, and for numbers the mean of each class."""
        drawn = len(self.x)
        sentences = [
            f"{count(drawn, 'sample')} as marks"
            + (f", chosen evenly from {self.n_rows:,} rows." if drawn < self.n_rows else ".")
        ]
        if drawn and _is_number(self.x) and _is_number(self.y):
            x, y = _numbers(self.x), _numbers(self.y)
            for name, values in ((self.x_name, x), (self.y_name, y)):
                sentences.append(f"{name} runs from {number(values.min())} to {number(values.max())}.")
            if self.labels is None:
                sentences.append(f"Their correlation is {signed(correlation(x, y))}.")
            else:
                which = class_positions(self.labels, self.classes)
                means = [
                    f"{number(x[mine].mean())} and {number(y[mine].mean())} for {plain(name)}"
                    for place, name in enumerate(self.classes)
                    if (mine := which == place).any()
                ]
                sentences.append(f"On average they are {some(means, 5)}.")
        return " ".join(sentences)

    def _is_crowded(self) -> bool:
        """Whether both columns are whole numbers on which many samples coincide."""
        if not (_is_number(self.x) and _is_number(self.y)) or len(self.x) < 30:
            return False
        places = np.stack([_numbers(self.x), _numbers(self.y)])
        few = max(len(np.unique(column)) for column in places) <= 40
        return (
            few
            and bool((places == places.round()).all())
            and len(np.unique(places, axis=1).T) < 0.8 * len(self.x)
        )

    def _size(self) -> tuple[float, float]:
        return self.size

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="both")
        room = 0.3 * self.size[0] * 72
        x = _set_out(ax.xaxis, self.x, room=room / 2)
        y = _set_out(ax.yaxis, self.y, room=room)
        ax.set_xlabel(fitted(self.x_name, 0.6 * self.size[0] * 72, SMALL))
        ax.set_ylabel(fitted(self.y_name, 0.75 * self.size[1] * 72, SMALL))
        if self._is_crowded():
            x, y = x + scatter_offsets(len(x), 0.3), y + scatter_offsets(len(y), 0.3, PLASTIC)
        if self.labels is None:
            draw_plain(ax, x, y)
            return
        draw_classes(ax, x, y, class_positions(self.labels, self.classes), len(self.classes))
        notes = ["marks are spread around", "their whole numbers"] if self._is_crowded() else []
        class_legend(ax, self.classes, heading=self.label_name, notes=notes)


def _is_number(values: NDArray[np.generic]) -> bool:
    return values.dtype.kind in "iufb"


def _numbers(values: NDArray[np.generic]) -> NDArray[np.float64]:
    return values.astype(np.float64)


def _known(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Which values are there: not NaN, not infinite, not None."""
    if values.dtype.kind == "f":
        return np.isfinite(_numbers(values))
    if values.dtype.kind == "O":
        return np.array([value is not None and value == value for value in values.tolist()], dtype=bool)
    return np.ones(len(values), dtype=bool)


def _pair(
    columns: dict[str, NDArray[np.generic]], features: list[str], target: str | None, classes: bool
) -> tuple[str, str]:
    """The two columns that say most, by name."""
    numeric = {name: _filled(columns[name]) for name in features if _is_number(columns[name])}
    if target is None:
        order = [*numeric, *features]
    elif classes:
        order = telling_classes(
            numeric, np.unique(columns[target].astype(str), return_inverse=True)[1].astype(np.intp)
        )
        return (order + [name for name in features if name not in order] + [target])[:2]  # type: ignore[return-value]
    else:
        order = telling_numbers(numeric, _numbers(columns[target]))
        return (order or features)[0], target
    unique = list(dict.fromkeys(order))
    return unique[0], unique[min(1, len(unique) - 1)]


def _filled(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return numbers, the mean in place of missing ones."""
    numbers = _numbers(values)
    known = np.isfinite(numbers)
    return np.where(known, numbers, numbers[known].mean() if known.any() else 0.0)


def _set_out(axis: Axis, values: NDArray[np.generic], room: float) -> NDArray[np.float64]:
    """Return places along an axis, and set its ticks: numbers where they are, texts beside each other."""
    if _is_number(values) and values.dtype.kind != "b":
        numeric_axis(axis)
        return _numbers(values)
    texts = np.array([plain(value) for value in values.tolist()])
    names, places, sizes = np.unique(texts, return_inverse=True, return_counts=True)
    if len(names) > MOST_TEXTS:
        common = np.argsort(-sizes, kind="stable")[: MOST_TEXTS - 1]
        rank = np.full(len(names), len(common))
        rank[common] = np.arange(len(common))
        names, places = np.array([*names[common], f"{len(names) - len(common)} others"]), rank[places]
    axis.set_ticks(
        range(len(names)), labels=[fitted(name, room / max(1, len(names) ** 0.5), SMALL) for name in names]
    )
    return places + scatter_offsets(len(values), 0.28)
