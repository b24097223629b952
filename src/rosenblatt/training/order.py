"""The order of the samples in an epoch: of all of them, or window by window; ``core/order.hpp`` has the same.

Without windows an order is a permutation of the samples. With ``shuffle_window`` it is a permutation of
blocks of 128 consecutive samples and, as its last number, the seed of the epoch. The blocks are divided into
parts, each of as many consecutive blocks as there are windows, and a window has one block of each part, so it
has samples from the whole table, also of a sorted one. They are shuffled by a random stream of its own. An
order takes a hundredth of the memory. A window that holds all samples is no window.
"""

from __future__ import annotations

import numpy as np

from rosenblatt._typing import IntArray

BLOCK = 128
"""Consecutive samples of a block."""


def n_blocks(n_samples: int) -> int:
    """Return the number of blocks; the last one may be shorter."""
    return -(-n_samples // BLOCK)


def window_blocks(shuffle_window: int | None, n_samples: int) -> int:
    """Return how many blocks a window has; 0 if one window holds all samples."""
    blocks = 0 if shuffle_window is None else n_blocks(int(shuffle_window))
    return blocks if blocks < n_blocks(n_samples) else 0


def n_windows(shuffle_window: int | None, n_samples: int) -> int:
    """Return the number of windows of an epoch."""
    blocks = window_blocks(shuffle_window, n_samples)
    return -(-n_blocks(n_samples) // blocks) if blocks else 1


def order_length(shuffle_window: int | None, n_samples: int) -> int:
    """Return the length of an order: a number for each sample, or for each block and the epoch's seed."""
    return n_blocks(n_samples) + 1 if window_blocks(shuffle_window, n_samples) else n_samples


def first_order(shuffle_window: int | None, n_samples: int) -> IntArray:
    """Return the order before the first epoch."""
    order = np.arange(order_length(shuffle_window, n_samples), dtype=np.int64)
    if len(order) < n_samples:
        order[-1] = 0
    return order


def parts(shuffle_window: int | None, n_samples: int) -> list[slice]:
    """Return the places that are shuffled on their own: all, or with windows the blocks of each part."""
    if not window_blocks(shuffle_window, n_samples):
        return [slice(0, n_samples)]
    every, length = n_blocks(n_samples), n_windows(shuffle_window, n_samples)
    return [slice(first, min(first + length, every)) for first in range(0, every, length)]


def draw_order(
    order: IntArray, shuffle_window: int | None, n_samples: int, random: np.random.RandomState
) -> None:
    """Shuffle an order in place for an epoch; with windows the epoch's seed is drawn next."""
    for part in parts(shuffle_window, n_samples):
        random.shuffle(order[part])
    if window_blocks(shuffle_window, n_samples):
        order[-1] = random.randint(2**32, dtype=np.uint32)


class EpochOrder:
    """The samples of an epoch by their position in it; the last window that was asked for is kept."""

    def __init__(self, order: IntArray, shuffle_window: int | None, n_samples: int, *, shuffle: bool) -> None:
        self._order, self._n_samples, self._shuffle = order, n_samples, shuffle
        self._blocks = window_blocks(shuffle_window, n_samples)
        self._number, self._window = -1, order[:0]
        self._n_windows = n_windows(shuffle_window, n_samples)
        if self._blocks:
            lengths = np.minimum(n_samples - order[:-1] * BLOCK, BLOCK)
            self._ends = np.cumsum([lengths[self._places(k)].sum() for k in range(self._n_windows)])

    def between(self, begin: int, end: int) -> IntArray:
        """Return the samples at the positions from ``begin`` to before ``end``."""
        if not self._blocks:
            return self._order[begin:end].copy()
        parts = []
        while begin < end:
            number = int(np.searchsorted(self._ends, begin, side="right"))
            start = int(self._ends[number - 1]) if number else 0
            part = self._samples_of(number)[begin - start : end - start]
            parts.append(part)
            begin += len(part)
        return np.concatenate([self._order[:0], *parts])

    def _places(self, number: int) -> slice:
        """The places of a window's blocks: one in each part, or, unshuffled, the next ones."""
        if self._shuffle:
            return slice(number, None, self._n_windows)
        return slice(number * self._blocks, (number + 1) * self._blocks)

    def _samples_of(self, number: int) -> IntArray:
        """The samples of a window."""
        if number != self._number:
            blocks = self._order[:-1][self._places(number)]
            self._window = np.concatenate(
                [np.arange(b * BLOCK, min((b + 1) * BLOCK, self._n_samples)) for b in blocks.tolist()]
            ).astype(self._order.dtype)
            self._number = number
            if self._shuffle:
                np.random.RandomState((int(self._order[-1]) + number) % 2**32).shuffle(self._window)
        return self._window
