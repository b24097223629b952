"""Letters: b brings a, d brings ii, g brings uuu; the consonants are random (Elman, 1990)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.classics.training import answers, one_sequence, passes_of, trained
from benchmarks.problems import Floats
from rosenblatt.data.sources.builtin.generated import elman_letters
from rosenblatt.data.sources.builtin.letters import BIT_NAMES
from rosenblatt.network import Network

FRESH_SEED = 1
N_BITS = len(BIT_NAMES)


@dataclass(frozen=True)
class Found:
    """The accuracy of a network on new letters.

    Attributes
    ----------
    vowels, consonants : float
        Share of next letters of which all six bits are right, among those which are vowels, and consonants.
    consonant_next : float
        Share of steps where it knows whether a consonant comes next.
    errors : ndarray of shape (6,)
        Root mean squared error of each bit.
    """

    vowels: float
    consonants: float
    consonant_next: float
    errors: Floats


def networks(
    seeds: Sequence[int], n_consonants: int = 1000, passes: int = 200, backprop_steps: int = 4
) -> list[Network]:
    """Train 6-20-6 from each seed, all six bits at once."""
    letters = elman_letters(n_consonants).to_numpy()
    plan = passes_of("binary_log_loss", passes, learning_rate_init=0.1, backprop_steps=backprop_steps)
    train = one_sequence(letters[:, :N_BITS], letters[:, N_BITS:])
    return trained(20, ("logistic", "logistic"), N_BITS, train, plan, seeds)


def found(network: Network, n_consonants: int = 1000) -> Found:
    """Evaluate a network on new letters."""
    letters = elman_letters(n_consonants, seed=FRESH_SEED).to_numpy()
    following = letters[:, N_BITS:]
    output = answers(network, letters[:, :N_BITS].astype(np.float64))
    right, is_consonant = (output > 0.5) == following, following[:, 0] == 1
    whole = right.all(axis=1)
    return Found(
        float(whole[~is_consonant].mean()),
        float(whole[is_consonant].mean()),
        float(right[:, 0].mean()),
        np.sqrt(((output - following) ** 2).mean(axis=0)),
    )
