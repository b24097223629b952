"""Features of numbers and texts: numbers are standardised, texts become one input for each category."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from warnings import warn

import numpy as np

from rosenblatt.data.columns import numbers_of, type_name
from rosenblatt.data.preparation.missing import Missing
from rosenblatt.data.preparation.part import StoredColumn, present, training_part
from rosenblatt.data.preparation.statistics import count_texts, mean_and_scale, median, most_frequent
from rosenblatt.data.values.numbers import NumberForm
from rosenblatt.data.values.spoilt import may_be_spoilt, spoilt_values
from rosenblatt.errors import ModelFileError, TableError, TableWarning, counted, leave_out, listing, shown
from rosenblatt.storage.fields import Names, Scale

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

MOST_CATEGORIES = 1000
MOST_KEPT = 50
FREQUENT = 30
"""Of more than 50 different texts, the 30 most frequent ones stay, with ``missing="fill"``."""
CODE_ROWS = 5
"""A column of codes has at least as many rows for each different value, in the mean."""
_NAME = re.compile(r"[^\W\d_]{2,}([ '/.-][^\W\d_]+)*")
"""A text that is no damaged number: letters alone, of one word or more."""
REST = "other"
MISSING_CATEGORY = "missing"


@dataclass(frozen=True)
class NumberFeature:
    """``input = (value - mean) / scale``, with mean and standard deviation of the training part.

    Booleans and columns of only 0 and 1 have mean 0 and scale 1; a constant column has scale 1. ``fill``
    replaces missing values, in the column's units; with None a missing value is an error. With
    ``was_missing`` a second input is 1 where the value was missing, else 0. ``form`` is how a text file
    writes the numbers, None for plain ones.
    """

    kind: ClassVar[str] = "number"
    added_later: ClassVar = ("was_missing", "form")

    name: str
    mean: float
    scale: Scale
    fill: float | None = None
    was_missing: bool = False
    form: NumberForm | None = None

    @classmethod
    def fit(
        cls,
        column: polars.Series | StoredColumn,
        rows: NDArray[np.integer] | None,
        missing: Missing,
        form: NumberForm | None = None,
    ) -> NumberFeature:
        """Learn mean, scale and fill from the rows; missing values do not count.

        Missing values are replaced by the mean, the median (``missing="fill"``) or the most frequent value;
        in a column of only 0 and 1 always by the more frequent one.
        """
        part = training_part(column, rows)
        values = part.values(lambda series, chosen: numbers_of(series, chosen, form))
        numbers = present(values)
        n_present, truths = 0, True
        for block in numbers():
            n_present += len(block)
            truths = truths and bool(((block == 0) | (block == 1)).all())
        if n_present == 0:
            raise TableError(_no_values(column.name))
        was_missing = n_present < len(part)
        mean, scale = (0.0, 1.0) if truths else mean_and_scale(numbers, column.name)
        fill = None
        if missing == "mean" and not truths:
            fill = mean
        elif missing == "fill" and not truths:
            fill = median(numbers)
        elif missing in ("mean", "most-frequent", "fill"):
            fill = most_frequent(numbers)
        return cls(column.name, mean, scale, fill, was_missing and missing == "fill", form)

    @property
    def input_names(self) -> tuple[str, ...]:
        """The name of the input, and perhaps that of ``"NAME was missing"``."""
        return (self.name, was_missing_name(self.name)) if self.was_missing else (self.name,)

    def read(self, value: object) -> float | None:
        """Return one value as a number, also from text; None if it is missing."""
        import polars

        number = float(numbers_of(polars.Series(self.name, [value]), None, self.form)[0])
        return None if np.isnan(number) else number

    def require_readable(self, column: polars.Series) -> None:
        """Raise TableError if a value is infinite or no number."""
        numbers_of(column, None, self.form)

    def write(
        self, column: polars.Series, rows: NDArray[np.integer] | None, out: NDArray[np.float64]
    ) -> None:
        """Write the column's inputs into ``out`` of shape (n_inputs, n_rows)."""
        values = numbers_of(column, rows, self.form)
        if self.fill is not None and (absent := np.isnan(values)).any():
            values = np.where(absent, self.fill, values)
            if self.was_missing:
                out[1] = absent
        elif self.was_missing:
            out[1] = 0.0
        np.subtract(values, self.mean, out=out[0])
        out[0] /= self.scale


@dataclass(frozen=True)
class TextFeature:
    """One-hot inputs: that of a category is 1 where the value is the category, else 0.

    The categories are the different texts of the training part, sorted by code point. ``fill`` replaces
    missing values; with None a missing value is an error. ``rest`` is the category of all texts that are
    no category themselves; with None their inputs are all 0.
    """

    kind: ClassVar[str] = "text"
    added_later: ClassVar = ("rest",)

    name: str
    categories: Names
    fill: str | None = None
    rest: str | None = None

    @classmethod
    def fit(
        cls,
        column: polars.Series | StoredColumn,
        rows: NDArray[np.integer] | None,
        missing: Missing,
        strict: bool = True,
    ) -> TextFeature:
        """Learn the categories from the rows.

        With ``missing="fill"``, missing values are a category, and of more than 50 different texts the 30
        most frequent ones are categories and the others one more.

        Raises TableError for no values, more than 1,000 categories, or, with ``strict``, numbers with a few
        texts among them, unless they are codes; warns of codes, and when there are more than 20 categories
        and more than half as many as rows.
        """
        part = training_part(column, rows)
        if strict and (not isinstance(part, StoredColumn) or may_be_spoilt(part.blocks())):
            _reject_spoilt_numbers(part.whole())
        counts = count_texts(part.blocks())
        n_rows = int(counts["rows"].sum())
        if counts.height == 0:
            raise TableError(_no_values(column.name))
        categories, fill, rest = counts["text"].to_list(), None, None
        if missing == "fill":
            if counts.height > MOST_KEPT:
                kept = counts.sort(["rows", "text"], descending=[True, False])["text"].head(FREQUENT)
                rest = _new_name(REST, categories)
                categories = [*kept, rest]
            if n_rows < len(part):
                fill = MISSING_CATEGORY
                categories = list(dict.fromkeys((*categories, fill)))
        if len(categories) > MOST_CATEGORIES:
            raise TableError(
                f"{_distinct(column.name, counts.height, n_rows)}, too many for one input each: "
                f"{leave_out([column.name])}"
            )
        if counts.height > 20 and 2 * counts.height > n_rows:
            found = f"{_distinct(column.name, counts.height, n_rows)}, so most of them occur only once"
            warn(f"{found}: {leave_out([column.name])}", TableWarning, stacklevel=3)
        if missing in ("mean", "most-frequent"):
            fill = min(counts.filter(counts["rows"] == counts["rows"][0])["text"])
        return cls(column.name, tuple(sorted(categories)), fill, rest)

    @property
    def input_names(self) -> tuple[str, ...]:
        """The inputs' names, such as ``"colour=red"``."""
        return tuple(f"{self.name}={category}" for category in self.categories)

    def write(
        self, column: polars.Series, rows: NDArray[np.integer] | None, out: NDArray[np.float64]
    ) -> None:
        """Write the inputs into ``out``, (n_rows, n_categories) zeros; warn of unknown categories."""
        if unknown := self.write_known(column, rows, out):
            warn(self.unknown_text(unknown), TableWarning, stacklevel=3)

    def write_known(
        self, column: polars.Series, rows: NDArray[np.integer] | None, out: NDArray[np.float64]
    ) -> Counter[str]:
        """Write the inputs as `write` does; return how often each text occurs that is no category."""
        import polars

        values = self._as_text(column)
        if self.fill is not None:
            values = values.fill_null(self.fill)
        numbers = range(len(self.categories))
        rest = -1 if self.rest is None else self.categories.index(self.rest)
        codes = values.replace_strict(
            self.categories, numbers, default=rest, return_dtype=polars.Int32
        ).to_numpy()
        if rows is not None:
            codes = codes[rows]
        known = np.flatnonzero(codes >= 0)
        out[known, codes[known]] = 1.0
        if len(known) == len(codes):
            return Counter()
        strange = (values if rows is None else values.gather(rows)).to_numpy()[codes < 0]
        return Counter(text for text in strange if text is not None)

    def unknown_text(self, unknown: Counter[str]) -> str:
        """Return the warning for texts that are no category."""
        found, in_rows = listing(sorted(unknown), 5), counted(unknown.total(), "row")
        return (
            f"column {self.name!r} holds {found} in {in_rows}, which did not occur in training (the "
            f"categories are {listing(self.categories, 5)}): their inputs are all 0"
        )

    def require_readable(self, column: polars.Series) -> None:
        """Raise TableError if a column has a type that is not converted to text."""
        self._as_text(column)

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
        for name, category in (("fill", self.fill), ("rest", self.rest)):
            if category is not None and category not in self.categories:
                known = listing(self.categories)
                raise ModelFileError(f"{path}.{name} must be one of {known}, got {shown(category)}")


def was_missing_name(name: str) -> str:
    """Return the name of the input that says whether the value of a column was missing."""
    return f"{name} was missing"


def _new_name(name: str, taken: Collection[str]) -> str:
    """Return a name like this one that is not taken."""
    while name in taken:
        name += "_"
    return name


def _distinct(name: str, n_categories: int, n_rows: int) -> str:
    return f"column {name!r} holds {n_categories:,} different texts in {counted(n_rows, 'row')}"


def _reject_spoilt_numbers(column: polars.Series) -> None:
    """Raise if at least four fifths of the texts are numbers or dates: the others are errors.

    Codes with a name among them, such as the cylinders 3, 4, 6 and "rotary", are categories, with a warning.
    """
    spoilt = spoilt_values(column)
    if spoilt is None:
        return
    texts, kind = spoilt
    others = f"{counted(len(texts), 'text')}, the first {shown(texts[0][1])} in row {texts[0][0] + 1}"
    found = f"column {column.name!r} holds {kind} except for {others}"
    marker = f"if it means that the value is missing, give --na {shlex.quote(texts[0][1])}"
    n_different = column.drop_nulls().n_unique()
    if CODE_ROWS * n_different <= column.count() and all(_NAME.fullmatch(text) for _, text in texts):
        warn(
            f"{found}, and each of its {n_different} values occurs often: they are categories; {marker}",
            TableWarning,
            stacklevel=4,
        )
        return
    raise TableError(f"{found}: correct it, or, {marker}; or {leave_out([column.name])}")


def _no_values(name: str) -> str:
    return f"column {name!r} has no values in the training part: {leave_out([name])}"
