"""Sums of products: a function as OR of few ANDs, found greedily."""

from __future__ import annotations

import numpy as np

from rosenblatt.gates.compiler.signal import Signal, total
from rosenblatt.gates.compiler.threshold import Cube, sides, threshold_weights
from rosenblatt.gates.compiler.wiring import Wiring, any_of

Product = tuple[int | slice, ...]
"""An AND of inputs as an index: 1 or 0 where an input or its negation is in it, a slice where it is not."""

ANY = slice(None)
_FEW_INPUTS = 8
_FEW_PRODUCTS = 12


def cover(cube: Cube, most: int) -> list[Product] | None:
    """Find products that together are a function's true rows, none of which can be left out.

    Each true row that is not covered yet is widened to a product that cannot be wider, the way that covers
    most new rows (as Espresso does: Brayton and others, 1984).

    Parameters
    ----------
    cube : ndarray of bool, shape (2,) * n
    most : int
        Give up beyond that many products.

    Returns
    -------
    list of Product, or None
    """
    n_inputs = cube.ndim
    times = np.zeros(cube.shape, np.int32)
    products: list[Product] = []
    orders = [list(range(n_inputs))]
    if n_inputs <= _FEW_INPUTS:
        orders = [[*range(first, n_inputs), *range(first)] for first in range(n_inputs)]
        orders += [order[::-1] for order in orders]
    open_rows = cube.copy()
    for row in np.argwhere(cube):
        if not open_rows[tuple(row)]:
            continue
        if len(products) == most:
            return None
        wide = [_widened(cube, row, order) for order in orders]
        best = max(wide, key=lambda product: int(open_rows[product].sum()))
        products.append(best)
        times[best] += 1
        open_rows[best] = False
    return _needed(products, times)


def _widened(cube: Cube, row: np.ndarray, order: list[int]) -> Product:
    product: list[int | slice] = [int(value) for value in row]
    for axis in order:
        value, product[axis] = product[axis], ANY
        if not cube[tuple(product)].all():
            product[axis] = value
    return tuple(product)


def _needed(products: list[Product], times: np.ndarray) -> list[Product]:
    """Leave out, the narrowest first, products whose rows others cover too."""
    kept = []
    for product in sorted(products, key=lambda each: sum(part == ANY for part in each)):
        if (times[product] > 1).all():
            times[product] -= 1
        else:
            kept.append(product)
    return kept


def cover_signal(wiring: Wiring, cube: Cube, signals: list[Signal], products: list[Product]) -> Signal:
    """Wire the products, a neuron each, and their OR; products that never meet are simply added.

    Where they are few, those that one neuron can compute together share it.
    """
    parts = [_function(cube.shape, product) for product in products]
    if len(parts) <= _FEW_PRODUCTS and cube.ndim <= _FEW_INPUTS:
        parts = _together(parts)
    wired = [_threshold_signal(wiring, part, signals) for part in parts]
    if len(wired) == 1:
        return wired[0]
    apart = int(sum(part.sum() for part in parts)) == int(cube.sum())
    return total([(1.0, each) for each in wired]) if apart else any_of(wiring, wired)


def _function(shape: tuple[int, ...], product: Product) -> Cube:
    function = np.zeros(shape, np.bool_)
    function[product] = True
    return function


def _together(parts: list[Cube]) -> list[Cube]:
    merged: list[Cube] = []
    for part in sorted(parts, key=lambda each: -int(each.sum())):
        for place, other in enumerate(merged):
            both = part | other
            if _weights(both) is not None:
                merged[place] = both
                break
        else:
            merged.append(part)
    return merged


def _support(cube: Cube) -> list[int]:
    return [axis for axis in range(cube.ndim) if not np.array_equal(*sides(cube, axis))]


def _weights(cube: Cube) -> tuple[list[int], np.ndarray, float] | None:
    support = _support(cube)
    if not support:
        return None
    reduced = cube[tuple(ANY if axis in support else 0 for axis in range(cube.ndim))]
    found = threshold_weights(reduced)
    return None if found is None else (support, *found)


def _threshold_signal(wiring: Wiring, cube: Cube, signals: list[Signal]) -> Signal:
    found = _weights(cube)
    assert found is not None, "a product, and what was merged, is a threshold function"
    support, weights, bias = found
    return wiring.neuron(zip(weights.tolist(), (signals[axis] for axis in support), strict=True), bias)
