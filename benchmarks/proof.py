"""Proof of the work of a side: numbers of the trained model, computed here in the same way for every side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.problems import Floats, Problem
from benchmarks.sequences import SequenceProblem
from rosenblatt.formulas.losses import get_loss
from rosenblatt.network import Network
from rosenblatt.training.reference.windows import outputs_over_time
from rosenblatt.training.sequences import Sequences

N_JUDGED = 2000
"""Number of samples, the first ones, on which a trained model is evaluated."""

Proof = dict[str, float]


def network_proof(problem: Problem, layers: Sequence[tuple[Floats, Floats]], epochs: int) -> Proof:
    """Epochs made, and the log loss of the trained network."""
    probabilities = _forward(problem, layers, problem.X[:N_JUDGED].astype(np.float64))
    right = probabilities[np.arange(len(probabilities)), problem.y[:N_JUDGED]]
    return {"epochs": epochs, "loss": float(-np.log(right.clip(1e-16)).mean())}


def sequence_proof(problem: SequenceProblem, network: Network, epochs: int, steps: int) -> Proof:
    """Epochs and updates made, the weights added up, and the loss of the trained network on the first steps.

    It is computed by the NumPy formulas that Rosenblatt's core is tested against.
    """
    n = max(1, int(np.searchsorted(problem.offsets, N_JUDGED, side="right")) - 1)
    n_steps = problem.offsets[n]
    judged = Sequences(
        problem.X[:n_steps].astype(np.float64), _double(problem.y[:n_steps]), offsets=problem.offsets[: n + 1]
    )
    exact = network.like(network.parameters.astype(np.float64))
    output, targets = outputs_over_time(exact, judged)
    return {
        "epochs": epochs,
        "steps": steps,
        "weights": float(np.abs(exact.parameters).sum()),
        "loss": float(get_loss(problem.loss).value(targets.y, output).mean()),
    }


def perceptron_proof(problem: Problem, weights: Floats, biases: Floats, epochs: int) -> Proof:
    """Epochs made, and the accuracy of the trained perceptron."""
    answers = (problem.X[:N_JUDGED] @ weights + biases).argmax(axis=1)
    return {"epochs": epochs, "accuracy": float((answers == problem.y[:N_JUDGED]).mean())}


def differences(proof: Proof, reference: Proof, tolerance: float) -> list[str]:
    """The common numbers of both proofs that differ by more than the relative tolerance."""
    return [
        f"{name} is {proof[name]:.10g}, not {reference[name]:.10g}"
        for name in reference
        if name in proof and not abs(proof[name] - reference[name]) <= tolerance * abs(reference[name])
    ]


def _double(y: NDArray[Any]) -> NDArray[Any]:
    return y if y.dtype == np.int32 else y.astype(np.float64)


def _forward(problem: Problem, layers: Sequence[tuple[Floats, Floats]], X: Floats) -> Floats:
    a = X
    for weights, biases in layers[:-1]:
        z = a @ weights + biases
        a = np.tanh(z) if problem.activation == "tanh" else np.maximum(z, 0)
    z = a @ layers[-1][0] + layers[-1][1]
    if z.shape[1] == 1:
        z = np.concatenate([np.zeros_like(z), z], axis=1)
    p: Floats = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return p
