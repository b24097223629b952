"""Which two columns of a table to look at: the ones that say most about the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


def is_number(values: NDArray[np.generic]) -> bool:
    """Whether a column holds numbers; truth values are texts here."""
    return values.dtype.kind in "iuf"


def numbers_of(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return the values as float64."""
    return values.astype(np.float64)


def known(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Which values are there: not None, not NaN, not infinite."""
    if values.dtype.kind == "f":
        return np.isfinite(numbers_of(values))
    if values.dtype.kind == "O":
        return np.array([value is not None and value == value for value in values.tolist()], dtype=bool)
    return np.ones(len(values), dtype=bool)


def filled(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return numbers, their mean in place of missing ones."""
    numbers = numbers_of(values)
    there = np.isfinite(numbers)
    return np.where(there, numbers, numbers[there].mean() if there.any() else 0.0)


def are_crowded(x: NDArray[np.generic], y: NDArray[np.generic]) -> bool:
    """Whether both columns are whole numbers on which many samples coincide."""
    if not (is_number(x) and is_number(y)) or len(x) < 30:
        return False
    places = np.stack([numbers_of(x), numbers_of(y)])
    if not (places == places.round()).all() or max(len(np.unique(column)) for column in places) > 40:
        return False
    return len(np.unique(places, axis=1).T) < 0.8 * len(x)


def share_between(values: NDArray[np.float64], which: NDArray[np.intp]) -> float:
    """Share of a column's variance that lies between the classes, 0 to 1 (eta squared; Pearson, 1905)."""
    total = values.var()
    if not total > 0:
        return 0.0
    sizes = np.bincount(which)
    present = sizes > 0
    means = np.bincount(which, weights=values)[present] / sizes[present]
    return float(sizes[present] @ (means - values.mean()) ** 2 / len(values) / total)


def best_alone(values: NDArray[np.generic], labels: NDArray[np.generic]) -> tuple[float, float]:
    """Share of the labels that one column tells, by the most frequent label of each value, and without it."""
    _, places = np.unique(values.astype(str), return_inverse=True)
    _, which = np.unique(labels.astype(str), return_inverse=True)
    counts = np.zeros((places.max() + 1, which.max() + 1))
    np.add.at(counts, (places, which), 1)
    return float(counts.max(axis=1).sum() / len(labels)), float(counts.sum(axis=0).max() / len(labels))


def neighbours_alike(x: NDArray[np.generic], y: NDArray[np.generic], which: NDArray[np.intp]) -> float:
    """Share of the samples whose nearest neighbour, in a square of both ranges, is of their own class."""
    places = np.column_stack([numbers_of(x), numbers_of(y)])
    places = (places - places.min(axis=0)) / np.where(np.ptp(places, axis=0) > 0, np.ptp(places, axis=0), 1.0)
    distances = ((places[:, None] - places[None]) ** 2).sum(axis=-1)
    np.fill_diagonal(distances, np.inf)
    return float(np.mean(which[distances.argmin(axis=1)] == which))


def correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Pearson's correlation of two columns; 0 where one of them never changes."""
    spread = one.std() * other.std()
    return float(((one - one.mean()) * (other - other.mean())).mean() / spread) if spread > 0 else 0.0


def most_informative_pair(
    columns: Mapping[str, NDArray[np.generic]], features: Sequence[str], target: str | None, *, classes: bool
) -> tuple[str, str]:
    """Return the names of the two columns to draw against each other.

    For classes these are the features that differ most between them; for a number the feature of strongest
    correlation and the target, as for a single feature; without a target the first two features.
    """
    numeric = {name: filled(columns[name]) for name in features if is_number(columns[name])}
    order = [*numeric, *(name for name in features if name not in numeric)]
    if target is not None and classes:
        _, which = np.unique(columns[target].astype(str), return_inverse=True)
        order.sort(key=lambda name: -share_between(numeric[name], which) if name in numeric else 1.0)
    elif target is not None:
        goal = numbers_of(columns[target])
        order.sort(key=lambda name: -abs(correlation(numeric[name], goal)) if name in numeric else 1.0)
        return order[0], target
    return order[0], order[1] if len(order) > 1 else target or order[0]
