"""scikit-learn's callbacks, experimental in its 1.9: the one file of ours that knows their interface.

A fit is a task, and each epoch (with lbfgs: each iteration) a task within it. Nothing of ``sklearn.callback``
is loaded before somebody sets a callback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache, partial
from typing import Any, Protocol, Self

from numpy.typing import ArrayLike, NDArray
from sklearn.utils import _safe_indexing

from rosenblatt.estimators.watching import Watcher
from rosenblatt.history import History

_CALLBACKS = "_skl_callbacks"
_TASKS = "_fit_tasks"
_WHILE_FITTING = (_TASKS, "_callback_fit_ctx", "_skl_callbacks_to_teardown")
"""Attributes that last as long as a fit, and go into no copy."""

EPOCH = "epoch"
"""What the task of an epoch is called."""


class CallbackSupport:
    """scikit-learn's ``CallbackSupportMixin``, loaded only once callbacks are set."""

    def set_callbacks(self, *callbacks: object) -> Self:
        """Set who is told how ``fit`` goes; without any, nobody is.

        Parameters
        ----------
        *callbacks : callback instances
            Of scikit-learn (``sklearn.callback``), of :mod:`rosenblatt.callbacks`, or of your own: whatever
            has the methods of ``sklearn.callback.FitCallback``. ``clone`` keeps them.

        Returns
        -------
        self : object

        Raises
        ------
        TypeError
            If one of them lacks a method, or is a class.
        """
        from sklearn.callback import CallbackSupportMixin

        CallbackSupportMixin.set_callbacks(self, *callbacks)
        return self

    def __getstate__(self) -> dict[str, Any]:
        """Return what copies and pickles keep: the callbacks, but nothing of a fit that is going on."""
        state: Any = super().__getstate__()
        return {name: value for name, value in state.items() if name not in _WHILE_FITTING}


class Snapshots(Protocol):
    """How an estimator makes the attributes of a copy of itself."""

    epochs_before: int
    """Epochs of the history that earlier fits have made."""

    def now(self, state: Any, history: History) -> dict[str, object]:  # noqa: ANN401  # each estimator's own
        """As if the fit had stopped at this state."""

    def ended(self) -> dict[str, object]:
        """As the fit has left it."""


def followed(
    estimator: CallbackSupport, X: object, y: object, sample_weight: ArrayLike | None, max_epochs: int
) -> AbstractContextManager[None]:
    """Set up an estimator's callbacks for a fit that is made within; however it ends, they are torn down.

    Parameters
    ----------
    estimator : estimator
    X, y, sample_weight
        As they were given to ``fit``.
    max_epochs : int

    Returns
    -------
    context manager
        One that does nothing if the estimator has no callbacks.
    """
    if not vars(estimator).get(_CALLBACKS):
        return _NOBODY
    return _followed(estimator, X, y, sample_weight, max_epochs)


_NOBODY = nullcontext()


@contextmanager
def _followed(
    estimator: CallbackSupport, X: object, y: object, sample_weight: ArrayLike | None, max_epochs: int
) -> Iterator[None]:
    from sklearn.callback import CallbackSupportMixin
    from sklearn.callback._callback_support import callback_management_context

    with callback_management_context(estimator):
        fit = CallbackSupportMixin._init_callback_context(estimator, max_subtasks=max_epochs)
        tasks = FitTasks(estimator, fit, X, y, sample_weight)
        setattr(estimator, _TASKS, tasks)
        try:
            tasks.begin()
            yield
            tasks.end()
        finally:
            delattr(estimator, _TASKS)


def epoch_tasks(
    estimator: CallbackSupport, snapshots: Callable[[], Snapshots], rows: NDArray[Any] | None
) -> FitTasks | None:
    """Begin the first epoch's task, and return who is to look at every epoch, None if nobody is.

    Parameters
    ----------
    estimator : estimator
    snapshots : callable
        Makes its :class:`Snapshots`.
    rows : ndarray or None
        Which of the samples given to ``fit`` it learns from (indices or a mask); None for all.
    """
    tasks: FitTasks | None = vars(estimator).get(_TASKS)
    if tasks is not None:
        tasks.begin_epochs(snapshots(), rows)
    return tasks


def epoch_row(estimator: object) -> Mapping[str, float] | None:
    """Return what the epoch has measured whose end a callback is being told.

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


class FitTasks(Watcher[Any]):
    """Tells the callbacks of one fit about its tasks.

    Training says that it has ended only after the last epoch was looked at: whoever ends before ``max_iter``,
    and not because a callback said so, has begun a task that stays empty. So does scikit-learn's own lbfgs.

    Parameters
    ----------
    estimator : estimator
    fit : sklearn.callback.CallbackContext
        The task of the whole fit.
    X, y, sample_weight
        As they were given to ``fit``.
    """

    every = 1

    def __init__(
        self,
        estimator: CallbackSupport,
        fit: Any,  # noqa: ANN401  # scikit-learn publishes no types
        X: object,
        y: object,
        sample_weight: ArrayLike | None,
    ) -> None:
        self._estimator = estimator
        self._fit = fit
        self._told = _arguments(estimator, X, y, sample_weight, None)
        self._given = X, y, sample_weight
        self._epoch: Any = None
        self._n_ended = 0
        self._history: History | None = None

    def begin(self) -> None:
        """Tell that the fit begins."""
        self._fit.call_on_fit_task_begin(**self._told)

    def begin_epochs(self, snapshots: Snapshots, rows: NDArray[Any] | None) -> None:
        """Tell that the first epoch begins."""
        self._snapshots = snapshots
        self._told_of_epochs = _arguments(self._estimator, *self._given, rows)
        self._begin_epoch(None)

    def _begin_epoch(self, attributes: Callable[[], dict[str, object]] | None) -> None:
        self._epoch = self._fit.subcontext(task_name=EPOCH)
        self._epoch.call_on_fit_task_begin(**self._told_of_epochs, reconstruction_attributes=attributes)

    def look(self, state: Any, history: History) -> bool:  # noqa: ANN401  # each estimator's own
        """Tell that an epoch has ended, and that the next one begins unless it was the last."""
        attributes = partial(self._snapshots.now, state, history)
        epoch, self._epoch = self._epoch, None
        self._history = history
        try:
            stops = epoch.call_on_fit_task_end(**self._told_of_epochs, reconstruction_attributes=attributes)
        finally:
            self._history = None
        self._n_ended += 1
        if not stops and self._n_ended < self._fit.max_subtasks:
            self._begin_epoch(attributes)
        return bool(stops)

    def row(self) -> Mapping[str, float] | None:
        """What the epoch has measured whose end is being told."""
        if self._history is None:
            return None
        known = {name: value for name, value in self._history.last().items() if value == value}
        return known | {"epoch": known["epoch"] + self._snapshots.epochs_before}

    def end(self) -> None:
        """Tell that the fit has ended by itself."""
        if self._epoch is not None:
            self._epoch.call_on_fit_task_end(estimator=self._estimator)
        self._fit.call_on_fit_task_end(**self._told, reconstruction_attributes=self._snapshots.ended)


def _arguments(
    estimator: CallbackSupport,
    X: object,
    y: object,
    sample_weight: ArrayLike | None,
    rows: NDArray[Any] | None,
) -> dict[str, object]:
    """What all hooks of a task are given; rows are taken only if a callback asks for them, and then once."""
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
