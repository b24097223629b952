"""The encodings of a mixture's inputs, learned from a table: standardised, and steps for each fold."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

import rosenblatt._core as _core
from rosenblatt._typing import IntArray
from rosenblatt.network.mixture import Encoding
from rosenblatt.tabular.problem import Problem
from rosenblatt.tabular.recipe import Recipe

MIN_EDGES = 3
"""A column with fewer distinct edges gets no steps: they would repeat what its standardised value says."""


def standard_encoding(problem: Problem) -> Encoding:
    """Return the encoding by mean and standard deviation over all rows; a constant column has scale 1.

    Both are learned from the inputs alone, never from the target, so all folds share them.
    """
    largest = np.abs(problem.X).max(axis=0)
    largest[largest == 0] = 1
    shares = problem.X / largest
    mean = shares.mean(axis=0)
    scale = shares.std(axis=0) * largest
    # Rounding leaves a constant column a tiny deviation.
    constant = (problem.X[0] == problem.X).all(axis=0) | (scale <= 0)
    scale[constant] = 1
    return Encoding(mean * largest, scale)


def step_encodings(
    problem: Problem, standard: Encoding, folds: IntArray, recipe: Recipe, n_threads: int
) -> list[Encoding]:
    """Return an encoding with steps for each fold, learned from the rows outside it.

    The edges of a column are its minimum, the thresholds of a decision tree on it that predicts the target,
    and its maximum.
    """
    n_folds = int(folds.max()) + 1
    is_number = np.array([_is_number(problem.X[:, column]) for column in range(problem.n_inputs)])
    columns = np.flatnonzero(is_number)
    leaves = recipe.leaves(problem.n_rows, len(columns))
    if len(columns) == 0 or leaves < 2:
        return [standard] * n_folds
    X = np.ascontiguousarray(problem.X[:, columns])
    targets = problem.standardised if problem.is_regression else problem.y.astype(np.float64)
    n_learned = problem.n_rows - problem.n_rows // n_folds
    found = _core.tree_thresholds(
        X,
        targets,
        problem.n_classes,
        problem.weight,
        folds,
        n_folds,
        leaves,
        recipe.min_leaf(n_learned),
        n_threads,
    )
    encodings = []
    for fold in range(n_folds):
        rows = X[folds != fold]
        lowest, highest = rows.min(axis=0), rows.max(axis=0)
        steps: list[tuple[int, float, float]] = []
        for place, column in enumerate(columns):
            edges = np.unique([lowest[place], *found[place][fold], highest[place]])
            if len(edges) >= MIN_EDGES:
                steps += [(int(column), low, high) for low, high in pairwise(edges)]
        if not steps:
            encodings.append(standard)
            continue
        names, lows, highs = zip(*steps, strict=True)
        encodings.append(
            Encoding(
                standard.mean, standard.scale, np.array(names, np.int64), np.array(lows), np.array(highs)
            )
        )
    return encodings


def _is_number(values: np.ndarray) -> bool:
    """Whether a column has more than two different values."""
    others = values[values != values[0]]
    return len(others) > 0 and bool((others != others[0]).any())
