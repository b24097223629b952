"""A target of classes: numbered in sorted order, and named again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from rosenblatt.data.columns import kind_of
from rosenblatt.data.values import not_numbers, numbers_of
from rosenblatt.errors import ModelFileError, TableError, counted, listing, shown
from rosenblatt.storage.fields import Label

if TYPE_CHECKING:
    import polars
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class ClassTarget:
    """The classes of a classification; a class's number is its place among them.

    Attributes
    ----------
    name : str
        The column.
    classes : tuple of str, bool, int or float
        The labels of the training part, sorted, all of one type.
    """

    kind: ClassVar[str] = "classes"

    name: str
    classes: tuple[Label, ...]

    @classmethod
    def fit(cls, column: polars.Series, rows: NDArray[np.integer] | None) -> ClassTarget:
        """Learn the classes from the rows given.

        Raises
        ------
        TableError
            When there is one class only, or so many that they do not group the rows.
        """
        if kind_of(column.dtype) == "other":
            raise TableError(not_numbers(column, "name another target"))
        if column.dtype.is_float():
            numbers_of(column, rows)  # an infinite number is no label
        labels = column if rows is None else column.gather(rows)
        classes = sorted(labels.unique().to_list())
        in_rows = f"in {counted(len(labels), 'training row')}"
        if len(classes) < 2:
            raise TableError(
                f"the target {column.name!r} holds one class only, {listing(classes)}, {in_rows}: "
                "classification needs at least two; name another target, or give rows of another class"
            )
        if len(classes) > 20 and 2 * len(classes) > len(labels):
            remedy = "use the task regression, or name" if kind_of(column.dtype) == "number" else "name"
            raise TableError(
                f"the target {column.name!r} holds {len(classes):,} different values {in_rows}, "
                f"too many for classes: {remedy} another target"
            )
        return cls(column.name, tuple(classes))

    def encode(self, column: polars.Series, rows: NDArray[np.integer] | None = None) -> NDArray[np.int64]:
        """Return each row's class number.

        Raises
        ------
        TableError
            When a label is none of the classes.
        """
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
            known = f"its classes are {listing(self.classes)}"
            raise TableError(
                f"the target {self.name!r} holds {listing(strange, 5)}, which training never saw; {known}"
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
        if len(classes) < 2 or not ascending:
            raise ModelFileError(
                f"{where} must be two labels or more, each once and sorted, got {listing(classes)}"
            )
