"""Telling on standard output how a perceptron's training goes (``verbose``)."""

from __future__ import annotations

import sys

from rosenblatt.estimators.watching import Watcher
from rosenblatt.history import History
from rosenblatt.training.perceptron.state import LEARNING, PerceptronState


class PerceptronTeller(Watcher[PerceptronState]):
    """Tells each epoch once.

    Parameters
    ----------
    told : int
        Epochs of the history that were told before.
    """

    def __init__(self, told: int) -> None:
        self._told = told

    def look(self, state: PerceptronState, history: History) -> None:
        """Tell the epochs that have come since the last call, and whether they were the last."""
        columns = [history[name][self._told :].tolist() for name in ("epoch", "loss", "mistakes")]
        lines = [
            f"Epoch {epoch:.0f}: loss {loss:.6g}, {mistakes:.0f} mistakes\n"
            for epoch, loss, mistakes in zip(*columns, strict=True)
        ]
        self._told = len(history)
        if (state.neurons["status"] != LEARNING).all():
            seconds = history["seconds"][-1]
            lines.append(f"Convergence after {state.epoch} epochs took {seconds:.2f} seconds\n")
        sys.stdout.write("".join(lines))
