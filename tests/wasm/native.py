"""Trains the cases with the native baseline engine, which only a process of its own can choose."""

from __future__ import annotations

import sys

import numpy as np
from cases import Case, matrix, perceptrons, single_cases

import rosenblatt._core as _core
from rosenblatt.errors import DivergedError
from rosenblatt.history import History
from rosenblatt.training import (
    PerceptronData,
    PerceptronState,
    advance,
    advance_perceptron,
)


def trained(case: Case) -> dict[str, np.ndarray]:
    """The parameters, the rows of the history and the stop of a case."""
    if case.model == "perceptron":
        return trained_perceptron(case)
    state, history = case.state(), History()
    epochs = case.orders[0][1]
    reason: str | None = None
    try:
        _, reason = advance(state, case.data, case.plan, min(epochs, case.plan.max_iter), history=history)
    except DivergedError as error:
        reason = f"diverged {error}"
    found = {
        "parameters": state.network.parameters,
        "rows": np.array(history.rows),
        "reason": np.array(reason or ""),
    }
    return {**found, "moments": state.moments, "order": state.order, "key": state.random_key}


def trained_perceptron(case: Case) -> dict[str, np.ndarray]:
    held_out = case.held_out == 2
    n_neurons = 1 if case.classes == 2 else case.classes
    seeds = np.empty(n_neurons, np.int64)
    _core.shuffle_seeds(case.seed, seeds)
    data = PerceptronData(case.X, case.y.ravel(), validation=held_out if case.n_held_out else None)
    state = PerceptronState.start(case.plan, len(case.X), seeds, np.zeros((n_neurons, case.X.shape[1])))
    history, reason = advance_perceptron(state, data, case.plan)
    weights, biases = state.solution()
    parameters = np.concatenate([weights.T.ravel(), biases])
    found = {"parameters": parameters, "rows": np.array(history.rows), "reason": np.array(reason or "")}
    return {**found, "weights": state.weights, "neurons": state.neurons.view(np.uint8), "order": state.order}


def main(path: str) -> None:
    assert _core.instruction_set == "baseline"
    found = {}
    for case in (*matrix(), *single_cases(), *perceptrons()):
        for name, values in trained(case).items():
            found[f"{case.name}/{name}"] = values
    np.savez(path, **found)


if __name__ == "__main__":
    main(sys.argv[1])
