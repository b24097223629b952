"""Targets of a preparation: numbered classes or standardised numbers, and predictions converted back."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, cast

import numpy as np

from rosenblatt.data.columns import (
    kind_of,
    missing_target,
    numbers_of,
    require_predictable,
    side_by_side,
)
from rosenblatt.data.preparation.part import StoredColumn, training_part
from rosenblatt.data.preparation.statistics import mean_and_scale
from rosenblatt.data.task import Task
from rosenblatt.data.values.dates import DateForm
from rosenblatt.data.values.numbers import NumberForm
from rosenblatt.data.values.spoilt import spoilt_values
from rosenblatt.errors import ModelFileError, TableError, counted, listing, shown
from rosenblatt.storage.fields import Label, Scale

if TYPE_CHECKING:
    import polars
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class ClassTarget:
    """A target of classes: the labels of the training part, sorted, all of one type, numbered from 0."""

    kind: ClassVar[str] = "classes"
    added_later: ClassVar = ("form",)

    name: str
    classes: tuple[Label, ...]
    form: NumberForm | None = None

    @classmethod
    def fit(
        cls,
        column: polars.Series | StoredColumn,
        rows: NDArray[np.integer] | None,
        form: NumberForm | None = None,
        fewest: int = 2,
    ) -> ClassTarget:
        """Learn the classes; TableError for less than ``fewest``, or over 20 that are over half the rows."""
        require_predictable(column)
        part = training_part(column, rows)
        if column.dtype.is_float():
            for _ in part.values(numbers_of)():  # raises for infinite numbers
                pass
        distinct = None
        for block in part.blocks():
            values = block.unique()
            distinct = values if distinct is None else distinct.append(values).unique()
        classes = [] if distinct is None else sorted(distinct.to_list())
        in_rows = f"in {counted(len(part), 'training row')}"
        if len(classes) < fewest:
            raise TableError(
                f"the target {column.name!r} holds only one class, {listing(classes)}, {in_rows}: "
                "classification needs at least two; name another target (--target) or add rows of another "
                "class"
            )
        if len(classes) > 20 and 2 * len(classes) > len(part):
            _reject_spoilt(part.whole())
            is_number = kind_of(column.dtype) == "number"
            remedy = "use the task regression (--task regression), or name" if is_number else "name"
            raise TableError(
                f"the target {column.name!r} holds {len(classes):,} different values {in_rows}, "
                f"too many for classes: {remedy} another target (--target)"
            )
        return cls(column.name, tuple(classes), form)

    def encode(self, column: polars.Series, rows: NDArray[np.integer] | None = None) -> NDArray[np.int64]:
        """Return each row's class number; raise TableError for a label that is not one of the classes."""
        import polars

        labels = column if rows is None else column.gather(rows)
        try:
            numbers = labels.replace_strict(
                self.classes, range(len(self.classes)), default=None, return_dtype=polars.Int64
            )
        except polars.exceptions.PolarsError:
            numbers = polars.Series([None] * len(labels), dtype=polars.Int64)
        if numbers.null_count():
            strange = labels.filter(numbers.is_null()).unique().sort().to_list()
            raise TableError(
                f"the target {self.name!r} holds {listing(strange, 5)}, which did not occur in training: "
                f"correct these labels or drop their rows; the classes are {listing(self.classes)}"
            )
        return numbers.to_numpy()

    def decode(self, predictions: ArrayLike) -> NDArray[np.generic]:
        """Return the labels of class numbers."""
        numbers = np.asarray(predictions)
        strange = numbers[~np.isin(numbers, np.arange(len(self.classes)))]
        if strange.size:
            raise TableError(
                f"class numbers must be 0 to {len(self.classes) - 1}, got {shown(strange.tolist()[0])}"
            )
        labels = np.array(self.classes, dtype=object if isinstance(self.classes[0], str) else None)
        named: NDArray[np.generic] = labels[numbers.astype(np.intp)]
        return named

    def require_possible(self, path: str) -> None:
        """Raise ModelFileError unless the classes, read from a file, are those of a target."""
        where, classes = f"{path}.classes", self.classes
        if len({type(label) for label in classes}) != 1:
            raise ModelFileError(f"{where} must be labels of one type, got {listing(classes)}")
        ascending = all(low < high for low, high in pairwise(classes))  # type: ignore[operator]
        if not classes or not ascending:
            raise ModelFileError(f"{where} must be labels, each once and sorted, got {listing(classes)}")


@dataclass(frozen=True)
class NumberTarget:
    """A target of numbers, trained as ``(value - mean) / scale``; mean 0 and scale 1 change nothing."""

    kind: ClassVar[str] = "number"
    added_later: ClassVar = ("form",)

    name: str
    mean: float
    scale: Scale
    form: NumberForm | None = None

    @classmethod
    def fit(
        cls,
        column: polars.Series | StoredColumn,
        rows: NDArray[np.integer] | None,
        standardise: bool,
        form: NumberForm | None = None,
    ) -> NumberTarget:
        """Learn mean and scale from the rows."""
        part = training_part(column, rows)
        if kind_of(column.dtype) == "text":
            whole = part.whole()
            _reject_spoilt(whole)
            text = f"holds text, such as {shown(whole.drop_nulls()[0])}, and regression needs numbers"
            raise TableError(
                f"the target {column.name!r} {text}: use the task classification (--task "
                "classification), or name another target (--target)"
            )
        require_predictable(column)
        values = part.values(numbers_of)
        mean, scale = mean_and_scale(values, column.name) if standardise else (0.0, 1.0)
        return cls(column.name, mean, scale, form)

    def encode(self, column: polars.Series, rows: NDArray[np.integer] | None = None) -> NDArray[np.float64]:
        """Return each row's value in the form it is trained in."""
        values = (numbers_of(column, rows, self.form) - self.mean) / self.scale
        if lacking := int(np.isnan(values).sum()):
            raise TableError(missing_target(self.name, lacking))
        return values

    def decode(self, predictions: ArrayLike) -> NDArray[np.float64]:
        """Return predictions in the target's units."""
        return np.asarray(predictions, dtype=np.float64) * self.scale + self.mean


Target = ClassTarget | NumberTarget


@dataclass(frozen=True)
class SeveralTargets:
    """The description of several targets in a file; a single target is described directly."""

    kind: ClassVar[str] = "several"

    targets: tuple[Target, ...]

    def require_possible(self, path: str) -> None:
        """Raise ModelFileError unless there are several, all of one kind."""
        kinds = {type(target) for target in self.targets}
        if len(self.targets) < 2 or len(kinds) > 1:
            names = listing([target.name for target in self.targets])
            raise ModelFileError(
                f"{path}.targets must be two or more, all of classes or all of numbers, got {names}"
            )


def fit_targets(
    columns: Sequence[polars.Series | StoredColumn],
    rows: NDArray[np.integer] | None,
    task: Task,
    standardise: bool,
    forms: Mapping[str, NumberForm | DateForm],
    fewest_classes: int = 2,
) -> tuple[Target, ...]:
    """Learn each target from the rows; parameters as for `Preparation.fit`.

    Of several targets, one of only 0 and 1 (or Booleans) is a binary label, which always has both classes.
    """
    numbers = {name: form for name, form in forms.items() if isinstance(form, NumberForm)}
    if task == "regression":
        return tuple(
            NumberTarget.fit(column, rows, standardise, numbers.get(column.name)) for column in columns
        )
    if len(columns) == 1:
        return (ClassTarget.fit(columns[0], rows, numbers.get(columns[0].name), fewest_classes),)
    return tuple(
        _label_of(column) or ClassTarget.fit(column, rows, numbers.get(column.name)) for column in columns
    )


def encode_targets(
    targets: Sequence[Target], columns: Sequence[polars.Series], rows: NDArray[np.integer] | None
) -> NDArray[np.int64] | NDArray[np.float64]:
    """Return the values to train: shape (n_rows,), or (n_rows, n_targets) for several targets."""
    encoded = [target.encode(column, rows) for target, column in zip(targets, columns, strict=True)]
    return cast("NDArray[np.int64] | NDArray[np.float64]", side_by_side(encoded))


def decode_targets(targets: Sequence[Target], predictions: ArrayLike) -> NDArray[np.generic]:
    """Return predictions as labels or in the targets' units; TableError if they do not fit the targets."""
    if len(targets) == 1:
        return targets[0].decode(predictions)
    values = np.asarray(predictions)
    if values.ndim != 2 or values.shape[1] != len(targets):
        names = listing([target.name for target in targets])
        raise TableError(
            f"predictions must have a column for each of {names}, got an array of shape {values.shape}"
        )
    return side_by_side([target.decode(column) for target, column in zip(targets, values.T, strict=True)])


def _reject_spoilt(column: polars.Series) -> None:
    """Raise TableError if most texts of a target are numbers or dates: the others are errors, not classes."""
    if kind_of(column.dtype) != "text" or (spoilt := spoilt_values(column)) is None:
        return
    texts, kind = spoilt
    place, text = texts[0]
    raise TableError(
        f"the target {column.name!r} holds {kind} except for {counted(len(texts), 'text')}, the first "
        f"{shown(text)} in row {place + 1}: correct it, or drop the rows if it means that the value is "
        f"missing (--na {shlex.quote(text)} --missing drop)"
    )


def _label_of(column: polars.Series | StoredColumn) -> ClassTarget | None:
    """Return the target of a column of only 0 and 1, None for other columns."""
    if kind_of(column.dtype) not in ("number", "Boolean"):
        return None
    values: set[object] = set()
    for block in training_part(column, None).blocks():
        values.update(block.unique().to_list())
        if not values <= {0, 1}:
            return None
    kind = bool if kind_of(column.dtype) == "Boolean" else float if column.dtype.is_float() else int
    return ClassTarget(column.name, (kind(0), kind(1)))
