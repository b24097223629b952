"""The NumPy trainer: the readable specification that the core is tested against, up to rounding."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.errors import DivergedError
from rosenblatt.formulas.losses import REGRESSION_LOSSES, get_loss
from rosenblatt.formulas.optimizers import Step, get_optimizer
from rosenblatt.formulas.schedules import SCHEDULES, step_rate
from rosenblatt.formulas.scores import accuracy, explained, r_squared, wrong
from rosenblatt.history import COLUMNS
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.order import EpochOrder, draw_order
from rosenblatt.training.reference.dropout import dropout_masks
from rosenblatt.training.reference.gradient import Batch, forward, loss_and_gradient
from rosenblatt.training.reference.through_time import loss_and_gradient_through_time, targets_of
from rosenblatt.training.reference.windows import Window, outputs_over_time, windows
from rosenblatt.training.sequences import Sequences
from rosenblatt.training.state import TrainingState
from rosenblatt.training.stopping import after_epoch


@dataclass(frozen=True)
class BatchStep:
    """The result of one batch, or of one window of time of a batch of sequences.

    ``positions`` are its training samples. ``loss`` is that before the step, penalty included; NaN for a
    batch without weight, which makes no step. ``gradient``, (n_parameters,), is as the optimizer receives it,
    scaled down if its norm exceeds ``max_grad_norm``. ``ends_batch`` is False for a window that others of the
    same batch follow.
    """

    positions: IntArray
    loss: float
    gradient: FloatArray | None
    ends_batch: bool = True


@dataclass
class Tally:
    """What an epoch adds up, batch after batch."""

    loss: float = 0.0
    gradient_norm: float = 0.0
    mistakes: float = 0.0
    n_batches: float = 0.0
    residual: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))

    @classmethod
    def of(cls, state: TrainingState) -> Tally:
        """Return the tally of the epoch under way, or of one that begins."""
        _, loss, gradient_norm, mistakes, n_batches, *residual = state.underway.tolist()
        return cls(loss, gradient_norm, mistakes, n_batches, np.array(residual))

    def judge(self, y: FloatArray, output: FloatArray, plan: Plan, groups: tuple[int, ...]) -> None:
        """Add what a batch's outputs got wrong."""
        if plan.loss in REGRESSION_LOSSES:
            self.residual += ((y - output) ** 2).sum(axis=0, dtype=np.float64)
        elif not plan.one_class:
            self.mistakes += int(wrong(y, output, plan.loss, groups).sum())


@np.errstate(all="ignore")  # diverging numbers are reported by DivergedError, once
def train_reference(
    state: TrainingState, data: TrainingData, plan: Plan, epochs: int
) -> tuple[NDArray[np.float64], str | None]:
    """Advance a state in place by at most ``epochs`` epochs; the arguments are those of ``advance``.

    Returns the rows of the history, (n_epochs, len(COLUMNS)), and the reason for stopping or None. Raises
    DivergedError after the first epoch that leaves a parameter infinite or not a number.
    """
    rows: list[list[float]] = []
    began = time.perf_counter() - float(state.progress["seconds"])
    reason: str | None = None
    while reason is None and len(rows) < epochs:
        tally = Tally.of(state)
        for _ in epoch_steps(state, data.train, plan, tally):
            pass
        values, reason = end_epoch(state, data, plan, tally)
        state.progress["seconds"] = time.perf_counter() - began
        values["seconds"] = float(state.progress["seconds"])
        rows.append([float(values[column]) for column in COLUMNS])
    return np.array(rows, dtype=np.float64).reshape(-1, len(COLUMNS)), reason


def end_epoch(
    state: TrainingState, data: TrainingData, plan: Plan, tally: Tally
) -> tuple[dict[str, float], str | None]:
    """Count an epoch whose steps are made, and judge it; return its row of the history and why to stop."""
    progress = state.progress
    progress["epoch"] += 1
    progress["samples_seen"] += data.train.n_targets
    state.underway[:] = 0
    require_finite(state.network, state.epoch)
    loss = tally.loss / data.train.n_targets
    validation_loss, validation_score = judge(state.network, data.validation, plan)
    rate = state.learning_rate
    reason = after_epoch(state, plan, loss, validation_score)
    regression = plan.loss in REGRESSION_LOSSES
    values = {
        "epoch": state.epoch,
        "loss": loss,
        "score": _score(tally, data.train, plan),
        "learning_rate": rate,
        "gradient_norm": tally.gradient_norm / tally.n_batches if tally.n_batches else 0.0,
        "mistakes": np.nan if regression else tally.mistakes,
        "validation_loss": validation_loss,
        "validation_score": validation_score,
    }
    return values, reason


def epoch_steps(state: TrainingState, train: Samples, plan: Plan, tally: Tally) -> Iterator[BatchStep]:
    """Make an epoch's remaining steps in place, add their sums to ``tally``, and yield after each batch."""
    n_samples, length = len(train), plan.batch_length(len(train))
    random = state.random
    if plan.shuffle and state.samples_underway == 0:
        draw_order(state.order, plan.shuffle_window, n_samples, random)
    order = EpochOrder(state.order, plan.shuffle_window, n_samples, shuffle=bool(plan.shuffle))
    for start in range(state.samples_underway, n_samples, length):
        positions = order.between(start, min(start + length, n_samples))
        if isinstance(train, Sequences):
            for window in windows(state, train, positions, plan, random):
                state.take_random(random)
                yield train_window(state, train, positions, plan, window, tally)
        else:
            masks = dropout_masks(state.network, plan, len(positions), random)
            state.take_random(random)
            yield _train_batch(state, train, positions, plan, masks, tally)


def _train_batch(
    state: TrainingState,
    train: Samples,
    positions: IntArray,
    plan: Plan,
    masks: list[FloatArray | None] | None,
    tally: Tally,
) -> BatchStep:
    """Make the step of one batch. A batch without weight teaches nothing and makes no step."""
    network = state.network
    batch = Batch(*train.take(positions, network.output_groups))
    if batch.total_weight == 0:
        tally.judge(batch.y, forward(network, batch.X, masks).output, plan, network.output_groups)
        return BatchStep(positions, np.nan, None)
    loss, gradient, output = loss_and_gradient(network, batch, plan, masks)
    return _update(state, train, plan, BatchStep(positions, loss, gradient), batch.y, output, tally)


def train_window(
    state: TrainingState, train: Sequences, positions: IntArray, plan: Plan, window: Window, tally: Tally
) -> BatchStep:
    """Make the step of one window of time in place; a window without a target that counts makes none.

    ``positions`` are the sequences of the batch. The state's network is the one that the window was run
    through; the sums for the history are added to ``tally``.
    """
    output, batch = targets_of(window.steps[-window.n_new :])
    if batch.total_weight == 0:
        tally.judge(batch.y, output, plan, state.network.output_groups)
        return BatchStep(positions, np.nan, None, window.is_last)
    loss, gradient = loss_and_gradient_through_time(state.network, window.steps, window.n_new, plan)
    made = BatchStep(positions, loss, gradient, window.is_last)
    return _update(state, train, plan, made, batch.y, output, tally)


def _update(
    state: TrainingState,
    train: Samples,
    plan: Plan,
    made: BatchStep,
    y: FloatArray,
    output: FloatArray,
    tally: Tally,
) -> BatchStep:
    """Change the parameters by a step's gradient, shortened if it is too long, and count the step."""
    gradient = made.gradient
    assert gradient is not None
    norm = float(np.sqrt(gradient @ gradient))
    if plan.max_grad_norm is not None and norm > plan.max_grad_norm:
        gradient *= plan.max_grad_norm / norm
    if SCHEDULES[plan.learning_rate].factor is not None:
        state.progress["learning_rate"] = step_rate(
            plan.learning_rate, plan.learning_rate_init, state.step, train.n_planned_steps(plan)
        )
    state.progress["step"] += 1
    step = Step(plan, state.step, state.learning_rate, state.network.n_weights)
    get_optimizer(plan.solver).update(state.network.parameters, gradient, state.moments, step)
    tally.loss += made.loss * len(y)
    tally.gradient_norm += norm
    tally.n_batches += 1
    tally.judge(y, output, plan, state.network.output_groups)
    return made


def judge(network: Network, held_out: Samples | None, plan: Plan) -> tuple[float, float]:
    """Loss (without penalty) and score of the held-out samples; NaN without any."""
    if held_out is None:
        return np.nan, np.nan
    if isinstance(held_out, Sequences):
        output, judged = outputs_over_time(network, held_out)
        y, weight = judged.y, judged.sample_weight
    else:
        X, y, weight = held_out.take(np.arange(len(held_out)), network.output_groups)
        output = forward(network, X).output
    cost = get_loss(plan.loss).value(y, output, plan.loss_parameter)
    loss = float(np.average(cost, weights=weight))
    if plan.loss in REGRESSION_LOSSES:
        return loss, r_squared(y, output, weight)
    if plan.one_class and np.isfinite(output).all():
        return loss, 1.0
    return loss, accuracy(y, output, plan.loss, network.output_groups, weight)


def _score(tally: Tally, train: Samples, plan: Plan) -> float:
    if plan.loss not in REGRESSION_LOSSES:
        return 1 - tally.mistakes / train.n_targets
    y = train.own_y
    total = ((y - y.mean(axis=0)) ** 2).sum(axis=0, dtype=np.float64)
    return float(np.mean(explained(tally.residual, total)))


def require_finite(network: Network, epoch: int) -> None:
    """Raise DivergedError naming epoch and layer if a parameter is infinite or not a number."""
    if np.isfinite(network.parameters).all():
        return
    parts = zip(network.weights, network.biases, network.context, network.starts, strict=True)
    for layer, arrays in enumerate(parts):
        if not all(np.isfinite(each).all() for each in arrays if each is not None):
            raise DivergedError(epoch, layer + 1, network.layer_name(layer))
