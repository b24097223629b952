import pandas as pd
import polars as pl
import pytest

from rosenblatt.data import load_table, with_next
from rosenblatt.errors import TableError

TWO = pl.DataFrame(
    {"day": ["a", "a", "a", "b", "c", "c"], "x": [1, 2, 3, 4, 5, 6], "y": [1.0, None, 3, 4, 5, 6]}
)


def test_each_row_gets_the_next_rows_value_and_the_last_one_goes():
    assert with_next(pl.DataFrame({"level": [3, 5, 4]}), "level").rows() == [(3, 5), (5, 4)]


def test_no_sequence_goes_on_in_the_next_one_and_one_of_a_single_row_vanishes():
    table = with_next(TWO, ["y", "x"], sequence="day")
    assert table.columns == ["day", "x", "y", "next_y", "next_x"]
    assert table.rows() == [("a", 1, 1, None, 2), ("a", 2, None, 3, 3), ("c", 5, 5, 6, 6)]


def test_the_new_columns_are_the_targets_of_a_table():
    table = load_table(with_next(TWO.select("day", "x"), "x", sequence="day"), sequence="day")
    assert (table.features, table.target, table.sequence) == (("x",), "next_x", "day")


def test_frames_of_other_libraries_and_types_are_kept():
    table = with_next(pd.DataFrame({"s": ["a", "b", "c"], "n": [1, 2, 3]}), ("s", "n"))
    assert table.rows() == [("a", 1, "b", 2), ("b", 2, "c", 3)]


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ("z", {}, "no column 'z'"),
        ("x", {"sequence": "dai"}, "no column 'dai' .* did you mean 'day'"),
        ("x", {"sequence": "y"}, "the sequence column 'y' has 1 missing value, the first in row 2"),
    ],
)
def test_columns_that_cannot_be_meant_are_errors(columns, options, message):
    with pytest.raises(TableError, match=message):
        with_next(TWO, columns, **options)


def test_a_name_that_is_taken_is_an_error():
    with pytest.raises(TableError, match="column 'next_x' is in the table already: rename it"):
        with_next(with_next(TWO, "x"), "x")


def test_without_a_next_row_there_is_nothing_to_predict():
    for options in ({}, {"sequence": "day"}):
        with pytest.raises(TableError, match=r"no row has a next one: .* needs two rows or more"):
            with_next(TWO[:1], "x", **options)
