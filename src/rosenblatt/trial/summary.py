"""Summaries of a table and of its sequences, without the rows: for the screen, the report and run.json."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.columns import ColumnSummary, column_summary
from rosenblatt.data.table import Table, digest
from rosenblatt.data.table_source import TableSource
from rosenblatt.data.task import Task, reading_of_whole_numbers
from rosenblatt.data.values.dates import text_of

if TYPE_CHECKING:
    from rosenblatt.data.sources.stores import Columns
    from rosenblatt.trial.parts import Prepared

FIRST_ROWS = 5


@dataclass(frozen=True)
class TableSummary:
    """Summary of a table: its columns (features, then target), first rows, and SHA-256 as ``digest``.

    ``target`` is the first of several; ``classes`` counts its values, empty for a regression or several
    targets. ``notes`` are sentences on columns: what was left out, read in a certain way, or looks odd.
    ``ceiling`` is the accuracy that no model can be expected to exceed, for the reason ``ceiling_text``;
    steps of a stream are counted from ``step_offset`` + 1 and called ``step_name``.
    """

    name: str
    source: str
    description: str
    n_rows: int
    columns: tuple[ColumnSummary, ...]
    first_rows: tuple[tuple[object, ...], ...]
    target: str | None
    classes: tuple[tuple[object, int], ...]
    digest: str
    other_targets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ceiling: float | None = None
    ceiling_text: str = ""
    step_name: str = "step"
    step_offset: int = 0

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of all targets; empty where none is known."""
        return () if self.target is None else (self.target, *self.other_targets)


@dataclass(frozen=True)
class SequencesSummary:
    """Sequences cut by ``column`` (None: a stream); ``answered`` is ``"every"`` step or the ``"last"``."""

    column: str | None
    n_training: int
    n_test: int
    training_steps: int
    test_steps: int
    shortest: int
    longest: int
    median: float
    answered: str

    @property
    def is_stream(self) -> bool:
        """Whether all rows are one sequence."""
        return self.column is None


def summarise(table: Table | TableSource, task: Task | None, *, is_inferred: bool = False) -> TableSummary:
    """Summarise a table and, for a classification, count the classes; ``task`` is None without a target.

    A source is read one column after the other.

    Notes say which target is taken if none was named, and how its whole numbers are read if the task
    ``is_inferred`` from them.
    """
    frame: Columns = table.frame
    target, notes = table.target, table.notes
    known = table if isinstance(table, Table) else None
    if table.is_default_target:
        notes += (f"the last column, {target!r}, is the target; to predict another: --target NAME",)
    if is_inferred and task is not None and (known is None or not known.is_built_in):
        reading = reading_of_whole_numbers(frame.get_column(target), task)
        notes += (reading,) if reading else ()
    return TableSummary(
        name=table.name,
        source=table.source,
        description=table.description,
        n_rows=frame.height,
        columns=tuple(
            column_summary(column, form.example if (form := table.forms.get(column.name)) else "")
            for column in frame.iter_columns()
        ),
        first_rows=tuple(tuple(map(shown_value, row)) for row in frame.head(FIRST_ROWS).rows()),
        target=target,
        classes=_count(frame, target) if task == "classification" and not table.other_targets else (),
        digest=digest(frame),
        other_targets=table.other_targets,
        notes=notes,
        ceiling=None if known is None else known.ceiling,
        ceiling_text="" if known is None else known.ceiling_text,
        step_name="step" if known is None else known.steps[0],
        step_offset=0 if known is None else known.steps[1],
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


def shown_value(value: object) -> object:
    """Return a value of a table as files can hold it: dates and times as text."""
    return text_of(value) if isinstance(value, date | time | timedelta) else value


def _count(frame: Columns, target: str) -> tuple[tuple[object, int], ...]:
    values = frame.get_column(target).drop_nulls()
    return tuple(values.value_counts().sort(target).rows())
