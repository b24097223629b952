import polars as pl
import pytest

from rosenblatt.data import load_table
from rosenblatt.data.digest import digest

IRIS = "e22853389f8ae43b09c5a8453ec01bc2d4b260f0eca5069ebe8a425bbacc0676"
FRAME = pl.DataFrame(
    {"a": [1, None], "b": [0.5, -0.5], "c": ["x", None], "d": [True, None], "e": [None, None]}
)


def test_the_digest_of_iris_is_the_same_on_every_machine_and_day():
    assert load_table("iris").digest() == IRIS


def test_one_table_as_csv_as_parquet_and_as_frame_has_one_digest(write):
    FRAME.write_parquet(write("", "table.parquet"))
    FRAME.write_csv(write("", "table.csv"))
    digests = {load_table(source).digest() for source in ("table.csv", "table.parquet", FRAME)}
    assert len(digests) == 1


@pytest.mark.parametrize(
    "other",
    [
        FRAME.rename({"a": "A"}),
        FRAME.select("b", "a", "c", "d", "e"),
        FRAME.with_columns(a=pl.col("a").cast(pl.Float64)),
        FRAME.with_columns(a=pl.Series([1, 0])),
        FRAME.with_columns(b=pl.Series([0.5, -0.25])),
        FRAME.with_columns(c=pl.Series(["x", ""])),
        FRAME.with_columns(d=pl.Series([True, False])),
        FRAME[::-1],
        FRAME[:1],
    ],
)
def test_another_name_order_type_or_value_is_another_digest(other):
    assert digest(other) != digest(FRAME)


def test_values_that_are_equal_have_equal_digests():
    assert digest(pl.DataFrame({"a": [0.0]})) == digest(pl.DataFrame({"a": [-0.0]}))
    narrow = pl.DataFrame({"a": pl.Series([1, 2], dtype=pl.Int8)})
    assert digest(narrow) == digest(pl.DataFrame({"a": [1, 2]}))
    parts = pl.concat([FRAME[:1], FRAME[1:]], rechunk=False)
    assert digest(parts) == digest(FRAME)


def test_text_that_only_joins_to_the_same_text_is_told_apart():
    assert digest(pl.DataFrame({"a": ["ab", "c"]})) != digest(pl.DataFrame({"a": ["a", "bc"]}))


def test_dates_and_lists_have_digests_too():
    lists = pl.DataFrame({"a": [[1], [2]], "b": pl.Series(["2020-01-01"] * 2).str.to_date()})
    assert digest(lists) != digest(lists.with_columns(a=pl.Series([[1], [3]])))
