"""Sample orders and random streams of a recorded training, drawn again: they depend on the plan only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import IntArray
from rosenblatt.plan import Plan
from rosenblatt.training.order import draw_order
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.reference import draw_order as perceptron_order
from rosenblatt.training.perceptron.state import LEARNING, PerceptronState
from rosenblatt.training.state import TrainingState

AT_ONCE = 1 << 20
"""Numbers that are drawn and discarded at a time."""


class Stream:
    """The random stream and the order of a network's training, epoch by epoch; going forward draws each once.

    ``lengths``, (n_samples,), are the steps of each training sequence: dropout masks are drawn for each step.
    """

    def __init__(self, start: TrainingState, plan: Plan, lengths: IntArray | None = None) -> None:
        self._start, self._plan, self._lengths = start, plan, lengths
        self._n_samples = start.n_samples
        rates = plan.dropout or ()
        widths = start.network.layer_sizes[1:-1]
        self._draws = sum(width for rate, width in zip(rates, widths, strict=False) if rate > 0)
        self._epoch: int | None = None  # nothing is drawn before it is needed

    def _begin(self) -> None:
        self._epoch = self._start.epoch
        self._random = self._start.random
        self._order = self._start.order.copy()

    def at(self, epoch: int, batches: int = 0) -> tuple[np.random.RandomState, IntArray]:
        """Return stream and order, (n_samples,), after so many epochs, and so many batches of the next."""
        if self._plan.solver == "lbfgs":  # it draws nothing
            return self._start.random, self._start.order.copy()
        if self._epoch is None or epoch < self._epoch:
            self._begin()
        assert self._epoch is not None
        while self._epoch < epoch:
            self._draw(self._random, self._order, self._n_samples)
            self._epoch += 1
        random, order = np.random.RandomState(0), self._order.copy()
        random.set_state(self._random.get_state())
        if batches:
            length = self._plan.batch_length(self._n_samples)
            self._draw(random, order, min(batches * length, self._n_samples))
        return random, order

    def _draw(self, random: np.random.RandomState, order: IntArray, n_samples: int) -> None:
        """Make the draws of an epoch: its order, and the masks of its first samples."""
        if self._plan.shuffle:
            draw_order(order, self._plan.shuffle_window, self._n_samples, random)
        if self._draws:
            n_rows = n_samples if self._lengths is None else int(self._lengths[order[:n_samples]].sum())
            for left in range(n_rows * self._draws, 0, -AT_ONCE):
                random.random_sample(min(left, AT_ONCE))


class Orders:
    """The sample orders of a perceptron's neurons: each epoch applies the same permutation once more."""

    def __init__(self, start: PerceptronState, plan: PerceptronPlan) -> None:
        self._start, self._plan = start, plan

    def at(self, neurons: NDArray[np.void], inside: bool) -> NDArray[np.int32]:
        """Return the orders, (n_neurons, n_samples), of neurons, which are records of ``NEURON``.

        ``inside`` is true if those that still learn are inside an epoch.
        """
        order = self._start.order.copy()
        if not self._plan.shuffle:
            return order
        for k, row in enumerate(order):
            times = int(neurons["epoch"][k] - self._start.neurons["epoch"][k])
            times += inside and neurons["status"][k] == LEARNING
            n_samples, seed = self._start.n_samples, int(neurons["seed"][k])
            perceptron_order(row, self._plan.shuffle_window, n_samples, seed, times)
        return order
