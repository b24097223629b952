"""The task of each race through time: sequences, a recurrent network, and its training parameters.

The hidden neurons are tanh on every side, since PyTorch's nn.RNN knows no logistic ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.problems import LEARNING_RATE, Floats, Orders
from rosenblatt.data.sources.builtin.generated import temporal_xor
from rosenblatt.data.sources.builtin.grammars import REBER
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.data import TrainingData
from rosenblatt.training.sequences import Sequences

ONLINE_RATE = 0.1
"""Elman's, with updates after every few steps of a stream."""


@dataclass(frozen=True)
class SequenceProblem:
    """Sequences and the training parameters; every step has a target, context neurons start from 0."""

    X: Floats  # all steps of the first sequence, then all of the second, and so on
    y: NDArray[Any]  # for each step: numbers, or a class as int32
    offsets: NDArray[np.int64]
    n_outputs: int
    epochs: int
    hidden: int
    loss: str
    batch_size: int = 1
    solver: str = "adam"  # or sgd, without momentum
    window: int | None = None  # steps between two updates and of backpropagation; None: the whole sequence
    shuffle: bool = False
    seed: int = 0

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.offsets)

    @property
    def data(self) -> TrainingData:
        return TrainingData(Sequences(self.X, self.y, offsets=self.offsets))

    @property
    def plan(self) -> Plan:
        return Plan(
            self.loss,
            self.solver,
            alpha=0.0,
            batch_size=self.batch_size,
            learning_rate_init=LEARNING_RATE if self.solver == "adam" else ONLINE_RATE,
            max_iter=self.epochs,
            shuffle=self.shuffle,
            tol=0.0,
            n_iter_no_change=self.epochs + 1,
            momentum=0.0,
            backprop_steps=self.window,
        )

    def network(self) -> Network:
        output = {"binary_log_loss": "logistic", "log_loss": "softmax", "squared_error": "identity"}[
            self.loss
        ]
        return Network(
            (self.X.shape[1], self.hidden, self.n_outputs),
            ("tanh", output),
            dtype=self.X.dtype,
            cell="elman",
            initial_context=0.0,
        )

    def padded(self, values: NDArray[Any]) -> NDArray[Any]:
        """Rows of steps as (n_sequences, n_steps, ...), zeros after the end of the shorter ones."""
        longest = self.lengths.max()
        padded = np.zeros((len(self.lengths), longest, *values.shape[1:]), values.dtype)
        padded[np.arange(longest) < self.lengths[:, None]] = values
        return padded


class SequenceDraws(Orders):
    """The start, within 1 / sqrt(hidden neurons) as in PyTorch, and the orders that are drawn after it."""

    def __init__(self, problem: SequenceProblem) -> None:
        super().__init__(problem.seed, len(problem.lengths))
        self.network = problem.network()
        bound = problem.hidden**-0.5
        self.network.parameters[:] = self.random.uniform(-bound, bound, self.network.n_parameters)


def arrays_of(network: Network) -> list[Floats]:
    """Weights, context and biases of the hidden layer, weights and biases of the outputs: views."""
    context = network.context[0]
    assert context is not None
    return [network.weights[0], context, network.biases[0], network.weights[1], network.biases[1]]


def stream(epochs: int, n_bits: int = 3000) -> SequenceProblem:
    """Temporal XOR: prediction of the next bit of a stream, with an update after every fourth."""
    bits = temporal_xor(n_bits + 1).to_numpy().astype(np.float64)
    offsets = np.array([0, n_bits])
    return SequenceProblem(
        bits[:, :1].copy(),
        bits[:, 1:].copy(),
        offsets,
        1,
        epochs,
        4,
        "binary_log_loss",
        solver="sgd",
        window=4,
    )


def reber(epochs: int, n_strings: int = 2000) -> SequenceProblem:
    """Reber's strings, of unequal lengths: prediction of the next symbol."""
    random = np.random.RandomState(0)
    strings = [[REBER.symbols.index(symbol) for symbol in REBER.draw(random)] for _ in range(n_strings)]
    symbols = np.concatenate([string[:-1] for string in strings])
    following = np.concatenate([string[1:] for string in strings]).astype(np.int32)[:, None]
    offsets = np.concatenate([[0], np.cumsum([len(string) - 1 for string in strings])])
    n_symbols = len(REBER.symbols)
    X = np.eye(n_symbols)[symbols]
    return SequenceProblem(
        X, following, offsets, n_symbols, epochs, 15, "log_loss", batch_size=32, shuffle=True
    )


def large(epochs: int, dtype: type[np.floating[Any]] = np.float64) -> SequenceProblem:
    """Noise in eight features; the target of each step is a running mean of their sum."""
    n_sequences, n_steps, n_features = 1000, 100, 8
    X = np.random.default_rng(1990).standard_normal((n_sequences, n_steps, n_features))
    y = np.zeros((n_sequences, n_steps, 1))
    for t in range(n_steps):
        y[:, t, 0] = 0.8 * y[:, t - 1, 0] + 0.2 * X[:, t].sum(axis=1)
    offsets = np.arange(n_sequences + 1) * n_steps
    return SequenceProblem(
        X.reshape(-1, n_features).astype(dtype),
        y.reshape(-1, 1).astype(dtype),
        offsets,
        1,
        epochs,
        64,
        "squared_error",
        batch_size=n_sequences,
    )
