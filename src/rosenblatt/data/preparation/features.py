"""Features of a preparation: numbers are standardised, texts become one input for each category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from warnings import warn

import numpy as np

from rosenblatt.data.columns import kind_of, not_numbers, numbers_of, type_name
from rosenblatt.data.preparation.missing import Missing
from rosenblatt.errors import ModelFileError, TableError, TableWarning, counted, listing, shown
from rosenblatt.storage.fields import Names, Scale

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

MOST_CATEGORIES = 1000
MOSTLY_NUMBERS = 0.8


@dataclass(frozen=True)
class NumberFeature:
    """``input = (value - mean) / scale``, with mean and standard deviation of the training part.

    Booleans and columns of only 0 and 1 have mean 0 and scale 1; a constant column has scale 1. ``fill``
    replaces missing values, in the column's units; with None a missing value is an error.
    """

    kind: ClassVar[str] = "number"

    name: str
    mean: float
    scale: Scale
    fill: float | None = None

    @classmethod
    def fit(cls, column: polars.Series, rows: NDArray[np.integer] | None, missing: Missing) -> NumberFeature:
        """Learn mean, scale and fill from the rows; missing values do not count.

        With ``missing="mean"``, a column of only 0 and 1 is filled with its more frequent value.
        """
        values = numbers_of(column, rows)
        absent = np.isnan(values)
        if absent.any():
            values = values[~absent]
        if len(values) == 0:
            raise TableError(_no_values(column))
        truths = bool(np.all((values == 0) | (values == 1)))
        mean, scale = (0.0, 1.0) if truths else mean_and_scale(values, column.name)
        fill = None
        if missing == "mean" and not truths:
            fill = mean
        elif missing in ("mean", "most-frequent"):
            distinct, counts = np.unique(values, return_counts=True)
            fill = float(distinct[counts.argmax()])
        return cls(column.name, mean, scale, fill)

    @property
    def input_names(self) -> tuple[str, ...]:
        """The name of the one input."""
        return (self.name,)

    def write(
        self, column: polars.Series, rows: NDArray[np.integer] | None, out: NDArray[np.float64]
    ) -> None:
        """Write the column's input into ``out`` of shape (n_rows,)."""
        values = numbers_of(column, rows)
        if self.fill is not None and (absent := np.isnan(values)).any():
            values = np.where(absent, self.fill, values)
        np.subtract(values, self.mean, out=out)
        out /= self.scale


@dataclass(frozen=True)
class TextFeature:
    """One-hot inputs: that of a category is 1 where the value is the category, else 0.

    The categories are the different texts of the training part, sorted by code point. ``fill`` replaces
    missing values; with None a missing value is an error.
    """

    kind: ClassVar[str] = "text"

    name: str
    categories: Names
    fill: str | None = None

    @classmethod
    def fit(cls, column: polars.Series, rows: NDArray[np.integer] | None, missing: Missing) -> TextFeature:
        """Learn the categories from the rows.

        Raises TableError for no values, more than 1,000 categories, or numbers with a few texts among them;
        warns when there are more than 20 categories and more than half as many as rows.
        """
        _reject_spoilt_numbers(column)
        values = (column if rows is None else column.gather(rows)).drop_nulls()
        counts = values.alias("text").value_counts(sort=True, name="rows")
        if counts.height == 0:
            raise TableError(_no_values(column))
        if counts.height > MOST_CATEGORIES:
            raise TableError(
                f"{_distinct(values, counts.height)}, too many for one input each: {_remedy(values)}"
            )
        if counts.height > 20 and 2 * counts.height > len(values):
            found = f"{_distinct(values, counts.height)}, so most of them occur only once"
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
        """Write the inputs into ``out``, (n_rows, n_categories) zeros; warn of unknown categories."""
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
                f"column {self.name!r} holds {texts} in {in_rows}, which did not occur in training "
                f"(the categories are {listing(self.categories, 5)}): their inputs are all 0",
                TableWarning,
                stacklevel=3,
            )
        out[known, codes[known]] = 1.0

    def _as_text(self, column: polars.Series) -> polars.Series:
        """Return the column as text: a file with codes may be read as integers or Booleans."""
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
        found = f"has the type {type_name(column.dtype)} ({shown(column[row])} in row {row + 1})"
        learned = f"but the model was trained with text ({listing(self.categories, 5)})"
        raise TableError(f"column {self.name!r} {found}, {learned}: convert the column to text")

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
    numbers = "; write numbers in the form 1234.5" if values.str.contains(r"\d").all() else ""
    return f"leave it out of the features (--features){numbers}"


def _reject_spoilt_numbers(column: polars.Series) -> None:
    """Raise if at least four fifths of the texts are numbers: the others are errors, not categories."""
    import polars

    numbers = column.cast(polars.Float64, strict=False)
    n_texts, n_numbers = len(column) - column.null_count(), len(numbers) - numbers.null_count()
    if MOSTLY_NUMBERS * n_texts <= n_numbers < n_texts:
        row = (column.is_not_null() & numbers.is_null()).arg_max() or 0
        others = f"{counted(n_texts - n_numbers, 'text')}, the first {shown(column[row])} in row {row + 1}"
        raise TableError(
            f"column {column.name!r} holds numbers except for {others}: correct it or leave it empty (a "
            "missing value), or leave the column out of the features (--features)"
        )


def _no_values(column: polars.Series) -> str:
    return f"column {column.name!r} has no values in the training part: leave it out (--features)"


def mean_and_scale(values: NDArray[np.float64], name: str) -> tuple[float, float]:
    """Return the mean and the standard deviation of a column's finite numbers, shape (n_samples,).

    The variance is the corrected two-pass sum over n samples. A column is constant, and its scale is 1, if
    its numbers differ by less than the rounding error of that sum (T. F. Chan, G. H. Golub, R. J. LeVeque,
    Algorithms for computing the sample variance, The American Statistician 37, 1983). scikit-learn's
    ``StandardScaler`` follows the same rule. Raises TableError when the squares of the numbers overflow.
    """
    n = len(values)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(values.sum() / n)
        centred = values - mean
        variance = float((centred @ centred - centred.sum() ** 2 / n) / n)
    if not np.isfinite(variance):
        largest = float(np.abs(values).max())
        found = f"column {name!r} has values as large as {largest:g}"
        raise TableError(f"{found}, too large to standardise: divide the column by a constant")
    epsilon = float(np.finfo(np.float64).eps)
    constant = variance <= n * epsilon * variance + (n * mean * epsilon) ** 2
    return mean, 1.0 if constant else float(np.sqrt(variance))


def fit_feature(
    column: polars.Series, rows: NDArray[np.integer] | None, missing: Missing
) -> NumberFeature | TextFeature:
    """Learn how a column is prepared from the rows given."""
    kind = kind_of(column.dtype)
    if kind == "other":
        raise TableError(not_numbers(column, "leave the column out of the features (--features)"))
    return (TextFeature if kind == "text" else NumberFeature).fit(column, rows, missing)
