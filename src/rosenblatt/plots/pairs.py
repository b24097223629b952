"""Which two columns of a table to look at: the ones that say most about the target."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def share_between(values: NDArray[np.float64], which: NDArray[np.intp]) -> float:
    """Share of a column's variance that lies between the classes, 0 to 1 (eta squared; Pearson, 1905)."""
    total = values.var()
    if not total > 0:
        return 0.0
    sizes = np.bincount(which)
    present = sizes > 0
    means = np.bincount(which, weights=values)[present] / sizes[present]
    return float(sizes[present] @ (means - values.mean()) ** 2 / len(values) / total)


def correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Pearson's correlation of two columns; 0 where one of them never changes."""
    spread = one.std() * other.std()
    return float(((one - one.mean()) * (other - other.mean())).mean() / spread) if spread > 0 else 0.0


def telling_classes(columns: Mapping[str, NDArray[np.float64]], which: NDArray[np.intp]) -> list[str]:
    """Names of the columns, those first that differ most between the classes."""
    return sorted(columns, key=lambda name: -share_between(columns[name], which))


def telling_numbers(columns: Mapping[str, NDArray[np.float64]], target: NDArray[np.float64]) -> list[str]:
    """Names of the columns, those first that go along with the target most."""
    return sorted(columns, key=lambda name: -abs(correlation(columns[name], target)))
