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


def test_windows_are_the_next_blocks_shuffled_by_a_stream_of_their_own():
    order = np.array([2, 0, 1, 3, 77])  # four blocks, the last of 28 samples; the seed of the epoch
    found = EpochOrder(order, 2000, 3100, shuffle=True).between(0, 3100)
    first = np.concatenate([np.arange(2048, 3072), np.arange(1024)])
    second = np.concatenate([np.arange(1024, 2048), np.arange(3072, 3100)])
    np.random.RandomState(77).shuffle(first)
    np.random.RandomState(78).shuffle(second)
    np.testing.assert_array_equal(found, np.concatenate([first, second]))


def test_an_order_has_an_entry_for_each_block_and_the_seed():
    assert [order_length(window, 3100) for window in (None, 1, 2048, 3073, 10**9)] == [3100, 5, 5, 3100, 3100]
    assert [window_blocks(window, 3100) for window in (None, 1, 1025, 3072, 3073)] == [0, 1, 2, 3, 0]
    np.testing.assert_array_equal(first_order(1, 3100), [0, 1, 2, 3, 0])
    np.testing.assert_array_equal(first_order(None, 5), np.arange(5))


def test_an_epoch_draws_the_blocks_and_then_its_seed():
    random, same = np.random.RandomState(3), np.random.RandomState(3)
    order = first_order(1, 5 * BLOCK)
    draw_order(order, 1, 5 * BLOCK, random)
    blocks = np.arange(5)
    same.shuffle(blocks)
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


@pytest.mark.parametrize("window", [1, 2000])
def test_samples_of_a_window_stay_within_its_blocks(window):
    n = 10 * BLOCK
    order = first_order(window, n)
    draw_order(order, window, n, np.random.RandomState(0))
    rows, size = EpochOrder(order, window, n, shuffle=True).between(0, n), window_blocks(window, n)
    for k in range(10 // size):
        part = rows[k * size * BLOCK : (k + 1) * size * BLOCK]
        assert set(part // BLOCK) == set(order[:-1][k * size : (k + 1) * size])
