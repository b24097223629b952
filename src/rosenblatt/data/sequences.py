"""Sequences: rows of a table that belong together in their order, their split, and one-step prediction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from rosenblatt.data.columns import count_missing, kind_of, type_name
from rosenblatt.data.sources.frames import plain_column, plain_frame, require_columns, to_polars
from rosenblatt.errors import TableError, counted, shown

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame
    from numpy.typing import NDArray

Values = TypeVar("Values", bound=np.generic)


class SequenceTable(Protocol):
    """The part of a `Table` that sequences need."""

    @property
    def frame(self) -> polars.DataFrame:
        """The rows."""

    @property
    def sequence(self) -> str | None:
        """The column that the rows are cut by."""


@dataclass(frozen=True, eq=False, repr=False)
class SequenceRows:
    """The rows of a table, cut into sequences.

    Create it with `of_column`, `stream` or `of_table`; `take` and `split_sequences` return parts of it.

    Attributes
    ----------
    offsets : ndarray of int64 of shape (n_sequences + 1,)
        The first step of each sequence, and the end of the last one: sequence ``k`` has the steps
        ``offsets[k]`` to ``offsets[k + 1] - 1``.
    names : tuple
        The value of the column for each sequence; ``("stream",)`` for a stream.
    rows : ndarray of int64 of shape (n_steps,)
        The row of the table for each step, counted from 0.
    column : str or None
        The column that the rows are cut by; None for a stream.

    Raises
    ------
    TableError
        When a sequence is empty, or the number of names is not that of the sequences.

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
                f"sequence {first + 1} ({shown(self.names[first])}) is empty: a sequence needs at least one "
                "step"
            )

    def __repr__(self) -> str:
        by_column = f"{counted(self.n_sequences, 'sequence')} by {shown(self.column)}"
        kind = "a stream" if self.column is None else by_column
        return f"<SequenceRows: {kind}, {counted(self.n_steps, 'step')}>"

    @classmethod
    def of_column(cls, table: SequenceTable | polars.DataFrame, name: str) -> SequenceRows:
        """Cut the rows wherever the value of a column changes; consecutive equal values are one sequence.

        Parameters
        ----------
        table : Table or polars.DataFrame
            The rows.
        name : str
            A column of text, whole numbers, dates or times.

        Raises
        ------
        TableError
            When the column is missing, has a missing value, holds lists or structures, or a value returns
            after another one.
        """
        frame = _frame_of(table)
        require_columns((name,), frame.columns)
        column = plain_column(frame[name])
        _require_steps(frame.height)
        if kind_of(column.dtype) == "other":
            kind = type_name(column.dtype)
            raise TableError(
                f"the sequence column {name!r} has the type {kind}, which cannot name sequences: use a "
                "column of text, whole numbers or dates"
            )
        if column.null_count():
            row = column.is_null().arg_max() or 0
            raise TableError(
                f"the sequence column {name!r} has {counted(column.null_count(), 'missing value')}, "
                f"the first in row {row + 1:,}: give every row the name of its sequence"
            )
        firsts = np.flatnonzero(column.ne(column.shift(1)).fill_null(True).to_numpy())
        values = column[firsts]
        _reject_return(values, firsts, column)
        offsets = np.append(firsts, frame.height).astype(np.int64)
        return cls(offsets, tuple(values.to_list()), np.arange(frame.height), name)

    @classmethod
    def stream(cls, table: SequenceTable | polars.DataFrame) -> SequenceRows:
        """Treat the whole table as one sequence; raise TableError if it has no rows."""
        n_rows = _frame_of(table).height
        _require_steps(n_rows)
        return cls(np.array([0, n_rows], dtype=np.int64), ("stream",), np.arange(n_rows))

    @classmethod
    def of_table(cls, table: SequenceTable) -> SequenceRows:
        """Cut a table by its sequence column; a table without one is a stream."""
        return cls.stream(table) if table.sequence is None else cls.of_column(table, table.sequence)

    @property
    def n_sequences(self) -> int:
        """Number of sequences."""
        return len(self.offsets) - 1

    @property
    def n_steps(self) -> int:
        """Number of steps of all sequences."""
        return len(self.rows)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Number of steps of each sequence, shape (n_sequences,)."""
        return np.diff(self.offsets)

    def cut(self, values: NDArray[Values]) -> list[NDArray[Values]]:
        """Cut an array with a row for each step into arrays for each sequence, which share its memory.

        Parameters
        ----------
        values : ndarray of shape (n_steps, ...)
            Such as ``preparation.inputs(frame, sequences.rows)``.
        """
        if len(values) != self.n_steps:
            raise TableError(
                f"the sequences have {counted(self.n_steps, 'step')}, the array has "
                f"{counted(len(values), 'row')}: give a row for each step"
            )
        return [values[first:end] for first, end in zip(self.offsets[:-1], self.offsets[1:], strict=True)]

    def take(self, numbers: Sequence[int] | NDArray[np.integer]) -> SequenceRows:
        """Return the sequences with these numbers, whose ``rows`` refer to the whole table.

        Parameters
        ----------
        numbers : sequence of int
            Their numbers, counted from 0.
        """
        parts = self.cut(self.rows)
        chosen = [parts[number] for number in numbers]
        offsets = np.cumsum([0, *map(len, chosen)], dtype=np.int64)
        rows = np.concatenate(chosen) if chosen else self.rows[:0]
        return SequenceRows(offsets, tuple(self.names[number] for number in numbers), rows, self.column)

    def place_of(self, step: int) -> str:
        """Return the place of a step, for a message: ``"sequence 'b', step 3 (row 12)"``.

        In a stream it is ``"step 12 (row 12)"``. Steps and rows are counted from 1.

        Parameters
        ----------
        step : int
            Its number among all steps, counted from 0.
        """
        number = int(np.searchsorted(self.offsets, step, side="right")) - 1
        within = f"step {step - self.offsets[number] + 1:,} (row {self.rows[step] + 1:,})"
        return within if self.column is None else f"sequence {shown(self.names[number])}, {within}"

    def missing_steps(self, table: SequenceTable | polars.DataFrame, column: str) -> NDArray[np.int64]:
        """Return the steps at which a column's value is missing (null or NaN), counted from 0."""
        values = plain_column(_frame_of(table)[column])
        if not count_missing(values):
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(values.is_null().to_numpy()[self.rows])

    def reject_missing(self, table: SequenceTable | polars.DataFrame, columns: Sequence[str]) -> None:
        """Raise TableError if a column or a value in it is missing; the message names sequence and step.

        Parameters
        ----------
        table : Table or polars.DataFrame
            The table that was cut.
        columns : sequence of str
            The columns without missing values: the targets, and the features unless they are filled.
        """
        require_columns(columns, _frame_of(table).columns)
        for column in columns:
            steps = self.missing_steps(table, column)
            if steps.size:
                more = f" and {counted(steps.size - 1, 'other step')}" if steps.size > 1 else ""
                whole = "" if self.column is None else ", or drop the whole sequence (--missing drop)"
                raise TableError(
                    f"column {column!r} has no value in {self.place_of(int(steps[0]))}{more}: fill it in"
                    f"{whole}; dropping only its row would join steps that are not consecutive"
                )

    def without_missing(
        self, table: SequenceTable | polars.DataFrame, columns: Sequence[str]
    ) -> SequenceRows:
        """Return the sequences in which no value is missing; the same object if all are complete.

        Sequences are dropped as a whole, because dropping only a row would join steps that are not
        consecutive. ``frame[complete.rows]`` is the table of the result; cut it again.

        Parameters
        ----------
        table, columns
            As for `reject_missing`.

        Raises
        ------
        TableError
            When no sequence is left, as for a stream with a missing value.
        """
        require_columns(columns, _frame_of(table).columns)
        steps = np.concatenate([self.missing_steps(table, column) for column in columns])
        if not steps.size:
            return self
        broken = np.unique(np.searchsorted(self.offsets, steps, side="right") - 1)
        if len(broken) == self.n_sequences:
            self.reject_missing(table, columns)
        return self.take(np.delete(np.arange(self.n_sequences), broken))


def _frame_of(table: SequenceTable | polars.DataFrame) -> polars.DataFrame:
    import polars

    return table if isinstance(table, polars.DataFrame) else table.frame


def _require_steps(n_rows: int) -> None:
    if n_rows == 0:
        raise TableError("the table has no rows: a sequence needs at least one step")


def _reject_return(values: polars.Series, firsts: NDArray[np.intp], column: polars.Series) -> None:
    """Raise TableError if a value begins more than one sequence."""
    if values.n_unique() == len(values):
        return
    second = int(values.is_first_distinct().not_().arg_max() or 0)
    value = values[second]
    first = int((values == value).arg_max() or 0)
    raise TableError(
        f"the rows of sequence {shown(value)} are not consecutive: they end in row {firsts[first + 1]:,} and "
        f"continue in row {firsts[second] + 1:,}; sort the table by {column.name!r}, each sequence by time"
    )


def split_sequences(
    sequences: SequenceRows, test_share: float, random: int | None = None
) -> tuple[SequenceRows, SequenceRows]:
    """Split sequences into a training and a test part.

    A sequence is never divided, so that no step of it is trained on while another is tested. A stream is not
    shuffled: its end is held out.

    Parameters
    ----------
    sequences : SequenceRows
        The sequences to split.
    test_share : float
        Share of the sequences, or of a stream's steps, that is held out: from 0 (none) to below 1. The number
        is rounded up, as scikit-learn's ``train_test_split`` does.
    random : int, optional
        Seed of the choice; with the same seed, ``train_test_split`` splits as many rows in the same way.
        Without it nothing is shuffled and the last sequences are held out. Not used for a stream.

    Returns
    -------
    training, test : SequenceRows
        Their ``rows`` are row numbers of the whole table, for `Preparation.fit` and `Preparation.inputs`.
        Without a test part, ``test`` has no sequences.

    Raises
    ------
    TableError
        When the share is out of range, or leaves nothing to train on.

    Examples
    --------
    >>> import polars
    >>> rise = SequenceRows.stream(polars.DataFrame({"level": range(8)}))
    >>> training, test = split_sequences(rise, 0.25)
    >>> training.rows.tolist(), test.rows.tolist()
    ([0, 1, 2, 3, 4, 5], [6, 7])
    """
    if not 0 <= test_share < 1:
        raise TableError(
            f"test_share must be a share from 0 to below 1, got {test_share}: 0.3 holds out three sequences "
            "in ten, or the last three tenths of a stream; 0 holds out nothing"
        )
    if test_share == 0:
        return sequences, sequences.take([])
    is_stream = sequences.column is None
    n = sequences.n_steps if is_stream else sequences.n_sequences
    kept = n - math.ceil(test_share * n)
    if kept < 1:
        thing, remedy = (
            ("step", "") if is_stream else ("sequence", "use the table as one stream (--stream), ")
        )
        raise TableError(
            f"test_share {test_share} of {counted(n, thing)} leaves no {thing} to train on: give a smaller "
            f"share (--test-size), {remedy}or hold out nothing (0)"
        )
    if is_stream:
        return _piece(sequences, slice(0, kept)), _piece(sequences, slice(kept, n))
    if random is None:
        return sequences.take(range(kept)), sequences.take(range(kept, n))
    order = np.random.RandomState(random).permutation(n)  # as scikit-learn: the test part first
    return sequences.take(order[n - kept :]), sequences.take(order[: n - kept])


def _piece(stream: SequenceRows, steps: slice) -> SequenceRows:
    rows = stream.rows[steps]
    return SequenceRows(np.array([0, len(rows)], dtype=np.int64), stream.names, rows)


def order_of_dates(frame: polars.DataFrame, columns: Sequence[str]) -> NDArray[np.int64] | None:
    """Return the rows of a stream in the order of time, shape (n_rows,); None if they are in it already.

    Parameters
    ----------
    frame : polars.DataFrame
        The rows.
    columns : sequence of str
        The first of these that holds dates orders the rows; rows of the same date stay in their order. None
        is returned also if no column holds dates, or a date is missing.
    """
    import polars

    for name in columns:
        column = frame[name] if name in frame.columns else None
        if column is not None and isinstance(column.dtype, polars.Date | polars.Datetime):
            if column.null_count() or column.is_sorted():
                return None
            return np.argsort(column.to_physical().to_numpy(), kind="stable")
    return None


def with_next(
    frame: IntoDataFrame | IntoLazyFrame, columns: str | Sequence[str], *, sequence: str | None = None
) -> polars.DataFrame:
    """Add the values of the next row to each row, as targets to predict.

    Parameters
    ----------
    frame : polars.DataFrame, or a frame of pandas or Arrow
        Rows in chronological order.
    columns : str or sequence of str
        The columns to predict; for ``"sunspots"`` a column ``"next_sunspots"`` is added. The new columns are
        the last ones, in the order given, as `load_table` expects its targets.
    sequence : str, optional
        The column whose values cut the rows into sequences (see `SequenceRows`); by default all rows are one
        sequence. The last row of each sequence has no next one and is dropped.

    Returns
    -------
    polars.DataFrame
        The frame's columns and the new ones. Missing values stay missing.

    Raises
    ------
    TableError
        When a column is missing or its new name is taken, the sequence column is not sorted, or no row has a
        next one.

    Examples
    --------
    >>> import polars
    >>> with_next(polars.DataFrame({"level": [3, 5, 4]}), "level").rows()
    [(3, 5), (5, 4)]
    """
    table = plain_frame(to_polars(frame))
    names = (columns,) if isinstance(columns, str) else tuple(dict.fromkeys(columns))
    parts = SequenceRows.stream(table) if sequence is None else SequenceRows.of_column(table, sequence)
    require_columns(names, table.columns)
    for name in names:
        if f"next_{name}" in table.columns:
            raise TableError(
                f"the table already has a column {shown(f'next_{name}')}: rename it, because the next value "
                f"of {name!r} gets this name"
            )
    whole = table.with_columns(table[name].shift(-1).alias(f"next_{name}") for name in names)
    kept = np.delete(parts.rows, parts.offsets[1:] - 1)
    if not kept.size:
        raise TableError(
            "no row has a next one: predicting the next row needs sequences of at least two rows"
        )
    return whole[kept]
