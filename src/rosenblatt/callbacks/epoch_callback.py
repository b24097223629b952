"""EpochCallback: the base class of the built-in callbacks and of your own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from rosenblatt.estimators.callbacks import epoch_row


class Listening:
    """Receives the progress of one fit; the methods of the base class do nothing."""

    def epoch_ended(self, row: Mapping[str, float]) -> bool | None:
        """Receive the numbers of an epoch; returning True stops the fit.

        Parameters
        ----------
        row : mapping of str to float
            The columns of the history that have a number: ``epoch``, ``loss``, ``score``, ``learning_rate``,
            ``gradient_norm``, ``mistakes``, ``validation_loss``, ``validation_score``, ``seconds``.
        """

    def fit_ended(self, *, whole: bool) -> None:
        """Receive the end of the fit.

        Parameters
        ----------
        whole : bool
            Whether the fit was completed; False after an error or Ctrl-C.
        """


class EpochCallback(ABC):
    """A callback that receives every epoch as a row of numbers.

    The method :meth:`fit_begins` of a subclass returns the listener of a fit. One callback can be set on many
    estimators, and on all the copies that a search makes of one: each fit has its own listener.

    Examples
    --------
    >>> from rosenblatt import MLPClassifier
    >>> from rosenblatt.callbacks import EpochCallback, Listening
    >>> class GoodEnough(EpochCallback, Listening):
    ...     def fit_begins(self, estimator):
    ...         return self
    ...
    ...     def epoch_ended(self, row):
    ...         return row["loss"] < 0.1
    >>> xor = MLPClassifier((5,), activation="tanh", learning_rate_init=0.1, max_iter=1000, random_state=10)
    >>> xor = xor.set_callbacks(GoodEnough()).fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    >>> xor.stopped_by_, xor.loss_ < 0.1
    ('callback', True)
    """

    @abstractmethod
    def fit_begins(self, estimator: Any) -> Listening:  # noqa: ANN401  # scikit-learn's have no common type
        """Return the listener of a fit that begins."""

    def setup(self, estimator: object, context: object) -> None:
        """Register a listener (called by ``fit``)."""
        self._fits[estimator] = _Fit(self.fit_begins(estimator), context)

    def on_fit_task_begin(self, estimator: object, context: object) -> None:  # noqa: B027  # optional
        """Receive the beginning of a task (called by ``fit``)."""

    def on_fit_task_end(self, estimator: object, context: object) -> bool:
        """Receive the end of a task (called by ``fit``)."""
        fit, row = self._fits[estimator], epoch_row(estimator)
        if context is fit.task:
            fit.whole = True
        return row is not None and bool(fit.listening.epoch_ended(row))

    def teardown(self, estimator: object, context: object) -> None:
        """Remove the listener (called by ``fit``, also after an error)."""
        fit = self._fits.pop(estimator, None)
        if fit is not None:
            fit.listening.fit_ended(whole=fit.whole)

    @property
    def _fits(self) -> dict[object, _Fit]:
        """The running fits."""
        fits: dict[object, _Fit] = self.__dict__.setdefault("_listening", {})
        return fits

    def __getstate__(self) -> dict[str, Any]:
        """Return the state to pickle, without running fits."""
        return {name: value for name, value in vars(self).items() if name != "_listening"}


class _Fit:
    """A running fit."""

    def __init__(self, listening: Listening, task: object) -> None:
        self.listening = listening
        self.task = task
        self.whole = False
