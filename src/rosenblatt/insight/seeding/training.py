"""From seeds to what came of them: in native code many at once, or by one fit after another."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import DivergedError
from rosenblatt.history import COLUMNS
from rosenblatt.insight.diagnosis.unrolled import judged_rows
from rosenblatt.insight.seeding.question import Question, dense

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray
    from rosenblatt.history import History
    from rosenblatt.network import Network
    from rosenblatt.plan import Plan
    from rosenblatt.training import Samples, TrainingState
    from rosenblatt.training.parallel import Outcomes

DIVERGED = "diverged"
ROOM = 1 << 26
"""Bytes that the states of networks in training may take together."""


@dataclass(frozen=True)
class Training:
    """What came of a seed.

    Attributes
    ----------
    seed : int
    network : Network or None
        None if it diverged, or is not kept.
    predictions : ndarray or None
        For the samples it was trained on; None if it diverged, or they are not kept.
    score, loss : float
        The score of the predictions; the loss of the last epoch.
    epochs, below_goal : int
        Epochs made; the last of them that went below the goal, 0 for none.
    stopped_by : str
        As an estimator's ``stopped_by_``, or ``diverged``.
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
        """Whether it has no predictions, its weights being infinite or undefined."""
        return self.stopped_by == DIVERGED


# ---- Many at once -----------------------------------------------------------------------------------------


def trained_natively(
    question: Question, seeds: Sequence[int], listener: Callable[[int], None]
) -> Iterator[Training]:
    """Train networks by epochs, as many at once as their states have room for in memory.

    After a KeyboardInterrupt those that are at their end come out before it goes on up.
    """
    from rosenblatt.training.parallel import Outcomes, advance_many

    model = question.clone()
    starts = zip(seeds, model._starts(question.X, question.y, seeds), strict=True)
    n_done = 0
    for seed, first in starts:
        state, data, plan = first
        block = [(seed, first), *islice(starts, _room(state) - 1)]
        outcomes = Outcomes.empty(len(block))
        interrupt: KeyboardInterrupt | None = None
        try:
            advance_many(
                [state for _, (state, _, _) in block],
                [data for _, (_, data, _) in block],
                plan,
                goal=question.goal,
                outcomes=outcomes,
                n_threads=question.n_threads or model.n_threads,
                listener=_counting_from(n_done, listener),
            )
        except KeyboardInterrupt as error:
            interrupt = error
        for place, (seed, (state, data, _)) in enumerate(block):
            if outcomes.stopped_by[place] is not None:
                yield _judged(question, model, seed, state, data.train, plan, outcomes, place)
        if interrupt is not None:
            raise interrupt
        n_done += len(block)


def _room(state: TrainingState) -> int:
    """How many such states may be there at once."""
    arrays = (state.network.parameters, state.moments, state.random_key, state.order, state.best_parameters)
    return max(ROOM // sum(array.nbytes for array in arrays), 64)


def _counting_from(n_before: int, listener: Callable[[int], None]) -> Callable[[int], None]:
    return lambda n_over: listener(n_before + n_over)


def _judged(
    question: Question,
    model: Any,  # noqa: ANN401  # an estimator whose targets are settled
    seed: int,
    state: TrainingState,
    train: Samples,
    plan: Plan,
    outcomes: Outcomes,
    place: int,
) -> Training:
    """See what an advanced state predicts."""
    network = state.network
    stopped_by = outcomes.stopped_by[place] or ""
    if plan.early_stopping:  # as in `fit`, the best parameters are what is kept, even of one that diverged
        network.parameters[:] = state.best_parameters
        stopped_by = "early stopping" if stopped_by == DIVERGED else stopped_by
    predictions = None
    if stopped_by != DIVERGED:
        predictions = dense(model._targets.decode(_outputs(question, network, train, model.n_threads)))
    return Training(
        seed=seed,
        network=None if predictions is None else network,
        predictions=predictions,
        score=np.nan if predictions is None else question.score(predictions),
        loss=float(outcomes.rows[place, COLUMNS.index("loss")]),
        epochs=int(outcomes.epochs[place]),
        below_goal=int(outcomes.below_goal[place]),
        stopped_by=stopped_by,
    )


def _outputs(question: Question, network: Network, train: Samples, n_threads: int | None) -> FloatArray:
    """Outputs for all samples, whether they were held out or not; of sequences at the judged steps."""
    from rosenblatt.estimators.outputs import outputs_of, sequence_outputs

    sequences = question.sequences
    if sequences is None:
        return outputs_of(network, train.X, n_threads)
    outputs = sequence_outputs(network, sequences.X, sequences.offsets, n_threads)
    return outputs[judged_rows(sequences)]


# ---- One after another ------------------------------------------------------------------------------------


def trained_one_by_one(
    question: Question, seeds: Sequence[int], listener: Callable[[int], None]
) -> Iterator[Training]:
    """Fit estimators, for trainings that native code does not make many of at once."""
    for n_before, seed in enumerate(seeds):
        listener(n_before)
        model = question.clone(seed)
        try:
            fit_quietly(model, question)
        except DivergedError as error:
            yield Training(seed, None, None, np.nan, np.nan, error.epoch, error.epoch, DIVERGED)
            continue
        predictions = _end_to_end(question, model.predict(question.X))
        history = model.history_
        yield Training(
            seed=seed,
            network=model.network_,
            predictions=predictions,
            score=question.score(predictions),
            loss=float(getattr(model, "loss_", history["loss"][-1] if len(history) else np.nan)),
            epochs=int(model.n_iter_),
            below_goal=_below(history, question.goal, int(model.n_iter_)),
            stopped_by=model.stopped_by_,
        )
    listener(len(seeds))


def _end_to_end(question: Question, predictions: Any) -> NDArray[Any]:  # noqa: ANN401  # in whatever form
    """Predictions as the truth is: of steps one after the other, whatever form the sequences came in."""
    if isinstance(predictions, list):
        return np.concatenate(predictions)
    return dense(predictions).reshape(question.truth.shape)


def fit_quietly(model: Any, question: Question) -> None:  # noqa: ANN401  # any of our estimators
    """Fit without the warnings of a training that was too short; Ctrl-C goes on up."""
    from sklearn.exceptions import ConvergenceWarning

    model._listener = lambda state, history: None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(question.X, question.y)
    del model._listener


def _below(history: History, goal: float, n_epochs: int) -> int:
    """The last epoch below the goal, as far as the history tells: lbfgs keeps no scores."""
    scores, mistakes = history["score"], history["mistakes"]
    if not np.isnan(scores).all():
        below = ~(scores >= goal)
    elif not np.isnan(mistakes).all():
        below = mistakes > 0
    else:
        return n_epochs
    return int(np.flatnonzero(below).max(initial=-1)) + 1
