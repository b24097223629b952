"""Deciding by linear programming: either weights of a separating plane, or weights of a contradiction.

The program maximises t so that ``s * (w . x + b) >= t`` for every sample, with all weights between -1 and 1
and s = 1 for the class, -1 for the rest. If t is positive, w and b separate. If it is 0, the multipliers of
the samples' inequalities are the weights of a contradiction (linear programming duality; Farkas, 1902).
HiGHS solves it by the dual simplex method, whose multipliers are those of a vertex: few are not zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from rosenblatt._typing import SampleMatrix
from rosenblatt.errors import RosenblattError
from rosenblatt.insight.separation.samples import largest_by_column

TOLERANCE = 1e-10
"""The tolerance of the inequalities; HiGHS accepts no smaller one."""
NEARLY_ZERO = 1e-9
EQUAL = 1e-12
"""The two points of a contradiction differ by no more than this, with columns scaled to 1."""


@dataclass(frozen=True)
class Decision:
    """The weights of a separating plane, or the samples of a contradiction and ``shares`` of sum 1.

    Beside weights, the samples describe a sum that nearly vanishes, in case rounding rules the plane out.
    """

    weights: NDArray[np.float64] | None = None
    samples: NDArray[np.int64] | None = None
    shares: NDArray[np.float64] | None = None


def decide(X: SampleMatrix, own: NDArray[np.bool_]) -> Decision:
    """Decide whether a plane separates ``own`` from the rest, adding samples to the program as needed."""
    Z, scale = standardised(X)
    signs = np.where(own, 1.0, -1.0)
    at_once = 2 * (X.shape[1] + 2) + 50
    chosen = _hardest(signs * (Z @ (signs @ Z)), own, at_once)
    samples = shares = None
    while True:
        weights, bias, t, multipliers = _solve(Z[chosen], signs[chosen])
        if t <= NEARLY_ZERO:
            used = chosen[multipliers > NEARLY_ZERO]
            shares, residual = balanced(Z[used], signs[used])
            samples, shares = used[shares > 0], shares[shares > 0]
            if residual <= EQUAL:
                return Decision(None, samples, shares)
        right = signs * (Z @ weights + bias)
        wrong = np.setdiff1d(np.flatnonzero(right <= 0), chosen, assume_unique=True)
        if not len(wrong):
            return Decision(weights / scale, samples, shares)
        chosen = np.concatenate([chosen, wrong[_hardest(right[wrong], own[wrong], at_once)]])


def standardised(X: SampleMatrix) -> tuple[SampleMatrix, NDArray[np.float64]]:
    """Shift and scale columns so that the largest number in each is 1; sparse ones are not shifted."""
    dense = isinstance(X, np.ndarray)
    scale = X.max(axis=0) / 2 - X.min(axis=0) / 2 if dense else largest_by_column(X)
    scale = np.where(scale > 0, scale, 1.0)
    if dense:
        return centred(X) / scale, scale
    return scipy.sparse.csr_array(X @ scipy.sparse.diags_array(1 / scale)), scale


def centred(X: SampleMatrix) -> SampleMatrix:
    """Shift columns to the middle of their range, so that fewer digits are lost, except sparse ones."""
    # Halves first: the sum of two large numbers may be infinite.
    return X - (X.min(axis=0) / 2 + X.max(axis=0) / 2) if isinstance(X, np.ndarray) else X


def balanced(Z: SampleMatrix, signs: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return weights >= 0 with ``sum(weight * s * (z, 1)) = 0`` and sum 1, and the largest residual.

    By the method of Lawson and Hanson (1974), whose positive weights are those of independent points: at most
    ``n_features + 2``. The residual is infinite if there are no such weights.
    """
    from scipy.optimize import nnls

    if not ((signs > 0).any() and (signs < 0).any()):
        return np.zeros(len(signs)), np.inf
    dense = Z if isinstance(Z, np.ndarray) else Z.toarray()
    conditions = np.vstack([signs * dense.T, signs, np.ones(len(signs))])
    shares, _ = nnls(conditions, np.append(np.zeros(len(conditions) - 1), 1.0), maxiter=30 * len(signs) + 100)
    shares /= shares.sum() or 1.0
    return shares, float(np.abs(conditions[:-1] @ shares).max())


def _hardest(right: NDArray[np.float64], own: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
    """The samples of either side with the smallest values of ``right``."""
    sides = (np.flatnonzero(own), np.flatnonzero(~own))
    few = (side if len(side) <= most else side[np.argpartition(right[side], most)[:most]] for side in sides)
    return np.concatenate(list(few))


def _solve(
    Z: SampleMatrix, signs: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float, float, NDArray[np.float64]]:
    """Solve the program for some samples: weights, bias, t, and the multipliers of the inequalities."""
    from scipy.optimize import linprog

    n, d = Z.shape
    last = np.column_stack([-signs, np.ones(n)])
    if isinstance(Z, np.ndarray):
        rows = np.hstack([-signs[:, None] * Z, last])
    else:
        rows = scipy.sparse.hstack([scipy.sparse.diags_array(-signs) @ Z, last], format="csr")
    solved = linprog(
        np.append(np.zeros(d + 1), -1.0),
        A_ub=rows,
        b_ub=np.zeros(n),
        bounds=[(-1, 1)] * d + [(None, None)] * 2,
        method="highs-ds",
        options={"primal_feasibility_tolerance": TOLERANCE, "dual_feasibility_tolerance": TOLERANCE},
    )
    if not solved.success:
        raise RosenblattError(
            f"separability could not be decided: HiGHS stopped ({solved.message}); standardise the features"
        )
    return solved.x[:d], float(solved.x[d]), float(solved.x[-1]), -solved.ineqlin.marginals
