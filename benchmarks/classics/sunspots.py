"""Sunspots: prediction of the next year's number, compared with persistence and a linear regression.

The network reads the square root of the number, because the variance of a count grows with its size, and
predicts the change of the root.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.classics.training import answers, one_sequence, passes_of, trained
from benchmarks.problems import Floats
from rosenblatt.data.sources.builtin.bundled import sunspots

LAGS = 10
"""Steps of backpropagation through time, and years that the linear regression uses."""
HELD_OUT = 0.2
"""Share of the series' end that is held out; the same share of the rest selects the settings."""


@dataclass(frozen=True)
class Setting:
    """The training of a network by Adam with a cosine schedule of the learning rate."""

    hidden: int
    update_steps: int
    rate: float
    alpha: float
    passes: int = 100

    def __str__(self) -> str:
        return (
            f"{self.hidden} hidden, {self.passes} passes, {LAGS} steps back, an update every "
            f"{self.update_steps}, rate {self.rate:g}, alpha {self.alpha:g}"
        )


CANDIDATES = tuple(
    Setting(*values) for values in product((5, 10), (5, 10), (0.003, 0.01), (0.0, 0.03, 0.1, 0.3))
)
CHOSEN = Setting(10, 5, 0.01, 0.1)
"""The result of `chosen`, which takes long to compute."""


@dataclass(frozen=True)
class Series:
    """A number for each year and that of the next year; the last years are predicted.

    Attributes
    ----------
    now, following : ndarray of shape (n_years,)
    n_train : int
        Years to learn from, the first ones.
    """

    now: Floats
    following: Floats
    n_train: int

    @classmethod
    def whole(cls) -> Series:
        """All years; the last fifth is predicted."""
        table = sunspots().to_numpy()
        return cls(table[:, 1], table[:, 2], len(table) - round(HELD_OUT * len(table)))

    def without_its_tail(self) -> Series:
        """The training years; their last fifth is predicted."""
        n = self.n_train
        return Series(self.now[:n], self.following[:n], n - round(HELD_OUT * n))

    def error(self, predicted: Floats) -> float:
        """Root mean squared error over the held-out years."""
        misses = (predicted - self.following)[self.n_train :]
        return float(np.sqrt(np.mean(misses**2)))

    def persistence(self) -> float:
        """The error of predicting this year's number for the next year."""
        return self.error(self.now)

    def linear(self, *, of_roots: bool = False) -> float:
        """The error of a linear autoregression by least squares, of the numbers or of their square roots."""
        now, following = (
            (np.sqrt(self.now), np.sqrt(self.following)) if of_roots else (self.now, self.following)
        )
        n, first = len(now), LAGS - 1
        past = np.column_stack([now[first - lag : n - lag] for lag in range(LAGS)] + [np.ones(n - first)])
        n_known = self.n_train - first
        weights = np.linalg.lstsq(past[:n_known], following[first : self.n_train], rcond=None)[0]
        predicted = np.concatenate([np.zeros(first), past @ weights])
        return self.error(np.maximum(predicted, 0) ** 2 if of_roots else predicted)

    def recurrent(self, setting: Setting, seeds: Sequence[int]) -> Floats:
        """The error of a network from each seed."""
        known = slice(self.n_train)
        root, change = np.sqrt(self.now), np.sqrt(self.following) - np.sqrt(self.now)
        X = (root - root[known].mean()) / root[known].std()
        mean, spread = change[known].mean(), change[known].std()
        plan = passes_of(
            "squared_error",
            setting.passes,
            solver="adam",
            learning_rate="cosine",
            learning_rate_init=setting.rate,
            alpha=setting.alpha,
            backprop_steps=LAGS,
            update_steps=setting.update_steps,
        )
        train = one_sequence(X[known, None], (change[known, None] - mean) / spread)
        networks = trained(setting.hidden, ("tanh", "identity"), 1, train, plan, seeds, scheme="auto")
        said = [answers(network, X[:, None])[:, 0] * spread + mean for network in networks]
        return np.array([self.error(np.maximum(root + each, 0) ** 2) for each in said])


def chosen(known: Series, seeds: Sequence[int] = range(10)) -> Setting:
    """The candidate with the best median over seeds on the last fifth of the training years."""
    return min(CANDIDATES, key=lambda each: float(np.median(known.recurrent(each, seeds))))
