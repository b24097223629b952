"""Threshold functions: those that one neuron can compute, and the weights with which it does."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Cube: TypeAlias = NDArray[np.bool_]
"""A Boolean function of n inputs: an array of shape (2,) * n, indexed by the values of the inputs."""

Weights: TypeAlias = tuple[NDArray[np.float64], float]

_ROWS_AT_ONCE = 200
_MOST_MULTIPLE = 64


def sides(cube: Cube, axis: int) -> tuple[Cube, Cube]:
    """Return the function where an input is 0 and where it is 1."""
    first = np.moveaxis(cube, axis, 0)
    at_0: Cube = first[0]
    at_1: Cube = first[1]
    return at_0, at_1


def threshold_weights(cube: Cube) -> Weights | None:
    """Find weights and a bias with which one neuron computes a function, or say that there are none.

    Exact: an input that sometimes raises and sometimes lowers the output rules it out; inputs with equal Chow
    parameters get equal weights (Chow, 1961); of the rows only the least true and the greatest false ones
    bind; the least weights that part those by 1 are a linear programme.

    Parameters
    ----------
    cube : ndarray of bool, shape (2,) * n
        A function that depends on each of its n >= 1 inputs.

    Returns
    -------
    (weights of shape (n,), bias) or None
        With z at least 0.25 away from zero on every row; small whole weights wherever they exist.
    """
    return _weights_of(cube.ndim, np.packbits(cube).tobytes())


@lru_cache(maxsize=1024)
def _weights_of(n_inputs: int, packed: bytes) -> Weights | None:
    """The same of a function as bits: parts of expressions are asked about again and again."""
    rows = np.unpackbits(np.frombuffer(packed, np.uint8), count=1 << n_inputs)
    cube: Cube = rows.astype(bool).reshape((2,) * n_inputs)
    signs = _signs(cube)
    if signs is None:
        return None
    rising = cube[tuple(slice(None, None, sign) for sign in signs)]
    groups = _alike(rising)
    true, false = _binding_rows(rising)
    true, false = (np.unique(_counts(rows, groups), axis=0) for rows in (true, false))
    sizes = np.bincount(groups)
    weights = np.ones(1) if len(sizes) == 1 else _least_weights(true, false, sizes)
    settled = None if weights is None else _settled(weights, true, false)
    if settled is None:
        return None
    weights, bias = settled
    each = weights[groups]
    # Where an input lowers the output, its weight turns round, and what it gave at 0 goes into the bias.
    return each * signs, bias + float(each[np.array(signs) < 0].sum())


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


def _alike(rising: Cube) -> NDArray[np.intp]:
    """Number the groups of inputs whose Chow parameters are equal."""
    chow = [int(sides(rising, axis)[1].sum()) for axis in range(rising.ndim)]
    groups: NDArray[np.intp] = np.unique(chow, return_inverse=True)[1]
    return groups


def _binding_rows(rising: Cube) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The true rows that are false as soon as any 1 becomes 0, and the false ones the other way round."""
    least, greatest = rising.copy(), ~rising
    for axis in range(rising.ndim):
        at_0, at_1 = sides(rising, axis)
        np.moveaxis(least, axis, 0)[1] &= ~at_0
        np.moveaxis(greatest, axis, 0)[0] &= at_1
    return np.argwhere(least), np.argwhere(greatest)


def _counts(rows: NDArray[np.intp], groups: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.stack([rows[:, groups == group].sum(axis=1) for group in range(groups.max() + 1)], axis=1)


def _least_weights(
    true: NDArray[np.intp], false: NDArray[np.intp], sizes: NDArray[np.intp]
) -> NDArray[np.float64] | None:
    """Solve the linear programme, over a few rows first and then with those that it got wrong."""
    from scipy.optimize import linprog

    left = np.vstack([np.c_[-true, -np.ones(len(true))], np.c_[false, np.ones(len(false))]])
    taken = np.arange(0, len(left), max(1, len(left) // _ROWS_AT_ONCE))
    limits = [(0, None)] * len(sizes) + [(None, None)]
    while True:
        found = linprog(
            np.r_[sizes, 0.0],
            A_ub=left[taken],
            b_ub=np.full(len(taken), -0.5),
            bounds=limits,
            method="highs",
        )
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


def _settled(weights: NDArray[np.float64], true: NDArray[np.intp], false: NDArray[np.intp]) -> Weights | None:
    """Whole weights if a small multiple is whole and still right, and the bias in the middle."""
    for multiple in range(1, _MOST_MULTIPLE + 1):
        whole = np.round(weights * multiple)
        least, greatest = float((true @ whole).min()), float((false @ whole).max())
        if least > greatest:
            return whole, -(least + greatest) / 2
    least, greatest = float((true @ weights).min()), float((false @ weights).max())
    return (weights, -(least + greatest) / 2) if least - greatest > 0.5 else None
