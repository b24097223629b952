"""How much happens when: moments spread evenly over what a training does, not over its epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray, IntArray
    from rosenblatt.recording import Recording

NOTHING_LESS = 1e-12


def course(recording: Recording, values: FloatArray) -> NDArray[np.float64]:
    """Return how much has happened by each snapshot, from 0 at the start to 1 at the end.

    Half of it is the way that the parameters have gone, half the way of a value that is watched; both are
    measured against all of their way. Where neither moves, time alone counts.

    Parameters
    ----------
    recording : Recording
    values : ndarray of shape (n_snapshots,)
        A loss or a score at each snapshot. What is not finite counts as no change.

    Returns
    -------
    ndarray of shape (n_snapshots,)
        Never falling.
    """
    ways = [way for way in (_way_of_parameters(recording), _way_of(values)) if way[-1] > NOTHING_LESS]
    if not ways:
        return np.linspace(0, 1, len(recording))
    return np.asarray(np.mean([way / way[-1] for way in ways], axis=0))


def evenly(done: NDArray[np.float64], most: int) -> IntArray:
    """Choose at most so many snapshots, with about as much happening between any two of them.

    Parameters
    ----------
    done : ndarray of shape (n_snapshots,)
        What :func:`course` has found.
    most : int
        At least 2; the start and the end are always among those chosen.

    Returns
    -------
    ndarray of int64
        Rising.
    """
    n = len(done)
    if n <= most:
        return np.arange(n, dtype=np.int64)
    # A tenth of the choice goes by time, so that a stretch in which nothing happens is seen to be long.
    mixed = 0.9 * done + 0.1 * np.linspace(0, 1, n)
    wanted = np.searchsorted(mixed, np.linspace(0, mixed[-1], most))
    chosen = np.unique(np.minimum(wanted, n - 1))
    chosen[0], chosen[-1] = 0, n - 1
    return chosen.astype(np.int64)


def _way_of_parameters(recording: Recording) -> NDArray[np.float64]:
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


def _way_of(values: FloatArray) -> NDArray[np.float64]:
    steps = np.abs(np.diff(np.asarray(values, np.float64)))
    return np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(steps), steps, 0.0))])
