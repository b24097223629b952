"""Plan, data and state of a perceptron's training, and ``advance_perceptron``.

For K > 2 classes each of K neurons learns its own class, with its own sample order and stop; for two classes
one neuron learns the second. The formulas are in :mod:`rosenblatt.training.perceptron.reference`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray
from rosenblatt.errors import DivergedError
from rosenblatt.history import COLUMNS, History
from rosenblatt.training.advance import STOPPED_BY_LISTENER, HeldInterrupts
from rosenblatt.training.data import digest_of
from rosenblatt.training.order import first_order
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.snapshots import Recorder, resting, snapshot_room

NEURON = np.dtype(
    [
        ("bias", np.float64),
        ("scale", np.float64),
        ("squared_norm", np.float64),
        ("absolute_sum", np.float64),
        ("shrinkage", np.float64),
        ("average_bias", np.float64),
        ("average_factor", np.float64),
        ("average_divisor", np.float64),
        ("step", np.float64),
        ("best", np.float64),
        ("loss", np.float64),
        ("mistakes", np.float64),
        ("validation_score", np.float64),
        ("no_improvement", np.int64),
        ("epoch", np.int64),
        ("seed", np.int64),
        ("status", np.int64),
    ]
)
"""The scalars of one neuron; ``core/perceptron/perceptron.hpp`` has the same struct.

- bias : as it is.
- scale : the neuron's weights are ``scale * weights``, so that the l2 penalty shrinks all in one product.
- squared_norm, absolute_sum : of the weights, as the penalty's part of the loss counts them.
- shrinkage : what the l1 penalty would have taken from every weight so far.
- average_bias, average_factor, average_divisor : the average weights are ``(averages + factor * weights) /
  divisor``.
- step : samples learned from, counted from 1; averaging starts at step ``average``.
- best : the least loss of an epoch so far, or with early stopping the best validation score.
- loss, mistakes, validation_score : of the last epoch: the mean loss of a sample, the penalty included, as
  each came by; the updates made; the share of held-out samples on the right side, by weight.
- no_improvement : epochs in a row without improvement.
- epoch : epochs made.
- seed : of the shuffle, which applies the same permutation to the order in every epoch.
- status : 0 while it learns, 1 once it has stopped, 2 if its weights are no longer finite.
"""

LEARNING, STOPPED, DIVERGED = 0, 1, 2

CHUNK_SECONDS = 0.05
"""How long native code runs before Python may look at signals and listeners."""

ROWS_AT_ONCE = 4096
"""Epochs for which one native call has room in its history."""

SPARSE_BIAS_DECAY = 0.01
"""CSR samples move the bias by this much less: most features of a sample are silent, the bias never is."""


@dataclass(frozen=True)
class PerceptronData:
    """What a perceptron learns from.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), C-contiguous, or scipy CSR array
        float32 or float64. It is read in place, never copied.
    classes : ndarray of int32, shape (n_samples,)
        Index of each sample's class.
    class_weight : ndarray of float64, shape (n_neurons, 2), optional
        How much an update counts for samples of other classes and of the neuron's own. Default: 1.
    sample_weight : ndarray of shape (n_samples,), optional
        How much an update counts; of X's dtype. Default: 1.
    validation : ndarray of bool, shape (n_samples,), optional
        The samples that are held out. Default: none.
    """

    X: Any
    classes: NDArray[np.int32]
    class_weight: NDArray[np.float64] | None = None
    sample_weight: FloatArray | None = None
    validation: NDArray[np.bool_] | None = None

    @property
    def is_sparse(self) -> bool:
        """Whether ``X`` is a CSR array."""
        return hasattr(self.X, "indptr")

    @property
    def digest(self) -> str:
        """SHA-256 over shapes, types and values, as 64 hexadecimal digits; ``validation`` is left out."""
        return digest_of((self.X, self.classes, self.class_weight, self.sample_weight))


@dataclass
class PerceptronState:
    """A perceptron in the middle of its training; see :class:`~rosenblatt.TrainingState`.

    Attributes
    ----------
    weights : ndarray of shape (n_neurons, n_features)
        To be multiplied by each neuron's scale: see :meth:`solution`.
    neurons : ndarray of shape (n_neurons,), records of :data:`rosenblatt.training.perceptron.state.NEURON`
        Everything about a neuron that is a single number.
    order : ndarray of int32, shape (n_neurons, n_samples)
        The order in which each neuron's last epoch went through the samples; the next shuffle starts from it.
        With a ``shuffle_window``, (n_neurons, n_blocks + 1): see ``rosenblatt.training.order``.
    shrunk : ndarray of shape (n_neurons, n_features) or (n_neurons, 0)
        What the l1 penalty has taken from each weight so far.
    averages : ndarray of shape (n_neurons, n_features) or (n_neurons, 0)
        See :data:`rosenblatt.training.perceptron.state.NEURON`.
    n_samples : int
        Training samples. Default: as many as an order has.
    """

    weights: FloatArray
    neurons: NDArray[Any]
    order: NDArray[np.int32]
    shrunk: FloatArray
    averages: FloatArray
    n_samples: int = 0

    def __post_init__(self) -> None:
        if not self.n_samples:
            self.n_samples = self.order.shape[1]

    @classmethod
    def start(
        cls,
        plan: PerceptronPlan,
        n_samples: int,
        seeds: NDArray[np.int64],
        weights: FloatArray,
        biases: NDArray[np.float64] | None = None,
        *,
        step: float = 1.0,
        averages: tuple[FloatArray, NDArray[np.float64]] | None = None,
    ) -> PerceptronState:
        """Begin a training.

        Parameters
        ----------
        plan : PerceptronPlan
        n_samples : int
        seeds : ndarray of int64, shape (n_neurons,)
            One for each neuron's shuffle, from 0 to 2^31 - 2.
        weights : ndarray of shape (n_neurons, n_features), C-contiguous
            float32 or float64; trained in place.
        biases : ndarray of shape (n_neurons,), optional
            Default: zeros.
        step : float, default=1.0
            The number of the first step, for averaging.
        averages : tuple of average weights and average biases, optional
            Initial averages. Default: zeros.

        Returns
        -------
        PerceptronState
        """
        neurons = np.zeros(len(seeds), NEURON)
        neurons["scale"] = neurons["average_divisor"] = 1.0
        neurons["step"] = step
        neurons["best"] = -np.inf if plan.early_stopping else np.inf
        neurons["seed"] = seeds
        if biases is not None:
            neurons["bias"] = biases
        if plan.penalty is not None:
            neurons["squared_norm"] = np.einsum("kj,kj->k", weights, weights)
            neurons["absolute_sum"] = np.abs(weights).sum(axis=1)
        one = first_order(plan.shuffle_window, n_samples).astype(np.int32)
        order = np.tile(one, (len(seeds), 1))
        if len(one) < n_samples:
            order[:, -1] = seeds
        nothing = np.empty((len(seeds), 0), weights.dtype)
        average_weights = nothing
        if plan.average:
            average_weights = np.zeros_like(weights)
            if averages is not None:
                average_weights[:] = averages[0]
                neurons["average_bias"] = averages[1]
        shrunk = np.zeros_like(weights) if plan.l1_share > 0 or plan.penalty == "elasticnet" else nothing
        return cls(weights, neurons, order, shrunk, average_weights, n_samples)

    @property
    def recorded(self) -> dict[str, NDArray[Any]]:
        """What a snapshot copies; the orders go their way whatever is learned."""
        return {
            "neurons": self.neurons,
            "weights": self.weights,
            "shrunk": self.shrunk,
            "averages": self.averages,
        }

    @property
    def epoch(self) -> int:
        """Epochs made: the most of any neuron."""
        return int(self.neurons["epoch"].max())

    @property
    def n_neurons(self) -> int:
        """Output neurons: one for two classes, else one per class."""
        return len(self.neurons)

    def solution(self) -> tuple[FloatArray, NDArray[np.float64]]:
        """Weights (n_neurons, n_features), with the scale multiplied in, and biases (n_neurons,)."""
        scale = self.neurons["scale"].astype(self.weights.dtype)
        return self.weights * scale[:, None], self.neurons["bias"].copy()

    def average(self) -> tuple[FloatArray, NDArray[np.float64]]:
        """Weights and biases averaged over all steps since averaging began."""
        factor = self.neurons["average_factor"].astype(self.weights.dtype)
        share = (1.0 / self.neurons["average_divisor"]).astype(self.weights.dtype)
        averages = (self.averages + factor[:, None] * self.weights) * share[:, None]
        return averages, self.neurons["average_bias"].copy()

    def copy(self) -> PerceptronState:
        """Return a state that shares nothing with this one."""
        return PerceptronState(
            self.weights.copy(),
            self.neurons.copy(),
            self.order.copy(),
            self.shrunk.copy(),
            self.averages.copy(),
            self.n_samples,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PerceptronState):
            return NotImplemented
        return self.n_samples == other.n_samples and all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in ("weights", "neurons", "order", "shrunk", "averages")
        )

    __hash__ = None  # type: ignore[assignment]  # it changes, so it must not be a key


Listener = Callable[[PerceptronState, History], bool | None]
"""As :data:`rosenblatt.training.advance.Listener`."""


def advance_perceptron(
    state: PerceptronState,
    data: PerceptronData,
    plan: PerceptronPlan,
    epochs: int | None = None,
    *,
    history: History | None = None,
    mistakes: list[NDArray[np.int32]] | None = None,
    n_threads: int = 1,
    listener: Listener | None = None,
    every: int | None = None,
    recorder: Recorder[PerceptronState] | None = None,
) -> tuple[History, str | None]:
    """Train on from a state until the plan says stop, or for some epochs.

    Parameters without a description are those of :func:`~rosenblatt.training.advance.advance`, and so are
    ``stopped_by`` and the behaviour on KeyboardInterrupt.

    Parameters
    ----------
    state : PerceptronState
    data : PerceptronData
    plan : PerceptronPlan
    epochs : int, optional
    history : History, optional
        Epochs and seconds continue from its last row. Default: a new one.
    mistakes : list, optional
        To which arrays of shape (n_neurons, n_epochs) are added: the updates that each neuron made in each
        epoch.
    n_threads : int, default=1
        Threads over which the neurons are spread; the result does not depend on their number.
    listener : callable, optional
    every : int, optional
    recorder : Recorder, optional

    Returns
    -------
    history : History
        Over all neurons: losses and mistakes are summed, validation scores averaged; a neuron that has
        stopped keeps its last loss. The score is known of two classes only: there a sample on the wrong side
        is a mistake.
    stopped_by : str or None

    Raises
    ------
    DivergedError
        At the end of the epoch in which a weight is no longer finite; names epoch and neuron.
    ValueError
        If state, plan and data do not fit together.
    """
    history = History() if history is None else history
    epoch = state.epoch
    last = int(plan.max_iter) if epochs is None else epoch + epochs
    if recorder is not None:
        recorder.begin(state, data, plan)
    trainer = _bound(state, data, plan)
    reason: str | None = None
    # Ctrl-C is held back while native code trains: what it has trained is part of the record.
    with resting(recorder, state, history), HeldInterrupts() as interrupt:
        while reason is None and epoch < last:
            before = epoch
            n_rows = min(last - epoch, ROWS_AT_ONCE, ROWS_AT_ONCE if every is None else every)
            rows = np.empty((n_rows, len(COLUMNS)))
            made = np.empty((state.n_neurons, len(rows)), np.int32)
            room = snapshot_room(recorder, data, plan)
            reason = trainer.run(rows, made, CHUNK_SECONDS, n_threads, room) or None
            epoch = state.epoch
            _append(history, rows[: epoch - before], before)
            if mistakes is not None:
                mistakes.append(made[:, : epoch - before])
            if recorder is not None and room is not None:
                recorder.commit(room.taken)
            with interrupt.released():
                if reason == "diverged":
                    raise _diverged(state)
                if listener is not None and listener(state, history) and reason is None:
                    reason = STOPPED_BY_LISTENER
    interrupt.deliver()
    return history, reason


def _bound(state: PerceptronState, data: PerceptronData, plan: PerceptronPlan) -> _core.PerceptronTrainer:
    """The native trainer that works on a state's arrays."""
    X, sparse = data.X, data.is_sparse
    return _core.PerceptronTrainer(
        plan.native,
        state.weights,
        state.neurons.view(np.uint8),
        state.order,
        state.shrunk,
        state.averages,
        X.data if sparse else X,
        X.indices if sparse else None,
        X.indptr if sparse else None,
        data.classes,
        data.class_weight,
        data.sample_weight,
        None if data.validation is None else data.validation.view(np.uint8),
        SPARSE_BIAS_DECAY if sparse else 1.0,
    )


def _append(history: History, rows: NDArray[np.float64], epoch_before: int) -> None:
    """Add rows that count epochs from a state's first and seconds from a call's begin."""
    if len(history):
        last = history.rows[-1]
        rows[:, 0] += last[0] - epoch_before
        rows[:, -1] += last[-1]
    history.append(rows)


def _diverged(state: PerceptronState) -> DivergedError:
    neuron = int(np.argmax(state.neurons["status"] == DIVERGED))
    which = "the perceptron" if state.n_neurons == 1 else f"the perceptron's neuron {neuron + 1}"
    return DivergedError(int(state.neurons["epoch"][neuron]), 1, which, clipping_helps=False)
