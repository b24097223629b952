"""seeds: train the same network from many seeds."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from numbers import Integral, Real
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import PlanError, counted
from rosenblatt.insight.seeding.question import EstimatorStart, Question, Start
from rosenblatt.insight.seeding.result import Seeds
from rosenblatt.insight.seeding.training import Training, trained

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.estimators.checks import SamplesLike
    from rosenblatt.insight.seeding.question import Trainable
    from rosenblatt.many import Client

MOST_SEED = 2**32 - 1
KEPT = 1 << 26
"""Bytes of parameters that a result keeps; larger networks are trained again when they are requested."""


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
    client: Client | None = None,
) -> Seeds:
    """Train the same network from many seeds: how many solve the task, and what the others predict.

    Each network is bit-for-bit that of ``clone(estimator).set_params(random_state=seed).fit(X, y)``. Networks
    trained by epochs are trained in parallel in native code, each on one thread; ``solver='lbfgs'`` and
    perceptrons are fitted one after another.

    Parameters
    ----------
    estimator : MLPClassifier, MLPRegressor, Perceptron, RecurrentClassifier or RecurrentRegressor
        Copies of it are trained; it is not changed.
    X : {array-like, sparse matrix, table} of shape (n_samples, n_features)
        The samples; for a recurrent estimator sequences in every form that its ``fit`` accepts.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs)
        Their targets; for sequences as for ``fit``.
    n : int, default=1000
        The number of seeds: 0, 1, ..., n - 1.
    seeds : sequence of int, optional
        Other seeds, each from 0 to 2^32 - 1, instead of ``n``.
    goal : float, optional
        The score on the samples (accuracy or R²) from which on the task counts as solved. Default: an
        accuracy of 1, or an R² of 0.99.
    sample_names : sequence of str, optional
        Names of the samples in texts. Default: their features, if there are few, or their row, or sequence
        and step, counted from 1.
    n_threads : int, optional
        Threads on which networks are trained. Default: the estimator's ``n_threads``, or the number of cores.
        The results do not depend on it.
    listener : callable, optional
        ``listener(n_done, n)`` is called from time to time during training.
    client : distributed.Client, str or Executor, optional
        Where networks are trained: a Dask cluster (extra ``dask``), the address of its scheduler,
        or threads or processes of ``concurrent.futures``. Each job trains on one thread. The networks are the
        same to the last bit. Default: here, on ``n_threads``.

    Returns
    -------
    Seeds
        ``print`` it to read it.

    Raises
    ------
    PlanError
        If the estimator is not one of Rosenblatt's, or ``n``, ``seeds``, ``goal`` or a parameter is invalid.
    ClusterError
        If the cluster has no worker for 60 seconds, workers of another version or instruction set, or a job
        fails.

    Warns
    -----
    UserWarning
        After Ctrl-C; the result then contains the networks whose training was complete. If there is none, the
        KeyboardInterrupt is raised.

    Examples
    --------
    >>> from rosenblatt import MLPClassifier
    >>> from rosenblatt.insight import seeds
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> found = seeds(MLPClassifier((2,), "tanh", learning_rate_init=0.05, max_iter=1000), X, y, n=10)
    >>> found.n_solved, found.groups[0].predictions.tolist()
    (6, [0, 0, 1, 0])
    """
    if not EstimatorStart.accepts(estimator):
        raise PlanError(
            "seeds trains rosenblatt's Perceptron, MLPClassifier, MLPRegressor, RecurrentClassifier or "
            f"RecurrentRegressor, got {type(estimator).__name__}: give one of them; of a pipeline give the "
            "last step, and X as its other steps transform it"
        )
    if seeds is None:
        if not isinstance(n, Integral) or isinstance(n, bool) or not 1 <= n <= MOST_SEED + 1:
            raise PlanError(f"n must be the number of seeds, a positive integer, got {n!r}")
        seeds = range(n)
    return seeds_from(EstimatorStart(estimator, X, y), seeds, goal, sample_names, n_threads, listener, client)


def seeds_from(
    start: Start,
    seeds: Sequence[int] | IntArray,
    goal: float | None = None,
    sample_names: Sequence[str] | None = None,
    n_threads: int | None = None,
    listener: Callable[[int, int], None] | None = None,
    client: Client | None = None,
) -> Seeds:
    """Train as :func:`seeds` without an estimator; ``start.begin(random_state=seed)`` returns a ``Fit``."""
    if n_threads is not None and (not isinstance(n_threads, Integral) or n_threads < 1):
        raise PlanError(f"n_threads must be a positive integer or None, got {n_threads!r}")
    if goal is not None and (not isinstance(goal, Real) or isinstance(goal, bool) or not float(goal) <= 1):
        raise PlanError(f"goal must be a score, a number of at most 1, got {goal!r}")
    numbers = _checked_seeds(seeds)
    question, n = Question(start, None if goal is None else float(goal), n_threads), len(numbers)
    began = time.perf_counter()
    found: list[Training] = []
    n_bytes = 0
    try:
        for each in trained(
            question, numbers, lambda n_done: None if listener is None else listener(n_done, n), client
        ):
            n_bytes += 0 if each.network is None else each.network.parameters.nbytes
            found.append(_lightened(each, question.goal, keeps_network=not found or n_bytes <= KEPT))
    except KeyboardInterrupt:
        if not found:
            raise
        done = f"{len(found):,} of {counted(n, 'network')}"
        warnings.warn(f"interrupted: the result contains the {done} trained so far", stacklevel=3)
    seconds = time.perf_counter() - began
    return Seeds.of(question, found, interrupted=len(found) < n, seconds=seconds, names=sample_names)


def _lightened(training: Training, goal: float, *, keeps_network: bool) -> Training:
    """Drop what would fill the memory: large networks, and the predictions of those that solved the task."""
    if not keeps_network:
        training = replace(training, network=None)
    return replace(training, predictions=None) if training.score >= goal else training


def _checked_seeds(given: Sequence[int] | IntArray) -> list[int]:
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
