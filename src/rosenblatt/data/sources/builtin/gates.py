"""Logic gates as tables: two inputs, four rows, the truth; what is true, the gates themselves say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosenblatt.gates import gate, truth_table

if TYPE_CHECKING:
    import polars

GATE_TABLES = ("xor", "and", "or", "nand", "nor")
"""The gates that are built-in tables."""


def gate_table(name: str) -> polars.DataFrame:
    """Return a gate's truth table.

    Parameters
    ----------
    name : {"and", "or", "nand", "nor", "xor"}
        The gate.

    Returns
    -------
    polars.DataFrame
        Columns ``x1``, ``x2`` and the gate's output ``y``, all integers 0 and 1.
    """
    import polars

    table = truth_table(gate(name))
    x1, x2 = table.inputs.T.tolist()
    return polars.DataFrame({"x1": x1, "x2": x2, "y": table.outputs[:, 0].tolist()})
