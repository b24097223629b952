"""Rows that form sequences: which rows of a table belong together, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from rosenblatt.data.columns import count_missing, kind_of, type_name
from rosenblatt.data.sources.frames import plain_column, require_columns
from rosenblatt.errors import TableError, counted, shown

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

    from rosenblatt.data.table import Table

Values = TypeVar("Values", bound=np.generic)


@dataclass(frozen=True, eq=False, repr=False)
class SequenceRows:
    """How the rows of a table are cut into sequences.

    Made by `of_column`, `stream` or `of_table`; a part of them by `take` and by `split_sequences`.

    Attributes
    ----------
    offsets : ndarray of int64 of shape (n_sequences + 1,)
        Where each sequence begins among the steps, and where the last one ends: sequence ``k`` is steps
        ``offsets[k]`` to ``offsets[k + 1]``.
    names : tuple
        For each sequence its value of the column; ``("stream",)`` for a stream.
    rows : ndarray of int64 of shape (n_steps,)
        The row of the table that each step is, counted from 0.
    column : str or None
        The column that cut the rows; None for a stream.

    Raises
    ------
    TableError
        When a sequence is empty, or there is not one name for each.

    Examples
    --------
    >>> import polars
    >>> words = polars.DataFrame({"word": ["to", "to", "be", "be"], "letter": ["t", "o", "b", "e"]})
    >>> cut = SequenceRows.of_column(words, "word")
    >>> cut
    <SequenceRows: 2 sequences by 'word', 4 steps>
    >>> cut.names, cut.offsets.tolist()
    (('to', 'be'), [0, 2, 4])
    """

    offsets: NDArray[np.int64]
    names: tuple[object, ...]
    rows: NDArray[np.int64]
    column: str | None = None

    def __post_init__(self) -> None:
        offsets = self.offsets.tolist()
        if len(self.names) + 1 != len(offsets) or offsets[0] != 0 or offsets[-1] != len(self.rows):
            raise TableError(
                f"offsets {shown(offsets)} do not fit {counted(len(self.names), 'name')} and "
                f"{counted(len(self.rows), 'row')}: begin at 0, end at the last row, and name each sequence"
            )
        empty = np.flatnonzero(self.lengths < 1)
        if empty.size:
            first = int(empty[0])
            raise TableError(
                f"sequence {first + 1} ({shown(self.names[first])}) is empty: a sequence has one step or more"
            )

    def __repr__(self) -> str:
        by_column = f"{counted(self.n_sequences, 'sequence')} by {shown(self.column)}"
        kind = "a stream" if self.column is None else by_column
        return f"<SequenceRows: {kind}, {counted(self.n_steps, 'step')}>"

    @classmethod
    def of_column(cls, table: Table | polars.DataFrame, name: str) -> SequenceRows:
        """Cut where a column's value changes: rows with the same value are one sequence, in their order.

        Parameters
        ----------
        table : Table or polars.DataFrame
            The rows.
        name : str
            A column of text, whole numbers, dates: anything that can name a sequence.

        Returns
        -------
        SequenceRows

        Raises
        ------
        TableError
            When the column is not there, has a missing value, holds lists or structures, or a value comes
            back after another one.
        """
        frame = _frame_of(table)
        require_columns((name,), frame)
        column = plain_column(frame[name])
        _require_steps(frame.height)
        if kind_of(column.dtype) == "other" and not column.dtype.is_temporal():
            kind = type_name(column.dtype)
            raise TableError(
                f"the sequence column {name!r} is of type {kind}, whose values name no sequence: name one "
                "of text, whole numbers or dates"
            )
        if column.null_count():
            row = column.is_null().arg_max() or 0
            raise TableError(
                f"the sequence column {name!r} has {counted(column.null_count(), 'missing value')}, "
                f"the first in row {row + 1:,}: say to which sequence each row belongs"
            )
        firsts = np.flatnonzero(column.ne(column.shift(1)).fill_null(True).to_numpy())
        values = column[firsts]
        _reject_return(values, firsts, column)
        offsets = np.append(firsts, frame.height).astype(np.int64)
        return cls(offsets, tuple(values.to_list()), np.arange(frame.height), name)

    @classmethod
    def stream(cls, table: Table | polars.DataFrame) -> SequenceRows:
        """Take the whole table as one sequence; raise TableError when it has no rows."""
        n_rows = _frame_of(table).height
        _require_steps(n_rows)
        return cls(np.array([0, n_rows], dtype=np.int64), ("stream",), np.arange(n_rows))

    @classmethod
    def of_table(cls, table: Table) -> SequenceRows:
        """Cut a table by its own sequence column; a table without one is a stream."""
        return cls.stream(table) if table.sequence is None else cls.of_column(table, table.sequence)

    @property
    def n_sequences(self) -> int:
        """How many sequences there are."""
        return len(self.offsets) - 1

    @property
    def n_steps(self) -> int:
        """How many steps all of them have."""
        return len(self.rows)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many steps each sequence has, shape (n_sequences,)."""
        return np.diff(self.offsets)

    def cut(self, values: NDArray[Values]) -> list[NDArray[Values]]:
        """Cut an array with a row for each step into one for each sequence; they share its memory.

        Parameters
        ----------
        values : ndarray of shape (n_steps, ...)
            Such as ``preparation.inputs(frame, sequences.rows)``.

        Returns
        -------
        list of ndarray of shape (n_steps of the sequence, ...)

        Raises
        ------
        TableError
            When it has another number of rows.
        """
        if len(values) != self.n_steps:
            raise TableError(
                f"the sequences have {counted(self.n_steps, 'step')}, the array has "
                f"{counted(len(values), 'row')}: give a row for each step"
            )
        return [values[first:end] for first, end in zip(self.offsets[:-1], self.offsets[1:], strict=True)]

    def take(self, numbers: Sequence[int] | NDArray[np.integer]) -> SequenceRows:
        """Return some of the sequences, in the order asked for.

        Parameters
        ----------
        numbers : sequence of int
            Which, counted from 0.

        Returns
        -------
        SequenceRows
            Its ``rows`` are still those of the whole table.
        """
        parts = self.cut(self.rows)
        chosen = [parts[number] for number in numbers]
        offsets = np.cumsum([0, *map(len, chosen)], dtype=np.int64)
        rows = np.concatenate(chosen) if chosen else self.rows[:0]
        return SequenceRows(offsets, tuple(self.names[number] for number in numbers), rows, self.column)

    def place_of(self, step: int) -> str:
        """Return where a step stands, for a message.

        Parameters
        ----------
        step : int
            Its number among all steps, counted from 0.

        Returns
        -------
        str
            Such as ``"sequence 'b', step 3 (row 12)"``; ``"step 12 (row 12)"`` in a stream. Steps and rows
            are counted from 1.
        """
        number = int(np.searchsorted(self.offsets, step, side="right")) - 1
        within = f"step {step - self.offsets[number] + 1:,} (row {self.rows[step] + 1:,})"
        return within if self.column is None else f"sequence {shown(self.names[number])}, {within}"

    def missing_steps(self, table: Table | polars.DataFrame, column: str) -> NDArray[np.int64]:
        """Return the steps at which a column's value is missing (null or NaN), counted from 0."""
        values = plain_column(_frame_of(table)[column])
        if not count_missing(values):
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(values.is_null().to_numpy()[self.rows])

    def reject_missing(self, table: Table | polars.DataFrame, columns: Sequence[str]) -> None:
        """Raise TableError when a value is missing in one of the columns; it names sequence and step.

        Parameters
        ----------
        table : Table or polars.DataFrame
            The table that was cut.
        columns : sequence of str
            The columns that must be whole: the targets, and the features unless they are filled.

        Raises
        ------
        TableError
            When a column is not there, or a value in it is missing.
        """
        require_columns(columns, _frame_of(table))
        for column in columns:
            steps = self.missing_steps(table, column)
            if steps.size:
                more = f" and {counted(steps.size - 1, 'other step')}" if steps.size > 1 else ""
                whole = "" if self.column is None else ", or take the whole sequence out (--missing drop)"
                raise TableError(
                    f"column {column!r} has no value in {self.place_of(int(steps[0]))}{more}: fill it in"
                    f"{whole}; without its row, steps would follow one another that do not"
                )

    def without_missing(self, table: Table | polars.DataFrame, columns: Sequence[str]) -> SequenceRows:
        """Return the sequences in which no value is missing.

        A sequence is taken out as a whole: without one of its rows, steps would follow one another that do
        not. ``frame[whole.rows]`` is the table without them, to be cut anew.

        Parameters
        ----------
        table, columns
            As for `reject_missing`.

        Returns
        -------
        SequenceRows
            These sequences themselves when nothing is missing.

        Raises
        ------
        TableError
            When no sequence is left; a stream with a missing value has none.
        """
        require_columns(columns, _frame_of(table))
        steps = np.concatenate([self.missing_steps(table, column) for column in columns])
        if not steps.size:
            return self
        broken = np.unique(np.searchsorted(self.offsets, steps, side="right") - 1)
        if len(broken) == self.n_sequences:
            self.reject_missing(table, columns)
        return self.take(np.delete(np.arange(self.n_sequences), broken))


def _frame_of(table: Table | polars.DataFrame) -> polars.DataFrame:
    import polars

    return table if isinstance(table, polars.DataFrame) else table.frame


def _require_steps(n_rows: int) -> None:
    if n_rows == 0:
        raise TableError("the table has no rows: a sequence has one step or more")


def _reject_return(values: polars.Series, firsts: NDArray[np.intp], column: polars.Series) -> None:
    """Raise TableError for a value that begins more than one stretch of rows."""
    if values.n_unique() == len(values):
        return
    second = int(values.is_first_distinct().not_().arg_max() or 0)
    value = values[second]
    first = int((values == value).arg_max() or 0)
    raise TableError(
        f"the rows of sequence {shown(value)} do not stand together: they end in row {firsts[first + 1]:,} "
        f"and go on in row {firsts[second] + 1:,}; sort the table by {column.name!r}, each sequence by time"
    )
