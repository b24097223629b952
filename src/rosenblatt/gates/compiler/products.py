"""Sums of products: a Boolean function as OR of few ANDs, found greedily."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.gates.compiler.threshold import Cube, is_threshold, reduced, threshold_weights
from rosenblatt.gates.compiler.wiring import Bit, Wiring, any_of, weighted_sum

Product: TypeAlias = tuple[int | slice, ...]
"""An AND of inputs as an index: 1 or 0 where an input or its negation is in it, a slice where it is not."""

ANY = slice(None)
_FEW_INPUTS = 8
_FEW_PRODUCTS = 12


def sum_of_products(wiring: Wiring, cube: Cube, bits: list[Bit], most: int) -> Bit | None:
    """Wire a function, (2,) * n, not constant, as an OR of products; None if it needs more than ``most``.

    Products that never are 1 together are added without a neuron. Of few products, those that one neuron
    computes together share it.
    """
    products = cover(cube, most)
    if products is None:
        return None
    parts = [np.zeros(cube.shape, np.bool_) for _ in products]
    for part, product in zip(parts, products, strict=True):
        part[product] = True
    if len(parts) <= _FEW_PRODUCTS and cube.ndim <= _FEW_INPUTS:
        parts = _merged(parts)
    wired = [_one_neuron(wiring, part, bits) for part in parts]
    if sum(int(part.sum()) for part in parts) == int(cube.sum()):
        return weighted_sum([(1.0, each) for each in wired])
    return any_of(wiring, wired)


def cover(cube: Cube, most: int) -> list[Product] | None:
    """Return products that together are the true rows of a function, none redundant; None beyond ``most``.

    Each row that is not covered is extended to the maximal product that covers most new rows (as in Espresso:
    Brayton and others, 1984).
    """
    times = np.zeros(cube.shape, np.int32)
    products: list[Product] = []
    orders = [list(range(cube.ndim))]
    if cube.ndim <= _FEW_INPUTS:
        orders = [[*range(first, cube.ndim), *range(first)] for first in range(cube.ndim)]
        orders += [order[::-1] for order in orders]
    uncovered = cube.copy()
    for row in np.argwhere(cube):
        if not uncovered[tuple(row)]:
            continue
        if len(products) == most:
            return None
        extended = [_extended(cube, row, order) for order in orders]
        best = max(extended, key=lambda product: int(uncovered[product].sum()))
        products.append(best)
        times[best] += 1
        uncovered[best] = False
    kept = []
    for product in sorted(products, key=lambda each: sum(part == ANY for part in each)):
        if (times[product] > 1).all():
            times[product] -= 1
        else:
            kept.append(product)
    return kept


def _extended(cube: Cube, row: NDArray[np.intp], order: list[int]) -> Product:
    product: list[int | slice] = [int(value) for value in row]
    for axis in order:
        value, product[axis] = product[axis], ANY
        if not cube[tuple(product)].all():
            product[axis] = value
    return tuple(product)


def _merged(parts: list[Cube]) -> list[Cube]:
    merged: list[Cube] = []
    for part in sorted(parts, key=lambda each: -int(each.sum())):
        for place, other in enumerate(merged):
            if is_threshold(part | other):
                merged[place] = part | other
                break
        else:
            merged.append(part)
    return merged


def _one_neuron(wiring: Wiring, cube: Cube, bits: list[Bit]) -> Bit:
    cube, bits = reduced(cube, bits)
    found = threshold_weights(cube)
    assert found is not None, "a product, and what was merged, is a threshold function"
    weights, bias = found
    return wiring.neuron(zip(weights.tolist(), bits, strict=True), bias)
