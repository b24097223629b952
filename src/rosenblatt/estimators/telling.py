"""Telling on standard output how training goes (``verbose``), in scikit-learn's words."""

from __future__ import annotations

import sys

from rosenblatt.estimators.watching import Watcher
from rosenblatt.history import COLUMNS, History
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingState

_LOSS, _RATE, _SCORE = (COLUMNS.index(name) for name in ("loss", "learning_rate", "validation_score"))


class Teller(Watcher[TrainingState]):
    """Tells each epoch once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._told = 0

    def look(self, state: TrainingState, history: History) -> None:
        """Tell the epochs that have come since the last call."""
        rows = history.rows
        lines = []
        for number in range(self._told, len(rows)):
            lines.append(f"Iteration {number + 1}, loss = {rows[number, _LOSS]:.8f}")
            if self._plan.early_stopping:
                lines.append(f"Validation score: {rows[number, _SCORE]:f}")
            if self._plan.solver == "sgd" and self._plan.learning_rate == "adaptive":
                rate = rows[number + 1, _RATE] if number + 1 < len(rows) else state.learning_rate
                if rate < rows[number, _RATE]:
                    lines.append(f"{self._no_improvement()} Setting learning rate to {rate:f}")
        self._told = len(rows)
        _write(lines)

    def ended(self, state: TrainingState, history: History, stopped_by: str) -> None:
        """Tell why training has stopped, if it did so by itself."""
        if stopped_by in ("converged", "early stopping"):
            adaptive = self._plan.solver == "sgd" and self._plan.learning_rate == "adaptive"
            _write([f"{self._no_improvement()}{' Learning rate too small.' if adaptive else ''} Stopping."])

    def _no_improvement(self) -> str:
        what = "Validation score" if self._plan.early_stopping else "Training loss"
        plan = self._plan
        return (
            f"{what} did not improve more than tol={plan.tol:f} "
            f"for {int(plan.n_iter_no_change)} consecutive epochs."
        )


def _write(lines: list[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
