"""Fit: everything one training needs, as a value that can be copied, stored and sent to another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.fitting.kinds import Parameters
from rosenblatt.fitting.task import Task
from rosenblatt.history import History
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.data import TrainingData
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronData, PerceptronState
from rosenblatt.training.state import TrainingState

AnyState: TypeAlias = TrainingState | PerceptronState
AnyPlan: TypeAlias = Plan | PerceptronPlan
AnyData: TypeAlias = TrainingData | PerceptronData


@dataclass
class Fit:
    """A training that is ready to run, or in progress.

    Make one with :func:`~rosenblatt.fitting.begin` or :func:`~rosenblatt.fitting.resume`, run it with
    :func:`~rosenblatt.fitting.run`, which advances the state in place and adds to the history. A branch of a
    training is a copy with another state or plan (``dataclasses.replace``).

    ``before`` holds the attributes (see :func:`~rosenblatt.fitting.attributes`) of the fit that this one
    continues, ``mistakes`` a perceptron's updates in consecutive arrays (n_neurons, n_epochs), and
    ``evaluations`` the arrays of the checkpoint from which an lbfgs search is resumed. ``stopped_by`` is set
    if the training is resumed from a checkpoint of its end, and ``split_seed`` if early stopping has held out
    a share of each block of rows, see ``rosenblatt.fitting.draws.held_out_rows``.
    """

    kind: str
    parameters: Parameters
    task: Task
    plan: AnyPlan
    data: AnyData
    state: AnyState
    history: History = field(default_factory=History)
    before: Mapping[str, Any] = field(default_factory=dict)
    mistakes: list[NDArray[np.int32]] = field(default_factory=list)
    evaluations: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    stopped_by: str | None = None
    split_seed: int | None = None

    def at(self, state: AnyState, history: History) -> Fit:
        """Return the same training from another state of its shape, with the rows of the epochs before.

        A run advances both in place; lbfgs begins a search from that state's parameters.
        """
        if isinstance(state, PerceptronState):
            # no snapshot holds whose they were
            return replace(
                self, state=state, history=history, mistakes=[np.empty((state.n_neurons, 0), np.int32)]
            )
        if getattr(self.plan, "solver", None) != "lbfgs":
            return replace(self, state=state, history=history)
        assert isinstance(self.plan, Plan)
        fresh = TrainingState.start(state.network, self.plan, state.n_samples, state.random)
        return replace(self, state=fresh, history=History())

    @property
    def network(self) -> Network:
        """The network as it is now; a perceptron's is made of its weights."""
        if isinstance(self.state, TrainingState):
            return self.state.network
        return perceptron_network(*self.weights_and_biases())

    @property
    def classes(self) -> Any:  # noqa: ANN401  # an array, a tuple of arrays, or None
        """The classes in the order of the outputs; None for numbers."""
        return getattr(self.task, "classes", None)

    @property
    def n_steps(self) -> float:
        """Of a perceptron: the number of the next step, counted from 1, over all fits it continues."""
        assert isinstance(self.state, PerceptronState)
        return float(self.before.get("t_", 1.0) + self.state.epoch * self.state.n_samples)

    def weights_and_biases(self) -> tuple[FloatArray, NDArray[np.floating]]:
        """Weights (n_neurons, n_features) and biases of a perceptron; averaged, once averaging has begun."""
        state, average = self.state, getattr(self.plan, "average", False)
        assert isinstance(state, PerceptronState)
        begun = average and average <= self.n_steps - 1
        weights, biases = state.average() if begun else state.solution()
        return weights, biases if len(weights) == 1 else biases.astype(weights.dtype, copy=False)


def perceptron_network(weights: FloatArray, biases: NDArray[np.floating]) -> Network:
    """Weights and biases of a perceptron as a network without hidden layers."""
    parameters = np.concatenate([weights.T.ravel(), biases.astype(weights.dtype)])
    return Network((weights.shape[1], len(weights)), ("step",), parameters)
