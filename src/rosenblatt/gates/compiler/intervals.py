"""Any function at all in few neurons: read as intervals, it takes about 2 * 2**(n / 2) of them.

The inputs are split in two. The first half is the number of a line, the second a place on it, and along each
line the answer changes at certain places. Neurons of the first level compare the number of the line with
every line where those places move; with their help a neuron of the second level compares the place with the
k-th change of its line, whichever line that is; and the changes, taken with alternating signs, are the
answer. After the telescopic sums of Siu, Roychowdhury and Kailath ("Depth-size tradeoffs for neural
computation", 1991).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt.gates.compiler.signal import Signal, total
from rosenblatt.gates.compiler.threshold import Cube
from rosenblatt.gates.compiler.wiring import Wiring


def best_split(cube: Cube) -> tuple[int, int]:
    """Return how many of the inputs best number the line, and how many neurons that takes.

    The neurons that pass the other inputs on are counted among them.
    """
    costs = []
    for n_first in range(cube.ndim):
        starts, changes = _changes(cube, n_first)
        moves = len(_moves(starts))
        costs.append((moves + changes + (cube.ndim - n_first if moves else 0), n_first))
    cost, n_first = min(costs)
    return n_first, cost


def interval_signal(wiring: Wiring, cube: Cube, signals: list[Signal], n_first: int) -> Signal:
    """Wire a function split after its first ``n_first`` inputs."""
    starts, changes = _changes(cube, n_first)
    line, place = _number(signals[:n_first]), _number(signals[n_first:])
    moves = _moves(starts)
    reached = [wiring.neuron(line, 0.5 - move) for move in moves]
    parts = []
    for change in range(changes):
        steps = np.diff(starts[[0, *moves], change])
        where = [(-float(step), signal) for step, signal in zip(steps, reached, strict=True) if step]
        neuron = wiring.neuron([*place, *where], 0.5 - float(starts[0, change]))
        parts.append(((-1.0) ** change, neuron))
    return total(parts)


def _changes(cube: Cube, n_first: int) -> tuple[NDArray[np.int64], int]:
    """Where the answer changes along each line, as a row each, and how often at most.

    A line with fewer changes has the others behind its end.
    """
    lines = cube.reshape(1 << n_first, -1)
    changed = np.diff(lines, axis=1, prepend=False)
    most = int(changed.sum(axis=1).max())
    starts = np.full((len(lines), most), lines.shape[1], np.int64)
    line, place = np.nonzero(changed)
    rank = np.cumsum(changed, axis=1)[line, place] - 1
    starts[line, rank] = place
    return starts, most


def _moves(starts: NDArray[np.int64]) -> list[int]:
    """The lines whose changes lie elsewhere than those of the line before."""
    moved: list[int] = (np.flatnonzero((starts[1:] != starts[:-1]).any(axis=1)) + 1).tolist()
    return moved


def _number(bits: list[Signal]) -> list[tuple[float, Signal]]:
    """The signals as the digits of a binary number, the first counting most."""
    return [(float(1 << (len(bits) - 1 - place)), bit) for place, bit in enumerate(bits)]
