"""TrainingState: everything the next step depends on, as flat arrays to be copied, saved and compared."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.errors import PlanError
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.order import first_order

PROGRESS = np.dtype(
    [
        ("epoch", np.int64),
        ("step", np.int64),
        ("samples_seen", np.int64),
        ("no_improvement", np.int64),
        ("random_position", np.int64),
        ("learning_rate", np.float64),
        ("best_loss", np.float64),
        ("best_score", np.float64),
        ("seconds", np.float64),
    ]
)
"""The scalars of a state as one record; ``core/types.hpp`` has the same struct."""

UNDERWAY = ("samples", "loss", "gradient_norm", "mistakes", "n_batches")
"""The progress of the current epoch, as in ``core/types.hpp``: samples so far, and the sums over its batches.
The sum of squared errors of each output follows, for regressors."""


@dataclass
class TrainingState:
    """A network in the middle of its training.

    Make one with :meth:`start`, move it forward with :func:`~rosenblatt.training.advance.advance`. Two states
    that are equal stay equal however they are advanced: in one call or many, on one thread or several.

    Attributes
    ----------
    network : Network
        The parameters as they are now.
    moments : ndarray of shape (n_moments, n_parameters)
        The optimizer's memory.
    random_key : ndarray of uint32, shape (624,)
        The Mersenne Twister's key; its position is in ``progress``.
    order : ndarray of int64, shape (n_samples,)
        The order in which the last epoch went through the samples; the next shuffle starts from it. With a
        ``shuffle_window``, (n_blocks + 1,): see ``rosenblatt.training.order``.
    best_parameters : ndarray of shape (n_parameters,) or (0,)
        The parameters with the best validation score so far; empty without early stopping.
    progress : ndarray, a record of :data:`rosenblatt.training.state.PROGRESS`
        The scalars.
    context : ndarray of shape (n_context,) or (0,)
        The values of the context neurons, layer after layer, from which a stream continues; empty unless the
        plan is ``stateful``.
    underway : ndarray of shape (len(UNDERWAY) + n_outputs,)
        Of the epoch under way: see :data:`rosenblatt.training.state.UNDERWAY`. All zero between two epochs,
        which is where training rests. Inside one are states of a recording of steps, and with a
        ``shuffle_window`` those between two windows. There the order is that of this epoch, and the random
        stream is after its draws so far.
    n_samples : int
        Training samples. Default: as many as the order has.
    """

    network: Network
    moments: FloatArray
    random_key: NDArray[np.uint32]
    order: IntArray
    best_parameters: FloatArray
    progress: NDArray[Any] = field(default_factory=lambda: np.zeros((), PROGRESS))
    context: FloatArray = field(default_factory=lambda: np.empty(0))
    n_samples: int = 0
    underway: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        if not self.n_samples:
            self.n_samples = len(self.order)
        self.underway = np.zeros(len(UNDERWAY) + self.network.layer_sizes[-1])

    @classmethod
    def start(
        cls, network: Network, plan: Plan, n_samples: int, random: np.random.RandomState | int = 0
    ) -> TrainingState:
        """Return the state at the beginning of a training.

        Parameters
        ----------
        network : Network
            Trained in place.
        plan : Plan
        n_samples : int
        random : RandomState or int, default=0
            The source of orders and dropout masks. It is copied: see :meth:`return_random`.

        Raises
        ------
        PlanError
            If there is no sample, or the plan's dropout has another length than there are hidden layers.
        """
        if n_samples < 1:
            raise PlanError(f"training needs at least one sample, got {n_samples}")
        if plan.dropout and len(plan.dropout) != network.n_layers - 1:
            raise PlanError(
                f"dropout must name a rate for each of the {network.n_layers - 1} hidden layers, "
                f"got {plan.dropout}"
            )
        n_moments = OPTIMIZERS[plan.solver].n_moments if plan.solver in OPTIMIZERS else 0
        windows, n = plan.shuffle_window, n_samples
        parameters = network.parameters
        dtype = parameters.dtype
        state = cls(
            network=network,
            moments=np.zeros((n_moments, len(parameters)), dtype),
            random_key=np.empty(624, np.uint32),
            order=np.arange(n, dtype=np.int64) if windows is None else first_order(windows, n),
            best_parameters=parameters.copy() if plan.early_stopping else np.empty(0, dtype),
            context=first_context(network) if plan.stateful else np.empty(0, dtype),
            n_samples=n_samples,
        )
        state.take_random(np.random.RandomState(random) if isinstance(random, int | np.integer) else random)
        state.progress["learning_rate"] = plan.learning_rate_init
        state.progress["best_loss"] = np.inf
        state.progress["best_score"] = -np.inf
        return state

    def take_random(self, random: np.random.RandomState) -> None:
        """Continue with a copy of another random stream."""
        values: dict[str, Any] = random.get_state(legacy=False)
        if values["bit_generator"] != "MT19937":
            # Training speaks MT19937 only: another generator seeds one of ours.
            values = np.random.RandomState(random.randint(2**32, dtype=np.uint32)).get_state(legacy=False)
        self.random_key[:] = values["state"]["key"]
        self.progress["random_position"] = values["state"]["pos"]

    def return_random(self, random: np.random.RandomState) -> None:
        """Set a stream to where training has brought its own, as if the draws had been made from it."""
        values: dict[str, Any] = random.get_state(legacy=False)
        if values["bit_generator"] == "MT19937":
            values["state"] = {"key": self.random_key, "pos": int(self.progress["random_position"])}
            random.set_state(values)

    @property
    def random(self) -> np.random.RandomState:
        """A RandomState at this place in the stream (a copy: write it back with :meth:`take_random`)."""
        random = np.random.RandomState(0)
        self.return_random(random)
        return random

    @property
    def recorded(self) -> dict[str, NDArray[Any]]:
        """What a snapshot copies; the random stream and the order go their way whatever is learned."""
        parts = {
            "progress": self.progress,
            "parameters": self.network.parameters,
            "moments": self.moments,
            "best_parameters": self.best_parameters,
        }
        return parts if not self.context.size else {**parts, "context": self.context}

    @property
    def epoch(self) -> int:
        """Epochs made."""
        return int(self.progress["epoch"])

    @property
    def step(self) -> int:
        """Steps made."""
        return int(self.progress["step"])

    @property
    def samples_seen(self) -> int:
        """Training samples so far, counted again in every epoch."""
        return int(self.progress["samples_seen"])

    @property
    def no_improvement(self) -> int:
        """Epochs in a row without improvement."""
        return int(self.progress["no_improvement"])

    @property
    def samples_underway(self) -> int:
        """Samples of the current epoch so far; 0 between two epochs."""
        return int(self.underway[0])

    @property
    def learning_rate(self) -> float:
        """The learning rate now."""
        return float(self.progress["learning_rate"])

    @property
    def best_loss(self) -> float:
        """The least loss of an epoch so far; infinite before the first."""
        return float(self.progress["best_loss"])

    @property
    def best_score(self) -> float:
        """The best validation score so far; minus infinity before the first."""
        return float(self.progress["best_score"])

    def copy(self) -> TrainingState:
        """Return a state that shares nothing with this one."""
        other = TrainingState(
            self.network.copy(),
            self.moments.copy(),
            self.random_key.copy(),
            self.order.copy(),
            self.best_parameters.copy(),
            self.progress.copy(),
            self.context.copy(),
            self.n_samples,
        )
        other.underway[:] = self.underway
        return other

    def require_between_epochs(self, what: str) -> None:
        """Raise PlanError if the state is inside an epoch, where ``what`` cannot be done."""
        if self.samples_underway:
            raise PlanError(
                f"a state inside an epoch (behind {self.samples_underway} of its samples) {what}: advance it "
                "to the epoch's end first, advance(state, data, plan, 1)"
            )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TrainingState):
            return NotImplemented
        mine, theirs = self.progress.item(), other.progress.item()
        return (
            self.network == other.network
            and self.n_samples == other.n_samples
            and mine[:-1] == theirs[:-1]  # seconds are not part of the training
            and all(
                np.array_equal(getattr(self, name), getattr(other, name))
                for name in ("moments", "random_key", "order", "best_parameters", "context", "underway")
            )
        )

    __hash__ = None  # type: ignore[assignment]  # it changes, so it must not be a key


def first_context(network: Network) -> FloatArray:
    """Return the values of the context neurons before a stream begins, layer after layer."""
    starts = [start for start in network.starts if start is not None]
    return np.concatenate(starts) if starts else np.empty(0, network.dtype)


# ---- Random streams --------------------------------------------------------------------------------------


class _Streams(threading.local):
    """One stream for each thread, seeded for each fit: creating one costs more than a small training."""

    def __init__(self) -> None:
        self.stream = np.random.RandomState(0)


_streams = _Streams()


def random_stream(seed: int | np.random.RandomState | None) -> np.random.RandomState:
    """Return the stream for a ``random_state``, as scikit-learn's ``check_random_state`` does.

    None is NumPy's global stream. The stream for an int is valid only until the next call in the same thread.
    Any other seed raises PlanError.
    """
    if isinstance(seed, Integral):
        _streams.stream.seed(int(seed))
        return _streams.stream
    if isinstance(seed, np.random.RandomState):
        return seed
    if seed is None:
        return np.random.mtrand._rand
    raise PlanError(f"{seed!r} cannot be used to seed a numpy.random.RandomState instance")
