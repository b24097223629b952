"""CheckedSequences: checked sequences that lie end to end, and which form answers about them take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.training.sequences import Sequences

Values: TypeAlias = NDArray[Any]
"""An array with a row for each of something."""

LIST, ARRAY, FLAT = "list", "array", "flat"
"""What steps are told of as: a list of arrays, an array (n_sequences, n_steps, ...), or a row for each
sequence."""


@dataclass(frozen=True)
class CheckedSequences:
    """Sequences that people have passed in, checked.

    Attributes
    ----------
    X : ndarray of shape (n_rows, n_features), C-contiguous
        All steps of the first sequence, then all of the second, and so on.
    offsets : ndarray of int64, shape (n_sequences + 1,)
        Sequence s is the rows from ``offsets[s]`` to before ``offsets[s + 1]``.
    every : bool
        Whether each step is judged, or only the last of each sequence.
    form : {"list", "array", "flat"}
        How values of steps are told: in a list with an array for each sequence, in an array (n_sequences,
        n_steps, ...), or where each sequence is a single step, in an array (n_sequences, ...).
    """

    X: FloatArray
    offsets: IntArray
    every: bool
    form: str

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
        """Where context begins anew: with each sequence, or ``as_one`` stream only once."""
        return self.offsets[[0, -1]] if as_one else self.offsets
