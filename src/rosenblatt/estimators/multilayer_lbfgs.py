"""Training a multi-layer estimator with lbfgs, which sees all samples at once and has a memory of its own."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from rosenblatt._typing import FloatArray
from rosenblatt.checkpoint import Checkpoint
from rosenblatt.estimators.checkpointing import CheckpointWish
from rosenblatt.estimators.multilayer_memory import TrainingMemory, why_ended
from rosenblatt.estimators.recorded import keep_recording, recorder_of
from rosenblatt.history import History
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingData, TrainingState
from rosenblatt.training.lbfgs import Evaluations, Minimum, minimise


class LbfgsTraining(TrainingMemory):
    """Trains its network until lbfgs finds no smaller loss."""

    def _train_with_lbfgs(
        self,
        data: TrainingData,
        plan: Plan,
        random: np.random.RandomState,
        checkpoint: CheckpointWish | None,
        resumed: Checkpoint | None,
    ) -> None:
        network = self._linked_network()
        evaluations: Evaluations | None = None
        if checkpoint is not None:
            evaluations = Evaluations.of({} if resumed is None else resumed.arrays)
        if resumed is not None:
            network.parameters[:] = resumed.arrays["start"]
        start = network.parameters.copy()
        state = TrainingState.start(network, plan, len(data.train), random)
        history = History()
        keeper = None
        if checkpoint is not None:
            keeper = checkpoint.watcher(self, plan, data, lambda: _search_of(start, evaluations))
        watchers = self._watchers(plan, keeper, self._epoch_tasks(data, plan, begins=True))
        recorder = recorder_of(self)
        minimum: Minimum | None = None
        trouble: BaseException | None = None
        try:
            minimum = minimise(
                state,
                data,
                plan,
                history=history,
                listener=watchers.listener,
                recorder=recorder,
                evaluations=evaluations,
            )
        except BaseException as error:
            trouble = error
        self.n_iter_ = len(history)
        self.history_ = history
        if self.n_iter_:
            self.loss_ = history.last()["loss"]
        self.stopped_by_ = why_ended(None if minimum is None else minimum.stopped_by, trouble)
        keep_recording(self, recorder, history, self.stopped_by_, trouble)
        if data.validation is not None:
            self._remember_validation(history, judged=True)
        if minimum is None:
            if isinstance(trouble, KeyboardInterrupt):
                watchers.ended(state, history, self.stopped_by_)
            assert trouble is not None
            raise trouble
        self.loss_ = minimum.loss
        self.n_iter_ = minimum.n_iter
        watchers.ended(state, history, self.stopped_by_)
        if minimum.problem:
            warnings.warn(_lbfgs_warning(minimum, plan.max_iter), ConvergenceWarning, stacklevel=5)


def _search_of(start: FloatArray, evaluations: Evaluations | None) -> dict[str, FloatArray]:
    """What a checkpoint keeps of a search with lbfgs."""
    return {"start": start, **({} if evaluations is None else evaluations.to_arrays())}


def _lbfgs_warning(minimum: Minimum, max_iter: int) -> str:
    """Why lbfgs did not converge and what to do, in scikit-learn's words."""
    more = ""
    if minimum.n_iter == max_iter:
        more = f"\nIncrease the number of iterations to improve the convergence (max_iter={max_iter})."
    return (
        f"lbfgs failed to converge after {minimum.n_iter} iteration(s) {minimum.problem}\n{more}"
        "\nYou might also want to scale the data as shown in:\n"
        "    https://scikit-learn.org/stable/modules/preprocessing.html"
    )
