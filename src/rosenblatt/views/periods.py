"""Errors that come and go with a period: at some steps of a stream it is lower than at the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LONGEST = 12
LEAST_CYCLES = 10
"""The minimum number of cycles from which a period can be distinguished from chance."""
SHARE = 0.25
"""The share of the errors' variance that a period must explain."""
LOW = 0.6
"""Positions whose mean error is at most this share of the overall mean are the low ones."""
ORDINALS = ("", "", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Period:
    """A period of errors over the steps of a stream.

    ``positions`` are those of the steps, 1 to ``length``, ``means`` the mean error at each position, and
    ``low`` the positions where it is clearly lower than on average.
    """

    length: int
    positions: NDArray[np.int64]
    means: NDArray[np.float64]
    low: tuple[int, ...]

    @property
    def words(self) -> str:
        """Which steps are the low ones: ``every third step``, or ``2 of every 5 steps``."""
        if len(self.low) > 1:
            return f"{len(self.low)} of every {self.length} steps"
        ordinal = ORDINALS[self.length] if self.length < len(ORDINALS) else f"{self.length}th"
        return f"every {ordinal} step"

    @property
    def is_low(self) -> NDArray[np.bool_]:
        """Which steps are at a low position."""
        return np.isin(self.positions, self.low)


def period_of(steps: ArrayLike, errors: ArrayLike) -> Period | None:
    """Return the shortest period that explains the errors nearly as well as any; None if none does.

    Parameters
    ----------
    steps : array-like of int of shape (n_steps,)
        Steps of one stream, which follow one another.
    errors : array-like of shape (n_steps,)

    Returns
    -------
    Period or None
        None also if there are fewer than ten cycles, or steps are missing.
    """
    places, values = np.asarray(steps, np.int64), np.asarray(errors, np.float64)
    total = values.var() if len(values) else 0.0
    if not total > 0 or not (np.diff(places) == 1).all():
        return None
    shares = {
        length: _explained(places % length, values, length) / total
        for length in range(2, LONGEST + 1)
        if len(values) >= LEAST_CYCLES * length
    }
    best = max(shares.values(), default=0.0)
    if best < SHARE:
        return None
    length = next(length for length, share in shares.items() if share >= 0.9 * best)
    positions = (places - 1) % length + 1
    means = np.array([values[positions == place].mean() for place in range(1, length + 1)])
    low = tuple(int(place) + 1 for place in np.flatnonzero(means <= LOW * values.mean()))
    return Period(length, positions, means, low) if low else None


def _explained(phase: NDArray[np.int64], values: NDArray[np.float64], length: int) -> float:
    """The variance between the means of the positions, less what chance alone leaves there."""
    counts = np.bincount(phase, minlength=length)
    means = np.bincount(phase, weights=values, minlength=length) / counts
    between = float(counts @ (means - values.mean()) ** 2) / len(values)
    return float(between - values.var() * (length - 1) / len(values))
