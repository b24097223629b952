"""The order of the samples in an epoch, window by window, against numbers made by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from rosenblatt.training.order import (
    BLOCK,
    EpochOrder,
    draw_order,
    first_order,
    order_length,
    window_blocks,
)


def test_windows_have_a_block_of_each_part_shuffled_by_a_stream_of_their_own():
    order = np.array([1, 0, 2, 3, 77])  # two parts of two blocks, the last of 28 samples; the epoch's seed
    found = EpochOrder(order, 250, 412, shuffle=True).between(0, 412)
    first = np.concatenate([np.arange(128, 256), np.arange(256, 384)])
    second = np.concatenate([np.arange(128), np.arange(384, 412)])
    np.random.RandomState(77).shuffle(first)
    np.random.RandomState(78).shuffle(second)
    np.testing.assert_array_equal(found, np.concatenate([first, second]))


def test_an_order_has_an_entry_for_each_block_and_the_seed():
    assert [order_length(window, 412) for window in (None, 1, 256, 385, 10**9)] == [412, 5, 5, 412, 412]
    assert [window_blocks(window, 412) for window in (None, 1, 129, 384, 385)] == [0, 1, 2, 3, 0]
    np.testing.assert_array_equal(first_order(1, 412), [0, 1, 2, 3, 0])
    np.testing.assert_array_equal(first_order(None, 5), np.arange(5))


def test_an_epoch_draws_the_blocks_and_then_its_seed():
    random, same = np.random.RandomState(3), np.random.RandomState(3)
    order = first_order(2 * BLOCK, 5 * BLOCK)  # three windows, of at most two blocks
    draw_order(order, 2 * BLOCK, 5 * BLOCK, random)
    blocks = np.arange(5)
    same.shuffle(blocks[:3])
    same.shuffle(blocks[3:])
    np.testing.assert_array_equal(order, [*blocks, same.randint(2**32, dtype=np.uint32)])


@given(n=st.integers(1, 9000), window=st.integers(1, 10_000), shuffle=st.booleans(), data=st.data())
@examples(60)
def test_every_sample_comes_once_however_an_epoch_is_cut(n, window, shuffle, data):
    random = np.random.RandomState(n)
    order = first_order(window, n)
    if shuffle:
        draw_order(order, window, n, random)
    whole = EpochOrder(order, window, n, shuffle=shuffle).between(0, n)
    np.testing.assert_array_equal(np.sort(whole), np.arange(n))
    if not shuffle:
        np.testing.assert_array_equal(whole, np.arange(n))
    cut = data.draw(st.integers(0, n))
    again = EpochOrder(order, window, n, shuffle=shuffle)
    np.testing.assert_array_equal(again.between(cut, n), whole[cut:])
    np.testing.assert_array_equal(again.between(0, cut), whole[:cut])


@pytest.mark.parametrize("window", [1, 3 * BLOCK])
def test_a_window_has_a_block_of_each_part_of_the_table(window):
    n = 10 * BLOCK
    order = first_order(window, n)
    draw_order(order, window, n, np.random.RandomState(0))
    rows, n_parts = EpochOrder(order, window, n, shuffle=True).between(0, n), 1 if window == 1 else 3
    n_windows = -(-10 // n_parts)
    begin = 0
    for k in range(n_windows):
        own = order[:-1][k::n_windows]
        part = rows[begin : begin + len(own) * BLOCK]
        assert set(part // BLOCK) == set(own)
        assert [each // n_windows for each in own] == list(range(len(own)))
        begin += len(part)
    assert begin == n
