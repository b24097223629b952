"""Temporal XOR: prediction of each bit of a stream, of which every third is predictable (Elman, 1990)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.classics.training import answers, one_sequence, passes_of, trained
from benchmarks.problems import Floats
from rosenblatt.data.sources.builtin.generated import temporal_xor
from rosenblatt.network import Network

ENOUGH = 0.95
"""Share of the predictable bits above which a network counts as having learned it."""
FRESH_SEED = 1
"""The seed of 3,600 test bits; the networks learn from the stream of seed 0."""


@dataclass(frozen=True)
class Setting:
    """The training of a network, with an update after every ``update_steps`` or ``backprop_steps``."""

    hidden: int
    passes: int
    backprop_steps: int
    update_steps: int | None = None
    loss: str = "binary_log_loss"

    def __str__(self) -> str:
        steps = f"{self.backprop_steps} step{'s' * (self.backprop_steps > 1)} back"
        often = steps if self.update_steps is None else f"{steps}, an update each step"
        return f"{self.hidden} hidden, {self.passes} passes, {often}, {self.loss.replace('_', ' ')}"


FOUR = Setting(4, 600, 4)
FIVE = Setting(5, 300, 6)
FOUR_ONLINE = Setting(4, 600, 4, 1, "squared_error")
FIVE_ONLINE = Setting(5, 300, 6, 1, "squared_error")
ELMAN = Setting(2, 600, 1, 1, "squared_error")
"""Elman's own: two hidden neurons, without backpropagation through time."""


def networks(setting: Setting, seeds: Sequence[int], n_bits: int = 3000) -> list[Network]:
    """Train from each seed."""
    bits = temporal_xor(n_bits).to_numpy()
    plan = passes_of(
        setting.loss,
        setting.passes,
        learning_rate_init=0.1,
        backprop_steps=setting.backprop_steps,
        update_steps=setting.update_steps,
    )
    train = one_sequence(bits[:, :1], bits[:, 1:])
    return trained(setting.hidden, ("logistic", "logistic"), 1, train, plan, seeds)


def by_position(network: Network, n_bits: int = 3600) -> tuple[Floats, Floats]:
    """Share of right bits and root mean squared error, for the first, second and third bit of each triple.

    The third bit of a triple is the predictable one. What is predicted at the first step is a second bit.
    """
    bits = temporal_xor(n_bits, seed=FRESH_SEED).to_numpy()
    output = answers(network, bits[:, :1].astype(np.float64))[:, 0]
    right, squared = (output > 0.5) == bits[:, 1], (output - bits[:, 1]) ** 2
    predicted = [slice(2, None, 3), slice(0, None, 3), slice(1, None, 3)]
    shares = np.array([right[which].mean() for which in predicted])
    return shares, np.array([np.sqrt(squared[which].mean()) for which in predicted])
