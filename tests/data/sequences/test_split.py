import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from rosenblatt.data import Preparation, SequenceRows, load_table, split_sequences
from rosenblatt.errors import TableError


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
        TableError, match=r"0.9 of 2 steps leaves no step to train on: give a smaller share, or"
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
