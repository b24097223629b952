"""Progress of a training measured by change instead of epochs, and snapshots spaced evenly by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray, IntArray
    from rosenblatt.recording import Recording

NO_CHANGE = 1e-12


def progress(recording: Recording, values: FloatArray) -> NDArray[np.float64]:
    """Return the progress at each snapshot, non-decreasing from 0 at the start to 1 at the end.

    Half of it is the path length of the parameters so far, half that of ``values``, a loss or a score at each
    snapshot; both are shares of the whole path. A value that is not finite counts as no change. Where neither
    changes, progress is linear in time.
    """
    paths = [path for path in (_path_of_parameters(recording), _path_of(values)) if path[-1] > NO_CHANGE]
    if not paths:
        return np.linspace(0, 1, len(recording))
    return np.asarray(np.mean([path / path[-1] for path in paths], axis=0))


def evenly_spaced(done: NDArray[np.float64], most: int) -> IntArray:
    """Choose at most ``most`` (at least 2) snapshots with about the same progress between any two of them.

    ``done`` is the result of :func:`progress`. The start and the end are always chosen; the order is
    ascending.
    """
    n = len(done)
    if n <= most:
        return np.arange(n, dtype=np.int64)
    # A tenth of the choice depends on time, so that a period without change appears long.
    mixed = 0.9 * done + 0.1 * np.linspace(0, 1, n)
    wanted = np.searchsorted(mixed, np.linspace(0, mixed[-1], most))
    chosen = np.unique(np.minimum(wanted, n - 1))
    chosen[0], chosen[-1] = 0, n - 1
    return chosen.astype(np.int64)


def _path_of_parameters(recording: Recording) -> NDArray[np.float64]:
    squares = np.zeros(len(recording) - 1)
    for layer in range(len(recording.activations)):
        parts = (recording.weights(layer), recording.context(layer), recording.biases(layer))
        for values in (each for each in parts if each is not None):
            squares += _squared_moves(values)
    return np.concatenate([[0.0], np.cumsum(np.sqrt(squares))])


def _squared_moves(values: FloatArray) -> NDArray[np.float64]:
    """Squared distance of each snapshot from the one before; block by block, for they may be mapped."""
    moves = np.empty(len(values) - 1)
    size = max(1, 2**22 // max(1, int(np.prod(values.shape[1:]))))
    for begin in range(0, len(moves), size):
        block = np.asarray(values[begin : begin + size + 1], np.float64).reshape(-1, values[0].size)
        moves[begin : begin + size] = np.einsum("ij,ij->i", *[np.diff(block, axis=0)] * 2)
    return moves


def _path_of(values: FloatArray) -> NDArray[np.float64]:
    steps = np.abs(np.diff(np.asarray(values, np.float64)))
    return np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(steps), steps, 0.0))])
