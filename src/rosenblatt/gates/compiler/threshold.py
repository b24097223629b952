"""Threshold functions: Boolean functions that one neuron computes, and its weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Cube: TypeAlias = NDArray[np.bool_]
"""A Boolean function of n inputs: an array of shape (2,) * n, indexed by the values of the inputs."""

Weights: TypeAlias = tuple[NDArray[np.float64], float]
Item = TypeVar("Item")

_ROWS_AT_ONCE = 200
_MOST_MULTIPLE = 64


def sides(cube: Cube, axis: int) -> tuple[Cube, Cube]:
    """Return the function where an input is 0, and where it is 1."""
    first = np.moveaxis(cube, axis, 0)
    at_0: Cube = first[0]
    at_1: Cube = first[1]
    return at_0, at_1


def reduced(cube: Cube, items: Sequence[Item]) -> tuple[Cube, list[Item]]:
    """Drop the inputs on which a function does not depend, with what belongs to them."""
    items = list(items)
    for axis in reversed(range(cube.ndim)):
        at_0, at_1 = sides(cube, axis)
        if np.array_equal(at_0, at_1):
            cube = at_0
            del items[axis]
    return cube, items


def is_threshold(cube: Cube) -> bool:
    """Return whether one neuron computes a function; constants need none."""
    cube, _ = reduced(cube, range(cube.ndim))
    return cube.ndim > 0 and threshold_weights(cube) is not None


def threshold_weights(cube: Cube) -> Weights | None:
    """Return weights, (n,), and a bias with which one neuron computes a function, or None if there are none.

    The function, (2,) * n, depends on each input. The answer is exact: z is at least 0.25 away from zero on
    every row, with small whole weights where they exist. Inputs with equal Chow parameters (Chow, 1961) get
    equal weights; a linear program finds the smallest weights that separate the minimal true rows from the
    maximal false rows by 1.
    """
    return _cached_weights(cube.ndim, np.packbits(cube).tobytes())


@lru_cache(maxsize=1024)
def _cached_weights(n_inputs: int, packed: bytes) -> Weights | None:
    bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=1 << n_inputs)
    cube: Cube = bits.astype(bool).reshape((2,) * n_inputs)
    signs = _signs(cube)
    if signs is None:
        return None
    rising = cube[tuple(slice(None, None, sign) for sign in signs)]
    chow = [int(sides(rising, axis)[1].sum()) for axis in range(n_inputs)]
    _, groups, sizes = np.unique(chow, return_inverse=True, return_counts=True)
    true, false = (_ones_by_group(rows, groups, len(sizes)) for rows in _binding_rows(rising))
    weights = np.ones(1) if len(sizes) == 1 else _least_weights(true, false, sizes)
    rounded = None if weights is None else _rounded(weights, true, false)
    if rounded is None:
        return None
    weights, bias = rounded
    # Where an input lowers the output, its weight changes sign, and its contribution at 0 goes into the bias.
    return weights[groups] * signs, bias + float(weights[groups][np.array(signs) < 0].sum())


def _signs(cube: Cube) -> list[int] | None:
    """1 for each input that only raises the output, -1 for one that only lowers it, None if one does both."""
    signs = []
    for axis in range(cube.ndim):
        at_0, at_1 = sides(cube, axis)
        raises, lowers = bool((at_1 & ~at_0).any()), bool((at_0 & ~at_1).any())
        if raises and lowers:
            return None
        signs.append(-1 if lowers else 1)
    return signs


def _binding_rows(rising: Cube) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """True rows that become false with any 1 less, and false rows that become true with any 1 more."""
    minimal, maximal = rising.copy(), ~rising
    for axis in range(rising.ndim):
        at_0, at_1 = sides(rising, axis)
        np.moveaxis(minimal, axis, 0)[1] &= ~at_0
        np.moveaxis(maximal, axis, 0)[0] &= at_1
    return np.argwhere(minimal), np.argwhere(maximal)


def _ones_by_group(rows: NDArray[np.intp], groups: NDArray[np.intp], n_groups: int) -> NDArray[np.intp]:
    """How many ones the distinct rows have in each group of inputs, shape (n, n_groups)."""
    counts = np.stack([rows[:, groups == group].sum(axis=1) for group in range(n_groups)], axis=1)
    return np.unique(counts, axis=0)


def _least_weights(
    true: NDArray[np.intp], false: NDArray[np.intp], sizes: NDArray[np.intp]
) -> NDArray[np.float64] | None:
    """Solve the linear program for a few rows, then add the rows on which its solution is wrong."""
    from scipy.optimize import linprog

    left = np.vstack([np.c_[-true, -np.ones(len(true))], np.c_[false, np.ones(len(false))]])
    taken = np.arange(0, len(left), max(1, len(left) // _ROWS_AT_ONCE))
    limits = [(0, None)] * len(sizes) + [(None, None)]
    while True:
        half = np.full(len(taken), -0.5)
        found = linprog(np.r_[sizes, 0.0], A_ub=left[taken], b_ub=half, bounds=limits, method="highs")
        if found.x is None:
            return None
        excess = left @ found.x + 0.5
        wrong = np.flatnonzero(excess > 1e-6)
        if not len(wrong):
            return np.asarray(found.x[:-1], dtype=float)
        worst = wrong[np.argsort(-excess[wrong])[:_ROWS_AT_ONCE]]
        if np.isin(worst, taken).all():
            return None
        taken = np.union1d(taken, worst)


def _rounded(weights: NDArray[np.float64], true: NDArray[np.intp], false: NDArray[np.intp]) -> Weights | None:
    """Whole weights if a small multiple is whole and still right, and the bias in the middle."""
    for multiple in range(1, _MOST_MULTIPLE + 1):
        whole = np.round(weights * multiple)
        low, high = float((true @ whole).min()), float((false @ whole).max())
        if low > high:
            return whole, -(low + high) / 2
    low, high = float((true @ weights).min()), float((false @ weights).max())
    return (weights, -(low + high) / 2) if low - high > 0.5 else None
