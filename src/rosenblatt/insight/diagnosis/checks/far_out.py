"""Values far out: a few values so large that the rest of their column is squeezed together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.diagnosis.checks.unscaled import input_name
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import Subject

FAR = 10.0
"""Standard deviations from the mean; by Chebyshev's inequality at most one value in a hundred lies there."""
SQUEEZED = 0.1
"""The middle half of a bell-shaped column spans 1.35 standard deviations, of a squeezed one less."""
FEW = 10


def far_out(subject: Subject) -> Finding | None:
    """A few values rule a column's mean and standard deviation, so that all others look alike."""
    inputs, farthest = subject.inputs, subject.farthest
    assert inputs is not None
    if farthest is None:
        return None
    columns = [column for column in np.argsort(-farthest) if farthest[column] > FAR]
    squeezed = [(int(each), span) for each in columns if (span := middle_half(inputs[:, each])) < SQUEEZED]
    if not squeezed:
        return None
    listed = ", ".join(
        f"{input_name(subject, column)} ({farthest[column]:.0f})" for column, _ in squeezed[:3]
    )
    more = f" and {len(squeezed) - 3} more" if len(squeezed) > 3 else ""
    worst, span = squeezed[0]
    return Finding(
        "values far out",
        f"Some values lie more than {FAR:.0f} standard deviations from their column's mean: {listed}{more}. "
        f"They squeeze the others together: the middle half of {input_name(subject, worst)} lies within "
        f"{span:.2g} standard deviations.",
        "Look at these values; if they are right, take the logarithm of the column.",
        {"farthest": float(farthest[worst]), "middle half": span, "columns": float(len(squeezed))},
    )


def middle_half(column: NDArray[np.floating]) -> float:
    """Width of the middle half of a column's values, in its standard deviations.

    Where most values are the same (counts that are mostly 0) it is that of the others; infinite if these are
    too few to tell.
    """
    low, middle, high = np.quantile(column, [0.25, 0.5, 0.75])
    if high == low:
        others = column[column != middle]
        if len(others) < FEW:
            return float("inf")
        low, high = np.quantile(others, [0.25, 0.75])
    return float((high - low) / column.std())
