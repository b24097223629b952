"""Outcome: how a fit has ended, and what it has learned under the names of scikit-learn's attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import DivergedError
from rosenblatt.fitting.fit import AnyState, Fit
from rosenblatt.fitting.task import ClassTask, ManyTargets
from rosenblatt.history import COLUMNS, History
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.advance import STOPPED_BY_LISTENER
from rosenblatt.training.data import TrainingData
from rosenblatt.training.lbfgs import Minimum
from rosenblatt.training.perceptron.state import PerceptronState
from rosenblatt.training.state import TrainingState

if TYPE_CHECKING:
    from rosenblatt.recording.recording import Recording


EXPLODED = 1000.0
"""How many times the loss of the first epoch a loss is that shows divergence."""


@dataclass
class Outcome:
    """A fit that was run; with early stopping its network has the best parameters.

    ``stopped_by`` is ``converged``, ``early stopping``, ``max_iter``, ``callback`` if a watcher asked for it,
    ``error``, or ``interrupt`` after Ctrl-C; ``trouble`` is then the error or KeyboardInterrupt. There is a
    recording with the parameter ``record``, and a minimum of lbfgs.
    """

    fit: Fit
    stopped_by: str
    trouble: BaseException | None = None
    recording: Recording | None = None
    minimum: Minimum | None = None

    @property
    def history(self) -> History:
        """A row for each epoch."""
        return self.fit.history

    @property
    def network(self) -> Network:
        """The trained network."""
        return self.fit.network

    @property
    def classes(self) -> Any:  # noqa: ANN401  # an array, a tuple of arrays, or None
        """The classes in the order of the outputs; None for numbers."""
        return self.fit.classes

    @property
    def has_diverged(self) -> bool:
        """Whether its weights became infinite or undefined, and no early stopping had better ones."""
        return isinstance(self.trouble, DivergedError) and not getattr(self.fit.plan, "early_stopping", False)

    def raise_trouble(self) -> None:
        """Raise what has ended the training, except a divergence that early stopping has undone."""
        undone = isinstance(self.trouble, DivergedError) and isinstance(self.fit.plan, Plan)
        if self.trouble is not None and not (undone and not self.has_diverged):
            raise self.trouble

    @property
    def warning(self) -> str | None:
        """What a user should be warned of: that the training has not converged; None for nothing."""
        plan = self.fit.plan
        if isinstance(self.trouble, DivergedError):
            return f"{self.trouble} The weights are those with the best validation score before that."
        if not isinstance(plan, Plan):
            if plan.tol is None or self.fit.state.epoch != plan.max_iter:
                return None
            return (
                f"Maximum number of iteration reached before convergence: {plan.max_iter} epochs. "
                "Consider increasing max_iter to improve the fit."
            )
        if self.minimum is not None:
            return _lbfgs_warning(self.minimum, plan.max_iter) if self.minimum.problem else None
        if self.stopped_by == "early stopping" and self._explodes:
            first, last = self.history["loss"][[0, -1]]
            return (
                f"The training diverges: its loss is {first:.3g} in the first epoch, {last:.3g} in the last. "
                "The weights are those with the best validation score. Try a smaller learning rate, clip the "
                "gradient (max_grad_norm=1.0), or standardise the features."
            )
        if self.stopped_by != "max_iter":
            return None
        return (
            f"Stochastic Optimizer: Maximum iterations ({plan.max_iter}) "
            "reached and the optimization hasn't converged yet."
        )

    @property
    def _explodes(self) -> bool:
        """Whether the last loss is undefined, or larger than the first by more than noise explains."""
        losses = self.history["loss"]
        return not losses[-1] <= EXPLODED * losses[0]


def _lbfgs_warning(minimum: Minimum, max_iter: int) -> str:
    """Why lbfgs did not converge and what to do, in scikit-learn's words."""
    more = ""
    if minimum.n_iter == max_iter:
        more = f"\nIncrease the number of iterations to improve the convergence (max_iter={max_iter})."
    return (
        f"lbfgs failed to converge after {minimum.n_iter} iteration(s) {minimum.problem}\n{more}"
        "\nYou might also want to scale the data as shown in:\n"
        "    https://scikit-learn.org/stable/modules/preprocessing.html"
    )


# ---- Attributes of estimators ----------------------------------------------------------------------------

NETWORK_ATTRIBUTES = ("network_", "coefs_", "intercepts_", "context_coefs_")
"""The network and views of its parameters."""

TRAINED_ATTRIBUTES = (
    "n_iter_",
    "t_",
    "history_",
    "stopped_by_",
    "loss_",
    "loss_curve_",
    "best_loss_",
    "validation_scores_",
    "best_validation_score_",
    "validation_loss_curve_",
    "context_",
    "_no_improvement_count",
    "_state",
    "coef_",
    "intercept_",
    "classes_",
    "mistakes_",
    "_unaveraged",
    "_averaged",
)
"""What a training sets beside the network, and a new one begins without."""


def attributes(outcome: Outcome) -> dict[str, Any]:
    """Return what was learned, under the names of scikit-learn's attributes and our further ones.

    Lists and the history of an earlier fit that was continued are added to in place.
    """
    fit = outcome.fit
    if isinstance(fit.state, PerceptronState):
        if not fit.mistakes or isinstance(outcome.trouble, DivergedError):
            return {}
        found = _of_perceptron(fit, fit.state)
    else:
        found = _of_network(outcome, fit.state)
        if outcome.has_diverged:
            found = {name: value for name, value in found.items() if name not in NETWORK_ATTRIBUTES}
    found["stopped_by_"] = outcome.stopped_by
    if outcome.recording is not None:
        found["recording_"] = outcome.recording
    return found


def attributes_at(fit: Fit, state: AnyState, history: History) -> dict[str, Any]:
    """Return the attributes as if a watcher stopped the training at this state; nothing is shared with it."""
    before = copied_attributes(fit.before, but=NETWORK_ATTRIBUTES)
    rows, mistakes = history.rows.copy(), list(fit.mistakes)
    stopped = replace(fit, state=state.copy(), history=History(rows), before=before, mistakes=mistakes)
    if isinstance(stopped.state, TrainingState) and getattr(fit.plan, "early_stopping", False):
        best_before = fit.before.get("best_validation_score_")
        if not fit.before or best_before is None or stopped.state.best_score > best_before:
            stopped.state.network.parameters[:] = stopped.state.best_parameters
    return attributes(Outcome(stopped, STOPPED_BY_LISTENER))


def copied_attributes(found: Mapping[str, Any], but: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return copies of those attributes that a fit changes in place; ``but`` names some to leave out."""
    copies: dict[str, Any] = {}
    for name, value in found.items():
        if name in but:
            continue
        if isinstance(value, History):
            copies[name] = History(value.rows.copy())
        elif isinstance(value, TrainingState):
            copies[name] = value.copy()
        elif isinstance(value, Network):
            copies |= network_attributes(value.copy())
        elif isinstance(value, list) and name.endswith("_") and name not in NETWORK_ATTRIBUTES:
            copies[name] = list(value)
        elif name not in NETWORK_ATTRIBUTES and name in TRAINED_ATTRIBUTES:
            copies[name] = value
    return copies


def network_attributes(network: Network) -> dict[str, Any]:
    """The network, and views of its parameters by layer."""
    found: dict[str, Any] = {
        "network_": network,
        "coefs_": list(network.weights),
        "intercepts_": list(network.biases),
    }
    if network.cell is not None:
        found |= {"context_coefs_": list(network.context), "step_size_": network.n_inputs}
    return found


def untrained_attributes(fit: Fit) -> dict[str, Any]:
    """The attributes of a network that was not trained yet."""
    assert isinstance(fit.state, TrainingState)
    return {**_of_task(fit, fit.state.network), "n_iter_": 0, "t_": 0, "history_": History()}


def _of_task(fit: Fit, network: Network) -> dict[str, Any]:
    task = fit.task
    found = {
        "_task": task,
        "n_outputs_": network.layer_sizes[-1],
        "n_layers_": len(network.layer_sizes),
        "out_activation_": task.activation,
        **network_attributes(network),
    }
    if isinstance(task, ClassTask):
        found["classes_"] = list(task.classes) if isinstance(task, ManyTargets) else task.classes
    return found


def _of_network(outcome: Outcome, state: TrainingState) -> dict[str, Any]:
    fit, before, progress = outcome.fit, outcome.fit.before, state.progress
    history, plan = fit.history, fit.plan
    assert isinstance(plan, Plan)
    assert isinstance(fit.data, TrainingData)
    losses, dtype = history["loss"].tolist(), state.best_parameters.dtype
    found = _of_task(fit, state.network) | {"n_iter_": len(losses)}
    if fit.data.validation is not None:
        found |= _of_validation(history, before)
    if plan.solver == "lbfgs":
        found |= {"t_": before.get("t_", 0), "history_": history}
        minimum = outcome.minimum
        if minimum is not None:
            found |= {"n_iter_": minimum.n_iter, "loss_": minimum.loss}
        elif losses:
            found["loss_"] = losses[-1]
        return found
    curve = before.get("loss_curve_", [])
    curve += losses
    if curve:
        found["loss_"] = curve[-1]
    if fit.data.validation is None:
        found |= dict.fromkeys(("validation_scores_", "best_validation_score_", "validation_loss_curve_"))
    if plan.stateful:
        found["context_"] = state.context.copy()
    return found | {
        "t_": int(progress["samples_seen"]),
        "loss_curve_": curve,
        "best_loss_": None if plan.early_stopping else float(progress["best_loss"]),
        "history_": _lengthened(before.get("history_"), history),
        "_no_improvement_count": int(progress["no_improvement"]),
        "_state": replace(
            state, order=np.empty(0, np.int64), n_samples=0, best_parameters=np.empty(0, dtype)
        ),
    }


def _of_validation(history: History, before: Mapping[str, Any]) -> dict[str, Any]:
    scores, losses = (before.get(name) or [] for name in ("validation_scores_", "validation_loss_curve_"))
    scores += history["validation_score"].tolist()
    losses += history["validation_loss"].tolist()
    best = max((score for score in scores if score == score), default=-np.inf)
    return {"validation_scores_": scores, "validation_loss_curve_": losses, "best_validation_score_": best}


def _lengthened(before: History | None, history: History) -> History:
    """Add a training to the one it continues: epochs are counted on, seconds are already."""
    if before is None or not len(before):
        return history
    rows = history.rows.copy()
    rows[:, COLUMNS.index("epoch")] += len(before)
    before.append(rows)
    return before


def _of_perceptron(fit: Fit, state: PerceptronState) -> dict[str, Any]:
    weights, biases = fit.weights_and_biases()
    found: dict[str, Any] = {
        "n_iter_": state.epoch,
        "t_": fit.n_steps,
        "classes_": fit.classes,
        "coef_": weights,
        "intercept_": biases,
        "history_": fit.history,
        "mistakes_": _joined(fit.before.get("mistakes_"), fit.mistakes),
    }
    if getattr(fit.plan, "average", False):
        found |= {"_unaveraged": state.solution(), "_averaged": state.average()}
    return found


def _joined(before: NDArray[np.int32] | None, chunks: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Mistakes of all epochs: (n_epochs,) of one neuron, (n_neurons, n_epochs) of several."""
    parts = [chunk[0] if len(chunk) == 1 else chunk for chunk in chunks]
    if before is not None:
        parts = [before, *parts]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)
