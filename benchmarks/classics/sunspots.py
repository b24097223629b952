"""Sunspots: next year's number from this year's and what came before, beside persistence and a regression.

The network reads the square root of the number, since the larger a count is the more it varies, and says by
how much the root will change.
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
"""Steps through which slopes go back, and years that the linear regression sees."""
HELD_OUT = 0.2
"""Share of the series' end that is held out; the same share of what is left chooses the settings."""


@dataclass(frozen=True)
class Setting:
    """How a network learns the series, by Adam with a learning rate that falls as a cosine."""

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
"""What `chosen` chooses of them, for whoever does not want to wait."""


@dataclass(frozen=True)
class Series:
    """A number for each year and the one of the year after; the last years are to be foretold.

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
        """All years, the last fifth to be foretold."""
        table = sunspots().to_numpy()
        return cls(table[:, 1], table[:, 2], len(table) - round(HELD_OUT * len(table)))

    def without_its_tail(self) -> Series:
        """The years to learn from, their own last fifth to be foretold."""
        n = self.n_train
        return Series(self.now[:n], self.following[:n], n - round(HELD_OUT * n))

    def error(self, foretold: Floats) -> float:
        """Root of the mean squared error over the years held out."""
        misses = (foretold - self.following)[self.n_train :]
        return float(np.sqrt(np.mean(misses**2)))

    def persistence(self) -> float:
        """The error of saying that next year will be as this one."""
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
        foretold = np.concatenate([np.zeros(first), past @ weights])
        return self.error(np.maximum(foretold, 0) ** 2 if of_roots else foretold)

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
    """The candidate whose median over seeds is best on the tail of the years to learn from."""
    return min(CANDIDATES, key=lambda each: float(np.median(known.recurrent(each, seeds))))
