"""A table without its rows: what a screen, a report and run.json tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.run.run import SequencesSummary, TableSummary

if TYPE_CHECKING:
    from rosenblatt.data import Table
    from rosenblatt.run.parts import Prepared

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
        classes=_count(table, target) if task == "classification" and not table.other_targets else (),
        digest=table.digest(),
        other_targets=table.other_targets,
    )


def summarise_sequences(prepared: Prepared) -> SequencesSummary | None:
    """Summarise how the rows of both parts form sequences; None where each is a sample by itself."""
    training, test = prepared.training, prepared.test
    if training.sequences is None or test.sequences is None:
        return None
    lengths = np.concatenate([training.sequences.lengths, test.sequences.lengths])
    return SequencesSummary(
        column=training.sequences.column,
        n_training=training.sequences.n_sequences,
        n_test=test.sequences.n_sequences,
        training_steps=training.sequences.n_steps,
        test_steps=test.sequences.n_steps,
        shortest=int(lengths.min()),
        longest=int(lengths.max()),
        median=float(np.median(lengths)),
        answered="every" if training.all_rows is None else "last",
    )


def _count(table: Table, target: str) -> tuple[tuple[object, int], ...]:
    values = table.frame[target].drop_nulls()
    return tuple(values.value_counts().sort(target).rows())
