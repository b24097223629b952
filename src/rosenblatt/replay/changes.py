"""Which weights and biases changed most, from what to what, and when."""

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
"""Between these shares of a weight's way lies the time in which it did most of it."""


@dataclass(frozen=True)
class Change:
    """What became of a weight or a bias.

    Attributes
    ----------
    neuron : str
        Whose it is: ``h1.3`` is the third neuron of hidden layer 1, ``o1`` the first output.
    source : str
        Where the weight comes from, an input or a neuron; ``bias``.
    before, after : float
        At the first snapshot, and at the last.
    begin, end : int
        The epochs between which it went most of its way (from a tenth of it to nine tenths).
    jump_epoch : int
        The epoch after which it had made its largest single move, from one snapshot to the next.
    jump : float
        That move.
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
        """How much it changed."""
        return self.after - self.before


def largest_changes(
    recording: Recording, n: int = 8, *, input_names: Sequence[str] | None = None
) -> tuple[Change, ...]:
    """Find the parameters that lie farthest from where they began.

    Parameters
    ----------
    recording : Recording
    n : int, default=8
        How many at most.
    input_names : sequence of str, optional
        Default: ``x1``, ``x2``, ...

    Returns
    -------
    tuple of Change
        The largest change first; what has not changed at all is left out.
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
