"""Repeated numbers far from all others of their column, such as -999 for a missing value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.columns import count_missing
from rosenblatt.errors import counted

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

FAR = 10
"""Interquartile ranges of the other values."""
MOST = 3
_FEWEST = 8


def far_values(column: polars.Series) -> dict[float, int]:
    """Return repeated values more than 10 interquartile ranges from all others, and how often they occur.

    The quartiles are those of the other values. At most three values are returned; columns of fewer than 8
    numbers, and those whose quartiles are equal, have none.
    """
    if not column.dtype.is_numeric():
        return {}
    values = column.to_numpy()
    if count_missing(column):
        values = values[~np.isnan(values.astype(np.float64))]
    found: dict[float, int] = {}
    while len(values) >= _FEWEST and len(found) < MOST:
        value = _farthest(values)
        if value is None:
            break
        is_it = values == value
        found[value] = int(np.count_nonzero(is_it))
        values = values[~is_it]
    return found


def _farthest(values: NDArray[np.number]) -> float | None:
    """Return the minimum or maximum if it is repeated and far from all others."""
    for end in (values.min(), values.max()):
        is_it = values == end
        others = values[~is_it]
        if np.count_nonzero(is_it) < 2 or len(others) < _FEWEST:
            continue
        place = len(others) // 4
        quarters = np.partition(others, (place, len(others) - 1 - place))
        spread = float(quarters[len(others) - 1 - place]) - float(quarters[place])
        gap = float(np.abs(others.astype(np.float64) - float(end)).min())
        if 0 < FAR * spread < gap:
            return float(end)
    return None


def far_notes(columns: list[polars.Series]) -> tuple[str, ...]:
    """Return a sentence for each column with such values, and the option that makes them missing."""
    notes = []
    for column in columns:
        if found := far_values(column):
            texts = [f"{value:.15g}" for value in found]
            pairs = zip(texts, found.values(), strict=True)
            said = " and ".join(f"{text} ({counted(n, 'row')})" for text, n in pairs)
            options = " ".join(f"--na {text}" for text in texts)
            notes.append(
                f"column {column.name!r} holds {said}, more than {FAR} interquartile ranges from all its "
                "other values; if that means a missing value: "
                f"{options} (in Python: Reading(na={tuple(texts)}))"
            )
    return tuple(notes)
