"""JAX, compiled: a whole epoch (or all epochs, where one batch holds every sample) is one native call."""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks.problems import ALPHA, LEARNING_RATE, Draws, Problem
from benchmarks.proof import Proof, network_proof, perceptron_proof

Tree = Any  # JAX's nests of arrays

_ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh}


def make_job(side: str, problem: Problem, work: str) -> Fit | PerceptronFit | Predict:
    if problem.hidden is None:
        return PerceptronFit(problem)
    return Fit(problem) if work == "fit" else Predict(problem, work)


class Fit:
    """A training; the samples are already JAX arrays, and the compiled function is kept."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.X = jnp.asarray(problem.X)
        self.y = jnp.asarray(problem.y[:, None], self.X.dtype)
        if problem.n_classes > 2:
            self.y = jax.nn.one_hot(problem.y, problem.n_classes, dtype=self.X.dtype)
        started = perf_counter()
        if problem.is_one_batch:
            work = jax.jit(partial(_all_epochs, problem), donate_argnums=0)
            self._run = work.lower(self._start(), self.X, self.y).compile()
        else:
            order = np.arange(len(problem.X), dtype=np.int32)
            work = jax.jit(partial(_epoch, problem), donate_argnums=0)
            self._run = work.lower(self._start(), self.X, self.y, order).compile()
        self.compile_seconds: float | None = perf_counter() - started

    def _start(self) -> Tree:
        self._draws = Draws(self.problem)
        return start_adam(
            [(jnp.asarray(weights), jnp.asarray(biases)) for weights, biases in self._draws.layers]
        )

    def work(self) -> None:
        state = self._start()
        if self.problem.is_one_batch:
            state, curve = self._run(state, self.X, self.y)
            self.curve = np.asarray(curve)
        else:
            losses = []
            for _ in range(self.problem.epochs):
                state, loss = self._run(state, self.X, self.y, self._draws.next_order().astype(np.int32))
                losses.append(loss)
            self.curve = np.asarray(jnp.stack(losses))
        self.layers = jax.block_until_ready(state[0])

    def proof(self) -> Proof:
        layers = [(np.asarray(weights), np.asarray(biases)) for weights, biases in self.layers]
        return network_proof(self.problem, layers, len(self.curve))


class PerceptronFit:
    """The perceptron rule, one sample after the other, in one order for all classes."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.X = jnp.asarray(problem.X)
        self.signs = jnp.asarray(
            np.where(problem.y[:, None] == np.arange(problem.n_classes), 1, -1), self.X.dtype
        )
        started = perf_counter()
        self._run = jax.jit(_perceptron_epoch).lower(self._start(), self.X, self.signs).compile()
        self.compile_seconds: float | None = perf_counter() - started

    def _start(self) -> Tree:
        shape = (self.problem.n_classes, self.X.shape[1])
        return jnp.zeros(shape, self.X.dtype), jnp.zeros(shape[:1], self.X.dtype), jax.random.key(0)

    def work(self) -> None:
        state = self._start()
        for _ in range(self.problem.epochs):
            state = self._run(state, self.X, self.signs)
        self.state = jax.block_until_ready(state)

    def proof(self) -> Proof:
        weights, biases, _ = self.state
        proof = perceptron_proof(self.problem, np.asarray(weights).T, np.asarray(biases), self.problem.epochs)
        return {"epochs": proof["epochs"]}  # another order of samples gives other weights


class Predict:
    """The prediction for one sample, from a NumPy array to a NumPy array."""

    def __init__(self, problem: Problem, method: str) -> None:
        self._fit = Fit(problem)
        self._fit.work()
        self._row = problem.X[:1].copy()
        started = perf_counter()
        work = jax.jit(partial(_answer, problem, method == "predict_proba"))
        self._run = work.lower(self._fit.layers, self._row).compile()
        self.compile_seconds: float | None = perf_counter() - started

    def work(self) -> None:
        self.answer = np.asarray(self._run(self._fit.layers, self._row))

    def proof(self) -> Proof:
        return self._fit.proof() | {f"answer {i}": float(x) for i, x in enumerate(self.answer.ravel())}


def _forward(problem: Problem, layers: Tree, X: jax.Array) -> jax.Array:
    for weights, biases in layers[:-1]:
        X = _ACTIVATIONS[problem.activation](X @ weights + biases)
    return X @ layers[-1][0] + layers[-1][1]


def _answer(problem: Problem, probabilities: bool, layers: Tree, X: jax.Array) -> jax.Array:
    z = _forward(problem, layers, X)
    return jax.nn.softmax(z) if probabilities else z.argmax(axis=1)


def _loss(problem: Problem, layers: Tree, X: jax.Array, y: jax.Array) -> jax.Array:
    z = _forward(problem, layers, X)
    is_binary = z.shape[1] == 1
    cost = jnp.sum(jax.nn.softplus(z) - y * z) if is_binary else -jnp.sum(y * jax.nn.log_softmax(z))
    return (cost + 0.5 * ALPHA * sum(jnp.sum(weights**2) for weights, _ in layers)) / len(X)


def _step(problem: Problem, state: Tree, X: jax.Array, y: jax.Array) -> tuple[Tree, jax.Array]:
    loss, gradient = jax.value_and_grad(partial(_loss, problem))(state[0], X, y)
    return adam(state, gradient), loss * len(X)


def start_adam(layers: Tree) -> Tree:
    """Parameters, both moments, and the number of steps made."""
    return (
        layers,
        *(jax.tree.map(jnp.zeros_like, layers) for _ in range(2)),
        jnp.zeros((), layers[0][0].dtype),
    )


def adam(state: Tree, gradient: Tree) -> Tree:
    layers, first, second, t = state
    t = t + 1
    size = LEARNING_RATE * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
    layers = jax.tree.map(lambda p, m, v: p - size * m / (jnp.sqrt(v) + 1e-8), layers, first, second)
    return layers, first, second, t


def _all_epochs(problem: Problem, state: Tree, X: jax.Array, y: jax.Array) -> tuple[Tree, jax.Array]:
    state, curve = lax.scan(lambda state, _: _step(problem, state, X, y), state, length=problem.epochs)
    return state, curve


def _epoch(
    problem: Problem, state: Tree, X: jax.Array, y: jax.Array, order: jax.Array
) -> tuple[Tree, jax.Array]:
    def step(state: Tree, batch: jax.Array) -> tuple[Tree, jax.Array]:
        rows = X.at[batch].get(mode="promise_in_bounds")
        return _step(problem, state, rows, y.at[batch].get(mode="promise_in_bounds"))

    n_whole = len(X) // problem.batch_size * problem.batch_size
    state, losses = lax.scan(step, state, order[:n_whole].reshape(-1, problem.batch_size))
    loss = losses.sum()
    if n_whole < len(X):
        state, rest = step(state, order[n_whole:])
        loss += rest
    return state, loss


def _perceptron_epoch(state: Tree, X: jax.Array, signs: jax.Array) -> Tree:
    weights, biases, key = state
    key, drawn = jax.random.split(key)

    def step(model: Tree, i: jax.Array) -> tuple[Tree, None]:
        weights, biases = model
        x, sign = X[i], signs[i]
        update = jnp.where(sign * (weights @ x + biases) <= 0, sign, 0)
        return (weights + update[:, None] * x, biases + update), None

    (weights, biases), _ = lax.scan(step, (weights, biases), jax.random.permutation(drawn, len(X)))
    return weights, biases, key
