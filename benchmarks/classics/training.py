"""Elman networks from many seeds at once, each the one that an estimator's fit with that seed gives."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from benchmarks.problems import Floats
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.network.over_sequences import outputs_over_sequences
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingData, TrainingState
from rosenblatt.training.parallel import advance_many
from rosenblatt.training.sequences import Sequences


def passes_of(loss: str, passes: int, **settings: object) -> Plan:
    """Plain gradient descent as in the papers: given passes, no momentum, penalty or early stopping."""
    chosen: dict[str, object] = {
        "solver": "sgd",
        "momentum": 0.0,
        "alpha": 0.0,
        "tol": 0.0,
        "n_iter_no_change": passes + 1,
        "shuffle": False,
        "batch_size": 1,
        **settings,
    }
    return Plan(loss, max_iter=passes, **chosen)  # type: ignore[arg-type]  # the plan checks them


def one_sequence(X: NDArray[np.generic], y: NDArray[np.generic]) -> Sequences:
    """All rows as the steps of one sequence, each with its target."""
    return Sequences(
        np.ascontiguousarray(X, np.float64),
        np.ascontiguousarray(y, np.float64),
        offsets=np.array([0, len(X)]),
    )


def trained(
    hidden: int,
    activations: tuple[str, str],
    n_outputs: int,
    train: Sequences,
    plan: Plan,
    seeds: Iterable[int],
    *,
    scheme: str = "unit_uniform",
) -> list[Network]:
    """Train a network with one hidden layer from each seed."""
    states = []
    for seed in seeds:
        random = np.random.RandomState(seed)
        sizes = (train.X.shape[1], hidden, n_outputs)
        network = initialize(sizes, activations, random, scheme=scheme, cell="elman")
        states.append(TrainingState.start(network, plan, len(train), random))
    found = advance_many(states, TrainingData(train), plan)
    if "diverged" in found.stopped_by:
        raise FloatingPointError(
            f"the weights from seed number {found.stopped_by.index('diverged')} grew without bound"
        )
    return [state.network for state in states]


def answers(network: Network, X: Floats) -> Floats:
    """Outputs at every step of one sequence."""
    return outputs_over_sequences(network, X, np.array([0, len(X)]), "every")
