"""Training from many seeds: in parallel in native code, or one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import DivergedError
from rosenblatt.fitting.beginning import with_seed
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.outcome import attributes
from rosenblatt.fitting.running import restore_best, run
from rosenblatt.history import COLUMNS
from rosenblatt.insight.diagnosis.unrolled import judged_rows
from rosenblatt.insight.seeding.question import Question, Start, dense
from rosenblatt.many import Client, run_jobs
from rosenblatt.network.outputs import outputs_of, sequence_outputs

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.network import Network
    from rosenblatt.training.parallel import Outcomes

DIVERGED = "diverged"
ROOM = 1 << 26
"""Bytes that the states of networks in training may take together."""


@dataclass(frozen=True)
class Training:
    """The result of one seed; ``network`` and ``predictions`` are None if it diverged or they are not kept.

    ``below_goal`` is the last epoch with a score below the goal, 0 for none.
    """

    seed: int
    network: Network | None
    predictions: NDArray[Any] | None
    score: float
    loss: float
    epochs: int
    below_goal: int
    stopped_by: str

    @property
    def diverged(self) -> bool:
        """Whether its weights are infinite or undefined, so that it has no predictions."""
        return self.stopped_by == DIVERGED


def trained(
    question: Question, seeds: Sequence[int], listener: Callable[[int], None], client: Client | None = None
) -> Iterator[Training]:
    """Yield the trainings of all seeds; after Ctrl-C those that are complete, then KeyboardInterrupt."""
    if client is not None:
        return _elsewhere(question, seeds, listener, client)
    if getattr(question.fit.plan, "solver", "lbfgs") == "lbfgs":
        return _one_by_one(question, seeds, listener)
    return _natively(question, seeds, listener)


# ---- Elsewhere --------------------------------------------------------------------------------------------

MOST_JOBS = 64
"""Into how many jobs seeds are divided at most; each carries the samples."""


@dataclass(frozen=True)
class SeedsJob:
    """The trainings of some seeds as a job."""

    start: Start
    goal: float | None
    seeds: tuple[int, ...]

    def __call__(self) -> list[Training]:
        """Train on one thread; of networks that reach the goal predictions are left out."""
        question = Question(self.start, self.goal, 1)
        return [
            replace(each, predictions=None) if each.score >= question.goal else each
            for each in trained(question, self.seeds, lambda _: None)
        ]


def _elsewhere(
    question: Question, seeds: Sequence[int], listener: Callable[[int], None], client: Client
) -> Iterator[Training]:
    """Train on other threads, in other processes or on a cluster."""
    length = -(-len(seeds) // MOST_JOBS)
    parts = [tuple(seeds[first : first + length]) for first in range(0, len(seeds), length)]
    n_done = 0
    for found in run_jobs([SeedsJob(question.start, question.given_goal, part) for part in parts], client):
        yield from found
        n_done += len(found)
        listener(n_done)


# ---- In parallel ------------------------------------------------------------------------------------------


def _natively(
    question: Question, seeds: Sequence[int], listener: Callable[[int], None]
) -> Iterator[Training]:
    """Train networks by epochs, as many at once as their states fit in memory."""
    from rosenblatt.training.parallel import Outcomes, advance_many

    plan: Any = question.fit.plan
    fits: Iterator[tuple[int, Any]] = ((seed, with_seed(question.fit, seed)) for seed in seeds)
    n_done = 0
    for first in fits:
        block = [first, *islice(fits, _room(first[1].state) - 1)]
        outcomes = Outcomes.empty(len(block))
        interrupt: KeyboardInterrupt | None = None
        try:
            advance_many(
                [fit.state for _, fit in block],
                [fit.data for _, fit in block],
                plan,
                goal=question.goal,
                outcomes=outcomes,
                n_threads=question.n_threads or question.fit.parameters["n_threads"],
                listener=lambda n_more, n_before=n_done: listener(n_before + n_more),  # type: ignore[misc]
            )
        except KeyboardInterrupt as error:
            interrupt = error
        for place, (seed, fit) in enumerate(block):
            if outcomes.stopped_by[place] is not None:
                yield _result(question, fit, seed, outcomes, place)
        if interrupt is not None:
            raise interrupt
        n_done += len(block)


def _room(state: Any) -> int:  # noqa: ANN401  # a TrainingState
    """How many such states fit in memory."""
    arrays = (state.network.parameters, state.moments, state.random_key, state.order, state.best_parameters)
    n_bytes: int = sum(array.nbytes for array in arrays)
    return max(ROOM // n_bytes, 64)


def _result(question: Question, fit: Fit, seed: int, outcomes: Outcomes, place: int) -> Training:
    stopped_by = outcomes.stopped_by[place] or ""
    restore_best(fit)  # as in `fit`, early stopping keeps the best parameters, also if training diverged
    if fit.plan.early_stopping and stopped_by == DIVERGED:
        stopped_by = "early stopping"
    predictions = None if stopped_by == DIVERGED else _predictions(question, fit)
    return Training(
        seed=seed,
        network=None if predictions is None else fit.network,
        predictions=predictions,
        score=np.nan if predictions is None else question.score(predictions),
        loss=float(outcomes.rows[place, COLUMNS.index("loss")]),
        epochs=int(outcomes.epochs[place]),
        below_goal=int(outcomes.below_goal[place]),
        stopped_by=stopped_by,
    )


def _predictions(question: Question, fit: Fit) -> NDArray[Any]:
    """Predictions for all samples, also held-out ones; for sequences at the judged steps."""
    sequences = question.sequences
    if question.samples is None:
        weights, biases = fit.weights_and_biases()
        scores = question.X @ weights.T + biases
        places = (scores[:, 0] > 0).astype(int) if len(weights) == 1 else scores.argmax(axis=1)
        labels: NDArray[Any] = fit.classes[places]
        return labels
    n_threads = fit.parameters["n_threads"]
    if sequences is None:
        return dense(fit.task.decode(outputs_of(fit.network, question.X, n_threads)))
    outputs = sequence_outputs(fit.network, sequences.X, sequences.offsets, n_threads)
    return dense(fit.task.decode(outputs[judged_rows(sequences)]))


# ---- One after another ------------------------------------------------------------------------------------


def _one_by_one(
    question: Question, seeds: Sequence[int], listener: Callable[[int], None]
) -> Iterator[Training]:
    """Run fits that native code does not train in parallel: lbfgs and perceptrons."""
    for n_before, seed in enumerate(seeds):
        listener(n_before)
        outcome = run(question.start.begin(random_state=seed))
        if isinstance(outcome.trouble, DivergedError):
            epoch = outcome.trouble.epoch
            yield Training(seed, None, None, np.nan, np.nan, epoch, epoch, DIVERGED)
            continue
        outcome.raise_trouble()
        history, found = outcome.history, attributes(outcome)
        predictions, epochs = _predictions(question, outcome.fit), int(found["n_iter_"])
        yield Training(
            seed=seed,
            network=outcome.network,
            predictions=predictions,
            score=question.score(predictions),
            loss=float(found.get("loss_", history["loss"][-1] if len(history) else np.nan)),
            epochs=epochs,
            below_goal=_below(history, question.goal, epochs),
            stopped_by=outcome.stopped_by,
        )
    listener(len(seeds))


def _below(history: History, goal: float, n_epochs: int) -> int:
    """The last epoch below the goal, as far as the history shows: lbfgs stores no scores."""
    scores, mistakes = history["score"], history["mistakes"]
    if not np.isnan(scores).all():
        below = ~(scores >= goal)
    elif not np.isnan(mistakes).all():
        below = mistakes > 0
    else:
        return n_epochs
    return int(np.flatnonzero(below).max(initial=-1)) + 1
