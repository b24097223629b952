"""Logic gates as tables: two inputs, four rows, the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars

# The rows are (x0, x1) = (0, 0), (0, 1), (1, 0), (1, 1).
TRUTH = {
    "xor": (0, 1, 1, 0),
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "nor": (1, 0, 0, 0),
}


def gate_table(name: str) -> polars.DataFrame:
    """Return a gate's truth table.

    Parameters
    ----------
    name : {"and", "or", "nand", "nor", "xor"}
        The gate.

    Returns
    -------
    polars.DataFrame
        Columns ``x0``, ``x1`` and the gate's output ``y``, all integers 0 and 1.
    """
    import polars

    return polars.DataFrame({"x0": (0, 0, 1, 1), "x1": (0, 1, 0, 1), "y": TRUTH[name]})
