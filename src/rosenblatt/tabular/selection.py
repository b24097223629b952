"""Greedy selection of members by their out-of-fold predictions.

Caruana, Niculescu-Mizil, Crew & Ksikes, "Ensemble selection from libraries of models" (ICML 2004): beginning
with nothing, the member that improves the mean of the chosen ones most is added again and again, with
replacement; a member's weight is how often it was added.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.formulas.scores import r_squared
from rosenblatt.tabular.problem import Problem
from rosenblatt.tabular.recipe import Recipe

LEAST_PROBABILITY = 1e-7
"""Probabilities are raised to this before their logarithm is taken, as float32 knows no finer ones near 1."""


def select(problem: Problem, votes: FloatArray, recipe: Recipe) -> NDArray[np.float64]:
    """Return the weight of each member, (n_members,), which sum to 1.

    ``votes``, (n_members, n_rows, n_outputs), are the members' out-of-fold outputs; numbers in the target's
    units. Of the best sums over ``recipe.rounds`` rounds the first best is kept.
    """
    counts = np.zeros(len(votes), np.int64)
    best_counts, best = counts, np.inf
    total = np.zeros(votes.shape[1:])
    for n_chosen in range(1, recipe.rounds + 1):
        costs = [mean_loss(problem, (total + vote) / n_chosen) for vote in votes]
        place = int(np.argmin(costs))
        counts[place] += 1
        total += votes[place]
        if costs[place] < best:
            best, best_counts = costs[place], counts.copy()
    weights: NDArray[np.float64] = best_counts / best_counts.sum()
    return weights


def mean_loss(problem: Problem, outputs: FloatArray) -> float:
    """Return the log loss, or the mean squared error, of outputs (n_rows, n_outputs), weighted by rows."""
    if problem.is_regression:
        costs = (outputs[:, 0] - problem.y) ** 2
    else:
        costs = -np.log(np.clip(_of_truth(problem, outputs), LEAST_PROBABILITY, 1))
    return float(np.average(costs, weights=problem.weight))


def score(problem: Problem, outputs: FloatArray) -> float:
    """Return the accuracy, or R², of outputs (n_rows, n_outputs), weighted by rows."""
    if problem.is_regression:
        return r_squared(np.asarray(problem.y, np.float64)[:, None], outputs, problem.weight)
    if problem.n_outputs == 1:
        right = (outputs[:, 0] > 0.5) == (problem.y == 1)
    else:
        right = outputs.argmax(axis=1) == problem.y
    return float(np.average(right, weights=problem.weight))


def _of_truth(problem: Problem, outputs: FloatArray) -> FloatArray:
    """The probability that was given to each row's true class."""
    if problem.n_outputs == 1:
        return np.where(problem.y == 1, outputs[:, 0], 1 - outputs[:, 0])
    truth: FloatArray = np.take_along_axis(outputs, problem.y.astype(np.int64)[:, None], axis=1)[:, 0]
    return truth
