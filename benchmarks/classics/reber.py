"""Reber's grammar: the possible next symbols, and in the embedded grammar the closing bracket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.classics.training import passes_of, trained
from benchmarks.problems import Floats
from rosenblatt.data.sources.builtin.grammars import EMBEDDED_REBER, REBER, Grammar
from rosenblatt.network import Network
from rosenblatt.network.over_sequences import outputs_over_sequences
from rosenblatt.plan import Plan
from rosenblatt.trace import trace_sequence_update
from rosenblatt.training.sequences import Sequences

SYMBOLS = REBER.symbols
LIKELY = 0.3
"""Probability above which a network predicts a symbol as possible: two are, each with 1/2."""
FRESH_SEED = 1


@dataclass(frozen=True)
class Found:
    """The accuracy of a network for a grammar.

    Attributes
    ----------
    most_likely : float
        Share of steps where the most likely symbol is one that may come.
    all_legal : float
        Share of steps where those above `LIKELY` are just those that may come.
    bracket : float
        Share of strings at whose last choice the right one of T and P is the more likely.
    """

    most_likely: float
    all_legal: float
    bracket: float


def strings(grammar: Grammar, n: int, seed: int = 0) -> list[str]:
    """Draw strings."""
    random = np.random.RandomState(seed)
    return [grammar.draw(random) for _ in range(n)]


def as_sequences(drawn: Sequence[str]) -> Sequences:
    """Each symbol but a string's last as a one-hot input, the next symbol as its target."""
    number = {symbol: place for place, symbol in enumerate(SYMBOLS)}
    X = np.eye(len(SYMBOLS))[[number[symbol] for string in drawn for symbol in string[:-1]]]
    y = np.array([[number[symbol]] for string in drawn for symbol in string[1:]], np.int32)
    offsets = np.cumsum([0, *(len(string) - 1 for string in drawn)])
    return Sequences(X, y, offsets=offsets)


def networks(
    grammar: Grammar,
    seeds: Sequence[int],
    n_strings: int = 20_000,
    rate: float = 0.02,
    backprop_steps: int | None = 1,
) -> list[Network]:
    """Train 15 hidden neurons from each seed: one pass through the strings, with an update after each."""
    plan = passes_of("log_loss", 1, learning_rate_init=rate, backprop_steps=backprop_steps)
    train = as_sequences(strings(grammar, n_strings))
    return trained(15, ("logistic", "softmax"), len(SYMBOLS), train, plan, seeds)


def networks_by_adam(
    grammar: Grammar, seeds: Sequence[int], hidden: str, n_strings: int = 2000, passes: int = 60
) -> list[Network]:
    """Train with current methods: 15 hidden neurons, ``adam``, full backpropagation through time."""
    plan = passes_of("log_loss", passes, solver="adam", learning_rate_init=0.01, batch_size=32, shuffle=True)
    train = as_sequences(strings(grammar, n_strings))
    return trained(15, (hidden, "softmax"), len(SYMBOLS), train, plan, seeds, scheme="auto")


def found(network: Network, grammar: Grammar, n_strings: int = 1000) -> Found:
    """Evaluate a network on new strings."""
    drawn = strings(grammar, n_strings, FRESH_SEED)
    given = as_sequences(drawn)
    output = outputs_over_sequences(network, given.X, given.offsets, "every")
    states = [state for string in drawn for state in grammar.states(string)[1:-1]]
    legal = np.array([[symbol in grammar.arrows[state] for symbol in SYMBOLS] for state in states])
    most_likely = legal[np.arange(len(output)), output.argmax(axis=1)]
    last_choice = given.offsets[1:] - 2
    t, p = SYMBOLS.index("T"), SYMBOLS.index("P")
    says_t = output[last_choice, t] > output[last_choice, p]
    return Found(
        float(most_likely.mean()),
        float(((output > LIKELY) == legal).all(axis=1).mean()),
        float((says_t == [string[-2] == "T" for string in drawn]).mean()),
    )


def share_that_comes_back(network: Network, n_strings: int = 5) -> Floats:
    """The share of the gradient of the last prediction that is left at the step that reads the bracket.

    The norm of the gradient with respect to the hidden neurons there, divided by its norm at the prediction.
    """
    plan = Plan("log_loss", "sgd", alpha=0.0)
    shares = []
    for string in strings(EMBEDDED_REBER, n_strings, FRESH_SEED):
        given = as_sequences([string])
        targets = [None] * (len(given.X) - 2) + [given.y[-2]] + [None]
        steps = trace_sequence_update(network, given.X, targets, plan).windows[0].steps
        shares.append(float(steps[1].norm / steps[-2].norm))
    return np.array(shares)
