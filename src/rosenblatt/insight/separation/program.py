"""Deciding by linear programming: either weights that have all samples on their side, or a contradiction.

The program is: maximise t so that ``s * (w . x + b) >= t`` for every sample, with all weights between -1 and
1 and s = 1 for the class, -1 for the rest. If t is positive, w and b separate. If it is 0, the multipliers of
the samples' inequalities are the weights of a contradiction (linear programming duality; Farkas, 1902).
HiGHS solves it by the dual simplex method, whose multipliers are those of a corner: few are not zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from rosenblatt._typing import SampleMatrix
from rosenblatt.errors import RosenblattError

TOLERANCE = 1e-10
"""To which HiGHS holds the inequalities; it knows no smaller one."""

NEARLY_ZERO = 1e-9
MET = 1e-12
"""A contradiction's two points differ by no more than this, where the longest column has the length 1."""


@dataclass(frozen=True)
class Decision:
    """What the program found.

    Attributes
    ----------
    weights : ndarray of shape (n_features,) or None
        Of a plane that separates the samples as they are; None if they contradict each other.
    samples : ndarray of int, shape (n,) or None
        The samples of the contradiction. Beside weights: of a sum that nearly vanishes, which speaks if
        rounding leaves no plane.
    shares : ndarray of shape (n,) or None
        Their weights in it, with sum 1.
    """

    weights: NDArray[np.float64] | None = None
    samples: NDArray[np.int64] | None = None
    shares: NDArray[np.float64] | None = None


def decide(X: SampleMatrix, own: NDArray[np.bool_]) -> Decision:
    """Decide by linear programming whether a plane tells a class from the rest.

    The program begins with the samples that look hardest and takes in those which its plane has on the wrong
    side, until there are none; so it stays small for long tables, and its answer holds for all samples.

    Parameters
    ----------
    X : ndarray or CSR array of shape (n_samples, n_features)
        float64.
    own : ndarray of bool, shape (n_samples,)
        Which samples are of the class; some are, and some are not.

    Returns
    -------
    Decision
    """
    Z, scale = standardised(X)
    signs = np.where(own, 1.0, -1.0)
    at_once = 2 * (X.shape[1] + 2) + 50
    towards = signs @ Z
    chosen = _hardest(signs * (Z @ towards), own, at_once)
    samples = shares = None
    while True:
        weights, bias, t, multipliers = _solve(Z[chosen], signs[chosen])
        if t <= NEARLY_ZERO:
            used = chosen[multipliers > NEARLY_ZERO]
            shares, residual = balanced(Z[used], signs[used])
            samples, shares = used[shares > 0], shares[shares > 0]
            if residual <= MET:
                return Decision(None, samples, shares)
        right = signs * (Z @ weights + bias)
        wrong = np.setdiff1d(np.flatnonzero(right <= 0), chosen, assume_unique=True)
        if not len(wrong):
            return Decision(weights / scale, samples, shares)
        chosen = np.concatenate([chosen, wrong[_hardest(right[wrong], own[wrong], at_once)]])


def standardised(X: SampleMatrix) -> tuple[SampleMatrix, NDArray[np.float64]]:
    """Move and scale columns so that the largest number in each is 1; sparse ones are not moved."""
    if isinstance(X, np.ndarray):
        low, high = X.min(axis=0), X.max(axis=0)
        # Halves first: the sum of two huge numbers may be infinite.
        centre, scale = low / 2 + high / 2, high / 2 - low / 2
        scale = np.where(scale > 0, scale, 1.0)
        return (X - centre) / scale, scale
    scale = np.asarray(abs(X).max(axis=0).toarray()).ravel()
    scale = np.where(scale > 0, scale, 1.0)
    return scipy.sparse.csr_array(X @ scipy.sparse.diags_array(1 / scale)), scale


def balanced(Z: SampleMatrix, signs: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Find weights, not negative, with which samples cancel out: ``sum(weight * s * (z, 1)) = 0``.

    By the method of Lawson and Hanson (1974), whose positive weights are those of points that are
    independent: at most ``n_features + 2``.

    Parameters
    ----------
    Z : ndarray or CSR array of shape (n, n_features)
    signs : ndarray of shape (n,)
        1 for samples of the class, -1 for the rest.

    Returns
    -------
    shares : ndarray of shape (n,)
        The weights, with sum 1.
    residual : float
        What is left of the sum, at most, in any column; infinity if nothing comes near.
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
    """Choose of either side the samples that are least right."""
    chosen = []
    for side in (np.flatnonzero(own), np.flatnonzero(~own)):
        if len(side) > most:
            side = side[np.argpartition(right[side], most)[:most]]
        chosen.append(side)
    return np.concatenate(chosen)


def _solve(
    Z: SampleMatrix, signs: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float, float, NDArray[np.float64]]:
    """Solve the program for some samples: weights, bias, t, and the inequalities' multipliers."""
    from scipy.optimize import linprog

    n, d = Z.shape
    beside = np.column_stack([-signs, np.ones(n)])
    if isinstance(Z, np.ndarray):
        rows = np.hstack([-signs[:, None] * Z, beside])
    else:
        rows = scipy.sparse.hstack([scipy.sparse.diags_array(-signs) @ Z, beside], format="csr")
    goal = np.append(np.zeros(d + 1), -1.0)
    solved = linprog(
        goal,
        A_ub=rows,
        b_ub=np.zeros(n),
        bounds=[(-1, 1)] * d + [(None, None)] * 2,
        method="highs-ds",
        options={"primal_feasibility_tolerance": TOLERANCE, "dual_feasibility_tolerance": TOLERANCE},
    )
    if not solved.success:
        raise RosenblattError(
            f"whether a plane separates the classes could not be told: HiGHS gave up ({solved.message}); "
            "standardise the features"
        )
    return solved.x[:d], float(solved.x[d]), float(solved.x[-1]), -solved.ineqlin.marginals
