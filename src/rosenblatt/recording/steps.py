"""Steps between two snapshots, computed again by the NumPy reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.checkpoint.states import AnyData, AnyPlan, AnyState
from rosenblatt.errors import RosenblattError
from rosenblatt.history import History
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.lbfgs import minimise
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.reference import sample_steps, train_epoch
from rosenblatt.training.perceptron.state import LEARNING, PerceptronData, PerceptronState
from rosenblatt.training.reference.epochs import Tally, end_epoch, epoch_steps
from rosenblatt.training.reference.gradient import Batch, loss_and_gradient
from rosenblatt.training.state import TrainingState

TOLERANCE = {"float64": 1e-7, "float32": 1e-2}
"""Largest difference of a replay from a snapshot, as a share of the largest parameter; beyond it the data is
not what was recorded. The perceptron's rule and lbfgs are reproduced exactly; elsewhere sums are added in
another order."""


class Snapshots(Protocol):
    """What is read of a recording."""

    plan: AnyPlan

    @property
    def epochs(self) -> IntArray:
        """Epochs made at each snapshot."""

    @property
    def batches(self) -> IntArray:
        """Batches of an epoch completed at each snapshot."""

    def __getitem__(self, i: int) -> Network: ...

    def state(self, i: int) -> AnyState:
        """Return the state at a snapshot."""


@dataclass(frozen=True)
class Step:
    """One step of a training.

    Attributes
    ----------
    epoch, number : int
        The epoch it belongs to, and its own number, both counted from 1; a perceptron's number counts the
        samples that its neuron has learned from.
    rows : ndarray of int64
        The rows of X in its batch.
    loss : float
        Of the batch before the step, the penalty included; NaN for a batch without weight.
    gradient : ndarray of shape (n_parameters,)
        The gradient that the optimizer received. Of a perceptron that of the sample's loss, ``-y x`` and
        ``-y`` for a mistake, else zeros.
    before, after : ndarray of shape (n_parameters,)
        The parameters, as flat as a network's.
    neuron : int
        Of a perceptron the output neuron that learned, counted from 0; else -1.
    """

    epoch: int
    number: int
    rows: IntArray
    loss: float
    gradient: FloatArray
    before: FloatArray
    after: FloatArray
    neuron: int = -1


def steps_between(recording: Snapshots, i: int, j: int, data: AnyData) -> Iterator[Step]:
    """Replay the steps that led from one snapshot to a later one; of lbfgs a step is an iteration.

    Each recorded snapshot is compared with the replay from the one before it: exactly for the perceptron's
    rule and lbfgs (from the start, because its memory is not recorded), else up to :data:`TOLERANCE`. Raises
    RosenblattError if ``i`` is after ``j``, or if they differ: then the data is not what was recorded.
    """
    if i > j:
        raise RosenblattError(f"snapshot {j} does not come after snapshot {i}: name the earlier one first")
    plan = recording.plan
    if isinstance(plan, Plan) and plan.solver == "lbfgs":
        assert isinstance(data, TrainingData)
        yield from _iterations(recording, i, j, data, plan)
        return
    for k in range(i, j):
        state = recording.state(k)
        if isinstance(state, PerceptronState):
            assert isinstance(plan, PerceptronPlan)
            assert isinstance(data, PerceptronData)
            yield from _samples_learned(recording, k, state, data, plan)
        else:
            assert isinstance(plan, Plan)
            assert isinstance(data, TrainingData)
            with np.errstate(all="ignore"):  # numbers that diverge were recorded so
                yield from _batches(recording, k, state, data, plan)


def _batches(
    recording: Snapshots, k: int, state: TrainingState, data: TrainingData, plan: Plan
) -> Iterator[Step]:
    """Steps from snapshot ``k`` to the next."""
    network, batch = state.network, int(recording.batches[k])
    last = int(recording.epochs[k + 1]), int(recording.batches[k + 1])
    before = network.parameters.copy()
    while (state.epoch, batch) < last:
        tally = Tally.of(state)
        for made in epoch_steps(state, data.train, plan, tally):
            batch += made.ends_batch
            after = network.parameters.copy()
            gradient = np.zeros_like(after) if made.gradient is None else made.gradient
            rows = _rows(data.train, made.positions)
            yield Step(state.epoch + 1, state.step, rows, made.loss, gradient, before, after)
            before = after
            if made.ends_batch and (state.epoch, batch) == last:
                break
        else:
            batch = 0
            if (state.epoch + 1, 0) == last:
                break
            end_epoch(state, data, plan, tally)  # rates and patience of the epochs that follow
    _require_snapshot(recording, k + 1, network.parameters)


def _rows(samples: Samples, positions: IntArray) -> IntArray:
    return positions if samples.rows is None else samples.rows[positions]


def _samples_learned(
    recording: Snapshots, k: int, state: PerceptronState, data: PerceptronData, plan: PerceptronPlan
) -> Iterator[Step]:
    """Steps from snapshot ``k`` to the next: epoch by epoch, neuron by neuron."""
    target = recording.state(k + 1)
    assert isinstance(target, PerceptronState)
    first, stop = int(recording.batches[k]), int(recording.batches[k + 1])
    flat = _flat(state)
    while True:
        in_part = stop and state.epoch == int(recording.epochs[k + 1])
        for neuron in range(state.n_neurons):
            if state.neurons["status"][neuron] != LEARNING:
                continue
            if int(state.neurons["epoch"][neuron]) >= int(target.neurons["epoch"][neuron]) and not in_part:
                continue
            trial = state.copy()
            loss = mistakes = 0.0
            for n, made in enumerate(sample_steps(trial, data, plan, neuron, first), start=first + 1):
                before, flat = flat, _flat(trial)
                y = 1.0 if data.classes[made.row] == (1 if state.n_neurons == 1 else neuron) else -1.0
                gradient = _gradient(trial, data, made.row, neuron, y if made.mistakes > mistakes else 0.0)
                yield Step(
                    int(trial.neurons["epoch"][neuron]) + 1,
                    int(trial.neurons["step"][neuron]) - 1,
                    np.array([made.row]),
                    made.loss - loss,
                    gradient,
                    before,
                    flat,
                    neuron,
                )
                loss, mistakes = made.loss, made.mistakes
                if in_part and n == stop:
                    break
            if in_part:
                _take_neuron(state, trial, neuron)
            elif first:
                _take_neuron(state, trial, neuron)
                state.neurons["epoch"][neuron] += 1
            else:
                train_epoch(state, data, plan, neuron)
        first = 0
        if in_part or (state.neurons["epoch"] >= target.neurons["epoch"]).all():
            break
    _require_snapshot(recording, k + 1, flat)


def _take_neuron(state: PerceptronState, other: PerceptronState, k: int) -> None:
    """Take one neuron over from another state."""
    for name, array in other.recorded.items():
        state.recorded[name][k] = array[k]
    state.order[k] = other.order[k]


def _flat(state: PerceptronState) -> FloatArray:
    """Weights and biases as a network has them."""
    weights, biases = state.solution()
    return np.concatenate([weights.T.ravel(), biases.astype(weights.dtype)])


def _gradient(state: PerceptronState, data: PerceptronData, row: int, neuron: int, y: float) -> FloatArray:
    """Gradient of a misclassified sample's loss by all parameters: ``-y x`` and ``-y``."""
    n_neurons, n_features = state.weights.shape
    gradient = np.zeros((n_features + 1, n_neurons), state.weights.dtype)
    values = data.X[[row]].toarray()[0] if data.is_sparse else data.X[row]
    gradient[:-1, neuron], gradient[-1, neuron] = -y * values, -y
    return gradient.ravel()


def _iterations(recording: Snapshots, i: int, j: int, data: TrainingData, plan: Plan) -> Iterator[Step]:
    """Iterations of lbfgs, computed again from the start."""
    state = recording.state(0)
    assert isinstance(state, TrainingState)
    first, last = int(recording.epochs[i]), int(recording.epochs[j])
    seen = [state.network.parameters.copy()]

    def look(now: TrainingState, history: History) -> bool:
        seen.append(now.network.parameters.copy())
        return now.epoch >= last

    if last:
        minimise(state, data, plan, history=History(), listener=look)
    network = recording[i]
    batch = Batch(*data.train.take(np.arange(len(data.train)), network.output_groups))
    for iteration in range(first, min(last, len(seen) - 1)):
        network.parameters[:] = seen[iteration]
        loss, gradient, _ = loss_and_gradient(network, batch, plan)
        rows = _rows(data.train, np.arange(len(data.train)))
        yield Step(iteration + 1, iteration + 1, rows, loss, gradient, seen[iteration], seen[iteration + 1])
    _require_snapshot(recording, j, seen[min(last, len(seen) - 1)])


def _require_snapshot(recording: Snapshots, i: int, parameters: FloatArray) -> None:
    """Raise unless a replay has reproduced snapshot ``i``."""
    expected = recording[i].parameters
    if np.array_equal(expected, parameters, equal_nan=True):
        return
    allowed = TOLERANCE[str(expected.dtype)] * max(1.0, float(np.abs(expected).max()))
    apart = float(np.abs(expected - parameters).max())
    if not apart <= allowed:
        raise RosenblattError(
            f"the replay differs from snapshot {i} by {apart:.3g}, {allowed:.3g} is allowed: give the "
            "samples that were recorded, in their order"
        )
