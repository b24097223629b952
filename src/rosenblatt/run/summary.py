"""A table without its rows: what a screen, a report and run.json tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosenblatt.run.run import TableSummary

if TYPE_CHECKING:
    from rosenblatt.data import Table

FIRST_ROWS = 5


def summarise(table: Table, task: str | None) -> TableSummary:
    """Summarise a table.

    Parameters
    ----------
    table : Table
        The table.
    task : {"classification", "regression"} or None
        With classification the target's classes are counted; None without a target.

    Returns
    -------
    TableSummary
    """
    from rosenblatt.data import column_summary

    frame, target = table.frame, table.target
    return TableSummary(
        name=table.name,
        source=table.source,
        description=table.description,
        n_rows=frame.height,
        columns=tuple(column_summary(column) for column in frame.iter_columns()),
        first_rows=tuple(frame.head(FIRST_ROWS).rows()),
        target=target,
        classes=_count(table, target) if task == "classification" and target is not None else (),
        digest=table.digest(),
    )


def _count(table: Table, target: str) -> tuple[tuple[object, int], ...]:
    values = table.frame[target].drop_nulls()
    return tuple(values.value_counts().sort(target).rows())
