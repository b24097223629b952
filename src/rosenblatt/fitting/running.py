"""run: train a fit to its end, by epochs, with lbfgs or by the perceptron rule."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import DivergedError, PlanError
from rosenblatt.fitting.fit import AnyState, Fit
from rosenblatt.fitting.kinds import Parameters
from rosenblatt.fitting.outcome import Outcome
from rosenblatt.fitting.watching import EpochPrinter, PerceptronPrinter, Watcher, Watchers
from rosenblatt.history import History
from rosenblatt.plan import Plan
from rosenblatt.training.advance import advance
from rosenblatt.training.data import TrainingData
from rosenblatt.training.lbfgs import Evaluations, Minimum, is_in_blocks, minimise
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronData, PerceptronState, advance_perceptron
from rosenblatt.training.reference.gradient import ROWS_OF_A_BLOCK
from rosenblatt.training.state import TrainingState
from rosenblatt.training.stopping import ENDS, INTERRUPT

if TYPE_CHECKING:
    from rosenblatt.fitting.checkpoints import Checkpoints
    from rosenblatt.recording.recorder import TrainingRecorder

SPLIT = ("train_rows", "validation_rows")
"""Names under which a checkpoint stores the rows that early stopping has drawn."""

SPLIT_SEED = "split_seed"
"""Name under which a checkpoint stores the seed by which it has held out a share of each block instead."""

IN_BLOCKS = "rows_of_a_block"
"""Name under which a checkpoint of lbfgs stores the size of the blocks over which gradients were joined."""

WORTH_THREADS = 1 << 20
"""Least number of products in an epoch for which a perceptron's neurons are spread over threads."""


def run(
    fit: Fit,
    *,
    epochs: int | None = None,
    watchers: Iterable[Watcher | None] = (),
    checkpoints: Checkpoints | None = None,
) -> Outcome:
    """Train until the plan says stop, a watcher asks for it, or an error or Ctrl-C ends the training.

    Nothing is raised for what happens during training: the outcome holds it as ``trouble``. The fit's state
    and history are advanced in place, by at most ``epochs``. Its parameters ``verbose``, ``record``,
    ``record_path``, ``n_threads`` and ``n_jobs`` apply; PlanError if the two of recording do not go together.
    """
    recorder = _recorder(fit.parameters)
    evaluations = None
    if checkpoints is not None and _solver(fit) == "lbfgs":
        evaluations = Evaluations.of(fit.evaluations)
    keeper = None
    if checkpoints is not None:
        keeper = checkpoints.watcher(fit.plan, fit.data, _stored_arrays(fit, evaluations))
    watching = [each for each in (_printer(fit), keeper, *watchers) if each is not None]
    everyone = Watchers(watching) if watching else None
    early_stopping = isinstance(fit.state, TrainingState) and fit.plan.early_stopping
    best_before = fit.state.best_score if early_stopping else -np.inf  # type: ignore[union-attr]
    minimum: Minimum | None = None
    reason = fit.stopped_by if fit.stopped_by in ENDS else None
    trouble: BaseException | None = None
    try:
        if reason is not None:
            pass
        elif _solver(fit) == "lbfgs":
            minimum = _minimised(fit, everyone, recorder, evaluations)
            reason = minimum.stopped_by
        else:
            reason = _advanced(fit, epochs, everyone, recorder)
    except BaseException as error:
        trouble = error
    recording = None
    if recorder is not None:
        recording = recorder.finish(fit.history, reason if trouble is None else _ended_by(trouble))
    stopped_by = _stopped_by(fit, reason, trouble)
    is_whole = trouble is None or isinstance(trouble, KeyboardInterrupt)
    if everyone is not None and is_whole and not _has_nothing(fit):
        try:
            everyone.ended(fit.state, fit.history, stopped_by)
        except BaseException as error:
            trouble = error
    if early_stopping and (reason is not None or trouble is not None or epochs is None):
        restore_best(fit, best_before)
    return Outcome(fit, stopped_by, trouble, recording, minimum)


def advanced(fit: Fit, epochs: int) -> AnyState:
    """Train for some epochs and return the state as it then is, whatever the plan has stopped.

    Without watchers, recording or the best parameters of early stopping; an error is raised.
    """
    if _solver(fit) == "lbfgs":
        assert isinstance(fit.plan, Plan)
        assert isinstance(fit.data, TrainingData)
        assert isinstance(fit.state, TrainingState)
        minimise(fit.state, fit.data, fit.plan.but(max_iter=epochs), history=History())
    else:
        _advanced(fit, epochs, None, None)
    return fit.state


def restore_best(fit: Fit, best_before: float = -np.inf) -> None:
    """End early stopping with the best parameters; a continued fit only if they are better than before."""
    state, plan = fit.state, fit.plan
    if not isinstance(state, TrainingState) or not plan.early_stopping:
        return
    if not fit.before or state.best_score > best_before:
        state.network.parameters[:] = state.best_parameters


# ---- Engines ---------------------------------------------------------------------------------------------


def _advanced(
    fit: Fit, epochs: int | None, watchers: Watchers | None, recorder: TrainingRecorder | None
) -> str | None:
    """Train by epochs; return why the plan, or a watcher, has stopped it."""
    state, data, plan = fit.state, fit.data, fit.plan
    if isinstance(state, PerceptronState):
        assert isinstance(data, PerceptronData)
        assert isinstance(plan, PerceptronPlan)
        return advance_perceptron(
            state,
            data,
            plan,
            epochs,
            history=fit.history,
            mistakes=fit.mistakes,
            n_threads=_n_threads(fit.parameters["n_jobs"], data.X.size * state.n_neurons),
            listener=None if watchers is None else watchers.advanced,
            every=None if watchers is None else watchers.every,
            recorder=recorder,
        )[1]
    assert isinstance(data, TrainingData)
    assert isinstance(plan, Plan)
    return advance(
        state,
        data,
        plan,
        epochs,
        history=fit.history,
        n_threads=fit.parameters["n_threads"],
        listener=None if watchers is None else watchers.advanced,
        every=None if watchers is None else watchers.every,
        recorder=recorder,
    )[1]


def _minimised(
    fit: Fit, watchers: Watchers | None, recorder: TrainingRecorder | None, evaluations: Evaluations | None
) -> Minimum:
    """Train with lbfgs."""
    assert isinstance(fit.state, TrainingState)
    assert isinstance(fit.data, TrainingData)
    assert isinstance(fit.plan, Plan)
    return minimise(
        fit.state,
        fit.data,
        fit.plan,
        history=fit.history,
        listener=None if watchers is None else watchers.advanced,
        recorder=recorder,
        evaluations=evaluations,
        n_threads=fit.parameters["n_threads"],
    )


def _solver(fit: Fit) -> str | None:
    return getattr(fit.plan, "solver", None)


def _n_threads(n_jobs: int | None, products: int) -> int:
    if products < WORTH_THREADS:
        return 1
    from joblib import effective_n_jobs  # late: a small training needs no joblib

    return int(effective_n_jobs(n_jobs))


# ---- Recording, printing, checkpoints --------------------------------------------------------------------


def _recorder(parameters: Parameters) -> TrainingRecorder | None:
    record, path = parameters["record"], parameters["record_path"]
    if record is not None:
        from rosenblatt.recording.recorder import TrainingRecorder  # late: most trainings are not recorded

        return TrainingRecorder(record, path)
    if path is not None:
        raise PlanError(
            f"record_path={os.fspath(path)!r} without record: say what to record, "
            "record='epochs' for a snapshot an epoch"
        )
    return None


def _printer(fit: Fit) -> Watcher | None:
    if not fit.parameters["verbose"]:
        return None
    if isinstance(fit.plan, Plan):
        return EpochPrinter(fit.plan)
    return PerceptronPrinter(len(fit.history))


def _stored_arrays(fit: Fit, evaluations: Evaluations | None) -> Callable[[], Mapping[str, NDArray[Any]]]:
    """What a checkpoint stores beside the state."""
    data = fit.data
    if isinstance(data, PerceptronData):
        held_out = {} if data.validation is None else {"validation": data.validation.view(np.uint8)}
        if fit.split_seed is not None:
            held_out = {SPLIT_SEED: np.array([fit.split_seed])}
        return lambda: {"mistakes": np.concatenate(fit.mistakes, axis=1), **held_out}
    if evaluations is not None:
        start = {"start": fit.network.parameters.copy()}
        if is_in_blocks(data.train):
            start[IN_BLOCKS] = np.array([ROWS_OF_A_BLOCK])
        return lambda: {**start, **evaluations.to_arrays()}
    if fit.split_seed is not None:
        seed = {SPLIT_SEED: np.array([fit.split_seed])}
        return lambda: seed
    parts = zip(SPLIT, (data.train, data.validation), strict=True)
    rows = {name: part.rows for name, part in parts if part is not None and part.rows is not None}
    return lambda: rows


# ---- Why training has ended ------------------------------------------------------------------------------


def _ended_by(trouble: BaseException) -> str:
    """What a recording calls the end by an error."""
    if isinstance(trouble, KeyboardInterrupt):
        return INTERRUPT
    return "diverged" if isinstance(trouble, DivergedError) else "error"


def _stopped_by(fit: Fit, reason: str | None, trouble: BaseException | None) -> str:
    if trouble is None:
        return reason or "max_iter"
    found = _ended_by(trouble)
    # A divergence is undone by early stopping; without it, nothing is left to ask for the reason.
    return "early stopping" if found == "diverged" else found


def _has_nothing(fit: Fit) -> bool:
    """Whether a perceptron was interrupted before it had learned anything."""
    return isinstance(fit.state, PerceptronState) and not fit.mistakes
