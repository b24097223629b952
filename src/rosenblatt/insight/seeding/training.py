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
from rosenblatt.fitting.beginning import with_seed
from rosenblatt.fitting.outputs import outputs_of, sequence_outputs
from rosenblatt.fitting.running import restore_best
from rosenblatt.history import COLUMNS
from rosenblatt.insight.diagnosis.unrolled import judged_rows
from rosenblatt.insight.seeding.question import Question, dense
from rosenblatt.training.data import TrainingData

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray
    from rosenblatt.fitting.fit import Fit
    from rosenblatt.history import History
    from rosenblatt.network import Network
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

    begun: Any = question.fit(0)  # of a network
    n_threads = begun.parameters["n_threads"]
    fits: Iterator[tuple[int, Any]] = ((seed, with_seed(begun, seed)) for seed in seeds)
    n_done = 0
    for seed, first in fits:
        block = [(seed, first), *islice(fits, _room(first.state) - 1)]
        outcomes = Outcomes.empty(len(block))
        interrupt: KeyboardInterrupt | None = None
        try:
            advance_many(
                [fit.state for _, fit in block],
                [fit.data for _, fit in block],
                begun.plan,
                goal=question.goal,
                outcomes=outcomes,
                n_threads=question.n_threads or n_threads,
                listener=_counting_from(n_done, listener),
            )
        except KeyboardInterrupt as error:
            interrupt = error
        for place, (seed, fit) in enumerate(block):
            if outcomes.stopped_by[place] is not None:
                yield _judged(question, fit, seed, outcomes, place)
        if interrupt is not None:
            raise interrupt
        n_done += len(block)


def _room(state: Any) -> int:  # noqa: ANN401  # a TrainingState
    """How many such states may be there at once."""
    arrays = (state.network.parameters, state.moments, state.random_key, state.order, state.best_parameters)
    n_bytes: int = sum(array.nbytes for array in arrays)
    return max(ROOM // n_bytes, 64)


def _counting_from(n_before: int, listener: Callable[[int], None]) -> Callable[[int], None]:
    return lambda n_over: listener(n_before + n_over)


def _judged(
    question: Question,
    fit: Fit,
    seed: int,
    outcomes: Outcomes,
    place: int,
) -> Training:
    """See what an advanced fit predicts."""
    network = fit.network
    stopped_by = outcomes.stopped_by[place] or ""
    restore_best(fit)  # as in `fit`, the best parameters are what is kept, even of one that diverged
    if fit.plan.early_stopping:
        stopped_by = "early stopping" if stopped_by == DIVERGED else stopped_by
    predictions = None
    if stopped_by != DIVERGED:
        predictions = fit.task.decode(_outputs(question, fit))
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


def _outputs(question: Question, fit: Fit) -> FloatArray:
    """Outputs for all samples, whether they were held out or not; of sequences at the judged steps."""
    sequences, n_threads = question.sequences, fit.parameters["n_threads"]
    if sequences is None:
        assert isinstance(fit.data, TrainingData)
        return outputs_of(fit.network, fit.data.train.X, n_threads)
    outputs = sequence_outputs(fit.network, sequences.X, sequences.offsets, n_threads)
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

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(question.X, question.y)


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
