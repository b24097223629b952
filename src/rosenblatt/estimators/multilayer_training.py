"""Training a multi-layer estimator: a state is made, advanced, and remembered in attributes."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from rosenblatt.errors import DivergedError
from rosenblatt.estimators.linked_network import LinkedNetwork
from rosenblatt.estimators.telling import Teller
from rosenblatt.estimators.watching import Told, Watchers
from rosenblatt.history import COLUMNS, History
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingData, TrainingState, advance
from rosenblatt.training.lbfgs import Minimum, minimise

_LEARNED_WHILE_TRAINING = (
    "loss_curve_",
    "best_loss_",
    "validation_scores_",
    "best_validation_score_",
    "validation_loss_curve_",
    "_no_improvement_count",
    "_state",
)


class MultiLayerTraining(LinkedNetwork):
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
    ) -> None:
        """Train on from the linked network."""
        if plan.solver == "lbfgs":
            self._train_with_lbfgs(data, plan, random)
            return
        if plan.batch_size is not None and plan.batch_size > len(data.train):
            warnings.warn(
                "Got `batch_size` less than 1 or larger than sample size. It is going to be clipped",
                stacklevel=4,
            )
        self._train_by_epochs(data, plan, random, begins=begins, incremental=incremental)

    def _train_by_epochs(
        self,
        data: TrainingData,
        plan: Plan,
        random: np.random.RandomState,
        *,
        begins: bool,
        incremental: bool,
    ) -> None:
        network = self._linked_network()
        state = self._state_to_advance(network, len(data.train), plan, random, incremental=incremental)
        best_before = state.best_score
        history = History()
        watchers = self._watchers(plan)
        reason: str | None = None
        trouble: BaseException | None = None
        try:
            _, reason = advance(
                state,
                data,
                plan,
                1 if incremental else None,
                history=history,
                n_threads=self.n_threads,
                listener=watchers.listener,
                every=watchers.every,
            )
        except (KeyboardInterrupt, DivergedError) as error:
            trouble = error
        # Without a better score than before, a warm-started training stays where it is, as scikit-learn's.
        if plan.early_stopping and (begins or state.best_score > best_before):
            network.parameters[:] = state.best_parameters
        if random is self.random_state or self.random_state is None:
            state.return_random(random)
        self._remember(state, history, plan, judged=data.validation is not None)
        self.stopped_by_ = reason or "max_iter"
        if trouble is not None:
            self._after_trouble(trouble, plan)
        watchers.ended(state, history, self.stopped_by_)
        if reason == "max_iter" and not incremental:
            warnings.warn(
                f"Stochastic Optimizer: Maximum iterations ({self.max_iter}) "
                "reached and the optimization hasn't converged yet.",
                ConvergenceWarning,
                stacklevel=5,
            )

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
        """Go on after what can be lived with: Ctrl-C, or a divergence that early stopping can undo."""
        if isinstance(trouble, KeyboardInterrupt):
            self.stopped_by_ = "interrupted"
            if getattr(self, "_listener", None) is not None:
                raise trouble
            warnings.warn("Training interrupted by user.", stacklevel=6)
            return
        if not plan.early_stopping:
            self._unlink()
            raise trouble
        self.stopped_by_ = "early stopping"
        warnings.warn(
            f"{trouble} The weights are those with the best validation score before that.",
            ConvergenceWarning,
            stacklevel=6,
        )

    def _train_with_lbfgs(self, data: TrainingData, plan: Plan, random: np.random.RandomState) -> None:
        state = TrainingState.start(self._linked_network(), plan, len(data.train), random)
        history = History()
        watchers = self._watchers(plan)
        try:
            minimum = minimise(
                state,
                data,
                plan,
                history=history,
                listener=watchers.listener,
            )
        except (KeyboardInterrupt, DivergedError) as trouble:
            self.n_iter_ = len(history)
            self.history_ = history
            self._after_trouble(trouble, plan)
            return
        self.loss_ = minimum.loss
        self.n_iter_ = minimum.n_iter
        self.stopped_by_ = minimum.stopped_by
        self.history_ = history
        watchers.ended(state, history, self.stopped_by_)
        if data.validation is not None:
            self._remember_validation(history, judged=True)
        if minimum.problem:
            warnings.warn(_lbfgs_warning(minimum, plan.max_iter), ConvergenceWarning, stacklevel=5)

    def _watchers(self, plan: Plan) -> Watchers[TrainingState]:
        """All who look on while it is trained."""
        listener = getattr(self, "_listener", None)
        teller = Teller(plan) if self.verbose else None
        return Watchers([teller, None if listener is None else Told(listener)])


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
