"""A feature of text: one-hot, an input for each category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from warnings import warn

import numpy as np

from rosenblatt.data.columns import type_name
from rosenblatt.data.preparation.missing import Missing
from rosenblatt.errors import ModelFileError, TableError, TableWarning, counted, listing, shown
from rosenblatt.storage.fields import Names

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

MOST_CATEGORIES = 1000
MOSTLY_NUMBERS = 0.8


@dataclass(frozen=True)
class TextFeature:
    """The input of a category is 1 where the value is that category, else 0.

    Attributes
    ----------
    name : str
        The column.
    categories : tuple of str
        The different texts of the training part, sorted by code point.
    fill : str or None
        What stands in for a missing value; None when a missing value is an error.
    """

    kind: ClassVar[str] = "text"

    name: str
    categories: Names
    fill: str | None = None

    @classmethod
    def fit(cls, column: polars.Series, rows: NDArray[np.integer] | None, missing: Missing) -> TextFeature:
        """Learn the categories from the rows given.

        Raises
        ------
        TableError
            When there are no values, more than 1,000 categories, or nearly all values are numbers.

        Warns
        -----
        TableWarning
            When there are more than 20 categories and more than half as many as rows.
        """
        _reject_spoilt_numbers(column)
        values = (column if rows is None else column.gather(rows)).drop_nulls()
        counts = values.alias("text").value_counts(sort=True, name="rows")
        if counts.height == 0:
            raise TableError(
                f"column {column.name!r} has no values in the training part: leave it out of the features"
            )
        if counts.height > MOST_CATEGORIES:
            raise TableError(
                f"{_distinct(values, counts.height)}, too many for an input each: {_remedy(values)}"
            )
        if counts.height > 20 and 2 * counts.height > len(values):
            found = f"{_distinct(values, counts.height)}, which name rows rather than group them"
            warn(f"{found}: {_remedy(values)}", TableWarning, stacklevel=3)
        fill = None
        if missing in ("mean", "most-frequent"):
            fill = min(text for text, n_rows in counts.rows() if n_rows == counts["rows"][0])
        return cls(column.name, tuple(sorted(counts["text"])), fill)

    @property
    def input_names(self) -> tuple[str, ...]:
        """The inputs' names, such as ``"colour=red"``."""
        return tuple(f"{self.name}={category}" for category in self.categories)

    def write(
        self, column: polars.Series, rows: NDArray[np.integer] | None, out: NDArray[np.float64]
    ) -> None:
        """Write the column's inputs into ``out`` of shape (n_rows, n_categories), which must hold zeros.

        Warns
        -----
        TableWarning
            When a value is none of the categories; all its inputs are 0.
        """
        import polars

        values = self._as_text(column)
        if self.fill is not None:
            values = values.fill_null(self.fill)
        numbers = range(len(self.categories))
        codes = values.replace_strict(
            self.categories, numbers, default=-1, return_dtype=polars.Int32
        ).to_numpy()
        if rows is not None:
            codes = codes[rows]
        known = np.flatnonzero(codes >= 0)
        if len(known) < len(codes):
            strange = (values if rows is None else values.gather(rows)).to_numpy()[codes < 0]
            texts, in_rows = listing(sorted(set(strange)), 5), counted(len(strange), "row")
            warn(
                f"column {self.name!r} holds {texts} in {in_rows}, which training never saw "
                f"(it saw {listing(self.categories, 5)}): their inputs are all 0",
                TableWarning,
                stacklevel=3,
            )
        out[known, codes[known]] = 1.0

    def _as_text(self, column: polars.Series) -> polars.Series:
        """Return the column as text: a file of codes may read as integers or truths."""
        import polars

        if column.dtype == polars.String:
            return column
        if column.dtype.is_integer() or column.dtype == polars.Null:
            return column.cast(polars.String)
        if column.dtype == polars.Boolean:
            spelt = {category.lower(): category for category in self.categories}
            truths = [spelt.get(truth, truth) for truth in ("false", "true")]
            return column.cast(polars.String).replace(["false", "true"], truths)
        row = column.is_not_null().arg_max() or 0
        found = f"is of type {type_name(column.dtype)} ({shown(column[row])} in row {row + 1})"
        learned = f"but the model learned text ({listing(self.categories, 5)})"
        raise TableError(f"column {self.name!r} {found}, {learned}: give the column as text")

    def require_possible(self, path: str) -> None:
        """Raise ModelFileError unless the categories, read from a file, are those of a feature."""
        if not self.categories or list(self.categories) != sorted(self.categories):
            where = f"{path}.categories"
            raise ModelFileError(f"{where} must be sorted and not empty, got {listing(self.categories)}")
        if self.fill is not None and self.fill not in self.categories:
            known = listing(self.categories)
            raise ModelFileError(f"{path}.fill must be one of {known}, got {shown(self.fill)}")


def _distinct(values: polars.Series, n_categories: int) -> str:
    return f"column {values.name!r} holds {n_categories:,} different texts in {counted(len(values), 'row')}"


def _remedy(values: polars.Series) -> str:
    numbers = "; if they are numbers, write them plainly (1234.5)" if values.str.contains(r"\d").all() else ""
    return f"leave it out of the features{numbers}"


def _reject_spoilt_numbers(column: polars.Series) -> None:
    """Raise when four of five texts or more read as numbers: the others are typing errors, not categories."""
    import polars

    numbers = column.cast(polars.Float64, strict=False)
    n_texts, n_numbers = len(column) - column.null_count(), len(numbers) - numbers.null_count()
    if MOSTLY_NUMBERS * n_texts <= n_numbers < n_texts:
        row = (column.is_not_null() & numbers.is_null()).arg_max() or 0
        others = f"{counted(n_texts - n_numbers, 'text')}, the first {shown(column[row])} in row {row + 1}"
        raise TableError(
            f"column {column.name!r} holds numbers but for {others}: correct or empty it (an empty value is "
            "missing), or leave the column out of the features"
        )
