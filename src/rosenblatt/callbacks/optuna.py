"""OptunaPruning: ends the fits of a study that promise little."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rosenblatt.callbacks.epoch_callback import EpochCallback, Listening
from rosenblatt.callbacks.extras import import_extra
from rosenblatt.errors import PlanError, require_known
from rosenblatt.history import COLUMNS


class OptunaPruning(EpochCallback, Listening):
    """Reports a column of the history to an Optuna trial each epoch, and ends the fit if the trial is pruned.

    The fit then raises ``optuna.TrialPruned``, which the study understands.

    Parameters
    ----------
    trial : optuna.Trial
        Of one fit: a trial of several, as cross-validation makes, would report each epoch several times.
    monitor : str, default="validation_score"
        Which column; the study's direction says whether less of it is better.

    Raises
    ------
    PlanError
        For a column that is not there, and in ``fit`` for one that is not measured.
    RosenblattError
        Without the package: ``pip install '.[optuna]'`` in a clone of Rosenblatt.
    """

    def __init__(self, trial: Any, monitor: str = "validation_score") -> None:  # noqa: ANN401  # a trial, or what has its methods
        require_known("monitor", monitor, COLUMNS)
        self._pruned = import_extra("optuna", "optuna").TrialPruned
        self.trial = trial
        self.monitor = monitor

    def fit_begins(self, estimator: object) -> Listening:
        """Listen to the trial's one fit."""
        return self

    def epoch_ended(self, row: Mapping[str, float]) -> None:
        """Report an epoch."""
        if self.monitor not in row:
            raise PlanError(
                f"monitor={self.monitor!r} is not measured in this fit, only {', '.join(row)} are: monitor "
                "one of them, or hold samples out (early_stopping=True, or validation_data in fit)"
            )
        epoch = int(row["epoch"])
        self.trial.report(row[self.monitor], epoch)
        if self.trial.should_prune():
            raise self._pruned(f"pruned after epoch {epoch}: {self.monitor} {row[self.monitor]:.6g}")
