"""Expressions carried out on every row at once: what a circuit is checked against."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.bool_]


class Columns:
    """The operators on columns of a truth table.

    Parameters
    ----------
    n_rows : int
    """

    def __init__(self, n_rows: int) -> None:
        self.n_rows = n_rows

    def constant(self, value: bool) -> Column:
        """Return a column of one value."""
        return np.full(self.n_rows, value)

    def negation(self, value: Column) -> Column:
        """Return NOT."""
        return ~value

    def conjunction(self, values: Sequence[Column]) -> Column:
        """Return AND of all."""
        return reduce(np.logical_and, values)

    def disjunction(self, values: Sequence[Column]) -> Column:
        """Return OR of all."""
        return reduce(np.logical_or, values)

    def parity(self, values: Sequence[Column]) -> Column:
        """Return XOR of all."""
        return reduce(np.logical_xor, values)
