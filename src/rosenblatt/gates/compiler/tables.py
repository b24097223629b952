"""Wiring a Boolean function that is given by its truth table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt.gates.compiler.layers import smallest
from rosenblatt.gates.compiler.products import sum_of_products
from rosenblatt.gates.compiler.threshold import Cube, reduced, sides, threshold_weights
from rosenblatt.gates.compiler.wiring import (
    Bit,
    Wiring,
    all_of,
    any_of,
    at_least,
    constant,
    parity,
    weighted_sum,
)


def wire_table(wiring: Wiring, cube: Cube, bits: list[Bit]) -> Bit:
    """Add neurons that compute a function, (2,) * n, of n bits, as few as the methods below need.

    A constant, a bit, one neuron or a symmetric function; otherwise the smallest of: splitting off inputs
    (``x and ...``, ``x or ...``, ``x xor ...``), a sum of products, the negation of one, or intervals.
    """
    cube, bits = reduced(cube, bits)
    simple = wire_simple(wiring, cube, bits)
    if simple is not None:
        return simple
    n_first, most = best_split(cube)

    def negated(tried: Wiring) -> Bit | None:
        bit = sum_of_products(tried, ~cube, bits, most)
        return None if bit is None else bit.negated

    return smallest(
        wiring,
        [
            lambda tried: _split_off(tried, cube, bits),
            lambda tried: sum_of_products(tried, cube, bits, most),
            negated,
            lambda tried: intervals(tried, cube, bits, n_first),
        ],
    )


def wire_simple(wiring: Wiring, cube: Cube, bits: list[Bit]) -> Bit | None:
    """Wire a reduced function that is constant, one neuron or symmetric; None for any other."""
    if cube.ndim == 0:
        return constant(bool(cube))
    found = threshold_weights(cube)
    if found is not None:
        weights, bias = found
        return wiring.neuron(zip(weights.tolist(), bits, strict=True), bias)
    return symmetric(wiring, cube, bits)


# ---- Symmetric functions ----------------------------------------------------------------------------------


def symmetric(wiring: Wiring, cube: Cube, bits: list[Bit]) -> Bit | None:
    """Wire a function that only counts how many inputs, or their negations, are 1; None if it does not.

    One neuron for each count at which the answer changes (Muroga, 1971): n neurons for parity of n inputs.
    """
    negated = [False]
    for axis in range(1, cube.ndim):
        (neither, second), (first, both) = (sides(side, axis - 1) for side in sides(cube, 0))
        negated.append(not np.array_equal(first, second))
        if negated[-1] and not np.array_equal(neither, both):
            return None
    turned = cube[tuple(slice(None, None, -1 if turn else 1) for turn in negated)]
    counts = np.indices(turned.shape).sum(axis=0)
    answers = [bool(turned[counts == count][0]) for count in range(turned.ndim + 1)]
    if not np.array_equal(turned, np.array(answers)[counts]):
        return None
    read = [bit.negated if turn else bit for bit, turn in zip(bits, negated, strict=True)]
    changes = [count for count in range(1, len(answers)) if answers[count] != answers[count - 1]]
    parts = [(1.0 if answers[count] else -1.0, at_least(wiring, read, count)) for count in changes]
    return weighted_sum([(1.0, constant(answers[0])), *parts])


# ---- Inputs that act on their own -------------------------------------------------------------------------


def _split_off(wiring: Wiring, cube: Cube, bits: list[Bit]) -> Bit | None:
    """Wire ``x and rest``, ``x or rest`` or ``x xor rest`` with all inputs x that act in the same way."""
    actions = [_action(cube, axis) for axis in range(cube.ndim)]
    for name, join in (("and", all_of), ("or", any_of), ("xor", parity)):
        alone = {axis: value for axis, (action, value) in enumerate(actions) if action == name}
        if alone:
            literals = [bits[axis] if value else bits[axis].negated for axis, value in alone.items()]
            # The rest is the function where the others do not decide: 1 for AND, 0 for OR and XOR.
            index = [
                int(alone[axis] == (name == "and")) if axis in alone else slice(None)
                for axis in range(cube.ndim)
            ]
            others = [bit for axis, bit in enumerate(bits) if axis not in alone]
            return join(wiring, [*literals, wire_table(wiring, cube[tuple(index)], others)])
    return None


def _action(cube: Cube, axis: int) -> tuple[str | None, bool]:
    """How an input acts on the rest of a function, and whether itself (True) or negated (False)."""
    at_0, at_1 = sides(cube, axis)
    if not at_0.any() or not at_1.any():
        return "and", bool(at_1.any())
    if at_0.all() or at_1.all():
        return "or", bool(at_1.all())
    return ("xor", True) if np.array_equal(at_0, ~at_1) else (None, True)


# ---- Intervals --------------------------------------------------------------------------------------------


def best_split(cube: Cube) -> tuple[int, int]:
    """Return how many inputs best number the lines of :func:`intervals`, and how many neurons that takes.

    Neurons that pass the other inputs on are included.
    """
    costs = []
    for n_first in range(cube.ndim):
        starts = _changes(cube, n_first)
        moves = len(_moves(starts))
        costs.append((moves + starts.shape[1] + (cube.ndim - n_first if moves else 0), n_first))
    cost, n_first = min(costs)
    return n_first, cost


def intervals(wiring: Wiring, cube: Cube, bits: list[Bit], n_first: int) -> Bit:
    """Wire any function with about ``2 * 2**(n / 2)`` neurons, by intervals of binary numbers.

    The first ``n_first`` inputs are the number of a line, the others a place on it, and along each line the
    answer changes at certain places. Neurons of the first level compare the number of the line with every
    line at which those places move; with their help a neuron of the second compares the place with the k-th
    change of its line; the answer is the sum of the changes with alternating signs (Siu, Roychowdhury and
    Kailath, "Depth-size tradeoffs for neural computation", 1991).
    """
    starts = _changes(cube, n_first)
    line, place = _binary_number(bits[:n_first]), _binary_number(bits[n_first:])
    moves = _moves(starts)
    reached = [wiring.neuron(line, 0.5 - move) for move in moves]
    parts = []
    for change in range(starts.shape[1]):
        steps = np.diff(starts[[0, *moves], change]).tolist()
        shifts = [(-float(step), bit) for step, bit in zip(steps, reached, strict=True) if step]
        parts.append(((-1.0) ** change, wiring.neuron([*place, *shifts], 0.5 - float(starts[0, change]))))
    return weighted_sum(parts)


def _changes(cube: Cube, n_first: int) -> NDArray[np.int64]:
    """Where the answer changes along each line, (n_lines, n_changes); missing changes are past the end."""
    lines = cube.reshape(1 << n_first, -1)
    changed = np.diff(lines, axis=1, prepend=False)
    starts = np.full((len(lines), int(changed.sum(axis=1).max())), lines.shape[1], np.int64)
    line, place = np.nonzero(changed)
    starts[line, np.cumsum(changed, axis=1)[line, place] - 1] = place
    return starts


def _moves(starts: NDArray[np.int64]) -> list[int]:
    """The lines whose changes are at other places than those of the line before."""
    moved: list[int] = (np.flatnonzero((starts[1:] != starts[:-1]).any(axis=1)) + 1).tolist()
    return moved


def _binary_number(bits: list[Bit]) -> list[tuple[float, Bit]]:
    """Weigh bits as the digits of a binary number, the first being the most significant."""
    return [(float(1 << (len(bits) - 1 - place)), bit) for place, bit in enumerate(bits)]
