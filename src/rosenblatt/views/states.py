"""States: what a layer said at every step of some sequences, each step named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.trace.forward.checks import checked_steps
from rosenblatt.views.words import plain, short

if TYPE_CHECKING:
    from rosenblatt.network import Network

MOST_KINDS = 12
"""Inputs of more different values than that are not what names a step."""


@dataclass(frozen=True)
class States:
    """The activations of a layer, shape (n_rows, n_neurons), a row a step, one sequence after the other.

    ``lengths`` count the steps of each sequence; ``label_name`` says what the labels of the steps are:
    ``"input"``, ``"step"``, or the given name.
    """

    values: NDArray[np.float64]
    lengths: tuple[int, ...]
    labels: tuple[str, ...]
    label_name: str

    @property
    def sequences(self) -> Iterator[slice]:
        """The rows of each sequence."""
        begin = 0
        for length in self.lengths:
            yield slice(begin, begin + length)
            begin += length

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The different labels, in the order in which they first come."""
        return tuple(dict.fromkeys(self.labels))

    @cached_property
    def which(self) -> NDArray[np.intp]:
        """Which of the kinds each step is."""
        places = {kind: place for place, kind in enumerate(self.kinds)}
        return np.array([places[label] for label in self.labels], dtype=np.intp)

    @cached_property
    def counts(self) -> NDArray[np.intp]:
        """How many steps are of each kind."""
        return np.bincount(self.which, minlength=len(self.kinds))

    @cached_property
    def means(self) -> NDArray[np.float64]:
        """Mean state of each kind, shape (n_kinds, n_neurons)."""
        sums = np.zeros((len(self.kinds), self.values.shape[1]))
        np.add.at(sums, self.which, self.values)
        return sums / self.counts[:, None]


def gather(
    network: Network,
    sequences: Sequence[NDArray[np.floating]],
    layer: int,
    labels: Sequence[object] | None,
    label_name: str | None,
    input_names: tuple[str, ...],
) -> States:
    """Run sequences, each of shape (n_steps, n_inputs), through a network and keep the states of one layer.

    Layer 0 is the first after the inputs. Labels are one for each row, or a sequence of labels for each
    sequence; raises PlanError if their number differs from that of the steps.
    """
    values = [network.layer_values(steps)[layer + 1].astype(np.float64) for steps in sequences]
    lengths = tuple(len(steps) for steps in sequences)
    if labels is None:
        found, name = _named_by_input(np.concatenate(sequences), lengths, input_names)
    else:
        found, name = _flat_labels(labels, lengths), "label"
    return States(np.concatenate(values), lengths, found, plain(label_name or name))


def sequences_of(network: Network, X: ArrayLike | Sequence[ArrayLike]) -> list[NDArray[np.floating]]:
    """Return sequences as arrays of shape (n_steps, n_inputs); PlanError names one that does not fit."""
    if not is_several(X):
        return [checked_steps(network, cast("ArrayLike", X))]
    made: list[NDArray[np.floating]] = []
    for place, steps in enumerate(cast("Sequence[ArrayLike]", X), start=1):
        try:
            made.append(checked_steps(network, steps))
        except PlanError as error:
            raise PlanError(f"sequence {place}: {error}") from None
    return made


def is_several(X: object) -> bool:
    """Whether these are sequences of steps rather than the steps of one."""
    if isinstance(X, np.ndarray):
        return X.ndim == 3
    return isinstance(X, list | tuple) and bool(X) and all(np.ndim(each) == 2 for each in X)


def _flat_labels(labels: Sequence[object], lengths: tuple[int, ...]) -> tuple[str, ...]:
    n_steps = sum(lengths)
    given = list(labels)
    nested = len(given) == len(lengths) and all(isinstance(each, list | tuple | np.ndarray) for each in given)
    flat = [label for each in given for label in each] if nested else given  # type: ignore[attr-defined]
    fits = len(flat) == n_steps
    if nested and fits:
        fits = all(len(each) == n for each, n in zip(given, lengths, strict=True))  # type: ignore[arg-type]
    if isinstance(labels, str) or not fits:
        raise PlanError(f"labels must name each of the {n_steps} steps, got {len(flat)}: {labels!r:.100}")
    return tuple(plain(label) for label in flat)


def _named_by_input(
    X: NDArray[np.floating], lengths: tuple[int, ...], input_names: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """Name steps by the input that is 1, or by their values if few differ; else by their number."""
    one_hot = X.shape[1] > 1 and bool((((X == 0) | (X == 1)).all(axis=1) & (X.sum(axis=1) == 1)).all())
    if one_hot:
        return tuple(input_names[place] for place in X.argmax(axis=1).tolist()), "input"
    if len(np.unique(X, axis=0)) <= MOST_KINDS:
        return tuple(", ".join(short(value) for value in row) for row in X.tolist()), "input"
    return tuple(f"{step:,}" for length in lengths for step in range(1, length + 1)), "step"
