"""PyTorch, on the CPU: modules, autograd, and its fused Adam."""

from __future__ import annotations

import os
from itertools import count
from math import sqrt

import torch
from torch import nn

from benchmarks.problems import ALPHA, LEARNING_RATE, Draws, Problem
from benchmarks.proof import Proof, network_proof

_ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


def make_job(side: str, problem: Problem, work: str) -> Fit | Predict:
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    return Fit(problem) if work == "fit" else Predict(problem, work)


class Fit:
    """A training, from the arrays to the trained module."""

    compile_seconds = None

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.X = torch.from_numpy(problem.X)
        self.y = torch.from_numpy(problem.y)
        self.is_binary = problem.layer_sizes[-1] == 1
        if self.is_binary:
            self.y = self.y.to(self.X.dtype)[:, None]

    def work(self) -> None:
        problem = self.problem
        draws = Draws(problem)
        self.model = make_network(problem, draws)
        weights = [p for p in self.model.parameters() if p.ndim == 2]
        biases = [p for p in self.model.parameters() if p.ndim == 1]
        groups = [{"params": weights}, {"params": biases, "weight_decay": 0.0}]
        optimizer = torch.optim.Adam(groups, LEARNING_RATE, fused=True)
        penalised, unpenalised = optimizer.param_groups
        steps = count(1)
        measure = nn.BCEWithLogitsLoss() if self.is_binary else nn.CrossEntropyLoss()

        def step(X: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
            optimizer.zero_grad()
            loss: torch.Tensor = measure(self.model(X), y)
            loss.backward()
            penalised["weight_decay"] = ALPHA / len(X)
            penalised["eps"] = unpenalised["eps"] = adam_epsilon(next(steps))
            optimizer.step()
            return loss.detach() * len(X)

        self.curve = []
        for _ in range(problem.epochs):
            if problem.is_one_batch:
                self.curve.append(step(self.X, self.y))
                continue
            loss = torch.zeros((), dtype=self.X.dtype)
            for batch in torch.from_numpy(draws.next_order()).split(problem.batch_size):
                loss += step(self.X.index_select(0, batch), self.y.index_select(0, batch))
            self.curve.append(loss)

    def proof(self) -> Proof:
        linear = [layer for layer in self.model if isinstance(layer, nn.Linear)]
        layers = [(layer.weight.detach().numpy().T, layer.bias.detach().numpy()) for layer in linear]
        return network_proof(self.problem, layers, len(self.curve))


class Predict:
    """The prediction for one sample, from a NumPy array to a NumPy array."""

    compile_seconds = None

    def __init__(self, problem: Problem, method: str) -> None:
        self._fit = Fit(problem)
        self._fit.work()
        self._probabilities = method == "predict_proba"
        self._row = problem.X[:1].copy()

    def work(self) -> None:
        with torch.inference_mode():
            z = self._fit.model(torch.from_numpy(self._row))
            self.answer = (z.softmax(1) if self._probabilities else z.argmax(1)).numpy()

    def proof(self) -> Proof:
        return self._fit.proof() | {f"answer {i}": float(x) for i, x in enumerate(self.answer.ravel())}


def make_network(problem: Problem, draws: Draws) -> nn.Sequential:
    modules: list[nn.Module] = []
    for weights, biases in draws.layers:
        linear = nn.utils.skip_init(nn.Linear, *weights.shape, dtype=torch.from_numpy(weights).dtype)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weights.T))
            linear.bias.copy_(torch.from_numpy(biases))
        modules += [linear, _ACTIVATIONS[problem.activation]()]
    return nn.Sequential(*modules[:-1])


def adam_epsilon(t: int) -> float:
    """Epsilon of step t: PyTorch adds it after it has corrected the second moment, scikit-learn before."""
    return 1e-8 / sqrt(1 - 0.999**t)
