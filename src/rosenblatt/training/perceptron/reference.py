"""The perceptron rule in NumPy: the readable specification of ``core/perceptron/epoch.hpp``.

Rosenblatt's rule (1958): a sample on the wrong side moves the weights by ``eta0 * y * x`` and the bias by
``eta0 * y``, where y is 1 for the neuron's own class, else -1; a sample on the right side moves nothing.
Penalties, averages and stopping are scikit-learn's, with sums in the same order. Every step below says its
precision: products of weights are in X's dtype, sums in float64.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.history import COLUMNS
from rosenblatt.training.order import EpochOrder, parts, window_blocks
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import (
    DIVERGED,
    LEARNING,
    SPARSE_BIAS_DECAY,
    STOPPED,
    PerceptronData,
    PerceptronState,
)

Neuron: TypeAlias = Any
"""A record of :data:`~rosenblatt.training.perceptron.state.NEURON`, changed in place."""

Features: TypeAlias = Any
"""Which features a sample has: a slice or an array of indices."""


def advance_reference(
    state: PerceptronState, data: PerceptronData, plan: PerceptronPlan, epochs: int
) -> tuple[NDArray[np.float64], NDArray[np.int32], str | None]:
    """Advance a state in place by at most ``epochs`` epochs, as ``advance_perceptron`` does.

    Returns the rows of the history, (n_epochs, len(COLUMNS)), without seconds, the mistakes, (n_neurons,
    n_epochs), and the reason for stopping or None.
    """
    rows: list[list[float]] = []
    mistakes: list[list[int]] = []
    reason = _why_stop(state, plan)
    while reason is None and len(rows) < epochs:
        learning = [k for k in range(state.n_neurons) if state.neurons["status"][k] == LEARNING]
        for k in learning:
            train_epoch(state, data, plan, k)
        made = [int(state.neurons["mistakes"][k]) if k in learning else 0 for k in range(state.n_neurons)]
        rows.append(_row(state, data, plan, made))
        mistakes.append(made)
        reason = _why_stop(state, plan)
    table = np.array(rows).reshape(-1, len(COLUMNS))
    return table, np.array(mistakes, np.int32).reshape(-1, state.n_neurons).T, reason


def train_epoch(state: PerceptronState, data: PerceptronData, plan: PerceptronPlan, k: int) -> None:
    """Train neuron ``k`` on all samples once, then decide whether it stops."""
    learned, loss, mistakes = 0, 0.0, 0
    for step in sample_steps(state, data, plan, k):
        learned, loss, mistakes = learned + 1, step.loss, step.mistakes
    neuron = state.neurons[k]
    neuron["epoch"] += 1
    neuron["loss"] = loss / learned
    neuron["mistakes"] = mistakes
    if not (np.isfinite(neuron["bias"]) and np.isfinite(state.weights[k]).all()):
        neuron["status"] = DIVERGED
        return
    if plan.early_stopping:
        own_side = data.classes == own_class(k, state.n_neurons)
        neuron["validation_score"] = _validation_score(
            data, state.weights[k], float(neuron["bias"]), own_side
        )
    count_improvement(plan, neuron)


@dataclass(frozen=True)
class SampleStep:
    """A neuron has learned from row ``row`` of X; ``loss`` and ``mistakes`` are the epoch's sums so far."""

    row: int
    loss: float
    mistakes: int


def sample_steps(
    state: PerceptronState, data: PerceptronData, plan: PerceptronPlan, k: int, first: int = 0
) -> Iterator[SampleStep]:
    """Take neuron ``k`` through an epoch's samples in place; yield after each sample that is not held out.

    The state is between two epochs, or behind ``first`` samples of the present one, with its order.
    """
    learner = _Learner(
        plan,
        state.neurons[k],
        state.weights[k],
        state.shrunk[k] if state.shrunk.size else None,
        state.averages[k] if state.averages.size else None,
        SPARSE_BIAS_DECAY if data.is_sparse else 1.0,
    )
    if plan.shuffle and first == 0:
        draw_order(state.order[k], plan.shuffle_window, state.n_samples, int(state.neurons["seed"][k]))
    own_side = data.classes == own_class(k, state.n_neurons)
    order = EpochOrder(state.order[k], plan.shuffle_window, state.n_samples, shuffle=bool(plan.shuffle))
    positions = order.between(0, state.n_samples).tolist()
    learned = [i for i in positions if data.validation is None or not data.validation[i]]
    for i in learned[first:]:
        features, values = _sample(data, i)
        learner.learn(features, values, 1.0 if own_side[i] else -1.0, _weight(data, k, i, own_side[i]))
        yield SampleStep(i, learner.loss, learner.mistakes)


def draw_order(
    order: NDArray[np.int32], shuffle_window: int | None, n_samples: int, seed: int, epochs: int = 1
) -> None:
    """Shuffle a neuron's order in place for an epoch, or one after the other for several.

    With windows the seed of each epoch's windows follows from that of the epoch before.
    """
    is_windowed = bool(window_blocks(shuffle_window, n_samples))
    shuffled = order[:-1] if is_windowed else order
    permutation = np.arange(len(shuffled), dtype=np.int32)
    for number, part in enumerate(parts(shuffle_window, n_samples)):
        shuffle(permutation[part], seed + number)
    shuffled[:] = shuffled[_power(permutation, epochs)]
    for _ in range(epochs if is_windowed else 0):
        order[-1] = _next_word(int(order[-1])) % 2**31


def _power(permutation: NDArray[np.int32], times: int) -> NDArray[np.int32]:
    """Return a permutation applied so many times, by squaring."""
    result = np.arange(len(permutation), dtype=np.int32)
    while times:
        if times & 1:
            result = result[permutation]
        permutation = permutation[permutation]
        times >>= 1
    return result


def shuffle(order: NDArray[np.int32], seed: int) -> None:
    """Fisher-Yates, with Marsaglia's xorshift (2003; 13, 17, 5) modulo 2^31 and one seed for all epochs."""
    word = seed
    for i in range(len(order) - 1):
        word = _next_word(word)
        j = i + word % 2**31 % (len(order) - i)
        order[i], order[j] = order[j], order[i]


def _next_word(word: int) -> int:
    """Marsaglia's xorshift of 32 bits; 0 counts as 1."""
    word = word or 1
    word ^= word << 13 & 0xFFFFFFFF
    word ^= word >> 17
    return word ^ (word << 5 & 0xFFFFFFFF)


def own_class(k: int, n_neurons: int) -> int:
    """The class that neuron ``k`` tells from the rest; a single neuron's is the second of two."""
    return 1 if n_neurons == 1 else k


def sequential_sum(weights: FloatArray, values: FloatArray) -> float:
    """Add up ``weights * values`` in float64, one product after the other."""
    products = weights * values
    return float(np.add.accumulate(products, dtype=np.float64)[-1]) if len(products) else 0.0


def pre_activation(weights: FloatArray, values: FloatArray, scale: float, bias: float) -> float:
    """``scale * sum + bias``; the scaled sum is rounded to the weights' dtype."""
    return float(weights.dtype.type(sequential_sum(weights, values) * scale)) + bias


def count_improvement(plan: PerceptronPlan, neuron: Neuron) -> None:
    """Stop a neuron when ``n_iter_no_change`` epochs in a row were not better than the best by ``tol``."""
    if plan.early_stopping:
        stale = neuron["validation_score"] < neuron["best"] + plan.tolerance
        neuron["best"] = max(neuron["best"], neuron["validation_score"])
    else:
        stale = neuron["loss"] > neuron["best"] - plan.tolerance
        neuron["best"] = min(neuron["best"], neuron["loss"])
    neuron["no_improvement"] = neuron["no_improvement"] + 1 if stale else 0
    if neuron["no_improvement"] >= plan.n_iter_no_change:
        neuron["status"] = STOPPED


@dataclass
class _Learner:
    """One neuron, and what a sample does to it. Arrays and record are changed in place."""

    plan: PerceptronPlan
    neuron: Neuron
    weights: FloatArray
    shrunk: FloatArray | None
    averages: FloatArray | None
    bias_decay: float
    loss: float = 0.0
    mistakes: int = 0

    def learn(self, features: Features, values: FloatArray, y: float, weight: np.floating) -> None:
        """Learn from the sample that has ``values`` at ``features``, and 0 elsewhere."""
        neuron, plan = self.neuron, self.plan
        z = pre_activation(self.weights[features], values, neuron["scale"], neuron["bias"])
        step = 0.0
        if y * z <= 0:  # a tie is a mistake
            self.loss -= y * z
            step = plan.eta0 * y * float(weight)
        if plan.penalty is not None:
            self.loss += self._penalty()
            self._shrink()
        if step != 0:
            self.mistakes += 1
            self._move(features, values, self.weights.dtype.type(step))
            if plan.fit_intercept:
                neuron["bias"] += step * self.bias_decay
        if self.shrunk is not None:
            neuron["shrinkage"] += plan.l1_share * plan.eta0 * plan.alpha
            self._truncate(features)
        if self.averages is not None and plan.average <= neuron["step"]:
            self._count_into_average()
        neuron["step"] += 1

    def _move(self, features: Features, values: FloatArray, step: np.floating) -> None:
        """``weights += step * values / scale``, without moving what was averaged before (Bottou, 2012)."""
        neuron, kind = self.neuron, self.weights.dtype.type
        if self.averages is not None:
            backwards = float(-step) / neuron["scale"]
            moved = self.averages[features] + neuron["average_factor"] * values.astype(np.float64) * backwards
            self.averages[features] = moved
        scale = kind(neuron["scale"])
        self.weights[features] = self.weights[features] + values.astype(np.float64) * np.float64(step / scale)
        if self.plan.penalty is not None:
            moved_weights = self.weights[features]
            neuron["squared_norm"] = sequential_sum(moved_weights, moved_weights) * float(scale * scale)
            neuron["absolute_sum"] = sequential_sum(
                np.abs(moved_weights), np.ones_like(moved_weights)
            ) * float(scale)

    def _penalty(self) -> float:
        """``alpha * ((1 - l1) / 2 * squared norm + l1 * absolute sum)``, norms as of the last update."""
        neuron, plan, kind = self.neuron, self.plan, self.weights.dtype.type
        norm = kind(np.sqrt(neuron["squared_norm"]))
        squared, absolute = float(norm * norm), float(kind(neuron["absolute_sum"]))
        return plan.alpha * ((1 - plan.l1_share) * 0.5 * squared + plan.l1_share * absolute)

    def _shrink(self) -> None:
        """The l2 part of the penalty: multiply the scale, that is, all weights at once."""
        neuron, kind = self.neuron, self.weights.dtype.type
        factor = kind(self.plan.shrink_factor)
        neuron["scale"] *= float(factor)
        neuron["squared_norm"] *= float(factor * factor)
        neuron["absolute_sum"] *= float(factor)
        if neuron["scale"] < (1e-9 if kind is np.float64 else 1e-6):
            self._fold_scale()

    def _fold_scale(self) -> None:
        """Multiply the scale into the weights, before it vanishes, and start again from 1."""
        neuron, kind = self.neuron, self.weights.dtype.type
        if self.averages is not None:
            self.averages += kind(neuron["average_factor"]) * self.weights
            self.averages *= kind(1.0 / neuron["average_divisor"])
            neuron["average_factor"], neuron["average_divisor"] = 0.0, 1.0
        self.weights *= kind(neuron["scale"])
        neuron["scale"] = 1.0

    def _truncate(self, features: Features) -> None:
        """The l1 part: weights move towards zero by what they owe, and stop there (Tsuruoka et al., 2009)."""
        neuron = self.neuron
        assert self.shrunk is not None
        scale, before = neuron["scale"], self.weights[features].astype(np.float64)
        paid = self.shrunk[features].astype(np.float64)
        down = np.maximum(0.0, before - (neuron["shrinkage"] + paid) / scale)
        up = np.minimum(0.0, before + (neuron["shrinkage"] - paid) / scale)
        self.weights[features] = np.where(scale * before > 0, down, np.where(scale * before < 0, up, before))
        change = self.weights[features].astype(np.float64) - before
        self.shrunk[features] = paid + scale * change
        if self.averages is not None:
            self.averages[features] = self.averages[features] - neuron["average_factor"] * change

    def _count_into_average(self) -> None:
        """Count the weights and the bias as they are now into their average (Bottou, 2012, section 2.2)."""
        neuron = self.neuron
        count = neuron["step"] - self.plan.average + 1
        counted = float(self.weights.dtype.type(count))
        share = 1.0 / counted
        if counted > 1:
            neuron["average_divisor"] /= 1.0 - share
        neuron["average_factor"] += share * neuron["average_divisor"] * neuron["scale"]
        neuron["average_bias"] += (neuron["bias"] - neuron["average_bias"]) / count


def _sample(data: PerceptronData, i: int) -> tuple[Features, FloatArray]:
    """Which features a sample has, and their values."""
    if not data.is_sparse:
        return slice(None), data.X[i]
    here = slice(data.X.indptr[i], data.X.indptr[i + 1])
    return data.X.indices[here], data.X.data[here]


def _weight(data: PerceptronData, k: int, i: int, own: bool) -> np.floating:
    """What an update counts: the weight of the class (own or other) times the sample's."""
    kind = data.X.dtype.type
    weight: np.floating = kind(1 if data.class_weight is None else data.class_weight[k, int(own)])
    return weight if data.sample_weight is None else weight * data.sample_weight[i]


def _validation_score(
    data: PerceptronData, weights: FloatArray, bias: float, own_side: NDArray[np.bool_]
) -> float:
    """Share of the held-out samples, by weight, on the right side; as in scikit-learn without the scale."""
    assert data.validation is not None
    right, total = 0.0, 0.0
    for i in np.flatnonzero(data.validation).tolist():
        features, values = _sample(data, i)
        weight = 1.0 if data.sample_weight is None else float(data.sample_weight[i])
        if (pre_activation(weights[features], values, 1.0, bias) > 0) == own_side[i]:
            right += weight
        total += weight
    return right / total


def _why_stop(state: PerceptronState, plan: PerceptronPlan) -> str | None:
    status = state.neurons["status"]
    if (status == DIVERGED).any():
        return "diverged"
    if (status != LEARNING).all():
        return "early stopping" if plan.early_stopping else "converged"
    return "max_iter" if state.epoch >= plan.max_iter else None


def _row(
    state: PerceptronState, data: PerceptronData, plan: PerceptronPlan, mistakes: list[int]
) -> list[float]:
    """The history's row: losses and mistakes summed over the neurons, validation scores averaged."""
    held_out = 0 if data.validation is None else int(data.validation.sum())
    values = dict.fromkeys(COLUMNS, np.nan)
    values["epoch"] = state.epoch
    values["loss"] = _added_in_order(state.neurons["loss"])
    values["learning_rate"] = plan.eta0
    values["mistakes"] = sum(mistakes)
    if state.n_neurons == 1:
        values["score"] = 1 - sum(mistakes) / (len(data.classes) - held_out)
    if held_out:
        values["validation_score"] = _added_in_order(state.neurons["validation_score"] / state.n_neurons)
    return list(values.values())


def _added_in_order(values: NDArray[np.float64]) -> float:
    """Sum from the first to the last, each rounded; Python's own ``sum`` compensates since 3.12."""
    total = 0.0
    for value in values.tolist():
        total += value
    return total
