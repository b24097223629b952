"""Small trainings of networks with context neurons, for tests of checkpoints and recordings."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from rosenblatt import Network, Plan, TrainingData, TrainingState
from rosenblatt.training.sequences import Sequences

LENGTHS = (5, 1, 7, 3, 4, 6, 2, 5, 3, 1, 4, 2)


@dataclass(frozen=True)
class Case:
    """A plan, and the network it is for."""

    plan: Plan
    cell: str = "elman"
    initial_context: float | str = 0.5

    def start(self, dtype: Any = np.float64) -> TrainingState:
        network = Network(
            (2, 4, 3, 3),
            ("tanh", "relu", "softmax"),
            cell=self.cell,
            initial_context=self.initial_context,
            dtype=dtype,
        )
        network.parameters[:] = np.random.default_rng(2).normal(size=network.n_parameters) / 2
        return TrainingState.start(network, self.plan, len(self.data(dtype).train), 3)

    def data(self, dtype: Any = np.float64) -> TrainingData:
        lengths = (sum(LENGTHS),) if self.plan.stateful else LENGTHS
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        X = np.random.default_rng(5).normal(size=(offsets[-1], 2)).astype(dtype)
        y = (np.cumsum(X[:, :1], axis=0) > 0).astype(np.int32) + (X[:, 1:] > 1).astype(np.int32)
        if not self.plan.early_stopping:
            return TrainingData(Sequences(X, y, offsets=offsets))
        parts = [Sequences(X, y, rows=rows, offsets=offsets) for rows in (np.arange(9), np.arange(9, 12))]
        return TrainingData(*parts)


def plan(solver: str = "adam", **others: Any) -> Plan:
    return Plan("log_loss", solver=solver, max_iter=300, n_iter_no_change=300, batch_size=5, **others)


CASES = {
    "elman": Case(plan()),
    "jordan": Case(plan("sgd", learning_rate="adaptive"), "jordan", -0.25),
    "learned start": Case(plan("rmsprop"), initial_context="learned"),
    "learned jordan": Case(plan("adamw"), "jordan", "learned"),
    "windows": Case(plan(backprop_steps=3, update_steps=2)),
    "dropout": Case(plan(dropout=(0.3, 0.1))),
    "windows and dropout": Case(plan(dropout=(0.0, 0.4), backprop_steps=2, shuffle=False), "jordan"),
    "early stopping": Case(plan(early_stopping=True), initial_context="learned"),
    "stream": Case(plan("sgd", stateful=True, shuffle=False, backprop_steps=4)),
    "jordan stream": Case(plan(stateful=True, shuffle=False, backprop_steps=4, update_steps=1), "jordan"),
}
