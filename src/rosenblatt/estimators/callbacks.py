"""scikit-learn's callbacks, experimental in its 1.9; no other file knows their interface.

A fit is a task, and each epoch (with lbfgs: each iteration) a task within it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache, partial
from typing import Any

from numpy.typing import ArrayLike, NDArray
from sklearn.utils import _safe_indexing

from rosenblatt.estimators.versions import callback_module
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.outcome import attributes_at, copied_attributes
from rosenblatt.fitting.watching import Watcher
from rosenblatt.history import History
from rosenblatt.training.data import TrainingData

CALLBACKS = "_skl_callbacks"
"""The attribute that holds an estimator's callbacks."""

_TASKS = "_fit_tasks"
_WHILE_FITTING = (_TASKS, "_callback_fit_ctx", "_skl_callbacks_to_teardown")
"""Attributes that last as long as a fit, and go into no copy."""

EPOCH = "epoch"
"""What the task of an epoch is called."""


def set_callbacks(estimator: Any, *callbacks: object) -> Any:  # noqa: ANN401  # the method of estimators
    """Set the callbacks that are notified during ``fit``; without any, none are.

    Parameters
    ----------
    *callbacks : callback instances
        Of scikit-learn (``sklearn.callback``), of :mod:`rosenblatt.callbacks`, or of your own: any object
        with the methods of ``sklearn.callback.FitCallback``. ``clone`` keeps them.

    Returns
    -------
    self : object

    Raises
    ------
    TypeError
        If one of them lacks a method, or is a class.
    RosenblattError
        If scikit-learn is older than 1.9, and so has no callbacks.
    """
    callback_module("sklearn.callback").CallbackSupportMixin.set_callbacks(estimator, *callbacks)
    return estimator


def without_fit_in_progress(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return what copies and pickles of an estimator keep: its callbacks, but no fit in progress."""
    return {name: value for name, value in state.items() if name not in _WHILE_FITTING}


def followed(
    estimator: object, given: tuple[Any, Any, Any] | None, max_epochs: int
) -> AbstractContextManager[FitTasks | None]:
    """Set up an estimator's callbacks, and tear them down on exit; yield their watcher, or None without any.

    ``given`` is X, y and sample_weight as given to ``fit``, or None for a fit that callbacks do not follow.
    """
    if given is None or not vars(estimator).get(CALLBACKS):
        return _NOTHING
    return _followed(estimator, given, max_epochs)


_NOTHING = nullcontext()


@contextmanager
def _followed(estimator: object, given: tuple[Any, Any, Any], max_epochs: int) -> Iterator[FitTasks]:
    mixin = callback_module("sklearn.callback").CallbackSupportMixin
    support = callback_module("sklearn.callback._callback_support")
    with support.callback_management_context(estimator):
        context = mixin._init_callback_context(estimator, max_subtasks=max_epochs)
        tasks = FitTasks(estimator, context, given)
        setattr(estimator, _TASKS, tasks)
        try:
            tasks.begin()
            yield tasks
            tasks.end()
        finally:
            delattr(estimator, _TASKS)


def epoch_row(estimator: object) -> Mapping[str, float] | None:
    """Return the measurements of the epoch whose end a callback is notified of.

    It costs nothing but a look at the history, unlike ``fitted_estimator``, for which the network is copied.

    Parameters
    ----------
    estimator : object
        What the callback's ``on_fit_task_end`` was given.

    Returns
    -------
    mapping of str to float or None
        The columns of the history (see :data:`rosenblatt.history.COLUMNS`) with a number this epoch; None if
        the task is no epoch of an estimator of Rosenblatt's.
    """
    tasks: FitTasks | None = getattr(estimator, _TASKS, None)
    return None if tasks is None else tasks.row()


class FitTasks(Watcher):
    """Notifies the callbacks of one fit, the task ``context``, of its tasks.

    A fit that converges before ``max_iter`` has begun a task that stays empty, as in scikit-learn's lbfgs.
    """

    every = 1

    def __init__(
        self,
        estimator: object,
        context: Any,  # noqa: ANN401  # scikit-learn publishes no types
        given: tuple[Any, Any, Any],
    ) -> None:
        self._estimator = estimator
        self._context = context
        self._arguments = _arguments(estimator, *given, None)
        self._given = given
        self._epoch: Any = None
        self._n_ended = 0
        self._history: History | None = None

    def begin(self) -> None:
        """Notify of the beginning of the fit."""
        self._context.call_on_fit_task_begin(**self._arguments)

    def begin_epochs(self, fit: Fit) -> None:
        """Notify of the beginning of the first epoch."""
        self._fit = fit
        rows: NDArray[Any] | None
        if isinstance(fit.data, TrainingData):
            rows = fit.data.train.rows
        else:
            rows = None if fit.data.validation is None else ~fit.data.validation
        self._of_epochs = _arguments(self._estimator, *self._given, rows)
        self._begin_epoch(None)

    def _begin_epoch(self, attributes: Callable[[], dict[str, object]] | None) -> None:
        self._epoch = self._context.subcontext(task_name=EPOCH)
        self._epoch.call_on_fit_task_begin(**self._of_epochs, reconstruction_attributes=attributes)

    def advanced(self, state: Any, history: History) -> bool:  # noqa: ANN401  # of either kind
        """Notify of the end of an epoch, and of the beginning of the next one unless it was the last."""
        attributes = partial(attributes_at, self._fit, state, history)
        epoch, self._epoch = self._epoch, None
        self._history = history
        try:
            stops = epoch.call_on_fit_task_end(**self._of_epochs, reconstruction_attributes=attributes)
        finally:
            self._history = None
        self._n_ended += 1
        if not stops and self._n_ended < self._context.max_subtasks:
            self._begin_epoch(attributes)
        return bool(stops)

    def row(self) -> Mapping[str, float] | None:
        """The measurements of the epoch whose end the callbacks are notified of."""
        if self._history is None:
            return None
        known = {name: value for name, value in self._history.last().items() if value == value}
        # A search with lbfgs has a history of its own; epochs of networks add to that of the fits before.
        is_search = getattr(self._fit.plan, "solver", None) == "lbfgs"
        before = 0 if is_search else len(self._fit.before.get("history_", ()))
        return known | {"epoch": known["epoch"] + before}

    def end(self) -> None:
        """Notify of the end of the fit, unless an error has ended it."""
        if self._epoch is not None:
            self._epoch.call_on_fit_task_end(estimator=self._estimator)
        attributes = partial(copied_attributes, vars(self._estimator))
        self._context.call_on_fit_task_end(**self._arguments, reconstruction_attributes=attributes)


def _arguments(
    estimator: object,
    X: object,
    y: object,
    sample_weight: ArrayLike | None,
    rows: NDArray[Any] | None,
) -> dict[str, object]:
    """The arguments of all hooks of a task; rows are taken once, if a callback asks for them."""
    if rows is None:
        weights = None if sample_weight is None else {"sample_weight": sample_weight}
        return {"estimator": estimator, "X": X, "y": y, "metadata": weights}

    def taken(what: object) -> Callable[[], object]:
        return lru_cache(maxsize=1)(partial(_safe_indexing, what, rows))

    weight = taken(sample_weight)
    return {
        "estimator": estimator,
        "X": taken(X),
        "y": taken(y),
        "metadata": None if sample_weight is None else lambda: {"sample_weight": weight()},
    }
