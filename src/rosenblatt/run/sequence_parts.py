"""A table of sequences split and prepared: whole sequences are held out, or the end of a stream."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.run.parts import Part, Prepared

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.data import SequenceRows, Table
    from rosenblatt.data.task import Task
    from rosenblatt.run.settings import RunSettings

MOSTLY = 0.9
"""A feature is the target of the step before, where it is so in as many steps (there may be gaps)."""


def sequences_of(table: Table, settings: RunSettings) -> SequenceRows:
    """Cut a table's rows into sequences, as resolved settings say."""
    from rosenblatt.data import SequenceRows

    if settings.sequence is None:
        return SequenceRows.stream(table)
    return SequenceRows.of_column(table, settings.sequence)


def whole_sequences(table: Table, settings: RunSettings) -> tuple[Table, IntArray]:
    """Return the table with the sequences in which nothing is missing, and its rows, counted from 1."""
    whole = sequences_of(table, settings).without_missing(table, (*table.features, *table.targets))
    return dataclasses.replace(table, frame=table.frame[whole.rows]), whole.rows + 1


def prepare_sequences(table: Table, kept: IntArray, settings: RunSettings, task: Task, seed: int) -> Prepared:
    """Split whole sequences, or a stream in time; fit the preparation on the training part; prepare both.

    Parameters
    ----------
    table, kept, settings, task, seed
        As for :func:`rosenblatt.run.attempt.prepare`.

    Returns
    -------
    Prepared

    Raises
    ------
    TableError
        If the column that cuts the rows cannot; a value is missing (its sequence and step are named), or no
        sequence is left to train on.
    PlanError
        If a stream is to be answered once.
    """
    from rosenblatt.data import Preparation, split_sequences

    assert settings.test_size is not None
    assert settings.missing is not None
    frame, cut = table.frame, sequences_of(table, settings)
    filled = settings.missing in ("mean", "most-frequent")
    cut.reject_missing(table, table.targets if filled else (*table.features, *table.targets))
    every = settings.options.get("predict_at", "every") == "every"
    if not every and settings.stream:
        raise PlanError(
            "a stream does not end, so it is answered at every step, got predict_at='last': leave it away, "
            "or cut the rows into sequences (--sequence COLUMN)"
        )
    training, test = split_sequences(cut, settings.test_size, seed)
    preparation = Preparation.fit(
        frame,
        target=table.targets,
        features=table.features,
        task=task,
        missing=settings.missing,
        rows=training.rows,
        ignored=table.ignored,
    )
    known = last_known_values(table, cut) if task == "regression" and every else None

    def answered_of(sequences: SequenceRows) -> IntArray:
        return sequences.rows if every else sequences.rows[sequences.offsets[1:] - 1]

    def part(sequences: SequenceRows) -> Part:
        answered = answered_of(sequences)
        return Part(
            rows=kept[answered],
            inputs=preparation.inputs(frame, sequences.rows),
            truth=preparation.labels(frame, answered),
            sequences=sequences,
            last_known=None if known is None else known[answered],
            all_rows=None if every else kept[sequences.rows],
        )

    learned, held_out = part(training), part(test)
    if settings.stream:
        held_out = dataclasses.replace(held_out, before=learned.inputs)
    return Prepared(preparation, learned, held_out, preparation.targets(frame, answered_of(training)))


def last_known_values(table: Table, cut: SequenceRows) -> NDArray[np.float64] | None:
    """Return what each row knows of its target's last value; None unless the table is a series.

    A table is a series where a feature is, at each step, the target of the step before: what
    :func:`rosenblatt.data.with_next` makes.
    """
    if table.other_targets:
        return None
    follows = np.delete(np.arange(cut.n_steps), cut.offsets[:-1])
    rows, before = cut.rows[follows], cut.rows[follows - 1]
    if not len(rows):
        return None
    truth = table.frame[table.target].to_numpy()
    for name in table.features:
        column = table.frame[name]
        if column.null_count() or not column.dtype.is_numeric():
            continue
        values = column.to_numpy()
        if np.mean(values[rows] == truth[before]) >= MOSTLY:
            return values.astype(np.float64)
    return None
