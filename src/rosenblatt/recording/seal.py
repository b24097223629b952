"""A checksum in every record of a file, so that a partial or altered one is never accepted.

The record is read as 64-bit words w[0], w[1], ..., least byte first; w[0] is the checksum itself:
``(SEED + sum of w[k] * m[k], k from 1) mod 2^64`` with the odd numbers ``m[k] = splitmix64(k) | 1``. The
factors are odd, so every change of a single word is detected; they differ, so almost every change of
several is.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

import rosenblatt._core as _core
from rosenblatt.training.snapshots import Records

SEED = np.uint64(0x526F73656E626C61)
"""Makes a record of zeros, as after a loss of power, invalid."""

AT_ONCE = 1 << 22
"""Bytes of records that are checked at a time."""


def seal(records: Records) -> None:
    """Write the checksums into records; the core computes them."""
    size = records.dtype.itemsize
    _core.seal(records.view(np.uint8).reshape(len(records), size), _factors(size // 8), int(SEED))


def checksums(records: Records) -> NDArray[np.uint64]:
    """Return the checksum of each record's content."""
    words = records.view("<u8").reshape(len(records), records.dtype.itemsize // 8)
    found: NDArray[np.uint64] = words[:, 1:] @ _factors(words.shape[1])[1:] + SEED
    return found


def first_invalid(records: Records) -> int:
    """Return which record is the first whose checksum does not match; their number if all do."""
    for start, part in parts(records):
        wrong = np.flatnonzero(checksums(part) != part["checksum"])
        if len(wrong):
            return start + int(wrong[0])
    return len(records)


def any_valid(records: Records) -> bool:
    """Whether there is a record whose checksum matches."""
    return any(bool((checksums(part) == part["checksum"]).any()) for _, part in parts(records))


def parts(records: Records) -> list[tuple[int, Records]]:
    """Cut records into parts of some megabytes, each with the number of its first."""
    length = max(1, AT_ONCE // records.dtype.itemsize)
    return [(start, records[start : start + length]) for start in range(0, len(records), length)]


@lru_cache(maxsize=4)
def _factors(n: int) -> NDArray[np.uint64]:
    """``splitmix64(k) | 1`` for k from 0 (Steele, Lea & Flood, 2014)."""
    z = (np.arange(n, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (z ^ (z >> np.uint64(31))) | np.uint64(1)
