"""Checked samples and sequences as training reads them, and what early stopping holds out of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rosenblatt._typing import FloatArray, IntArray, SampleMatrix
from rosenblatt.fitting.draws import split_rows
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.sequences import Sequences

Values: TypeAlias = NDArray[Any]
"""An array with a row for each of something."""

LIST, ARRAY, FLAT = "list", "array", "flat"
"""Forms of values: a list of arrays, an array (n_sequences, n_steps, ...), a row for each sequence."""


@dataclass(frozen=True)
class CheckedSequences:
    """Checked sequences, end to end in one C-contiguous array (n_rows, n_features).

    Sequence s is the rows from ``offsets[s]`` to before ``offsets[s + 1]``. ``every`` is whether each step is
    judged, not only the last. ``form`` is that of values of steps: ``list`` with an array for each sequence,
    ``array`` (n_sequences, n_steps, ...), or ``flat`` (n_sequences, ...), where each sequence is a single
    step.
    """

    X: FloatArray
    offsets: IntArray
    every: bool
    form: str

    @classmethod
    def of(cls, sequences: Sequence[FloatArray], *, every: bool) -> CheckedSequences:
        """Join arrays (n_steps, n_features) of finite numbers of one dtype; each has a step at least."""
        offsets = np.concatenate([[0], np.cumsum([len(each) for each in sequences])]).astype(np.int64)
        return cls(np.ascontiguousarray(np.concatenate(sequences)), offsets, every, LIST)

    @property
    def shape(self) -> tuple[int, ...]:
        """(n_rows, n_features), n_features being those of a step."""
        return self.X.shape

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """float32 or float64."""
        return self.X.dtype

    @property
    def n_sequences(self) -> int:
        """How many sequences there are."""
        return len(self.offsets) - 1

    @property
    def lengths(self) -> IntArray:
        """Steps of each sequence."""
        return np.diff(self.offsets)

    @property
    def n_targets(self) -> int:
        """How many steps are judged."""
        return len(self.X) if self.every else self.n_sequences

    def place(self, row: int) -> str:
        """Name a row of ``X``: ``sequence 3, step 2``; both are counted from 0."""
        sequence = int(np.searchsorted(self.offsets, row, side="right")) - 1
        step = row - int(self.offsets[sequence])
        return f"step {sequence}" if self.form == FLAT and self.every else f"sequence {sequence}, step {step}"

    def for_targets(self, values: Values) -> Values:
        """Values of sequences as values of targets."""
        return np.repeat(values, self.lengths, axis=0) if self.every else values

    def judged(self, values: Values) -> Values:
        """Of values of all steps those of the steps that are judged."""
        return values if self.every else values[self.offsets[1:] - 1]

    def fold(self, values: Values, *, of_every_step: bool | None = None) -> Values | list[Values]:
        """Bring values of targets, or of every step, into the form that the sequences came in."""
        every = self.every if of_every_step is None else of_every_step
        if not every or self.form == FLAT:
            return values
        if self.form == LIST:
            return np.split(values, self.offsets[1:-1])
        return values.reshape(self.n_sequences, -1, *values.shape[1:])

    def sequences(
        self, y: NDArray[np.generic], weight: FloatArray | None, dtype: DTypeLike, *, as_one: bool
    ) -> Sequences:
        """Make training data of them, with encoded targets; ``as_one`` stream or each for itself."""
        targets = None
        if not self.every:
            targets = np.full(len(self.X), -1, np.int64)
            targets[self.offsets[1:] - 1] = np.arange(self.n_sequences)
        return Sequences(
            self.X.astype(dtype, copy=False),
            y,
            weight,
            offsets=self.bounds(as_one=as_one),
            targets=targets,
        )

    def bounds(self, *, as_one: bool) -> IntArray:
        """The rows at which the context is reset: each sequence, or ``as_one`` stream only once."""
        return self.offsets[[0, -1]] if as_one else self.offsets


Inputs: TypeAlias = SampleMatrix | CheckedSequences
"""Checked samples or sequences; of both, ``shape`` is (n_rows, n_features)."""


def hold_out(
    samples: Samples,
    fraction: float,
    random: np.random.RandomState,
    strata: NDArray[Any] | None,
    *,
    in_time: bool,
) -> TrainingData:
    """Hold samples out for early stopping, by their row numbers; of a stream its end (``in_time``)."""
    if in_time:
        assert isinstance(samples, Sequences)
        return split_in_time(samples, fraction)
    parts = split_rows(len(samples), fraction, random, strata)
    return TrainingData(*(replace(samples, rows=rows) for rows in parts))


def split_in_time(stream: Sequences, fraction: float) -> TrainingData:
    """Hold out the end of a single stream, this fraction of its targets; nothing is drawn.

    The parts are views; what is held out begins after the last step that is learned from, as a sequence of
    its own. ValueError for fewer than two targets to judge by, or none to learn from.
    """
    judged = np.arange(len(stream.X)) if stream.targets is None else np.flatnonzero(stream.targets >= 0)
    n_held_out = math.ceil(fraction * len(judged))
    n_learned = len(judged) - n_held_out
    if n_held_out < 2 or n_learned < 1:
        raise ValueError(
            "The validation set is too small. Increase 'validation_fraction' or the length of the stream: "
            f"{fraction} of {len(judged)} targets leaves {n_held_out} to judge by and {n_learned} to learn "
            "from, at least 2 and 1 are needed"
        )
    cut = int(judged[n_learned - 1]) + 1
    return TrainingData(_part(stream, 0, cut, n_learned), _part(stream, cut, len(stream.X), n_learned))


def _part(stream: Sequences, begin: int, end: int, n_learned: int) -> Sequences:
    """The steps from ``begin`` to before ``end``: those of the first ``n_learned`` targets, or the others."""
    of_targets = slice(0, n_learned) if begin == 0 else slice(n_learned, None)
    targets = None
    if stream.targets is not None:
        own = stream.targets[begin:end]
        targets = own if begin == 0 else np.where(own < 0, own, own - n_learned)
    weight = stream.sample_weight
    return Sequences(
        stream.X[begin:end],
        stream.y[of_targets],
        None if weight is None else weight[of_targets],
        offsets=np.array([0, end - begin], np.int64),
        targets=targets,
    )
