"""Symmetric functions: those that only count how many of their inputs, or of their negations, are 1."""

from __future__ import annotations

import numpy as np

from rosenblatt.gates.compiler.signal import Signal, constant, total
from rosenblatt.gates.compiler.threshold import Cube, sides
from rosenblatt.gates.compiler.wiring import Wiring, at_least


def symmetric_signal(wiring: Wiring, cube: Cube, signals: list[Signal]) -> Signal | None:
    """Wire a symmetric function: one neuron for each count at which its answer changes (Muroga, 1971).

    Parity of n inputs takes n neurons so, where a sum of products takes 2**(n - 1).

    Parameters
    ----------
    wiring : Wiring
    cube : ndarray of bool, shape (2,) * n
        A function that depends on each of its n >= 2 inputs.
    signals : list of Signal
        One for each input.

    Returns
    -------
    Signal or None
        None if the function is not symmetric, whichever inputs are negated.
    """
    negated = _negations(cube)
    if negated is None:
        return None
    turned = cube[tuple(slice(None, None, -1) if turn else slice(None) for turn in negated)]
    counts = np.indices(turned.shape).sum(axis=0)
    answers = [bool(turned[counts == count][0]) for count in range(turned.ndim + 1)]
    if any((turned[counts == count] != answer).any() for count, answer in enumerate(answers)):
        return None
    read = [signal.negated if turn else signal for signal, turn in zip(signals, negated, strict=True)]
    changes = [count for count in range(1, len(answers)) if answers[count] != answers[count - 1]]
    parts = [(1.0 if answers[count] else -1.0, at_least(wiring, read, count)) for count in changes]
    return total([(1.0, constant(answers[0])), *parts])


def _negations(cube: Cube) -> list[bool] | None:
    """Which inputs to negate so that each may change places with the first; None if one may not."""
    turns = [False]
    for axis in range(1, cube.ndim):
        (neither, second), (first, both) = (sides(side, axis - 1) for side in sides(cube, 0))
        if np.array_equal(first, second):
            turns.append(False)
        elif np.array_equal(neither, both):
            turns.append(True)
        else:
            return None
    return turns
