"""Holding out whole sequences, or the end of a stream."""

from __future__ import annotations

import math

import numpy as np

from rosenblatt.data.sequences.rows import SequenceRows
from rosenblatt.errors import TableError, counted


def split_sequences(
    sequences: SequenceRows, test_share: float, random: int | None = None
) -> tuple[SequenceRows, SequenceRows]:
    """Choose the sequences of the training and the test part.

    A sequence is never divided, so that no step of it is trained on while another is tested. A stream cannot
    be shuffled: its end is held out.

    Parameters
    ----------
    sequences : SequenceRows
        How the rows are cut.
    test_share : float
        The share held out, from 0 (none) to below 1: of the sequences, and of a stream's steps. The number is
        rounded up, as scikit-learn's ``train_test_split`` does.
    random : int, optional
        Seed of the choice; with the same seed, ``train_test_split`` splits as many rows in the same way.
        Without it nothing is shuffled and the last sequences are held out. Not used for a stream.

    Returns
    -------
    training, test : SequenceRows
        Their ``rows`` are row numbers of the whole table, as `Preparation.fit` and `Preparation.inputs` take
        them. Without a test part, ``test`` has no sequences.

    Raises
    ------
    TableError
        When the share is impossible, or leaves nothing to train on.

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
        thing, remedy = ("step", "") if is_stream else ("sequence", "take the table as one stream, ")
        raise TableError(
            f"test_share {test_share} of {counted(n, thing)} leaves no {thing} to train on: give a smaller "
            f"share, {remedy}or hold out nothing (0)"
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
