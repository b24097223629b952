"""Mean, deviation, median and most frequent value of a column, in passes over its blocks.

Memory is bounded. Sums are those of blocks of 65,536 rows, joined as a balanced tree: they depend on the
values and their order alone, so that the results for a table in memory and for a source are bit-for-bit
identical.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.preparation.part import Blocks
from rosenblatt.errors import TableError

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

_MOST = 2**20
"""Values that are sorted, or different values that are counted, at once."""
_BITS = 16


def tree_sum(parts: Sequence[float]) -> float:
    """Return a sum as a balanced tree: the first half is the largest power of two below the count."""
    if len(parts) <= 1:
        return parts[0] if parts else 0.0
    first = 1 << (len(parts) - 1).bit_length() - 1
    return tree_sum(parts[:first]) + tree_sum(parts[first:])


def mean_and_scale(blocks: Blocks, name: str) -> tuple[float, float]:
    """Return the mean and the standard deviation of a column's finite numbers.

    The variance is the corrected two-pass sum over n samples. A column is constant, and its scale is 1, if
    its numbers differ by less than the rounding error of that sum (T. F. Chan, G. H. Golub, R. J. LeVeque,
    Algorithms for computing the sample variance, The American Statistician 37, 1983). scikit-learn's
    ``StandardScaler`` follows the same rule. Raises TableError when the squares of the numbers overflow.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        sums = [(len(block), float(block.sum())) for block in blocks()]
        n = sum(length for length, _ in sums)
        mean = tree_sum([each for _, each in sums]) / n
        squares, rests = [], []
        for block in blocks():
            centred = block - mean
            squares.append(float(centred @ centred))
            rests.append(float(centred.sum()))
        variance = (tree_sum(squares) - tree_sum(rests) ** 2 / n) / n
    if not np.isfinite(variance):
        largest = max(float(np.abs(block).max()) for block in blocks() if len(block))
        found = f"column {name!r} has values as large as {largest:g}"
        raise TableError(f"{found}, too large to standardise: divide the column by a constant")
    epsilon = float(np.finfo(np.float64).eps)
    constant = variance <= n * epsilon * variance + (n * mean * epsilon) ** 2
    return mean, 1.0 if constant else float(np.sqrt(variance))


def median(blocks: Blocks) -> float:
    """Return the median, by selection: values are counted by their first bits until few enough remain."""
    n = sum(len(block) for block in blocks())
    if n <= _MOST:
        held = list(blocks())
        return float(np.median(held[0] if len(held) == 1 else np.concatenate(held)))
    middle = sorted({(n - 1) // 2, n // 2})
    return float(np.mean([_ranked(blocks, rank) for rank in middle]))


def _ranked(blocks: Blocks, rank: int) -> float:
    """Return the value of this rank, from 0, in ascending order."""
    known, shift = 0, 64
    while True:
        shift -= _BITS
        counts = np.zeros(1 << _BITS, np.int64)
        for keys in _keys(blocks, known, shift + _BITS):
            places = (keys >> np.uint64(shift)) & np.uint64((1 << _BITS) - 1)
            counts += np.bincount(places.astype(np.int64), minlength=1 << _BITS)
        ends = counts.cumsum()
        place = int(np.searchsorted(ends, rank, side="right"))
        rank -= int(ends[place] - counts[place])
        known = known << _BITS | place
        if counts[place] <= _MOST or shift == 0:
            keys = np.sort(np.concatenate(list(_keys(blocks, known, shift))))[rank : rank + 1]
            return float(_floats_of(keys)[0])


def _keys(blocks: Blocks, known: int, shift: int) -> Iterator[NDArray[np.uint64]]:
    """Yield the values whose bits from ``shift`` on are known, as integers of the same order."""
    sign = np.uint64(1 << 63)
    for block in blocks():
        bits = (block + 0.0).view(np.uint64)
        keys = np.where(bits & sign, ~bits, bits | sign)
        yield keys if shift == 64 else keys[keys >> np.uint64(shift) == np.uint64(known)]


def _floats_of(keys: NDArray[np.uint64]) -> NDArray[np.float64]:
    sign = np.uint64(1 << 63)
    return np.where(keys & sign, keys & ~sign, ~keys).view(np.float64)


def most_frequent(blocks: Blocks) -> float:
    """Return the most frequent value, of several the lowest; counted in shares by the values' bits."""
    n = sum(len(block) for block in blocks())
    n_shares = 1
    while n > n_shares * _MOST:
        n_shares *= 2
    found: list[tuple[int, float]] = []
    for share in range(n_shares):
        distinct, counts = np.empty(0), np.empty(0, np.int64)
        for block in blocks():
            values = block + 0.0
            if n_shares > 1:
                bits = values.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
                values = values[bits >> np.uint64(65 - n_shares.bit_length()) == np.uint64(share)]
            distinct, counts = _counted(distinct, counts, values)
        if len(distinct):
            place = int(counts.argmax())
            found.append((-int(counts[place]), float(distinct[place])))
    return min(found)[1]


def _counted(
    distinct: NDArray[np.float64], counts: NDArray[np.int64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Count more values: sorted different ones, and how often each occurs."""
    new, times = np.unique(values, return_counts=True)
    every, place = np.unique(np.concatenate([distinct, new]), return_inverse=True)
    total = np.zeros(len(every), np.int64)
    np.add.at(total, place, np.concatenate([counts, times]))
    return every, total


def count_texts(blocks: Iterable[polars.Series]) -> polars.DataFrame:
    """Return the different texts of a column and how often each occurs, most frequent first."""
    import polars

    total: polars.DataFrame | None = None
    for block in blocks:
        counts = block.drop_nulls().alias("text").value_counts(name="rows")
        if total is not None:
            counts = polars.concat([total, counts]).group_by("text").agg(polars.col("rows").sum())
        total = counts
    if total is None:
        return polars.DataFrame(schema={"text": polars.String, "rows": polars.UInt32})
    return total.sort("rows", descending=True)
