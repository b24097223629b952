"""Draws of rows to learn from and rows to hold out, equal to scikit-learn's for the same seed."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import IntArray

SPLIT_BLOCK = 1024
"""Consecutive rows of which the same share is held out where rows are held out block by block."""


def split_rows(
    n_samples: int, fraction: float, random: np.random.RandomState, stratify: NDArray[Any] | None = None
) -> tuple[IntArray, IntArray]:
    """Draw the rows to train and to validate by, as scikit-learn's ``train_test_split`` draws them.

    ``fraction`` is the share to validate by. Values to stratify by, (n_samples,) or (n_samples, n_columns),
    occur with equal shares in both parts. ValueError for fewer than two rows to validate by, or such a value
    that occurs only once.
    """
    train, validation = draw_split(n_samples, fraction, random, stratify)
    if len(validation) < 2:
        raise ValueError(
            "The validation set is too small. Increase 'validation_fraction' or the size of your dataset: "
            f"{fraction} of {n_samples} samples leaves {len(validation)} to judge by, at least 2 are needed"
        )
    return train, validation


def draw_split(
    n_samples: int, fraction: float, random: np.random.RandomState, stratify: NDArray[Any] | None = None
) -> tuple[IntArray, IntArray]:
    """Draw the rows to learn from and those to hold out, however few; see :func:`split_rows`."""
    if not 0 < fraction < 1:
        raise ValueError(
            f"test_size={fraction} should be either positive and smaller than the number of samples "
            f"{n_samples} or a float in the (0, 1) range"
        )
    n_held_out = math.ceil(fraction * n_samples)
    n_learned = n_samples - n_held_out
    if n_learned == 0:
        raise ValueError(
            f"With n_samples={n_samples}, test_size={fraction} and train_size=None, the resulting train set "
            "will be empty. Adjust any of the aforementioned parameters."
        )
    if stratify is not None:
        return _stratified(n_learned, n_held_out, random, stratify)
    order = random.permutation(n_samples)
    return order[n_held_out:], order[:n_held_out]


def _stratified(
    n_learned: int, n_held_out: int, random: np.random.RandomState, values: NDArray[Any]
) -> tuple[IntArray, IntArray]:
    if values.ndim == 2:
        values = np.array([" ".join(row.astype("str")) for row in values])
    strata, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    if counts.min() < 2:
        raise ValueError(
            "The least populated classes in y have only 1 member, which is too few. The minimum number of "
            "groups for any class cannot be less than 2. Classes with too few members are: "
            f"{strata[counts < 2].tolist()}"
        )
    for name, n in (("train_size", n_learned), ("test_size", n_held_out)):
        if n < len(strata):
            raise ValueError(
                f"The {name} = {n} should be greater or equal to the number of classes = {len(strata)}"
            )
    rows_of = np.split(np.argsort(places, kind="stable"), np.cumsum(counts)[:-1])
    n_in_train = _most_likely(counts, n_learned, random)
    n_in_test = _most_likely(counts - n_in_train, n_held_out, random)
    train, test = [], []
    for rows, n, m in zip(rows_of, n_in_train, n_in_test, strict=True):
        drawn = rows[random.permutation(len(rows))]
        train.append(drawn[:n])
        test.append(drawn[n : n + m])
    return random.permutation(np.concatenate(train)), random.permutation(np.concatenate(test))


def split_seed(random: np.random.RandomState) -> int:
    """Return the seed of a split by blocks: the next draw of a copy of a stream, which stays where it is."""
    return int(copy.deepcopy(random).randint(2**32, dtype=np.uint32))


def held_out_rows(first_row: int, n_rows: int, fraction: float, seed: int) -> NDArray[np.bool_]:
    """Return which of some rows are held out: the same share of each block, whatever the table's size.

    ``first_row`` counts from 0 and begins a block of 1,024 rows. The first k blocks of a table together hold
    out ``fraction`` of their rows, rounded down.
    """
    mask = np.zeros(n_rows, np.bool_)
    for begin in range(first_row, first_row + n_rows, SPLIT_BLOCK):
        end = min(begin + SPLIT_BLOCK, first_row + n_rows)
        n_held_out = math.floor(fraction * end) - math.floor(fraction * begin)
        random = np.random.RandomState((seed + begin // SPLIT_BLOCK) % 2**32)
        mask[begin - first_row + random.permutation(end - begin)[:n_held_out]] = True
    return mask


def held_out_by_block(n_samples: int, fraction: float, seed: int) -> NDArray[np.bool_]:
    """Return which of all rows are held out, block by block; ValueError for none, or none to learn from."""
    n_held_out = require_split(n_samples, fraction)
    mask = held_out_rows(0, n_samples, fraction, seed)
    assert int(mask.sum()) == n_held_out
    return mask


def require_split(n_samples: int, fraction: float) -> int:
    """Return how many rows a split by blocks holds out; ValueError for fewer than 2, or all."""
    n_held_out = math.floor(fraction * n_samples)
    if n_held_out < 2 or n_held_out == n_samples:
        raise ValueError(
            "The validation set is too small. Increase 'validation_fraction' or the size of your dataset: "
            f"{fraction} of {n_samples} samples leaves {n_held_out} to judge by, at least 2 are needed"
        )
    return n_held_out


def draw_by_class(
    n_samples: int, fraction: float, random: np.random.RandomState, classes: IntArray
) -> tuple[IntArray, IntArray]:
    """Draw the rows to learn from and those to hold out so that both parts have rows of every class.

    Where scikit-learn's stratified ``train_test_split`` gives both parts a row of every class, the result is
    equal to it. Otherwise rows are exchanged between the parts: each class with two rows or more gets one in
    both. The row of a class with one row is to learn from. With fewer places in a part than classes, the
    other rows are drawn regardless of their classes.

    Parameters
    ----------
    n_samples : int
    fraction : float
        The share of all rows to hold out.
    random : RandomState
        The source of the numbers; its state changes.
    classes : ndarray of int of shape (n_samples,)
        The class of each row.

    Returns
    -------
    learned, held_out : ndarray of int
        Rows counted from 0.

    Raises
    ------
    ValueError
        When the share is not between 0 and 1, or leaves no row to learn from.
    """
    counts = np.bincount(classes)
    single = counts[classes] == 1
    several = np.flatnonzero(~single)
    n_held_out, n_classes = math.ceil(fraction * n_samples), int(np.count_nonzero(counts > 1))
    n_learned = len(several) - n_held_out
    if not 0 < fraction < 1 or n_learned < 1:
        return draw_split(n_samples, fraction, random)
    if min(n_learned, n_held_out) < n_classes:
        order = random.permutation(several)
        learned, held_out = order[n_held_out:], order[:n_held_out]
    else:
        learned, held_out = _stratified(n_learned, n_held_out, random, classes[several])
        learned, held_out = several[learned], several[held_out]
        _give_each_class_a_row(held_out, learned, classes)
        _give_each_class_a_row(learned, held_out, classes)
    alone = np.flatnonzero(single)
    return (np.concatenate([learned, alone]) if len(alone) else learned), held_out


def _give_each_class_a_row(part: IntArray, other: IntArray, classes: IntArray) -> None:
    """Exchange rows so that every class of ``other`` has one in ``part``; both arrays are changed."""
    counts = np.bincount(classes[part], minlength=int(classes.max()) + 1)
    for lacking in np.setdiff1d(classes[other], classes[part]):
        giver = int(counts.argmax())
        of_other, of_part = np.flatnonzero(classes[other] == lacking), np.flatnonzero(classes[part] == giver)
        if len(of_other) < 2 or counts[giver] < 2:
            continue
        part[of_part[0]], other[of_other[0]] = other[of_other[0]], part[of_part[0]]
        counts[giver] -= 1
        counts[lacking] += 1


def _most_likely(counts: IntArray, n_draws: int, random: np.random.RandomState) -> IntArray:
    """How many of each stratum ``n_draws`` draws take most likely; ties are broken at random."""
    expected = counts / counts.sum() * n_draws
    drawn = np.floor(expected)
    missing = int(n_draws - drawn.sum())
    remainder = expected - drawn
    for value in np.unique(remainder)[::-1] if missing > 0 else ():
        (candidates,) = np.nonzero(remainder == value)
        chosen = random.choice(candidates, size=min(len(candidates), missing), replace=False)
        drawn[chosen] += 1
        missing -= len(chosen)
        if missing == 0:
            break
    counts_drawn: IntArray = drawn.astype(np.int64)
    return counts_drawn
