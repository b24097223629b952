import datetime as dt

import numpy as np
import polars as pl
import pytest

from rosenblatt.data import ColumnSummary, column_summary
from rosenblatt.data.columns import kind_of, labels_of, numbers_of, type_name
from rosenblatt.errors import TableError


@pytest.mark.parametrize(
    ("dtype", "kind", "name"),
    [
        (pl.Int8(), "number", "integer"),
        (pl.UInt64(), "number", "integer"),
        (pl.Float32(), "number", "number"),
        (pl.Decimal(10, 2), "number", "number"),
        (pl.Boolean(), "Boolean", "Boolean"),
        (pl.String(), "text", "text"),
        (pl.Categorical(), "text", "text"),
        (pl.Enum(["a"]), "text", "text"),
        (pl.Null(), "empty", "empty"),
        (pl.Date(), "date", "date"),
        (pl.Datetime(), "date", "date and time"),
        (pl.Duration(), "date", "time"),
        (pl.List(pl.Int8), "other", "nested"),
        (pl.Struct({"a": pl.Int8}), "other", "nested"),
        (pl.Binary(), "other", "binary"),
    ],
)
def test_every_type_has_one_kind_and_a_plain_name(dtype, kind, name):
    assert kind_of(dtype) == kind
    assert type_name(dtype) == name


@pytest.mark.parametrize(
    ("column", "summary"),
    [
        (pl.Series("a", [3, None, 1, 3]), ("integer", 1, 1, 3, 2)),
        (pl.Series("a", [0.5, float("nan"), None, -2.0]), ("number", 2, -2.0, 0.5, 2)),
        (pl.Series("a", [True, None, True]), ("Boolean", 1, None, None, 1)),
        (pl.Series("a", ["x", "y", None]), ("text", 1, None, None, 2)),
        (pl.Series("a", [None, None]), ("empty", 2, None, None, 0)),
        (pl.Series("a", [None, float("nan")], dtype=pl.Float64), ("number", 2, None, None, 0)),
        (pl.Series("a", [dt.date(2020, 1, 1)]), ("date", 0, "2020-01-01", "2020-01-01", 1)),
        (pl.Series("a", [dt.time(12), None]), ("time", 1, "12:00:00", "12:00:00", 1)),
        (pl.Series("a", [[1], [1]]), ("nested", 0, None, None, 1)),
        (pl.Series("a", ["1.50", "2.25"]).cast(pl.Decimal(10, 2)), ("number", 0, 1.5, 2.25, 2)),
        (pl.Series("a", [float("inf"), 1.0]), ("number", 0, 1.0, float("inf"), 2)),
    ],
)
def test_a_summary_counts_what_a_person_can_count(column, summary):
    assert column_summary(column) == ColumnSummary("a", *summary)


ROWS = np.array([2, 0])


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("a", [1, 0, None]),
        pl.Series("a", [1.0, 0.0, None]),
        pl.Series("a", [1.0, 0.0, None], dtype=pl.Float32),
        pl.Series("a", [True, False, None]),
        pl.Series("a", ["1", "0.0", None]),
    ],
)
def test_numbers_truths_and_text_that_reads_as_numbers_are_floats_and_missing_is_nan(column):
    np.testing.assert_array_equal(numbers_of(column), [1.0, 0.0, np.nan])
    np.testing.assert_array_equal(numbers_of(column, ROWS), [np.nan, 1.0])
    assert numbers_of(column).dtype == np.float64


def test_floats_are_not_copied():
    column = pl.Series("a", [1.0, 2.0])
    assert np.shares_memory(numbers_of(column), column.to_numpy())


def test_a_column_without_values_is_all_nan():
    assert np.isnan(numbers_of(pl.Series("a", [None, None]))).all()


def test_text_among_numbers_is_named_with_its_row():
    with pytest.raises(
        TableError, match="column 'a' must hold numbers, got the text 'old' in row 3: correct it"
    ):
        numbers_of(pl.Series("a", ["1", None, "old", "older"]))


def test_infinite_numbers_are_counted_and_the_first_is_named_by_its_row_in_the_table():
    column = pl.Series("a", [1.0, float("inf"), float("-inf")])
    with pytest.raises(TableError, match="column 'a' has 2 infinite values, the first in row 2"):
        numbers_of(column)
    with pytest.raises(TableError, match="column 'a' has 1 infinite value, the first in row 3"):
        numbers_of(column, ROWS)


@pytest.mark.parametrize("take", [numbers_of, labels_of])
@pytest.mark.parametrize(
    ("column", "message"),
    [
        (pl.Series("a", [dt.date(2020, 1, 1)]), "date.* numbers, such as days since a date"),
        (pl.Series("a", [dt.time(12)]), "time"),
        (pl.Series("a", [[1]]), "type nested, .* convert it to numbers or text"),
        (pl.Series("a", [b"x"]), "type binary"),
    ],
)
def test_dates_and_nested_values_are_errors_with_a_remedy(take, column, message):
    with pytest.raises(TableError, match=message):
        take(column)


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (["b", "a", "b"], object),
        ([True, False, True], np.bool_),
        ([3, 1, 2], np.int64),
        ([0.5, 1.0, 2.0], np.float64),
    ],
)
def test_labels_stay_in_their_own_words(values, dtype):
    labels = labels_of(pl.Series("y", values))
    assert labels.dtype == dtype
    assert labels.tolist() == values
    assert labels_of(pl.Series("y", values), ROWS).tolist() == [values[2], values[0]]


def test_a_missing_label_is_an_error():
    with pytest.raises(TableError, match="the target 'y' has 1 missing value"):
        labels_of(pl.Series("y", ["a", None]))
