"""Outputs of a recurrent network for sequences of any lengths, side by side, the longest first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.errors import PlanError
from rosenblatt.network.network import (
    Network,
    layer_values_at,
    next_context,
    pre_activations,
    starting_context,
)

PREDICT_AT = ("every", "last")
"""The steps of a sequence at which a network predicts: each of them, or the last."""


def checked_offsets(offsets: ArrayLike | None, n_rows: int) -> IntArray:
    """Return the checked offsets of sequences among rows; by default all rows are one sequence.

    Sequence s has the rows ``offsets[s]`` to ``offsets[s + 1] - 1``. A PlanError is raised if the offsets are
    not integers that rise from 0 to ``n_rows``, or a sequence has no step.
    """
    given = np.asarray([0, n_rows] if offsets is None else offsets)
    if given.ndim != 1 or len(given) < 2 or given.dtype.kind not in "iu":
        raise PlanError(
            f"offsets must be integers of shape (n_sequences + 1,), got {given.dtype} of {given.shape}"
        )
    if given[0] != 0 or given[-1] != n_rows:
        raise PlanError(f"offsets must go from 0 to the {n_rows} rows, got {given[0]} to {given[-1]}")
    found: IntArray = given.astype(np.int64)
    empty = np.flatnonzero(np.diff(found) < 1)
    if len(empty):
        raise PlanError(f"sequence {empty[0]} has no step: leave empty sequences out")
    return found


def outputs_over_sequences(network: Network, X: FloatArray, offsets: IntArray, predict_at: str) -> FloatArray:
    """Return the outputs for concatenated sequences: activations, for ``step`` pre-activations.

    ``X`` has shape (n_rows, n_inputs), and ``offsets`` are those of :func:`checked_offsets`. There is a row
    of outputs for each row of ``X``, or with ``predict_at="last"`` for each sequence.
    """
    every = predict_at == "every"
    outputs = np.empty((len(X) if every else len(offsets) - 1, network.n_outputs), network.dtype)
    for sequences, rows, values in _steps(network, X, offsets):
        if every:
            outputs[rows] = values
        else:
            ends = rows + 1 == offsets[sequences + 1]
            outputs[sequences[ends]] = values[ends]
    return outputs


def _steps(
    network: Network, X: FloatArray, offsets: IntArray
) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
    """Yield for each step the sequences that have it, their rows, and the outputs."""
    lengths = np.diff(offsets)
    by_length = np.argsort(-lengths, kind="stable")
    held = starting_context(network, len(lengths))
    for t in range(int(lengths.max())):
        n = int((lengths > t).sum())
        sequences = by_length[:n]
        rows = offsets[sequences] + t
        held = [None if each is None else each[:n] for each in held]
        values = layer_values_at(network, X[rows], held)
        yield sequences, rows, _outputs_of_step(network, [X[rows], *values], held[-1])
        held = next_context(network, values)


def _outputs_of_step(network: Network, values: list[FloatArray], held: FloatArray | None) -> FloatArray:
    """Return the outputs of a step from the values of all layers, the inputs first."""
    last = network.n_layers - 1
    return (
        pre_activations(network, last, values[-2], held)
        if network.activations[last] == "step"
        else values[-1]
    )
