"""Copies of an estimator in the middle of its fit, as if it had stopped there: what callbacks may look at."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from rosenblatt.history import History
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingState
from rosenblatt.training.advance import STOPPED_BY_LISTENER
from rosenblatt.training.perceptron.state import PerceptronState

if TYPE_CHECKING:
    from rosenblatt.estimators.multilayer_memory import TrainingMemory
    from rosenblatt.estimators.perceptron_training import PerceptronTraining

Estimator = TypeVar("Estimator")


class NetworkSnapshots:
    """Of a multi-layer estimator.

    Parameters
    ----------
    estimator : MLPClassifier or MLPRegressor
        About to be trained.
    plan : Plan
    judged : bool
        Whether there are validation samples.
    begins : bool
        Whether nothing was learned before.
    """

    def __init__(self, estimator: TrainingMemory, plan: Plan, *, judged: bool, begins: bool) -> None:
        self._estimator, self._plan, self._judged, self._begins = estimator, plan, judged, begins
        self._best_before = getattr(estimator, "best_validation_score_", None)
        # Each lbfgs has a history of its own; epochs add to that of the fits before.
        self.epochs_before = 0 if plan.solver == "lbfgs" else len(getattr(estimator, "history_", ()))

    def now(self, state: TrainingState, history: History) -> dict[str, object]:
        """As if the fit had stopped at this state: with early stopping the best parameters so far."""
        twin = self._twin()
        state, history = state.copy(), History(history.rows.copy())
        if self._plan.early_stopping and self._is_better(state):
            state.network.parameters[:] = state.best_parameters
        twin._link(state.network)
        twin.stopped_by_ = STOPPED_BY_LISTENER
        if self._plan.solver == "lbfgs":
            twin.n_iter_, twin.history_, twin.loss_ = len(history), history, history.last()["loss"]
            if self._judged:
                twin._remember_validation(history, judged=True)
        else:
            twin._remember(state, history, self._plan, judged=self._judged)
        return _difference(twin, self._estimator)

    def _is_better(self, state: TrainingState) -> bool:
        return self._begins or self._best_before is None or state.best_score > self._best_before

    def ended(self) -> dict[str, object]:
        """As the fit has left it."""
        twin = self._twin()
        twin._link(twin.network_.copy())
        return _difference(twin, self._estimator)

    def _twin(self) -> TrainingMemory:
        twin = _twin(self._estimator)
        if hasattr(twin, "_state"):
            twin._state = twin._state.copy()
        return twin


class PerceptronSnapshots:
    """Of a perceptron.

    Parameters
    ----------
    estimator : Perceptron
        About to learn.
    remember : callable
        ``remember(estimator, state, history)`` sets the attributes that have been learned.
    """

    epochs_before = 0

    def __init__(
        self,
        estimator: PerceptronTraining,
        remember: Callable[[PerceptronTraining, PerceptronState, History], None],
    ) -> None:
        self._estimator, self._remember = estimator, remember

    def now(self, state: PerceptronState, history: History) -> dict[str, object]:
        """As if the fit had stopped at this state."""
        twin = _twin(self._estimator)
        self._remember(twin, state, History(history.rows.copy()))
        twin.stopped_by_ = STOPPED_BY_LISTENER
        return _difference(twin, self._estimator)

    def ended(self) -> dict[str, object]:
        """As the fit has left it."""
        return _difference(_twin(self._estimator), self._estimator)


def _twin(estimator: Estimator) -> Estimator:
    """A copy whose lists and history may grow by themselves."""
    twin = copy.copy(estimator)
    for name, value in vars(twin).items():
        if isinstance(value, History):
            setattr(twin, name, History(value.rows.copy()))
        elif name.endswith("_") and isinstance(value, list):
            setattr(twin, name, list(value))
    return twin


def _difference(twin: object, estimator: object) -> dict[str, object]:
    """What has to be set on a copy of the estimator to make the twin."""
    before = vars(estimator)
    return {name: value for name, value in vars(twin).items() if before.get(name, before) is not value}
