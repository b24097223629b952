import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt.data import SequenceRows, load_table
from rosenblatt.errors import TableError

WORDS = pl.DataFrame(
    {
        "word": ["to", "to", "be", "or", "or", "or"],
        "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        "y": [0, 1, 0, 1, 0, 1],
    }
)


def cut(frame=WORDS, name="word"):
    return SequenceRows.of_column(frame, name)


def test_rows_with_the_same_value_are_one_sequence_in_their_order():
    words = cut()
    assert words.names == ("to", "be", "or")
    assert words.offsets.tolist() == [0, 2, 3, 6]
    assert words.offsets.dtype == np.int64
    assert words.rows.tolist() == [0, 1, 2, 3, 4, 5]
    assert words.lengths.tolist() == [2, 1, 3]
    assert (words.n_sequences, words.n_steps, words.column) == (3, 6, "word")
    assert repr(words) == "<SequenceRows: 3 sequences by 'word', 6 steps>"


def test_a_stream_is_the_whole_table():
    stream = SequenceRows.stream(WORDS)
    assert stream.names == ("stream",)
    assert stream.offsets.tolist() == [0, 6]
    assert stream.column is None
    assert repr(stream) == "<SequenceRows: a stream, 6 steps>"


def test_a_table_says_itself_how_it_is_cut():
    assert SequenceRows.of_table(load_table(WORDS, sequence="word")).lengths.tolist() == [2, 1, 3]
    assert SequenceRows.of_table(load_table(WORDS)).lengths.tolist() == [6]


@pytest.mark.parametrize(
    "values",
    [[3, 3, 1], [True, True, False], [1.5, 1.5, 2.0], [dt.date(2000, 1, 1)] * 2 + [dt.date(2000, 1, 2)]],
)
def test_numbers_truths_and_dates_name_sequences_too(values):
    assert cut(pl.DataFrame({"s": values}), "s").names == (values[0], values[2])


def test_categories_name_sequences_as_text():
    assert cut(WORDS.with_columns(pl.col("word").cast(pl.Categorical))).names == ("to", "be", "or")


def test_cutting_an_array_shares_its_memory():
    values = np.arange(12.0).reshape(6, 2)
    first, second, third = cut().cut(values)
    assert (first.tolist(), second.tolist()) == ([[0, 1], [2, 3]], [[4, 5]])
    assert np.shares_memory(third, values)
    with pytest.raises(TableError, match="the sequences have 6 steps, the array has 1 row: give a row for"):
        cut().cut(values[:1])


def test_sequences_taken_keep_the_rows_of_the_table():
    taken = cut().take([2, 0])
    assert taken.names == ("or", "to")
    assert taken.offsets.tolist() == [0, 3, 5]
    assert taken.rows.tolist() == [3, 4, 5, 0, 1]
    assert [part.tolist() for part in taken.cut(WORDS["x"].to_numpy()[taken.rows])] == [[4, 5, 6], [1, 2]]
    assert cut().take([]).n_sequences == cut().take([]).n_steps == 0


@given(st.lists(st.integers(1, 4), min_size=1, max_size=20))
def test_any_lengths_come_back(lengths):
    numbers = np.repeat(np.arange(len(lengths)), lengths)
    parts = cut(pl.DataFrame({"s": numbers}), "s")
    assert parts.lengths.tolist() == lengths
    assert parts.names == tuple(range(len(lengths)))


def test_a_place_is_told_by_sequence_step_and_row():
    assert cut().place_of(3) == "sequence 'or', step 1 (row 4)"
    assert cut().take([2]).place_of(1) == "sequence 'or', step 2 (row 5)"
    assert SequenceRows.stream(WORDS).place_of(3) == "step 4 (row 4)"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            ["a", "a", "b", "a"],
            r"rows of sequence 'a' do not stand together: they end in row 2 and go on in row 4; sort the",
        ),
        (
            [1, 2, 1, 2],
            "rows of sequence 1 do not stand together: they end in row 1 and go on in row 3; sort",
        ),
        (
            ["c", "a", "b", "b", "a"],
            "sequence 'a' do not stand together: they end in row 2 and go on in row 5",
        ),
    ],
)
def test_sequences_that_are_interleaved_or_come_back_are_an_error(values, message):
    with pytest.raises(TableError, match=message):
        cut(pl.DataFrame({"s": values}), "s")


def test_a_sequence_column_that_is_not_there_is_an_error():
    with pytest.raises(TableError, match=r"no column 'words' \(its columns: .*\), did you mean 'word'"):
        cut(name="words")


@pytest.mark.parametrize(
    ("values", "row"), [(["a", None, "b", None], 2), ([1.0, 1.0, float("nan"), None], 3)]
)
def test_a_missing_name_of_a_sequence_is_an_error(values, row):
    with pytest.raises(TableError, match=rf"'s' has 2 missing values, the first in row {row}: say to which"):
        cut(pl.DataFrame({"s": values}), "s")


def test_lists_name_no_sequence():
    with pytest.raises(
        TableError, match="sequence column 's' is of type nested, whose values name no sequence"
    ):
        cut(pl.DataFrame({"s": [[1], [2]]}), "s")


def test_a_table_without_rows_has_no_sequence():
    for make in (SequenceRows.stream, cut):
        with pytest.raises(TableError, match="the table has no rows: a sequence has one step or more"):
            make(WORDS.clear())


def test_an_empty_sequence_is_an_error_that_names_it():
    with pytest.raises(TableError, match=r"sequence 2 \('b'\) is empty: a sequence has one step or more"):
        SequenceRows(np.array([0, 2, 2, 3]), ("a", "b", "c"), np.arange(3))


@pytest.mark.parametrize(("offsets", "n_rows"), [([0, 2], 2), ([1, 2, 3], 3), ([0, 2, 3], 4)])
def test_offsets_names_and_rows_must_fit(offsets, n_rows):
    with pytest.raises(
        TableError, match=rf"do not fit 2 names and {n_rows} rows: begin at 0, end at the last"
    ):
        SequenceRows(np.array(offsets), ("a", "b"), np.arange(n_rows))


GAPS = WORDS.with_columns(
    x=pl.Series([1.0, 2.0, 3.0, 4.0, None, float("nan")]), y=pl.Series([0, 1, 0, 1, 0, 1])
)


def test_a_missing_step_is_named_by_sequence_and_step():
    with pytest.raises(
        TableError,
        match=r"'x' has no value in sequence 'or', step 2 \(row 5\) and 1 other step: fill it in, or take "
        r"the whole sequence out \(--missing drop\); without its row",
    ):
        cut(GAPS).reject_missing(GAPS, ["y", "x"])
    stream = SequenceRows.stream(GAPS)
    with pytest.raises(
        TableError, match=r"'x' has no value in step 5 \(row 5\) and 1 other step: fill it in; w"
    ):
        stream.reject_missing(GAPS, ["x"])
    assert stream.missing_steps(GAPS, "x").tolist() == [4, 5]


def test_missing_steps_are_looked_for_in_the_rows_of_the_part_only():
    cut(GAPS).take([0, 1]).reject_missing(GAPS, ["x", "y"])
    with pytest.raises(TableError, match=r"sequence 'or', step 2 \(row 5\)"):
        cut(GAPS).take([2, 0]).reject_missing(GAPS, ["x"])
    with pytest.raises(TableError, match="no column 'z'"):
        cut(GAPS).reject_missing(GAPS, ["z"])


def test_sequences_with_a_missing_step_are_taken_out_whole():
    whole = cut(GAPS).without_missing(GAPS, ["x", "y"])
    assert whole.names == ("to", "be")
    again = cut(GAPS[whole.rows])
    assert again.lengths.tolist() == [2, 1]
    words = cut()
    assert words.without_missing(WORDS, ["x"]) is words


def test_a_stream_with_a_missing_step_leaves_nothing():
    with pytest.raises(TableError, match=r"'x' has no value in step 5"):
        SequenceRows.stream(GAPS).without_missing(GAPS, ["x"])


def test_a_hundred_thousand_sequences_are_cut_by_whole_columns():
    numbers = np.repeat(np.arange(100_000), 3)
    parts = cut(pl.DataFrame({"s": numbers}), "s")
    assert parts.n_sequences == 100_000
    assert parts.offsets[-1] == 300_000
