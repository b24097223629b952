import datetime as dt

import polars as pl
import pytest

from rosenblatt.data import ColumnSummary, column_summary
from rosenblatt.data.columns import kind_of, type_name


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
        (pl.Date(), "other", "date"),
        (pl.Datetime(), "other", "time"),
        (pl.Duration(), "other", "time"),
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
        (pl.Series("a", [dt.date(2020, 1, 1)]), ("date", 0, None, None, 1)),
        (pl.Series("a", [[1], [1]]), ("nested", 0, None, None, 1)),
        (pl.Series("a", ["1.50", "2.25"]).cast(pl.Decimal(10, 2)), ("number", 0, 1.5, 2.25, 2)),
        (pl.Series("a", [float("inf"), 1.0]), ("number", 0, 1.0, float("inf"), 2)),
    ],
)
def test_a_summary_counts_what_a_person_can_count(column, summary):
    assert column_summary(column) == ColumnSummary("a", *summary)
