"""Folds: the rows divided into parts of equal size, with the same shares of classes or of large targets."""

from __future__ import annotations

import numpy as np

from rosenblatt._typing import IntArray
from rosenblatt.tabular.problem import Problem


def deal_folds(problem: Problem, n_folds: int, random: np.random.RandomState) -> IntArray:
    """Return the fold of each row, shape (n_rows,), numbers below ``n_folds``.

    The rows are shuffled, sorted by their class (for numbers: by the rank of their target in groups of
    ``n_folds``), and dealt in turn. So the sizes of the folds differ by one row at most, and so do the
    rows of a class in them.
    """
    order = random.permutation(problem.n_rows)
    strata = problem.y[order]
    if problem.is_regression:
        ranks = np.empty(problem.n_rows, np.int64)
        ranks[np.argsort(strata, kind="stable")] = np.arange(problem.n_rows)
        strata = ranks // n_folds
    folds: IntArray = np.empty(problem.n_rows, np.int64)
    folds[order[np.argsort(strata, kind="stable")]] = np.arange(problem.n_rows) % n_folds
    return folds
