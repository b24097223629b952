"""Elman's letters: three consonants with their vowels, and the code of six bits for each letter.

J. L. Elman, Finding structure in time, Cognitive Science 14, 1990.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import TableError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

BIT_NAMES = ("consonant", "vowel", "interrupted", "high", "back", "voiced")
"""The meaning of each bit of a letter."""

LETTERS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "b": (1, 0, 1, 0, 0, 1),
        "d": (1, 0, 1, 1, 0, 1),
        "g": (1, 0, 1, 0, 1, 1),
        "a": (0, 1, 0, 0, 1, 1),
        "i": (0, 1, 0, 1, 0, 1),
        "u": (0, 1, 0, 1, 1, 1),
    }
)
"""The bits of each letter."""

SYLLABLES: Mapping[str, str] = MappingProxyType({"b": "ba", "d": "dii", "g": "guuu"})
"""The syllable of each consonant, whose vowels are certain."""


def letters_of(values: ArrayLike) -> tuple[str, ...]:
    """Return the letter whose bits are nearest to each row of values.

    Parameters
    ----------
    values : array-like of shape (n_letters, 6)
        Bits, or a network's outputs for them. The distance is the sum of squared differences; of letters with
        the same distance, the first of `LETTERS` is returned.

    Raises
    ------
    TableError
        When a row does not have six values.

    Examples
    --------
    >>> letters_of([[1, 0, 1, 0, 0, 1], [0.1, 0.9, 0.2, 0.8, 0.9, 1.0]])
    ('b', 'u')
    """
    rows = np.asarray(values, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(BIT_NAMES):
        raise TableError(
            f"letters must be an array of shape (n_letters, {len(BIT_NAMES)}), got the shape {rows.shape}: "
            f"give the six values {', '.join(BIT_NAMES)} of each"
        )
    bits = np.array(list(LETTERS.values()), dtype=np.float64)
    nearest = ((rows[:, None, :] - bits) ** 2).sum(axis=2).argmin(axis=1)
    names = tuple(LETTERS)
    return tuple(names[number] for number in nearest)
