"""Trainings that the page's engine and the native one run alike, and what is done with each."""

from __future__ import annotations

import dataclasses
import itertools
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sklearn.datasets import load_digits, load_iris

from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.training import PerceptronPlan, Samples, TrainingData, TrainingState

ENDLESS = {"tol": 0.0, "n_iter_no_change": math.inf, "max_iter": 1_000_000}
HIDDEN = (
    "identity",
    "logistic",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "mish",
    "softplus",
)
OUTPUTS = {
    "log_loss": "softmax",
    "binary_log_loss": "logistic",
    "squared_error": "identity",
    "poisson": "exp",
    "absolute_error": "identity",
    "huber": "tanh",
    "quantile": "softplus",
}
SOLVERS = ("adam", "adamw", "sgd", "rmsprop")
SCHEDULES = ("constant", "invscaling", "adaptive", "cosine", "onecycle")


@dataclass
class Case:
    """A training: samples, shape and plan, and the orders to the page's worker after the start."""

    name: str
    X: np.ndarray
    y: np.ndarray
    hidden: tuple[tuple[int, str], ...]
    plan: Plan | PerceptronPlan
    orders: list[list[Any]]
    seed: int = 0
    n_held_out: int = 0
    scheme: str = "auto"
    model: str = "mlp"
    classes: int = 0

    @property
    def held_out(self) -> np.ndarray:
        """The last rows, held out as by early stopping."""
        flags = np.zeros(len(self.X), np.uint8)
        flags[len(self.X) - self.n_held_out :] = 2
        return flags

    @property
    def n_outputs(self) -> int:
        return self.classes if self.loss == "log_loss" else self.y.shape[1]

    @property
    def loss(self) -> str:
        return getattr(self.plan, "loss", "")

    @property
    def sizes(self) -> tuple[int, ...]:
        return (self.X.shape[1], *(size for size, _ in self.hidden), self.n_outputs)

    @property
    def activations(self) -> tuple[str, ...]:
        return (*(name for _, name in self.hidden), OUTPUTS[self.loss] if self.loss else "step")

    @cached_property
    def data(self) -> TrainingData:
        train, held_out = self.held_out == 0, self.held_out != 0
        parts = [Samples(np.ascontiguousarray(self.X[rows]), self.y[rows]) for rows in (train, held_out)]
        return TrainingData(parts[0], parts[1] if self.n_held_out else None)

    def state(self) -> TrainingState:
        assert isinstance(self.plan, Plan)
        random = np.random.RandomState(self.seed)
        network = initialize(self.sizes, self.activations, random, scheme=self.scheme)
        return TrainingState.start(network, self.plan, len(self.data.train), random)

    def as_json(self) -> dict[str, Any]:
        """What tests/wasm/drive.mjs reads."""
        numbers = self.loss not in ("", "log_loss", "binary_log_loss")
        classes = [str(each) for each in range(max(self.classes, 2))]
        plan = plain(self.plan)
        begin = {
            "meta": {
                "task": {"kind": "numbers" if numbers else "classes", "classes": classes},
                "sizes": list(self.sizes),
                "activations": list(self.activations),
                "groups": [self.n_outputs],
                "seed": -1,
                "scheme": "",
                "random_position": 624,
                "perceptron": {"plan": plan} if self.model == "perceptron" else None,
            },
            "X": self.X.ravel().tolist(),
            "y": self.y.ravel().tolist(),
            "heldOut": self.held_out.tolist(),
            "nRows": len(self.X),
            "nInputs": self.X.shape[1],
        }
        setup = {
            "model": self.model,
            "hidden": [{"size": size, "activation": name} for size, name in self.hidden],
            "scheme": self.scheme,
            "seed": self.seed,
            "plan": plan,
        }
        return {"begin": begin, "setup": setup, "orders": self.orders}


def plain(plan: Plan | PerceptronPlan) -> dict[str, Any]:
    """A plan as JSON holds it."""
    return {
        name: "inf" if value == math.inf else list(value) if isinstance(value, tuple) else value
        for name, value in dataclasses.asdict(plan).items()
    }


# ---- Tables ---------------------------------------------------------------------------------------------

XOR = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
XOR_Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def drawn(loss: str, n: int = 24) -> tuple[np.ndarray, np.ndarray, int]:
    """Some samples for a loss: X, y and the number of classes."""
    random = np.random.RandomState(3)
    X = random.normal(size=(n, 3))
    if loss == "log_loss":
        return X, (np.abs(X[:, :1]) * 1.5).astype(np.int32).clip(0, 2), 3
    if loss == "binary_log_loss":
        return X, (X[:, :1] * X[:, 1:2] > 0).astype(float), 2
    y = np.column_stack([X[:, 0] * X[:, 1], np.abs(X[:, 2])])
    return X, np.abs(y).round() if loss == "poisson" else y, 0


def matrix() -> list[Case]:
    """Every activation, loss, solver and schedule, with batches that do not divide the samples."""
    cases = []
    for hidden, loss, solver, schedule in itertools.product(HIDDEN, OUTPUTS, SOLVERS, SCHEDULES):
        X, y, classes = drawn(loss)
        plan = Plan(
            loss=loss,
            solver=solver,
            learning_rate=schedule,
            learning_rate_init=0.002 if solver == "sgd" else 0.005,
            batch_size=10,
            alpha=0.01,
            max_iter=60,
            tol=0.05 if schedule == "adaptive" else 0.0,
            n_iter_no_change=2 if schedule == "adaptive" else math.inf,
        )
        name = f"{hidden}-{loss}-{solver}-{schedule}"
        cases.append(Case(name, X, y, ((5, hidden), (4, "tanh")), plan, [["run", 40]], classes=classes))
    return cases


def single_cases() -> list[Case]:
    """The tables of the lab, and what only some plans do."""
    iris = load_iris()
    digits = load_digits()
    iris_X = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
    iris_y = iris.target.astype(np.int32).reshape(-1, 1)
    mixed = np.random.RandomState(0).permutation(len(iris_X))
    iris_X, iris_y = np.ascontiguousarray(iris_X[mixed]), iris_y[mixed]
    three = {"classes": 3}
    binary = Plan(loss="binary_log_loss", **ENDLESS)
    several = Plan(loss="log_loss", **ENDLESS)
    X, y, _ = drawn("squared_error", 300)
    two, three_layers = ((10, "logistic"),), ((6, "relu"), (5, "gelu"), (4, "tanh"))
    impatient = {"early_stopping": True, "tol": 1e-4, "n_iter_no_change": 5}
    return [
        Case("xor", XOR, XOR_Y, ((5, "tanh"),), binary, [["run", 20_000]], seed=10),
        Case("iris", iris_X, iris_y, two, several.but(solver="sgd"), [["run", 300]], **three),
        Case("no hidden layer", iris_X, iris_y, (), several, [["run", 300]], **three),
        Case(
            "digits",
            digits.data / 16,
            digits.target.astype(np.int32).reshape(-1, 1),
            ((100, "relu"),),
            several,
            [["run", 8]],
            classes=10,
        ),
        Case(
            "wide: products that use BLAS elsewhere",
            np.random.RandomState(1).normal(size=(256, 600)),
            np.random.RandomState(2).randint(3, size=(256, 1)).astype(np.int32),
            ((700, "relu"),),
            several.but(batch_size=256),
            [["run", 2]],
            **three,
        ),
        Case(
            "dropout",
            iris_X,
            iris_y,
            three_layers,
            several.but(dropout=(0.3, 0.0, 0.2)),
            [["run", 120]],
            **three,
        ),
        Case(
            "clipping", iris_X, iris_y, three_layers, several.but(max_grad_norm=0.05), [["run", 120]], **three
        ),
        Case(
            "early stopping",
            iris_X,
            iris_y,
            two,
            several.but(**impatient),
            [["run", 5000]],
            n_held_out=30,
            **three,
        ),
        Case("held out", iris_X, iris_y, two, several, [["run", 50]], n_held_out=40, **three),
        Case(
            "held-out numbers", X, y, two, Plan(loss="squared_error", **ENDLESS), [["run", 60]], n_held_out=70
        ),
        Case(
            "order of the table",
            iris_X,
            iris_y,
            two,
            several.but(shuffle=False, batch_size=7),
            [["run", 60]],
            **three,
        ),
        Case(
            "converged",
            XOR,
            XOR_Y,
            ((5, "tanh"),),
            Plan(loss="binary_log_loss", max_iter=10_000),
            [["run", 10_000]],
            seed=10,
        ),
        Case(
            "diverged",
            X,
            y,
            ((10, "relu"),),
            Plan(loss="squared_error", solver="sgd", learning_rate_init=1e100),
            [["run", 200]],
        ),
        Case(
            "plain sgd",
            X,
            y,
            two,
            Plan(loss="squared_error", solver="sgd", momentum=0.0, nesterovs_momentum=False, **ENDLESS),
            [["run", 60]],
        ),
        Case(
            "a long batch",
            np.random.RandomState(4).normal(size=(17_000, 3)),
            np.random.RandomState(5).randint(3, size=(17_000, 1)).astype(np.int32),
            three_layers,
            several.but(batch_size=17_000, dropout=(0.0, 0.1, 0.0), max_grad_norm=0.5),
            [["run", 3]],
            **three,
        ),
        Case("zeros", iris_X, iris_y, two, several, [["run", 20]], scheme="zeros", **three),
    ]


def perceptrons() -> list[Case]:
    """The perceptron rule, for two classes and for three."""
    iris = load_iris()
    X = np.ascontiguousarray(iris.data[:, 2:])
    three = iris.target.astype(np.int32).reshape(-1, 1)
    two = (three == 1).astype(np.int32)
    plans = {
        "plain": {},
        "l2": {"penalty": "l2", "alpha": 0.01},
        "l1": {"penalty": "l1", "alpha": 0.001, "eta0": 0.5},
        "elasticnet": {"penalty": "elasticnet", "average": 3},
        "no bias": {"fit_intercept": False, "shuffle": False},
        "early": {"early_stopping": True, "n_iter_no_change": 3},
    }
    cases = []
    for name, given in plans.items():
        for labels, classes in ((two, 2), (three, 3)):
            plan = PerceptronPlan(max_iter=60, tol=None if name == "plain" else 1e-3, **given)
            held = 30 if plan.early_stopping else 0
            orders = [["run", 1000], ["keep", "end"]]
            cases.append(
                Case(
                    f"{name} {classes}",
                    X,
                    labels,
                    (),
                    plan,
                    orders,
                    n_held_out=held,
                    model="perceptron",
                    classes=classes,
                    seed=4,
                )
            )
    return cases
