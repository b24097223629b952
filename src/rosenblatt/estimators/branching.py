"""Going on with a fit from any state: what a fit begins with, and a fit that begins somewhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint import Checkpoint
from rosenblatt.estimators.inputs import SamplesLike
from rosenblatt.estimators.multilayer import MultiLayerPerceptron
from rosenblatt.estimators.perceptron import Perceptron
from rosenblatt.estimators.perceptron_start import distinct_classes, starting_weights
from rosenblatt.estimators.random_stream import random_stream
from rosenblatt.history import History
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingData, TrainingState, advance
from rosenblatt.training.lbfgs import minimise
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronData, PerceptronState, advance_perceptron

AnyState: TypeAlias = TrainingState | PerceptronState


@dataclass(frozen=True)
class Beginning:
    """What a fit begins with.

    Attributes
    ----------
    state : TrainingState or PerceptronState
    data : TrainingData or PerceptronData
        With the rows that early stopping holds out.
    plan : Plan or PerceptronPlan
    labels : ndarray
        The classes of a perceptron; else empty.
    """

    state: AnyState
    data: TrainingData | PerceptronData
    plan: Plan | PerceptronPlan
    labels: NDArray[Any]

    def advanced(self, state: AnyState, epochs: int) -> AnyState:
        """Train a state on by so many epochs, or until the plan stops it; nothing else is told of it."""
        if isinstance(state, PerceptronState):
            assert isinstance(self.data, PerceptronData)
            assert isinstance(self.plan, PerceptronPlan)
            advance_perceptron(state, self.data, self.plan, epochs)
            return state
        assert isinstance(self.data, TrainingData)
        assert isinstance(self.plan, Plan)
        if self.plan.solver == "lbfgs":
            minimise(state, self.data, self.plan.but(max_iter=epochs), history=History())
        else:
            advance(state, self.data, self.plan, epochs)
        return state


def beginning(estimator: MultiLayerPerceptron | Perceptron, X: SamplesLike, y: SamplesLike) -> Beginning:
    """Return what an estimator's ``fit`` would begin with; it is then as if fitted by zero epochs.

    Parameters
    ----------
    estimator : MLPClassifier, MLPRegressor or Perceptron
    X, y
        As for ``fit``.
    """
    if isinstance(estimator, MultiLayerPerceptron):
        seed: Any = estimator.random_state
        state, data, plan = next(estimator._starts(X, y, [seed]))
        return Beginning(state, data, plan, np.empty(0))
    samples, labels = estimator._check_training(X, y, reset=True)
    classes = distinct_classes(labels)
    learned, seeds = estimator._data(samples, labels, classes, None)
    rule = estimator._plan(estimator.max_iter)
    weights, biases = starting_weights(None, None, len(seeds), samples.shape[1], samples.dtype)
    start = PerceptronState.start(rule, len(learned.classes), seeds, weights, biases)
    return Beginning(start, learned, rule, classes)


def go_on(
    estimator: MultiLayerPerceptron | Perceptron, begun: Beginning, state: AnyState, history: History
) -> None:
    """Fit an estimator from another state than its fit begins with.

    Parameters
    ----------
    estimator : MLPClassifier, MLPRegressor or Perceptron
        Which :func:`beginning` has seen; fitted in place.
    begun : Beginning
        What it gave.
    state : TrainingState or PerceptronState
        Of the same shape as the beginning's; trained in place.
    history : History
        The rows of the epochs that led there; it is added to.
    """
    found = Checkpoint(state, history, begun.plan, begun.data.digest)
    if isinstance(estimator, Perceptron):
        assert isinstance(state, PerceptronState)
        assert isinstance(begun.data, PerceptronData)
        assert isinstance(begun.plan, PerceptronPlan)
        # Which neuron made which mistakes before, no snapshot holds.
        found.arrays = {"mistakes": np.empty((state.n_neurons, 0), np.int32)}
        estimator._fit(state, begun.data, begun.labels, begun.plan, None, resumed=found)
        return
    assert isinstance(state, TrainingState)
    assert isinstance(begun.data, TrainingData)
    assert isinstance(begun.plan, Plan)
    if begun.plan.solver == "lbfgs":
        found.arrays = {"start": state.network.parameters.copy()}
    estimator._link(state.network)
    random = random_stream(estimator.random_state)
    estimator._train(begun.data, begun.plan, random, begins=True, incremental=False, resumed=found)
