"""Which two columns of a table to look at: the ones that say most about the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rosenblatt.plots.base.columns import filled, is_number, numbers_of


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


def telling_pair(
    columns: Mapping[str, NDArray[np.generic]], features: Sequence[str], target: str | None, *, classes: bool
) -> tuple[str, str]:
    """Names of the two columns to draw against each other.

    Parameters
    ----------
    columns : mapping of str to ndarray
        Columns of equal length, the target without missing values.
    features : sequence of str
        The columns to choose from, numbers before texts.
    target : str or None
    classes : bool
        Whether the target's values are classes.

    Returns
    -------
    (str, str)
        Without a target the first two features; for classes the two that differ most between them; for a
        number the feature that goes along with it most, and the target. A single feature stands against the
        target.
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
