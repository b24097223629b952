"""PyTorch through time: nn.RNN with a linear output layer, packed sequences, autograd, its fused optimizers.

nn.RNN adds two biases to every sum where one will do. The second stays at zero: with both, SGD would learn
the biases at twice the rate.
"""

from __future__ import annotations

import os

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence

from benchmarks.problems import LEARNING_RATE
from benchmarks.proof import Proof, sequence_proof
from benchmarks.sequences import ONLINE_RATE, SequenceDraws, SequenceProblem, arrays_of
from benchmarks.sides.with_torch import adam_epsilon


def make_job(side: str, problem: SequenceProblem, work: str) -> Fit:
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    return Fit(problem)


class Fit:
    """A training; the samples are already tensors in the fastest layout for nn.RNN."""

    compile_seconds = None

    def __init__(self, problem: SequenceProblem) -> None:
        self.problem = problem
        self.measure = {
            "binary_log_loss": nn.BCEWithLogitsLoss(),
            "log_loss": nn.CrossEntropyLoss(),
            "squared_error": half_squared_error,
        }[problem.loss]
        self.lengths = torch.from_numpy(problem.lengths)
        y = problem.y[:, 0].astype(np.int64) if problem.loss == "log_loss" else problem.y
        self.X, self.y = torch.from_numpy(problem.padded(problem.X)), torch.from_numpy(problem.padded(y))
        self.is_one_batch = problem.batch_size == len(self.lengths)
        if self.is_one_batch:  # all are equally long: (steps, sequences, features)
            self.X, self.y = self.X.transpose(0, 1).contiguous(), self.y.transpose(0, 1).contiguous()

    def work(self) -> None:
        self.draws = SequenceDraws(self.problem)
        self._make_model()
        self.n_steps = self.n_epochs = 0
        for _ in range(self.problem.epochs):
            if self.is_one_batch:
                self._windows()
            else:
                for batch in torch.from_numpy(self.draws.next_order()).split(self.problem.batch_size):
                    self._step(*self._packed(batch))
            self.n_epochs += 1

    def _windows(self) -> None:
        """Process all sequences side by side, an update after each window of time."""
        steps, held = self.problem.window or len(self.X), None
        for X, y in zip(self.X.split(steps), self.y.split(steps), strict=True):
            held = self._step(X, y, held)

    def _packed(self, batch: torch.Tensor) -> tuple[PackedSequence, torch.Tensor]:
        """Return sequences side by side, the longest first and none padded, and their targets likewise."""
        lengths, by_length = self.lengths[batch].sort(descending=True)
        batch, longest = batch[by_length], int(lengths[0])
        X = pack_padded_sequence(self.X[batch, :longest], lengths, batch_first=True)
        return X, pack_padded_sequence(self.y[batch, :longest], lengths, batch_first=True).data

    def _step(
        self, X: torch.Tensor | PackedSequence, y: torch.Tensor, held: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Make an update; return the context after it, detached from the gradient."""
        self.optimizer.zero_grad()
        hidden, held_after = self.rnn(X, held)
        hidden = hidden.data if isinstance(hidden, PackedSequence) else hidden
        self.measure(self.read_out(hidden), y).backward()
        self.n_steps += 1
        if self.problem.solver == "adam":
            self.optimizer.param_groups[0]["eps"] = adam_epsilon(self.n_steps)
        self.optimizer.step()
        after: torch.Tensor = held_after.detach()
        return after

    def _make_model(self) -> None:
        network = self.draws.network
        dtype = self.X.dtype
        self.rnn = nn.RNN(network.n_inputs, self.problem.hidden, dtype=dtype)
        self.read_out = nn.Linear(self.problem.hidden, network.n_outputs, dtype=dtype)
        with torch.no_grad():
            for parameter, values in zip(self._parameters(), arrays_of(network), strict=True):
                parameter.copy_(torch.from_numpy(values.T))
            self.rnn.bias_hh_l0.zero_()
        self.rnn.bias_hh_l0.requires_grad_(False)
        if self.problem.solver == "adam":
            self.optimizer = torch.optim.Adam(self._parameters(), LEARNING_RATE, fused=True)
        else:
            self.optimizer = torch.optim.SGD(self._parameters(), ONLINE_RATE, fused=True)

    def _parameters(self) -> list[nn.Parameter]:
        rnn, read_out = self.rnn, self.read_out
        return [rnn.weight_ih_l0, rnn.weight_hh_l0, rnn.bias_ih_l0, read_out.weight, read_out.bias]

    def proof(self) -> Proof:
        network = self.problem.network()
        for parameter, values in zip(self._parameters(), arrays_of(network), strict=True):
            values[:] = parameter.detach().numpy().T
        return sequence_proof(self.problem, network, self.n_epochs, self.n_steps)


def half_squared_error(outputs: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return 0.5 * nn.functional.mse_loss(outputs, y)
