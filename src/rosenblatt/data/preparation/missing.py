"""Missing values: counts for each column, and the rows without them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from rosenblatt.data.columns import count_missing
from rosenblatt.data.sources.frames import plain_frame
from rosenblatt.errors import TableError, counted, leave_out, listing

if TYPE_CHECKING:
    import polars

Missing = Literal["fill", "error", "drop", "mean", "most-frequent"]
MISSING: tuple[Missing, ...] = ("fill", "error", "drop", "mean", "most-frequent")
FILLED: tuple[Missing, ...] = ("fill", "mean", "most-frequent")
"""The treatments that replace missing values of features."""


def missing_report(frame: polars.DataFrame) -> dict[str, int]:
    """Return the number of missing values of each column that has any, in the frame's order.

    Parameters
    ----------
    frame : polars.DataFrame
        Nulls and floating-point NaNs are missing.
    """
    counts = {column.name: count_missing(column) for column in frame.iter_columns()}
    return {name: count for name, count in counts.items() if count}


def drop_missing(frame: polars.DataFrame) -> polars.DataFrame:
    """Return the rows without missing values; the same object if nothing is missing.

    Parameters
    ----------
    frame : polars.DataFrame
        Features and target.

    Raises
    ------
    TableError
        When no row is left.
    """
    if not (lacking := missing_report(frame)):
        return frame
    complete = plain_frame(frame).drop_nulls()
    if complete.height == 0:
        most = max(lacking, key=lacking.__getitem__)
        raise TableError(
            f"no row is complete; values are missing in {missing_text(lacking, frame.height)}: fill them "
            f"(--missing fill), or of {most!r}, which has the most missing values: {leave_out([most])}"
        )
    return complete


def missing_text(report: Mapping[str, int], n_rows: int) -> str:
    """Return a report as text: ``'age' (177 of 891 rows), 'cabin' (1 of 891 rows)``."""
    columns = [f"{listing([name])} ({count:,} of {counted(n_rows, 'row')})" for name, count in report.items()]
    return ", ".join(columns[:12]) + (f" and {len(columns) - 12} more columns" if len(columns) > 12 else "")
