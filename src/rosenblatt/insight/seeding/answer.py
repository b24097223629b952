"""seeds: the same network from many seeds, and what came of them."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from numbers import Integral, Real
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import PlanError, counted
from rosenblatt.insight.seeding.question import Question
from rosenblatt.insight.seeding.result import Seeds
from rosenblatt.insight.seeding.training import Training, trained_natively, trained_one_by_one

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.estimators.inputs import SamplesLike
    from rosenblatt.insight.seeding.question import Trainable

ALL_RIGHT = 1.0
NEARLY_ALL_EXPLAINED = 0.99
MOST_SEED = 2**32 - 1
KEPT = 1 << 26
"""Bytes of parameters that a result holds on to; larger networks are trained anew when they are asked for."""


def seeds(
    estimator: Trainable,
    X: SamplesLike,
    y: SamplesLike,
    n: int = 1000,
    *,
    seeds: Sequence[int] | IntArray | None = None,
    goal: float | None = None,
    sample_names: Sequence[str] | None = None,
    n_threads: int | None = None,
    listener: Callable[[int, int], None] | None = None,
) -> Seeds:
    """Train the same network from many seeds, and see how many solve the task and where the others are stuck.

    Each is, bit for bit, the model that ``clone(estimator).set_params(random_state=seed).fit(X, y)`` gives.
    Networks trained by epochs are dealt out to the cores and trained in native code, each on one thread;
    ``solver='lbfgs'`` and perceptrons are fitted one after another.

    Parameters
    ----------
    estimator : MLPClassifier, MLPRegressor, Perceptron, RecurrentClassifier or RecurrentRegressor
        Of which copies are trained; it stays as it is.
    X : {array-like, sparse matrix, table} of shape (n_samples, n_features)
        The samples; of a recurrent estimator sequences in every form that its ``fit`` takes.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs)
        Their targets; of sequences as for ``fit``.
    n : int, default=1000
        How many seeds: 0, 1, ..., n - 1.
    seeds : sequence of int, optional
        Other seeds, each from 0 to 2^32 - 1; ``n`` is then not looked at.
    goal : float, optional
        The score on the samples (accuracy or R²) from which on the task counts as solved. Default: 1, all
        samples right, for classes, and an R² of 0.99 for numbers.
    sample_names : sequence of str, optional
        What the samples are called in words. Default: their features, if there are few, else their row, or
        sequence and step, counted from 1.
    n_threads : int, optional
        Threads that networks are dealt out to. Default: the estimator's ``n_threads``, else the cores there
        are. No result depends on it.
    listener : callable, optional
        ``listener(n_done, n)`` is called now and then while they train.

    Returns
    -------
    Seeds
        ``print`` it for the whole answer in words.

    Raises
    ------
    PlanError
        If the estimator is none of ours, or ``n``, ``seeds``, ``goal`` or a parameter is impossible.

    Warns
    -----
    UserWarning
        After Ctrl-C, when the result is of those networks that were at their end by then. If there is none,
        the KeyboardInterrupt goes on up.

    Examples
    --------
    >>> from rosenblatt import MLPClassifier
    >>> from rosenblatt.insight import seeds
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> found = seeds(MLPClassifier((2,), "tanh", learning_rate_init=0.05, max_iter=1000), X, y, n=10)
    >>> found.n_solved, found.groups[0].predictions.tolist()
    (6, [0, 0, 1, 0])
    """
    if n_threads is not None and (not isinstance(n_threads, Integral) or n_threads < 1):
        raise PlanError(f"n_threads must be a positive integer or None, got {n_threads!r}")
    question = Question(estimator, X, y, _checked_goal(estimator, goal), n_threads)
    numbers = _checked_seeds(n, seeds)
    began = time.perf_counter()
    trainings, interrupted = _gathered(question, numbers, listener)
    return Seeds.of(
        question, trainings, interrupted=interrupted, seconds=time.perf_counter() - began, names=sample_names
    )


def _gathered(
    question: Question, numbers: Sequence[int], listener: Callable[[int, int], None] | None
) -> tuple[list[Training], bool]:
    """All trainings, or after Ctrl-C those that there are by then, and whether it was pressed."""
    n = len(numbers)

    def told(n_done: int) -> None:
        if listener is not None:
            listener(n_done, n)

    found: list[Training] = []
    n_bytes = 0
    try:
        for each in (trained_natively if question.is_native else trained_one_by_one)(question, numbers, told):
            n_bytes += 0 if each.network is None else each.network.parameters.nbytes
            found.append(_lightened(each, question.goal, keeps_network=not found or n_bytes <= KEPT))
    except KeyboardInterrupt:
        if not found:
            raise
        done = f"{len(found):,} of {counted(n, 'network')}"
        warnings.warn(f"interrupted: the result is of the {done} trained by then", stacklevel=3)
    return found, len(found) < n


def _lightened(training: Training, goal: float, *, keeps_network: bool) -> Training:
    """Leave out what would fill the memory: large networks, and the predictions of those that are right."""
    if not keeps_network:
        training = replace(training, network=None)
    return replace(training, predictions=None) if training.score >= goal else training


def _checked_goal(estimator: object, goal: float | None) -> float:
    from rosenblatt.estimators import (
        MLPClassifier,
        MLPRegressor,
        Perceptron,
        RecurrentClassifier,
        RecurrentRegressor,
    )

    numbers = MLPRegressor | RecurrentRegressor
    if not isinstance(estimator, MLPClassifier | Perceptron | RecurrentClassifier | numbers):
        raise PlanError(
            "seeds trains rosenblatt's Perceptron, MLPClassifier, MLPRegressor, RecurrentClassifier or "
            f"RecurrentRegressor, got {type(estimator).__name__}: give one of them, and of a pipeline its "
            "last step with X as the steps before it make it"
        )
    if goal is None:
        return NEARLY_ALL_EXPLAINED if isinstance(estimator, numbers) else ALL_RIGHT
    if not isinstance(goal, Real) or isinstance(goal, bool) or not float(goal) <= 1:
        raise PlanError(f"goal must be a score, a number of at most 1, got {goal!r}")
    return float(goal)


def _checked_seeds(n: int, given: Sequence[int] | IntArray | None) -> list[int]:
    if given is None:
        if not isinstance(n, Integral) or isinstance(n, bool) or not 1 <= n <= MOST_SEED + 1:
            raise PlanError(f"n must be how many seeds to try, a positive integer, got {n!r}")
        return list(range(int(n)))
    values = np.asarray(given)
    if values.ndim != 1 or not len(values) or values.dtype.kind not in "iu":
        raise PlanError(f"seeds must be a sequence of integers, got {given!r}: for example range(100)")
    if values.min() < 0 or values.max() > MOST_SEED:
        outside = values[(values < 0) | (values > MOST_SEED)][0]
        raise PlanError(f"seeds must lie between 0 and {MOST_SEED}, got {outside}")
    found, counts = np.unique(values, return_counts=True)
    if counts.max() > 1:
        raise PlanError(f"seeds must differ from one another, got {found[counts.argmax()]} more than once")
    return [int(value) for value in values]
