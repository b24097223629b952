"""What a multi-layer estimator tells and remembers of its training, under scikit-learn's names."""

from __future__ import annotations

import numpy as np

from rosenblatt.errors import DivergedError
from rosenblatt.estimators.as_if_stopped import NetworkSnapshots
from rosenblatt.estimators.callbacks import CallbackSupport, FitTasks, epoch_tasks
from rosenblatt.estimators.linked_network import LinkedNetwork
from rosenblatt.estimators.telling import Teller
from rosenblatt.estimators.watching import Told, Watcher, Watchers
from rosenblatt.history import COLUMNS, History
from rosenblatt.plan import Plan
from rosenblatt.recording import Recording
from rosenblatt.training import TrainingData, TrainingState
from rosenblatt.training.stopping import INTERRUPT

_LEARNED_WHILE_TRAINING = (
    "loss_curve_",
    "best_loss_",
    "validation_scores_",
    "best_validation_score_",
    "validation_loss_curve_",
    "_no_improvement_count",
    "_state",
)


class TrainingMemory(CallbackSupport, LinkedNetwork):
    """Has those told who look on while its network is trained, and remembers how it went."""

    n_iter_: int
    t_: int
    loss_: float
    loss_curve_: list[float]
    best_loss_: float | None
    validation_scores_: list[float] | None
    validation_loss_curve_: list[float] | None
    best_validation_score_: float | None
    history_: History
    stopped_by_: str
    recording_: Recording
    _no_improvement_count: int
    _state: TrainingState

    @property
    def _optimizer(self) -> TrainingState:
        """What scikit-learn calls the optimizer: here the last state holds its learning rate and moments."""
        return self._state

    def _forget(self) -> None:
        """Leave nothing of an earlier training behind."""
        for name in _LEARNED_WHILE_TRAINING:
            self.__dict__.pop(name, None)
        self.n_iter_ = 0
        self.t_ = 0
        self.history_ = History()

    def _remember(self, state: TrainingState, history: History, plan: Plan, *, judged: bool) -> None:
        """Set the attributes that training has changed."""
        self.n_iter_ = len(history)
        self.t_ = state.samples_seen
        self._no_improvement_count = state.no_improvement
        self.loss_curve_ = getattr(self, "loss_curve_", [])
        self.loss_curve_ += history["loss"].tolist()
        if self.loss_curve_:
            self.loss_ = self.loss_curve_[-1]
        self.best_loss_ = None if plan.early_stopping else state.best_loss
        self._remember_validation(history, judged=judged)
        self._lengthen_history(history)
        state.order = np.empty(0, np.int64)
        state.best_parameters = np.empty(0, state.network.dtype)
        self._state = state

    def _lengthen_history(self, history: History) -> None:
        """Add a training to those it goes on from: epochs are counted on, seconds already are."""
        if not len(getattr(self, "history_", ())):
            self.history_ = history
            return
        rows = history.rows.copy()
        rows[:, COLUMNS.index("epoch")] += len(self.history_)
        self.history_.append(rows)

    def _remember_validation(self, history: History, *, judged: bool) -> None:
        if not judged:
            self.validation_scores_ = self.best_validation_score_ = self.validation_loss_curve_ = None
            return
        self.validation_scores_ = getattr(self, "validation_scores_", None) or []
        self.validation_scores_ += history["validation_score"].tolist()
        self.validation_loss_curve_ = getattr(self, "validation_loss_curve_", None) or []
        self.validation_loss_curve_ += history["validation_loss"].tolist()
        finite = [score for score in self.validation_scores_ if score == score]
        self.best_validation_score_ = max(finite, default=-np.inf)

    def _epoch_tasks(self, data: TrainingData, plan: Plan, *, begins: bool) -> FitTasks | None:
        """Who tells scikit-learn's callbacks of every epoch."""
        judged = data.validation is not None
        return epoch_tasks(
            self, lambda: NetworkSnapshots(self, plan, judged=judged, begins=begins), data.train.rows
        )

    def _watchers(self, plan: Plan, *others: Watcher[TrainingState] | None) -> Watchers[TrainingState]:
        """All who look on while it is trained."""
        listener = getattr(self, "_listener", None)
        teller = Teller(plan) if self.verbose else None
        return Watchers([teller, *others, None if listener is None else Told(listener)])


def why_ended(reason: str | None, trouble: BaseException | None) -> str:
    """Why training has ended, in a word."""
    if isinstance(trouble, KeyboardInterrupt):
        return INTERRUPT
    if isinstance(trouble, DivergedError):
        return "early stopping"  # which undoes it, or nobody asks
    return "error" if trouble is not None else reason or "max_iter"
