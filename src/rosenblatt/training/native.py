"""The border between the training state and the compiled core: arrays are checked here, once."""

from __future__ import annotations

from contextlib import nullcontext
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import rosenblatt._core as _core
from rosenblatt.errors import PlanError
from rosenblatt.history import COLUMNS
from rosenblatt.network import Network
from rosenblatt.network.native import architecture, available_threads, single_threaded_blas
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.sequences import Sequences
from rosenblatt.training.snapshots import Recorder, snapshot_room
from rosenblatt.training.state import TrainingState

ROWS_AT_ONCE = 4096
"""Epochs for which one native call has room in its history."""


class NativeData:
    """Samples as the core reads them, made once for all the states that learn from them."""

    def __init__(self, data: TrainingData) -> None:
        self.data = data

    # Made when they are asked for, which is after check_fit: its messages say more than the core's.
    @cached_property
    def train(self) -> _core.Samples:
        """What to learn from."""
        return native_samples(self.data.train)

    @cached_property
    def validation(self) -> _core.Samples | None:
        """What to judge by."""
        return native_samples(self.data.validation) if self.data.validation is not None else None


def bound_trainer(state: TrainingState, native: NativeData, plan: Plan, n_threads: int) -> _core.Trainer:
    """A core trainer bound to a state's arrays; raises PlanError unless state, data and plan fit together."""
    network, n_samples = state.network, len(native.data.train)
    check_fit(network, native.data, plan)
    if state.n_samples != n_samples:
        raise PlanError(f"the state was started for {state.n_samples} samples, the data has {n_samples}")
    if state.samples_underway >= n_samples:
        raise PlanError(
            f"the state is after {state.samples_underway} samples of an epoch, the data has {n_samples}"
        )
    parameters = network.parameters
    return _core.Trainer(
        architecture(network),
        native_plan(plan, native.data.train.n_planned_steps(plan)),
        native.train,
        native.validation,
        parameters,
        state.moments,
        state.random_key,
        state.order,
        state.best_parameters,
        state.progress.reshape(1).view(np.uint8),
        state.context.astype(parameters.dtype, copy=False),
        state.underway,
        n_threads,
    )


class NativeTrainer:
    """A core trainer bound to a state's arrays; :meth:`run` moves the state forward."""

    def __init__(
        self,
        state: TrainingState,
        data: TrainingData,
        plan: Plan,
        n_threads: int | None = None,
        recorder: Recorder[TrainingState] | None = None,
    ) -> None:
        threads = available_threads() if n_threads is None else n_threads
        self._recorder, self._data, self._plan = recorder, data, plan
        self._room: _core.SnapshotRoom | None = None
        self._trainer = bound_trainer(state, NativeData(data), plan, threads)
        self._uses_blas: bool = self._trainer.uses_blas

    def run(self, epochs: int, seconds: float) -> tuple[NDArray[np.float64], str | None]:
        """Advance by ``epochs`` epochs or ``seconds``, whichever ends first, but by at least one epoch."""
        rows = np.empty((min(epochs, ROWS_AT_ONCE), len(COLUMNS)))
        if self._recorder is not None:
            self._room = snapshot_room(self._recorder, self._data, self._plan)
        with single_threaded_blas() if self._uses_blas else nullcontext():
            made, reason = self._trainer.run(rows, seconds, self._room)
        return (rows if made == len(rows) else rows[:made].copy()), reason or None

    def hand_over(self) -> None:
        """Hand the last run's snapshots to the recorder, who may have training end with an error."""
        if self._recorder is not None and self._room is not None:
            self._recorder.commit(self._room.taken)


def native_plan(plan: Plan, n_steps: int) -> _core.Plan:
    """The core's view of a plan; ``n_steps`` are those of the whole planned training."""
    backprop_steps, update_steps = plan.window
    return _core.Plan(
        loss=plan.loss,
        solver=plan.solver,
        schedule=plan.learning_rate,
        alpha=plan.alpha,
        batch_size=0 if plan.batch_size is None else int(plan.batch_size),
        learning_rate_init=plan.learning_rate_init,
        power_t=plan.power_t,
        max_iter=int(plan.max_iter),
        n_steps=n_steps,
        shuffle=bool(plan.shuffle),
        tol=plan.tol,
        n_iter_no_change=float(min(plan.n_iter_no_change, 2**63)),
        early_stopping=bool(plan.early_stopping),
        momentum=plan.momentum,
        nesterovs_momentum=bool(plan.nesterovs_momentum),
        beta_1=plan.beta_1,
        beta_2=plan.beta_2,
        epsilon=plan.epsilon,
        loss_parameter=0.0 if plan.loss_parameter is None else plan.loss_parameter,
        dropout=list(plan.dropout),
        max_grad_norm=float("inf") if plan.max_grad_norm is None else float(plan.max_grad_norm),
        backprop_steps=int(backprop_steps or 0),
        update_steps=int(update_steps or 0),
        one_class=bool(plan.one_class),
        shuffle_window=int(plan.shuffle_window or 0),
    )


def native_samples(samples: Samples) -> _core.Samples:
    """The core's view of samples: pointers into the arrays, which it keeps alive."""
    classes, numbers = (samples.y, None) if samples.is_classes else (None, samples.y)
    if isinstance(samples, Sequences):
        return _core.Samples.sequences(
            samples.X,
            numbers,
            classes,
            samples.sample_weight,
            samples.rows,
            samples.offsets,
            samples.targets,
        )
    if samples.step_starts is not None:
        return _core.Samples.stepped(
            samples.X, samples.step_starts, numbers, classes, samples.sample_weight, samples.rows
        )
    if not isinstance(samples.X, np.ndarray):
        X: Any = samples.X
        return _core.Samples.sparse(
            np.ascontiguousarray(X.data),
            np.ascontiguousarray(X.indices, dtype=np.int32),
            np.ascontiguousarray(X.indptr, dtype=np.int64),
            X.shape[1],
            numbers,
            classes,
            samples.sample_weight,
            samples.rows,
        )
    return _core.Samples.dense(samples.X, numbers, classes, samples.sample_weight, samples.rows)


def check_fit(network: Network, data: TrainingData, plan: Plan) -> None:
    """Raise PlanError unless network, data and plan fit together."""
    check_activations(network, plan)
    check_samples(network, data.train, plan)
    if data.validation is not None:
        check_samples(network, data.validation, plan)
    if plan.stateful and (network.cell is None or len(data.train) != 1):
        raise PlanError(
            f"stateful is for one stream through a network with a cell, got {len(data.train)} samples: "
            "lay them end to end as one sequence"
        )
    if data.validation is None and plan.early_stopping:
        raise PlanError("early_stopping needs validation samples to judge by: give TrainingData some")


def check_activations(network: Network, plan: Plan) -> None:
    """Raise PlanError unless the loss fits the output, and every activation has a useful derivative."""
    output = network.activations[-1]
    if (output == "softmax") != (plan.loss == "log_loss"):
        raise PlanError(
            f"the loss {plan.loss} does not go with the output activation {output}: log_loss needs softmax"
        )
    if "step" in network.activations or "exp" in network.activations[:-1]:
        raise PlanError(
            f"a network with step or hidden exp activations cannot be trained, got {network.activations}"
        )


def check_samples(network: Network, samples: Samples, plan: Plan) -> None:
    """Raise PlanError unless the network can read these inputs and the loss these targets."""
    if isinstance(samples, Sequences) != (network.cell is not None):
        wanted = "Samples, a row each" if network.cell is None else f"Sequences, for its {network.cell} cell"
        raise PlanError(f"the network learns from {wanted}; got {type(samples).__name__}")
    n_inputs, dtype, is_classes = network.layer_sizes[0], network.weights[0].dtype, samples.is_classes
    if samples.n_features != n_inputs:
        raise PlanError(f"the network has {n_inputs} inputs, X has {samples.n_features} features")
    if samples.X.dtype != dtype:
        raise PlanError(f"the network is {dtype}, X is {samples.X.dtype}: convert one of them")
    if is_classes and plan.loss != "log_loss":
        raise PlanError(f"the loss {plan.loss} needs y as {dtype} numbers, got class indices")
    width = len(network.output_groups) if is_classes else network.layer_sizes[-1]
    if samples.y.shape[1] != width:
        raise PlanError(f"the network needs y of {width} columns, got {samples.y.shape[1]}")
    if isinstance(samples.X, np.ndarray) and not samples.X.flags.c_contiguous:
        raise PlanError("X must be C-contiguous: pass numpy.ascontiguousarray(X)")
