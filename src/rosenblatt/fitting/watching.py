"""Watchers: observers of a training, among them those that print each epoch (``verbose``)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from rosenblatt.history import COLUMNS, History
from rosenblatt.plan import Plan
from rosenblatt.training.perceptron.state import LEARNING, PerceptronState
from rosenblatt.training.state import TrainingState


class Watcher:
    """Base class of observers of one training; the methods do nothing.

    ``every`` is the maximum number of epochs between two calls of :meth:`advanced`, None for no limit; the
    result of the training does not depend on it. ``inside`` is whether it also receives states between two
    windows of an epoch (``shuffle_window``).
    """

    every: int | None = None
    inside = False

    def advanced(self, state: Any, history: History) -> bool | None:  # noqa: ANN401  # of either kind
        """Look at a training between two chunks of epochs; True asks it to stop there."""

    def ended(self, state: Any, history: History, stopped_by: str) -> None:  # noqa: ANN401  # of either kind
        """Receive the end of the training and its reason; not called after an error or divergence."""


class Calling(Watcher):
    """Calls a function ``function(state, history)`` between two chunks."""

    def __init__(self, function: Callable[[Any, History], bool | None], every: int | None = None) -> None:
        self._function = function
        self.every = every

    def advanced(self, state: Any, history: History) -> bool | None:  # noqa: ANN401  # of either kind
        """Call the function."""
        return self._function(state, history)


class Watchers(Watcher):
    """Several watchers as one."""

    def __init__(self, watchers: Iterable[Watcher]) -> None:
        self._all = list(watchers)
        self.every = min((each.every for each in self._all if each.every is not None), default=None)

    def advanced(self, state: Any, history: History) -> bool:  # noqa: ANN401  # of either kind
        """Let all of them look, even after one has asked to stop."""
        is_inside = bool(getattr(state, "samples_underway", 0))
        stops = [each.advanced(state, history) for each in self._all if each.inside or not is_inside]
        return any(stops)

    def ended(self, state: Any, history: History, stopped_by: str) -> None:  # noqa: ANN401  # of either kind
        """Report the end to all."""
        for each in self._all:
            each.ended(state, history, stopped_by)


# ---- Printing --------------------------------------------------------------------------------------------

_LOSS, _RATE, _SCORE = (COLUMNS.index(name) for name in ("loss", "learning_rate", "validation_score"))


class EpochPrinter(Watcher):
    """Prints each epoch of a network's training once, in scikit-learn's words."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._n_printed = 0

    def advanced(self, state: TrainingState, history: History) -> None:
        """Print the epochs since the last call."""
        rows = history.rows
        lines = []
        for number in range(self._n_printed, len(rows)):
            lines.append(f"Iteration {number + 1}, loss = {rows[number, _LOSS]:.8f}")
            if self._plan.early_stopping:
                lines.append(f"Validation score: {rows[number, _SCORE]:f}")
            if self._is_adaptive:
                rate = rows[number + 1, _RATE] if number + 1 < len(rows) else state.learning_rate
                if rate < rows[number, _RATE]:
                    lines.append(f"{self._no_improvement()} Setting learning rate to {rate:f}")
        self._n_printed = len(rows)
        _write(lines)

    def ended(self, state: TrainingState, history: History, stopped_by: str) -> None:
        """Print why training has stopped, if its plan stopped it."""
        if stopped_by in ("converged", "early stopping"):
            too_small = " Learning rate too small." if self._is_adaptive else ""
            _write([f"{self._no_improvement()}{too_small} Stopping."])

    @property
    def _is_adaptive(self) -> bool:
        return self._plan.solver == "sgd" and self._plan.learning_rate == "adaptive"

    def _no_improvement(self) -> str:
        what = "Validation score" if self._plan.early_stopping else "Training loss"
        return (
            f"{what} did not improve more than tol={self._plan.tol:f} "
            f"for {int(self._plan.n_iter_no_change)} consecutive epochs."
        )


class PerceptronPrinter(Watcher):
    """Prints each epoch of a perceptron once, except for the first ``n_before`` of the history."""

    def __init__(self, n_before: int) -> None:
        self._n_printed = n_before

    def advanced(self, state: PerceptronState, history: History) -> None:
        """Print the epochs since the last call, and whether they were the last."""
        columns = [history[name][self._n_printed :].tolist() for name in ("epoch", "loss", "mistakes")]
        lines = [
            f"Epoch {epoch:.0f}: loss {loss:.6g}, {mistakes:.0f} mistakes"
            for epoch, loss, mistakes in zip(*columns, strict=True)
        ]
        self._n_printed = len(history)
        if (state.neurons["status"] != LEARNING).all():
            seconds = history["seconds"][-1]
            lines.append(f"Convergence after {state.epoch} epochs took {seconds:.2f} seconds")
        _write(lines)


def _write(lines: list[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
