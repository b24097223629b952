"""JAX through time: lax.scan, compiled; an epoch (or all of them, if they have one order) is one native call.

Shapes are fixed when it compiles: shorter sequences are padded with steps that count nothing.
"""

from __future__ import annotations

from functools import partial
from time import perf_counter

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks.proof import Proof, sequence_proof
from benchmarks.sequences import ONLINE_RATE, SequenceDraws, SequenceProblem, arrays_of
from benchmarks.sides.with_jax import Tree, adam, start_adam


def make_job(side: str, problem: SequenceProblem, work: str) -> Fit:
    return Fit(problem)


class Fit:
    """A training; the samples are already JAX arrays, and the compiled function is kept."""

    def __init__(self, problem: SequenceProblem) -> None:
        self.problem = problem
        y = np.eye(problem.n_outputs)[problem.y[:, 0]] if problem.loss == "log_loss" else problem.y
        counts = np.ones(len(problem.X), problem.X.dtype)
        # (steps, sequences, ...), as lax.scan goes through them
        padded = [problem.padded(values).swapaxes(0, 1) for values in (problem.X, y, counts)]
        self.samples = tuple(jnp.asarray(values) for values in padded)
        started = perf_counter()
        if problem.shuffle:
            order = np.arange(len(problem.lengths), dtype=np.int32)
            work = jax.jit(partial(_epoch, problem), donate_argnums=0)
            self._run = work.lower(self._start(), self.samples, order).compile()
        else:
            work = jax.jit(partial(_all_epochs, problem), donate_argnums=0)
            self._run = work.lower(self._start(), self.samples).compile()
        self.compile_seconds: float | None = perf_counter() - started

    def _start(self) -> Tree:
        self._draws = SequenceDraws(self.problem)
        *hidden, weights, biases = [jnp.asarray(values) for values in arrays_of(self._draws.network)]
        return start_adam([tuple(hidden), (weights, biases)])

    def work(self) -> None:
        state = self._start()
        if self.problem.shuffle:
            for _ in range(self.problem.epochs):
                state = self._run(state, self.samples, self._draws.next_order().astype(np.int32))
        else:
            state = self._run(state, self.samples)
        self.layers, _, _, self.n_steps = jax.block_until_ready(state)

    def proof(self) -> Proof:
        network = self.problem.network()
        for values, found in zip(arrays_of(network), jax.tree.leaves(self.layers), strict=True):
            values[:] = np.asarray(found)
        return sequence_proof(self.problem, network, self.problem.epochs, int(self.n_steps))


def _loss(
    problem: SequenceProblem, layers: Tree, held: jax.Array, samples: Tree
) -> tuple[jax.Array, jax.Array]:
    (weights, context, biases), (read_out, output_biases) = layers
    X, y, counts = samples

    def step(held: jax.Array, z: jax.Array) -> tuple[jax.Array, jax.Array]:
        held = jnp.tanh(z + held @ context)
        return held, held

    held, hidden = lax.scan(step, held, X @ weights + biases, unroll=problem.window or 1)
    z = hidden @ read_out + output_biases
    costs = {
        "binary_log_loss": lambda: (jax.nn.softplus(z) - y * z)[..., 0],
        "log_loss": lambda: -jnp.sum(y * jax.nn.log_softmax(z), axis=-1),
        "squared_error": lambda: 0.5 * (y - z)[..., 0] ** 2,
    }[problem.loss]()
    return jnp.sum(costs * counts) / jnp.sum(counts), held


def _step(problem: SequenceProblem, carry: Tree, samples: Tree) -> tuple[Tree, None]:
    state, held = carry
    gradient, held = jax.grad(partial(_loss, problem), has_aux=True)(state[0], held, samples)
    if problem.solver == "adam":
        return (adam(state, gradient), held), None
    layers, first, second, t = state
    layers = jax.tree.map(lambda p, g: p - ONLINE_RATE * g, layers, gradient)
    return ((layers, first, second, t + 1), held), None


def _nothing_held(problem: SequenceProblem, samples: Tree) -> jax.Array:
    return jnp.zeros((samples[0].shape[1], problem.hidden), samples[0].dtype)


def _all_epochs(problem: SequenceProblem, state: Tree, samples: Tree) -> Tree:
    """All sequences side by side, an update after each window of time."""
    n_steps = len(samples[0])
    length = problem.window or n_steps
    windows = tuple(values.reshape(n_steps // length, length, *values.shape[1:]) for values in samples)

    def epoch(state: Tree, _: None) -> tuple[Tree, None]:
        (state, _), _ = lax.scan(partial(_step, problem), (state, _nothing_held(problem, samples)), windows)
        return state, None

    return lax.scan(epoch, state, length=problem.epochs)[0]


def _epoch(problem: SequenceProblem, state: Tree, samples: Tree, order: jax.Array) -> Tree:
    def step(state: Tree, batch: jax.Array) -> tuple[Tree, None]:
        own = tuple(values.at[:, batch].get(mode="promise_in_bounds") for values in samples)
        (state, _), _ = _step(problem, (state, _nothing_held(problem, own)), own)
        return state, None

    n_whole = len(order) // problem.batch_size * problem.batch_size
    state, _ = lax.scan(step, state, order[:n_whole].reshape(-1, problem.batch_size))
    if n_whole < len(order):
        state, _ = step(state, order[n_whole:])
    return state
