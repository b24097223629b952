import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from rosenblatt.data import Preparation, SequenceRows, load_table, split_sequences, with_next
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
            r"rows of sequence 'a' are not consecutive: they end in row 2 and continue in row 4; sort the",
        ),
        (
            [1, 2, 1, 2],
            "rows of sequence 1 are not consecutive: they end in row 1 and continue in row 3; sort",
        ),
        (
            ["c", "a", "b", "b", "a"],
            "sequence 'a' are not consecutive: they end in row 2 and continue in row 5",
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
    with pytest.raises(
        TableError, match=rf"'s' has 2 missing values, the first in row {row}: give every row"
    ):
        cut(pl.DataFrame({"s": values}), "s")


def test_lists_name_no_sequence():
    with pytest.raises(
        TableError, match="sequence column 's' has the type nested, which cannot name sequences"
    ):
        cut(pl.DataFrame({"s": [[1], [2]]}), "s")


def test_a_table_without_rows_has_no_sequence():
    for make in (SequenceRows.stream, cut):
        with pytest.raises(TableError, match="the table has no rows: a sequence needs at least one step"):
            make(WORDS.clear())


def test_an_empty_sequence_is_an_error_that_names_it():
    with pytest.raises(TableError, match=r"sequence 2 \('b'\) is empty: a sequence needs at least one step"):
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
        match=r"'x' has no value in sequence 'or', step 2 \(row 5\) and 1 other step: fill it in, or drop "
        r"the whole sequence \(--missing drop\); dropping only its row",
    ):
        cut(GAPS).reject_missing(GAPS, ["y", "x"])
    stream = SequenceRows.stream(GAPS)
    with pytest.raises(
        TableError, match=r"'x' has no value in step 5 \(row 5\) and 1 other step: fill it in; d"
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


def sequences(lengths):
    return SequenceRows.of_column(pl.DataFrame({"s": np.repeat(np.arange(len(lengths)), lengths)}), "s")


def test_a_streams_end_is_held_out_and_nothing_is_shuffled():
    stream = SequenceRows.stream(pl.DataFrame({"x": range(10)}))
    for random in (None, 0, 1):
        training, test = split_sequences(stream, 0.25, random)
        assert training.rows.tolist() == [0, 1, 2, 3, 4, 5, 6]
        assert test.rows.tolist() == [7, 8, 9]  # a quarter of ten, rounded up
        assert (training.offsets.tolist(), test.offsets.tolist()) == ([0, 7], [0, 3])
        assert test.names == ("stream",)


def test_whole_sequences_are_held_out_as_scikit_learn_holds_out_rows():
    parts = sequences([3, 1, 2, 5, 1, 1, 4, 2])
    training, test = split_sequences(parts, 0.3, 5)
    expected = train_test_split(np.arange(8), test_size=0.3, random_state=5)
    assert (list(training.names), list(test.names)) == tuple(each.tolist() for each in expected)
    assert training.lengths.tolist() == parts.lengths[list(training.names)].tolist()


def test_without_a_seed_the_last_sequences_are_held_out():
    training, test = split_sequences(sequences([2, 1, 3, 1]), 0.5)
    assert (training.names, test.names) == ((0, 1), (2, 3))
    assert (training.rows.tolist(), test.rows.tolist()) == ([0, 1, 2], [3, 4, 5, 6])


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=30),
    st.floats(0.01, 0.5),
    st.one_of(st.none(), st.integers(0, 2**32 - 1)),
)
def test_every_step_is_in_one_part_with_all_of_its_sequence(lengths, share, random):
    parts = sequences(lengths)
    number = np.repeat(np.arange(len(lengths)), lengths)
    training, test = split_sequences(parts, share, random)
    assert sorted([*training.rows, *test.rows]) == list(range(len(number)))
    assert set(number[training.rows]).isdisjoint(number[test.rows])
    assert len(test.names) == int(np.ceil(share * len(lengths)))
    for part in (training, test):
        for name, rows in zip(part.names, part.cut(part.rows), strict=True):
            assert rows.tolist() == np.flatnonzero(number == name).tolist()


def test_without_a_share_nothing_is_held_out():
    for parts in (sequences([2, 1]), SequenceRows.stream(pl.DataFrame({"x": [1]}))):
        training, test = split_sequences(parts, 0, 0)
        assert training is parts
        assert (test.n_sequences, test.n_steps) == (0, 0)


@pytest.mark.parametrize("share", [-0.1, 1, 1.5, float("nan")])
def test_a_share_that_is_none_is_an_error(share):
    with pytest.raises(TableError, match=f"test_share must be a share from 0 to below 1, got {share}"):
        split_sequences(sequences([1, 1]), share)


def test_a_share_that_leaves_nothing_to_train_on_is_an_error():
    with pytest.raises(TableError, match=r"0.9 of 1 sequence leaves no sequence to train on: .* one stream"):
        split_sequences(sequences([5]), 0.9, 0)
    with pytest.raises(
        TableError,
        match=r"of 2 steps leaves no step to train on: give a smaller share \(--test-size\), or",
    ):
        split_sequences(SequenceRows.stream(pl.DataFrame({"x": [1, 2]})), 0.9)


def test_a_table_of_sequences_is_prepared_step_by_step_from_its_training_part():
    frame = pl.DataFrame(
        {
            "day": [1, 1, 2, 2, 3],
            "x": [0.0, 2.0, 4.0, 6.0, 100.0],
            "sky": ["a", "b", "a", "b", "a"],
            "y": [0, 1, 0, 1, 0],
        }
    )
    table = load_table(frame, sequence="day")
    assert table.features == ("x", "sky")
    training, test = split_sequences(SequenceRows.of_table(table), 0.3)
    preparation = Preparation.fit(
        table.frame, target=table.target, features=table.features, task="classification", rows=training.rows
    )
    scale = np.sqrt(5)  # of 0, 2, 4, 6, whose mean is 3: the last day is not in it
    first, second = training.cut(preparation.inputs(table.frame, training.rows))
    np.testing.assert_allclose(first, [[-3 / scale, 1, 0], [-1 / scale, 0, 1]])
    np.testing.assert_allclose(second, [[1 / scale, 1, 0], [3 / scale, 0, 1]])
    np.testing.assert_allclose(preparation.inputs(table.frame, test.rows), [[97 / scale, 1, 0]])
    assert preparation.ignored == ("day",)


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
    with pytest.raises(TableError, match="the table already has a column 'next_x': rename it"):
        with_next(with_next(TWO, "x"), "x")


def test_without_a_next_row_there_is_nothing_to_predict():
    for options in ({}, {"sequence": "day"}):
        with pytest.raises(TableError, match=r"no row has a next one: .* sequences of at least two rows"):
            with_next(TWO[:1], "x", **options)
