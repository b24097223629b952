"""Watchers: all who look on while an estimator is fitted, as one listener for the training."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from rosenblatt.history import History

State = TypeVar("State")


class Watcher(Generic[State]):
    """Somebody who looks on; a subclass says what it does.

    Attributes
    ----------
    every : int or None
        After how many epochs it wants to look, None for whenever it suits. What is trained has the same bits
        whoever watches.
    """

    every: int | None = None

    def look(self, state: State, history: History) -> bool | None:
        """Look at a training between two chunks; True asks it to stop there."""

    def ended(self, state: State, history: History, stopped_by: str) -> None:
        """Hear that it has ended, and why; after an error, or divergence, nothing is heard."""


class Told(Watcher[State]):
    """A plain function as a watcher."""

    def __init__(self, function: Callable[[State, History], bool | None], every: int | None = None) -> None:
        self._function = function
        self.every = every

    def look(self, state: State, history: History) -> bool | None:
        """Call the function."""
        return self._function(state, history)


class Watchers(Generic[State]):
    """Those who watch one fit.

    Parameters
    ----------
    watchers : iterable of Watcher or None
        Those that are None are left out.
    """

    def __init__(self, watchers: Iterable[Watcher[State] | None]) -> None:
        self._all = [each for each in watchers if each is not None]

    @property
    def listener(self) -> Callable[[State, History], bool] | None:
        """What training calls between chunks; None if nobody watches, so that it costs nothing."""
        return self._look if self._all else None

    @property
    def every(self) -> int | None:
        """Epochs in a chunk at most."""
        asked = [each.every for each in self._all if each.every is not None]
        return min(asked, default=None)

    def _look(self, state: State, history: History) -> bool:
        stops = [each.look(state, history) for each in self._all]  # all of them look, whoever says stop
        return any(stops)

    def ended(self, state: State, history: History, stopped_by: str) -> None:
        """Tell all that training has ended."""
        for each in self._all:
            each.ended(state, history, stopped_by)
