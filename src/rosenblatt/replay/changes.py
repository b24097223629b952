"""The weights and biases that changed most: their first and last values, and when they changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.network.names import BIAS, input_names_of, layer_names, source_names

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray, IntArray
    from rosenblatt.recording import Recording

MOSTLY = (0.1, 0.9)
"""Shares of a parameter's path between which it made most of its change."""


@dataclass(frozen=True)
class Change:
    """The change of one weight or bias over a training.

    ``neuron`` is, for example, ``h1.3``, the third of hidden layer 1, or ``o1``; ``source`` is where the
    weight comes from, ``bias`` for a bias. Most of the change (from a tenth of its path to nine tenths) is
    between the epochs ``begin`` and ``end``; ``jump``, the largest between two snapshots, ends at
    ``jump_epoch``.
    """

    neuron: str
    source: str
    before: float
    after: float
    begin: int
    end: int
    jump_epoch: int
    jump: float

    @property
    def change(self) -> float:
        """The difference of last and first value."""
        return self.after - self.before


def largest_changes(
    recording: Recording, n: int = 8, *, input_names: Sequence[str] | None = None
) -> tuple[Change, ...]:
    """Return up to ``n`` parameters that differ most between first and last snapshot, the largest first.

    Parameters that have not changed are omitted. The inputs are named ``x1``, ``x2``, ... by default.
    """
    network = recording[0]
    names = input_names_of(network, input_names)
    found: list[tuple[float, str, str, NDArray[np.float64]]] = []
    for layer in range(network.n_layers):
        neurons, sources = layer_names(network, layer), source_names(network, layer, names)
        weights, context = recording.weights(layer), recording.context(layer)
        n_below = weights.shape[1]
        parts = [(weights, sources[:n_below]), (recording.biases(layer), (BIAS,))]
        if context is not None:
            parts.append((context, sources[n_below:]))
        for values, rows in parts:
            flat = values.reshape(len(values), len(rows), len(neurons))
            moved = np.abs(np.asarray(flat[-1], np.float64) - flat[0])
            for place in np.argsort(-moved, axis=None, kind="stable")[:n].tolist():
                row, column = divmod(place, len(neurons))
                path = np.asarray(flat[:, row, column], np.float64)
                found.append((float(moved[row, column]), neurons[column], rows[row], path))
    found.sort(key=lambda each: -each[0])
    return tuple(
        _change(neuron, source, path, recording.epochs)
        for moved, neuron, source, path in found[:n]
        if moved > 0
    )


def _change(neuron: str, source: str, path: FloatArray, epochs: IntArray) -> Change:
    moves = np.diff(path)
    way = np.cumsum(np.abs(moves))
    begin, end = np.searchsorted(way, [share * way[-1] for share in MOSTLY])
    jump = int(np.abs(moves).argmax())
    return Change(
        neuron,
        source,
        float(path[0]),
        float(path[-1]),
        int(epochs[begin]),
        int(epochs[min(int(end) + 1, len(epochs) - 1)]),
        int(epochs[jump + 1]),
        float(moves[jump]),
    )
