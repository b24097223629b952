"""Training a multi-layer estimator: a state is made, advanced, and remembered in attributes."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning

from rosenblatt._typing import FloatArray
from rosenblatt.checkpoint import Checkpoint
from rosenblatt.errors import DivergedError
from rosenblatt.estimators.as_if_stopped import NetworkSnapshots
from rosenblatt.estimators.callbacks import CallbackSupport, FitTasks, epoch_tasks
from rosenblatt.estimators.checkpointing import CheckpointWish
from rosenblatt.estimators.linked_network import LinkedNetwork
from rosenblatt.estimators.recorded import keep_recording, recorder_of
from rosenblatt.estimators.telling import Teller
from rosenblatt.estimators.watching import Told, Watcher, Watchers
from rosenblatt.history import COLUMNS, History
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.recording import Recording
from rosenblatt.training import TrainingData, TrainingState, advance
from rosenblatt.training.lbfgs import Evaluations, Minimum, minimise
from rosenblatt.training.stopping import ENDS, INTERRUPT

SPLIT = ("train_rows", "validation_rows")
"""Under which names a checkpoint keeps what early stopping has drawn."""

_LEARNED_WHILE_TRAINING = (
    "loss_curve_",
    "best_loss_",
    "validation_scores_",
    "best_validation_score_",
    "validation_loss_curve_",
    "_no_improvement_count",
    "_state",
)


class MultiLayerTraining(CallbackSupport, LinkedNetwork):
    """Trains its network by epochs or with lbfgs, and remembers how it went under scikit-learn's names."""

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
        self.stopped_by_ = _why(reason, trouble)
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
        self.stopped_by_ = _why(None if minimum is None else minimum.stopped_by, trouble)
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


def _split_of(data: TrainingData) -> Callable[[], dict[str, NDArray[Any]]]:
    """What a checkpoint keeps of which rows early stopping has held out."""
    parts = zip(SPLIT, (data.train, data.validation), strict=True)
    rows = {name: part.rows for name, part in parts if part is not None and part.rows is not None}
    return lambda: rows


def _search_of(start: FloatArray, evaluations: Evaluations | None) -> dict[str, FloatArray]:
    """What a checkpoint keeps of a search with lbfgs."""
    return {"start": start, **({} if evaluations is None else evaluations.to_arrays())}


def _why(reason: str | None, trouble: BaseException | None) -> str:
    """Why training has ended, in a word."""
    if isinstance(trouble, KeyboardInterrupt):
        return INTERRUPT
    if isinstance(trouble, DivergedError):
        return "early stopping"  # which undoes it, or nobody asks
    return "error" if trouble is not None else reason or "max_iter"


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
