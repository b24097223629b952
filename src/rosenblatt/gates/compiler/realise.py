"""From a Boolean function given by its table to neurons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from rosenblatt.gates.compiler.cubes import cover, cover_signal
from rosenblatt.gates.compiler.intervals import best_split, interval_signal
from rosenblatt.gates.compiler.layers import in_layers
from rosenblatt.gates.compiler.signal import Signal, constant
from rosenblatt.gates.compiler.symmetric import symmetric_signal
from rosenblatt.gates.compiler.threshold import Cube, sides, threshold_weights
from rosenblatt.gates.compiler.wiring import Wiring, all_of, any_of, parity

Way: TypeAlias = Callable[[Wiring], Signal | None]


def realise(wiring: Wiring, cube: Cube, signals: list[Signal]) -> Signal:
    """Wire a function of signals with few neurons.

    In this order: a constant, a signal itself, one neuron, a symmetric function. Else whatever is smallest:
    splitting off inputs that stand alone beside the rest (``x and ...``, ``x or ...``, ``x xor ...``), a sum
    of products, the negation of one, or intervals.

    Parameters
    ----------
    wiring : Wiring
        Gets the neurons.
    cube : ndarray of bool, shape (2,) * n
    signals : list of Signal
        One for each of the n inputs.
    """
    cube, signals = reduced(cube, signals)
    simple = realise_simply(wiring, cube, signals)
    if simple is not None:
        return simple
    n_first, most = best_split(cube)
    return cheapest(
        wiring,
        [
            lambda tried: _split_off(tried, cube, signals),
            lambda tried: _covered(tried, cube, signals, most),
            lambda tried: _covered_negation(tried, cube, signals, most),
            lambda tried: interval_signal(tried, cube, signals, n_first),
        ],
    )


def cheapest(wiring: Wiring, ways: Sequence[Way]) -> Signal:
    """Wire one signal in the way that makes its network smallest; a way that does not exist returns None."""
    tries = []
    for way in ways:
        tried = wiring.copy()
        signal = way(tried)
        if signal is not None:
            tries.append((in_layers(tried.copy(), [signal]).cost, tried, signal))
    _, best, signal = min(tries, key=lambda each: each[0])
    wiring.take(best)
    return signal


def reduced(cube: Cube, signals: list[Signal]) -> tuple[Cube, list[Signal]]:
    """Leave out the inputs on which the function does not depend."""
    for axis in reversed(range(cube.ndim)):
        at_0, at_1 = sides(cube, axis)
        if np.array_equal(at_0, at_1):
            cube, signals = at_0, [*signals[:axis], *signals[axis + 1 :]]
    return cube, signals


def realise_simply(wiring: Wiring, cube: Cube, signals: list[Signal]) -> Signal | None:
    """Wire a reduced function that is constant, one neuron or symmetric; None for any other."""
    if cube.ndim == 0:
        return constant(bool(cube))
    found = threshold_weights(cube)
    if found is not None:
        weights, bias = found
        return wiring.neuron(zip(weights.tolist(), signals, strict=True), bias)
    return symmetric_signal(wiring, cube, signals)


def _split_off(wiring: Wiring, cube: Cube, signals: list[Signal]) -> Signal | None:
    """Wire ``x and rest``, ``x or rest`` or ``x xor rest`` with all x that stand so beside it."""
    kinds = [_stands(cube, axis) for axis in range(cube.ndim)]
    for kind, join in (("and", all_of), ("or", any_of), ("xor", parity)):
        alone = [axis for axis, (each, _) in enumerate(kinds) if each == kind]
        if alone:
            values = {axis: kinds[axis][1] for axis in alone}
            literals = [signals[axis] if value else signals[axis].negated for axis, value in values.items()]
            # The rest shows where the others do not decide: 1 beside an AND, 0 beside an OR or an XOR.
            shown = {axis: int(value if kind == "and" else not value) for axis, value in values.items()}
            rest = cube[tuple(shown.get(axis, slice(None)) for axis in range(cube.ndim))]
            others = [signal for axis, signal in enumerate(signals) if axis not in values]
            return join(wiring, [*literals, realise(wiring, rest, others)])
    return None


def _stands(cube: Cube, axis: int) -> tuple[str | None, bool]:
    """How an input stands beside the rest, and whether itself (True) or negated (False)."""
    at_0, at_1 = sides(cube, axis)
    if not at_0.any() or not at_1.any():
        return "and", bool(at_1.any())
    if at_0.all() or at_1.all():
        return "or", bool(at_1.all())
    return ("xor", True) if np.array_equal(at_0, ~at_1) else (None, True)


def _covered(wiring: Wiring, cube: Cube, signals: list[Signal], most: int) -> Signal | None:
    products = cover(cube, most)
    return None if products is None else cover_signal(wiring, cube, signals, products)


def _covered_negation(wiring: Wiring, cube: Cube, signals: list[Signal], most: int) -> Signal | None:
    signal = _covered(wiring, ~cube, signals, most)
    return None if signal is None else signal.negated
