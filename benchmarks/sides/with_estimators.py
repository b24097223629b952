"""scikit-learn and Rosenblatt: the same estimators, from one module or the other."""

from __future__ import annotations

import importlib
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.problems import N_SEEDS, N_SEEDS_TIMED, Floats, Problem
from benchmarks.proof import Proof, network_proof, perceptron_proof
from benchmarks.sides import (
    CHECKPOINTS,
    EMPTY_LIST,
    IDLE_CALLBACK,
    RECORDED,
    RECORDED_TO_FILE,
    SCIKIT_LEARN,
)

N_CHECKPOINTS = 4
"""In a fit, beside the last one at its end."""

Layers = list[tuple[Floats, Floats]]

_HOMES = {
    "scikit-learn": ("sklearn.neural_network", "sklearn.linear_model"),
    "Rosenblatt": ("rosenblatt", "rosenblatt"),
    "Rosenblatt, AVX2": ("rosenblatt", "rosenblatt"),
    EMPTY_LIST: ("rosenblatt", "rosenblatt"),
    IDLE_CALLBACK: ("rosenblatt", "rosenblatt"),
    CHECKPOINTS: ("rosenblatt", "rosenblatt"),
    RECORDED: ("rosenblatt", "rosenblatt"),
    RECORDED_TO_FILE: ("rosenblatt", "rosenblatt"),
}


class Idle:
    """A callback that does nothing."""

    def setup(self, estimator: object, context: object) -> None: ...

    def on_fit_task_begin(self, estimator: object, context: object) -> None: ...

    def on_fit_task_end(self, estimator: object, context: object) -> None: ...

    def teardown(self, estimator: object, context: object) -> None: ...


_CALLBACKS: dict[str, tuple[Idle, ...]] = {EMPTY_LIST: (), IDLE_CALLBACK: (Idle(),)}


def make_job(side: str, problem: Problem, work: str) -> Fit | FitFromSeeds | Predict:
    if work == "seeds":
        return FitFromSeeds(side, problem)
    return Fit(side, problem) if work == "fit" else Predict(side, problem, work)


class Fit:
    """A fit, from the arrays to the trained estimator."""

    compile_seconds = None

    def __init__(self, side: str, problem: Problem) -> None:
        warnings.simplefilter("ignore")  # max_iter is meant to be reached
        networks, perceptrons = (importlib.import_module(home) for home in _HOMES[side])
        self.problem = problem
        self.model: Any
        if problem.hidden is None:
            self.model = perceptrons.Perceptron(max_iter=problem.epochs, tol=None, n_jobs=problem.n_jobs)
        elif problem.stops:
            self.model = networks.MLPClassifier(
                problem.hidden, activation=problem.activation, max_iter=10_000, random_state=problem.seed
            )
        else:
            self.model = networks.MLPClassifier(
                problem.hidden,
                activation=problem.activation,
                max_iter=problem.epochs,
                batch_size=min(problem.batch_size, len(problem.X)),
                random_state=problem.seed,
                tol=0.0,
                n_iter_no_change=problem.epochs + 1,
            )
        if side in _CALLBACKS:
            self.model.set_callbacks(*_CALLBACKS[side])
        if side in (RECORDED, RECORDED_TO_FILE):
            self.model.set_params(record="epochs")
        if side == RECORDED_TO_FILE:
            self.model.set_params(record_path=Path(tempfile.mkdtemp()) / "recording.bin")
        self._more: dict[str, Any] = {}
        if side == CHECKPOINTS:
            path = Path(tempfile.mkdtemp()) / "fit.checkpoint"
            self._more = {"checkpoint": path, "checkpoint_every": max(1, problem.epochs // N_CHECKPOINTS)}

    def work(self) -> None:
        self.model.fit(self.problem.X, self.problem.y, **self._more)

    def proof(self) -> Proof:
        model = self.model
        if self.problem.hidden is None:
            proof = perceptron_proof(self.problem, model.coef_.T, model.intercept_, model.n_iter_)
            return proof | {"sum of weights": float(np.abs(model.coef_).sum())}
        layers = list(zip(model.coefs_, model.intercepts_, strict=True))
        return network_proof(self.problem, layers, model.n_iter_) | {"last loss": model.loss_curve_[-1]}


class FitFromSeeds:
    """The same network from many seeds: Rosenblatt's all at once, the first ones of scikit-learn in turn."""

    compile_seconds = None

    def __init__(self, side: str, problem: Problem) -> None:
        self._fit = Fit(side, problem)
        self._ours = side != SCIKIT_LEARN
        self._layers: list[Layers] = []

    def work(self) -> None:
        model, problem = self._fit.model, self._fit.problem
        if self._ours:
            from rosenblatt.insight import seeds

            self._found = seeds(model, problem.X, problem.y, N_SEEDS)
            return
        self._layers = []
        for seed in range(N_SEEDS_TIMED):
            fitted = model.set_params(random_state=seed).fit(problem.X, problem.y)
            self._layers.append(list(zip(fitted.coefs_, fitted.intercepts_, strict=True)))

    def proof(self) -> Proof:
        problem = self._fit.problem
        proof: Proof = {}
        for seed in range(N_SEEDS_TIMED):
            if self._ours:
                network = self._found.network(seed)
                layers = list(zip(network.weights, network.biases, strict=True))
                epochs = int(self._found.epochs[seed])
            else:
                layers, epochs = self._layers[seed], self._fit.model.n_iter_
            of_seed = network_proof(problem, layers, epochs)
            proof |= {f"{name} of seed {seed}": value for name, value in of_seed.items()}
        return proof | ({"solved": self._found.n_solved} if self._ours else {})


class Predict:
    """The prediction for one sample."""

    compile_seconds = None

    def __init__(self, side: str, problem: Problem, method: str) -> None:
        fit = Fit(side, problem)
        fit.work()
        self._answer = getattr(fit.model, method)
        self._fit = fit
        self._row = problem.X[:1].copy()

    def work(self) -> None:
        self._answer(self._row)

    def proof(self) -> Proof:
        return self._fit.proof() | {
            f"answer {i}": float(x) for i, x in enumerate(self._answer(self._row).ravel())
        }
