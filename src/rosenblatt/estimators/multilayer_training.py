"""Training a multi-layer estimator: a state is made, advanced, and remembered in attributes."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning

from rosenblatt.checkpoint import Checkpoint
from rosenblatt.errors import DivergedError
from rosenblatt.estimators.checkpointing import CheckpointWish
from rosenblatt.estimators.multilayer_lbfgs import LbfgsTraining
from rosenblatt.estimators.multilayer_memory import why_ended
from rosenblatt.estimators.recorded import keep_recording, recorder_of
from rosenblatt.estimators.watching import Watchers
from rosenblatt.history import History
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingData, TrainingState, advance
from rosenblatt.training.stopping import ENDS

SPLIT = ("train_rows", "validation_rows")
"""Under which names a checkpoint keeps what early stopping has drawn."""


class MultiLayerTraining(LbfgsTraining):
    """Trains its network by epochs or with lbfgs, and remembers how it went under scikit-learn's names."""

    def _train(
        self,
        data: TrainingData,
        plan: Plan,
        random: np.random.RandomState,
        *,
        begins: bool,
        incremental: bool,
        checkpoint: CheckpointWish | None = None,
        resumed: Checkpoint | None = None,
    ) -> None:
        """Train on from the linked network, or from a checkpoint, whose network is linked."""
        if plan.solver == "lbfgs":
            self._train_with_lbfgs(data, plan, random, checkpoint, resumed)
            return
        during = None if incremental else checkpoint  # an epoch alone is kept once it is made
        if plan.batch_size is not None and plan.batch_size > len(data.train):
            warnings.warn(
                "Got `batch_size` less than 1 or larger than sample size. It is going to be clipped",
                stacklevel=4,
            )
        if resumed is None:
            network, history = self._linked_network(), History()
            state = self._state_to_advance(network, len(data.train), plan, random, incremental=incremental)
        else:
            assert isinstance(resumed.state, TrainingState)
            state, history = resumed.state, resumed.history
        keeper = None if during is None else during.watcher(self, plan, data, _split_of(data))
        watchers = self._watchers(plan, keeper, self._epoch_tasks(data, plan, begins=begins))
        self._train_by_epochs(
            state,
            history,
            data,
            plan,
            random,
            watchers,
            begins=begins,
            incremental=incremental,
            stopped_by=None if resumed is None else resumed.stopped_by,
        )
        if incremental and checkpoint is not None:
            keeper = checkpoint.watcher(self, plan, data, dict, learned=self._learned())
            keeper.ended(self._state, self.history_, self.stopped_by_)

    @abstractmethod
    def _learned(self) -> dict[str, object]:
        """What a checkpoint of ``partial_fit`` keeps beside the state."""

    def _train_by_epochs(
        self,
        state: TrainingState,
        history: History,
        data: TrainingData,
        plan: Plan,
        random: np.random.RandomState,
        watchers: Watchers[TrainingState],
        *,
        begins: bool,
        incremental: bool,
        stopped_by: str | None,
    ) -> None:
        """Advance a state until the plan says stop; ``stopped_by`` is why it had ended already, if it had."""
        best_before = state.best_score
        reason = stopped_by if stopped_by in ENDS else None
        recorder = recorder_of(self)
        trouble: BaseException | None = None
        try:
            if reason is None:
                _, reason = advance(
                    state,
                    data,
                    plan,
                    1 if incremental else None,
                    history=history,
                    n_threads=self.n_threads,
                    listener=watchers.listener,
                    every=watchers.every,
                    recorder=recorder,
                )
        except BaseException as error:
            trouble = error
        self.stopped_by_ = why_ended(reason, trouble)
        keep_recording(self, recorder, history, reason, trouble)
        try:
            if trouble is None or isinstance(trouble, KeyboardInterrupt):
                watchers.ended(state, history, self.stopped_by_)
        finally:
            better = begins or state.best_score > best_before
            self._keep(state, history, data, plan, random, better=better)
        if trouble is not None:
            self._after_trouble(trouble, plan)
        if reason == "max_iter" and not incremental:
            warnings.warn(
                f"Stochastic Optimizer: Maximum iterations ({self.max_iter}) "
                "reached and the optimization hasn't converged yet.",
                ConvergenceWarning,
                stacklevel=5,
            )

    def _keep(
        self,
        state: TrainingState,
        history: History,
        data: TrainingData,
        plan: Plan,
        random: np.random.RandomState,
        *,
        better: bool,
    ) -> None:
        """Remember a training that has ended, however it did."""
        # Without a better score than before, a warm-started training stays where it is, as scikit-learn's.
        if plan.early_stopping and better:
            state.network.parameters[:] = state.best_parameters
        if random is self.random_state or self.random_state is None:
            state.return_random(random)
        self._remember(state, history, plan, judged=data.validation is not None)

    def _state_to_advance(
        self,
        network: Network,
        n_samples: int,
        plan: Plan,
        random: np.random.RandomState,
        *,
        incremental: bool,
    ) -> TrainingState:
        """A new state, or in ``partial_fit`` the last one with a new order and stream."""
        state = TrainingState.start(network, plan, n_samples, random)
        last: TrainingState | None = getattr(self, "_state", None)
        progress = state.progress
        if last is not None:
            progress["seconds"] = last.progress["seconds"]
        if incremental and last is not None and last.moments.shape == state.moments.shape:
            state.moments = last.moments
            for name in ("step", "learning_rate"):
                progress[name] = last.progress[name]
        progress["samples_seen"] = self.t_
        progress["no_improvement"] = getattr(self, "_no_improvement_count", 0)
        for name, ours in (("best_loss", "best_loss_"), ("best_score", "best_validation_score_")):
            if getattr(self, ours, None) is not None:
                progress[name] = getattr(self, ours)
        return state

    def _after_trouble(self, trouble: BaseException, plan: Plan) -> None:
        """Hand an error on, unless it is a divergence that early stopping can undo."""
        diverged = isinstance(trouble, DivergedError)
        if diverged and not plan.early_stopping:
            self._unlink()
        if not diverged or not plan.early_stopping:
            raise trouble
        warnings.warn(
            f"{trouble} The weights are those with the best validation score before that.",
            ConvergenceWarning,
            stacklevel=6,
        )


def _split_of(data: TrainingData) -> Callable[[], dict[str, NDArray[Any]]]:
    """What a checkpoint keeps of which rows early stopping has held out."""
    parts = zip(SPLIT, (data.train, data.validation), strict=True)
    rows = {name: part.rows for name, part in parts if part is not None and part.rows is not None}
    return lambda: rows
