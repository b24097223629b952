"""When training stops: improvement is counted after every epoch, and a stop is a returned reason."""

from __future__ import annotations

from rosenblatt.plan import Plan
from rosenblatt.training.state import TrainingState

INTERRUPT = "interrupt"
ENDS: tuple[str, ...] = ("converged", "early stopping", "max_iter")
"""Reasons after which a training does not continue."""

REASONS: tuple[str, ...] = (*ENDS, INTERRUPT)

LEAST_ADAPTIVE_RATE = 1e-6
ADAPTIVE_DIVISOR = 5.0


def after_epoch(state: TrainingState, plan: Plan, loss: float, validation_score: float) -> str | None:
    """Update the progress after an epoch and the learning rate by the schedule; return why to stop, or None.

    The C++ counterpart is ``core/stopping.hpp``. The rules are scikit-learn's: an epoch is no improvement if
    its loss is above the best minus ``tol`` (its validation score below the best plus ``tol``); training
    stops when *more* than ``n_iter_no_change`` such epochs came in a row, unless the schedule ``adaptive``
    still has a smaller rate to try. A loss or score that is not a number counts as an improvement, as there.
    The reasons are ``converged``, ``early stopping`` and ``max_iter``.
    """
    progress = state.progress
    _count_improvement(state, plan, loss, validation_score)
    if plan.solver == "sgd" and plan.learning_rate == "invscaling":
        progress["learning_rate"] = plan.learning_rate_init / (state.samples_seen + 1) ** plan.power_t
    if state.no_improvement > plan.n_iter_no_change:
        if (
            plan.solver != "sgd"
            or plan.learning_rate != "adaptive"
            or state.learning_rate <= LEAST_ADAPTIVE_RATE
        ):
            return "early stopping" if plan.early_stopping else "converged"
        progress["learning_rate"] /= ADAPTIVE_DIVISOR
        progress["no_improvement"] = 0
    return "max_iter" if state.epoch >= plan.max_iter else None


def _count_improvement(state: TrainingState, plan: Plan, loss: float, validation_score: float) -> None:
    progress = state.progress
    if plan.early_stopping:
        stale = validation_score < state.best_score + plan.tol
        if validation_score > state.best_score:
            progress["best_score"] = validation_score
            state.best_parameters[:] = state.network.parameters
    else:
        stale = loss > state.best_loss - plan.tol
        if loss < state.best_loss:
            progress["best_loss"] = loss
    progress["no_improvement"] = state.no_improvement + 1 if stale else 0
