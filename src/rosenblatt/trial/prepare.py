"""From a table to a split whose preparation is fitted on the training part."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.columns import count_missing
from rosenblatt.data.preparation.missing import FILLED
from rosenblatt.data.sequences import order_of_dates
from rosenblatt.errors import PlanError, TableError
from rosenblatt.fitting.draws import draw_by_class, draw_split
from rosenblatt.training.state import random_stream
from rosenblatt.trial.parts import Part, Prepared
from rosenblatt.trial.settings import STRATIFIED, TABULAR

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.data import Preparation, SequenceRows, Table
    from rosenblatt.data.task import Task
    from rosenblatt.trial.settings import RunSettings

MOSTLY = 0.9
"""A feature is the target of the previous step if it is so in this share of the steps (there may be gaps)."""


def split(
    n_rows: int, test_size: float, seed: int, classes: IntArray | None = None
) -> tuple[IntArray, IntArray]:
    """Draw the rows, from 0, of both parts as ``train_test_split`` does; without a test part in order.

    ``classes``, the class of each row as an integer, make the split stratified: see `draw_by_class`.
    """
    if test_size == 0:
        rows = np.arange(n_rows)
        return rows, rows[:0]
    if n_rows < 2:
        raise TableError(
            f"{n_rows} row cannot be split into a training and a test part: give more, or --test-size 0"
        )
    try:
        if classes is None:
            return draw_split(n_rows, test_size, random_stream(seed))
        return draw_by_class(n_rows, test_size, random_stream(seed), classes)
    except ValueError:
        raise TableError(
            f"test_size {test_size} of {n_rows} rows leaves no row to train on: give a smaller share"
        ) from None


def _classes_to_split_by(table: Table, settings: RunSettings) -> IntArray | None:
    """Return the class of each row as an integer, in the order of the sorted labels; None for a random split.

    Rows without a label form a class of their own: the preparation reports them.
    """
    if settings.split != STRATIFIED:
        return None
    labels = table.frame.get_column(table.target)
    return labels.rank("dense").fill_null(0).to_numpy().astype(np.int64)


def whole_rows(table: Table, settings: RunSettings) -> tuple[Table, IntArray]:
    """Return the table without the rows (or whole sequences) that are left out, and the others' numbers.

    The rows of a stream come in the order of their dates.
    """
    order = order_of_dates(table.frame, table.features) if settings.stream else None
    if order is not None:
        in_order, kept = whole_rows(dataclasses.replace(table, frame=table.frame[order]), settings)
        return in_order, order[kept - 1] + 1
    if settings.missing != "drop":
        if not settings.is_recurrent:
            _require_default_target(table)
        return table, np.arange(1, table.n_rows + 1)
    if settings.is_recurrent:
        whole = sequences_of(table, settings).without_missing(table, (*table.features, *table.targets))
        return dataclasses.replace(table, frame=table.frame[whole.rows]), whole.rows + 1
    from rosenblatt.data import drop_missing

    numbers = "row"
    while numbers in table.frame.columns:
        numbers += "_"
    frame = drop_missing(table.frame.with_row_index(numbers, offset=1))
    kept = frame[numbers].to_numpy().astype(np.int64)
    return dataclasses.replace(table, frame=frame.drop(numbers)), kept


def _require_default_target(table: Table) -> None:
    """Raise TableError if the target was not named and lacks values: perhaps another column is meant."""
    n_missing = count_missing(table.frame.get_column(table.target))
    if table.is_default_target and n_missing:
        raise TableError(
            f"the target {table.target!r}, which is the last column, is missing in {n_missing:,} of "
            f"{table.n_rows:,} rows, and targets are not filled: name the column to predict (--target NAME), "
            "or drop the rows with missing values (--missing drop)"
        )


def sequences_of(table: Table, settings: RunSettings) -> SequenceRows:
    """Cut a table's rows into sequences, as resolved settings say."""
    from rosenblatt.data import SequenceRows

    if settings.sequence is None:
        return SequenceRows.stream(table)
    return SequenceRows.of_column(table, settings.sequence)


def prepare(table: Table, kept: IntArray, settings: RunSettings, task: Task, seed: int) -> Prepared:
    """Split the rows, fit the preparation on the training part and prepare both.

    ``kept`` are the rows' numbers, from 1, in the table as read. Raises a TableError if nothing is left or a
    sequence lacks a value, and a PlanError if a stream is to be predicted once.
    """
    if settings.is_recurrent:
        return _prepare_sequences(table, kept, settings, task, seed)
    assert settings.test_size is not None
    frame = table.frame
    rows, test_rows = split(frame.height, settings.test_size, seed, _classes_to_split_by(table, settings))
    preparation = _fitted(table, settings, task, rows)

    def inputs(part: IntArray) -> NDArray[np.float64]:
        if settings.memory is None or settings.model == TABULAR:
            return preparation.inputs(frame, part)
        from rosenblatt.large.mapped import mapped_array

        return preparation.inputs(frame, part, out=mapped_array((len(part), preparation.n_inputs)))

    training, test = (
        Part(kept[part], inputs(part), preparation.labels(frame, part)) for part in (rows, test_rows)
    )
    return Prepared(preparation, training, test, preparation.targets(frame, rows))


def _fitted(table: Table, settings: RunSettings, task: Task, rows: IntArray) -> Preparation:
    """Return the preparation fitted on the training part."""
    from rosenblatt.data import Preparation

    assert settings.missing is not None
    return Preparation.fit(
        table.frame,
        target=table.targets,
        features=table.features,
        task=task,
        missing=settings.missing,
        rows=rows,
        ignored=table.ignored,
        forms=table.forms,
        na=settings.reading.na,
        fewest_classes=1 if settings.model == TABULAR else 2,
    )


def _prepare_sequences(
    table: Table, kept: IntArray, settings: RunSettings, task: Task, seed: int
) -> Prepared:
    """Split whole sequences, or a stream in time; fit the preparation on the training part; prepare both."""
    from rosenblatt.data import split_sequences

    assert settings.test_size is not None
    frame, cut = table.frame, sequences_of(table, settings)
    filled = settings.missing in FILLED
    cut.reject_missing(table, table.targets if filled else (*table.features, *table.targets))
    every = settings.options.get("predict_at", "every") == "every"
    if not every and settings.stream:
        raise PlanError(
            "a stream is predicted at every step, got predict_at='last': omit it, "
            "or cut the rows into sequences (--sequence COLUMN)"
        )
    training, test = split_sequences(cut, settings.test_size, seed)
    preparation = _fitted(table, settings, task, training.rows)
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
    """Return each row's last known target value; None unless a feature is the target a step before."""
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
