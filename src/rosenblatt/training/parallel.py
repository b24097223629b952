"""advance_many: many training states moved forward at once, each on one thread alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import rosenblatt._core as _core
from rosenblatt._typing import IntArray
from rosenblatt.errors import PlanError
from rosenblatt.history import COLUMNS
from rosenblatt.network.native import available_threads, single_threaded_blas
from rosenblatt.plan import Plan
from rosenblatt.training.advance import CHUNK_SECONDS
from rosenblatt.training.data import TrainingData
from rosenblatt.training.native import NativeData, bound_trainer
from rosenblatt.training.state import TrainingState


@dataclass(frozen=True)
class Outcomes:
    """How far each of many trainings has come.

    Only the last row of each history is kept: a thousand histories of 2000 epochs would be 144 MB.

    Attributes
    ----------
    rows : ndarray of shape (n_states, len(COLUMNS))
        The last row of each history (see :data:`rosenblatt.history.COLUMNS`); NaN before the first epoch.
    counts : ndarray of int64, shape (n_states, 2)
        See ``epochs`` and ``below_goal``.
    stopped_by : list of str or None
        ``converged``, ``early stopping``, ``max_iter``, ``diverged``, or None if it could continue.
    """

    rows: NDArray[np.float64]
    counts: IntArray
    stopped_by: list[str | None]

    @classmethod
    def empty(cls, n_states: int) -> Outcomes:
        """Return the outcomes of trainings that have not begun."""
        rows = np.full((n_states, len(COLUMNS)), np.nan)
        return cls(rows, np.zeros((n_states, 2), np.int64), [None] * n_states)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def epochs(self) -> IntArray:
        """Epochs made, shape (n_states,)."""
        return self.counts[:, 0]

    @property
    def below_goal(self) -> IntArray:
        """The last epoch whose score did not reach the goal, shape (n_states,); 0 if all did."""
        return self.counts[:, 1]


def advance_many(
    states: Sequence[TrainingState],
    data: TrainingData | Sequence[TrainingData],
    plan: Plan | Sequence[Plan],
    epochs: int | None = None,
    *,
    goal: float = 1.0,
    outcomes: Outcomes | None = None,
    n_threads: int | None = None,
    listener: Callable[[int], bool | None] | None = None,
) -> Outcomes:
    """Train many states on until the plan says stop, or for some epochs.

    The states are distributed over threads, and each is trained on one thread alone, in native code and
    without the GIL. Every state ends with the bits that :func:`~rosenblatt.training.advance.advance` would
    give it, whatever the number of threads. Parameters without a description are those of that
    function. PlanError and KeyboardInterrupt are raised as there; then all states are complete.

    Parameters
    ----------
    states : sequence of TrainingState
        Moved forward in place; no two may share an array.
    data : TrainingData or sequence of TrainingData
        What to learn from: the same for all states, or one for each.
    plan : Plan or sequence of Plan
        How to train: the same for all states, or one for each.
    epochs : int, optional
    goal : float, default=1.0
        A score (accuracy or R²) to be reached: for each state the last epoch below it is counted.
    outcomes : Outcomes, optional
        To be filled in, so that they are there after an interruption. Default: new ones.
    n_threads : int, optional
        Default: the number of cores.
    listener : callable, optional
        ``listener(n_over)`` is called between chunks of about 50 ms with how many states are at their end;
        True stops all trainings there.

    Returns
    -------
    Outcomes
        A state that has diverged ends as ``diverged``, with its parameters as they are; it is no error that
        ends the others.
    """
    plans = [plan] * len(states) if isinstance(plan, Plan) else plan
    _fit(len(plans), len(states), "plans")
    if any(each.solver == "lbfgs" for each in plans):
        raise PlanError("lbfgs does not advance by epochs: use rosenblatt.training.lbfgs.minimise")
    if len({id(state) for state in states}) < len(states):
        raise PlanError("a state was given twice: give copies of it, each can be trained but once")
    outcomes = Outcomes.empty(len(states)) if outcomes is None else outcomes
    _fit(len(outcomes), len(states), "outcomes")
    left = [
        each.max_iter - state.epoch if epochs is None else epochs
        for state, each in zip(states, plans, strict=True)
    ]
    trainer = _core.ManyTrainer(
        _bound(states, data, plans), np.array(left, np.int64), outcomes.rows, outcomes.counts, goal
    )
    threads = available_threads() if n_threads is None else n_threads
    with single_threaded_blas() if trainer.uses_blas else nullcontext():
        n_over = sum(each <= 0 for each in left)
        while n_over < len(states):
            n_over = trainer.run(CHUNK_SECONDS, threads)
            outcomes.stopped_by[:] = [reason or None for reason in trainer.stops()]
            if listener is not None and listener(n_over):
                break
    for place, each in enumerate(left if epochs is None else ()):
        if each <= 0:  # it had no epoch left before this call
            outcomes.stopped_by[place] = outcomes.stopped_by[place] or "max_iter"
    return outcomes


def _bound(
    states: Sequence[TrainingState], data: TrainingData | Sequence[TrainingData], plans: Sequence[Plan]
) -> list[_core.Trainer]:
    """A native trainer for each state; what they have in common is there once."""
    each = [data] * len(states) if isinstance(data, TrainingData) else data
    _fit(len(each), len(states), "data")
    natives: dict[int, NativeData] = {}
    for one in each:
        if id(one) not in natives:
            natives[id(one)] = NativeData(one)
    return [
        bound_trainer(state, natives[id(one)], plan, n_threads=1)
        for state, one, plan in zip(states, each, plans, strict=True)
    ]


def _fit(n: int, n_states: int, what: str) -> None:
    if n != n_states:
        raise PlanError(f"{what} must be one for each of the {n_states} states, got {n}")
