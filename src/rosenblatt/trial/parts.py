"""The two prepared parts of a table: one to train on, one to test on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray
    from rosenblatt.data import Preparation, SequenceRows
    from rosenblatt.model import Model


@dataclass(frozen=True)
class Part:
    """The prepared samples of one part.

    ``inputs``, shape (n_rows, n_inputs), are the network's, of sequences every step. ``truth``, shape
    (n_samples,) or (n_samples, n_targets), is in the table's own classes and units; ``rows`` are its rows in
    the table, counted from 1, of sequences those that are answered. ``sequences`` is None where each row is a
    sample by itself. ``before``: of a stream's end the steps before it, which the network reads first,
    without a score. ``last_known``, shape (n_samples,), of a series only: the last value of the target that
    is known at each step. ``all_rows``: where a sequence is answered once, the rows of all its steps, counted
    from 1.
    """

    rows: NDArray[np.int64]
    inputs: NDArray[np.float64]
    truth: NDArray[np.generic]
    sequences: SequenceRows | None = None
    before: NDArray[np.float64] | None = None
    last_known: NDArray[np.float64] | None = None
    all_rows: NDArray[np.int64] | None = None

    def outputs(self, model: Model) -> FloatArray:
        """Outputs of a model for what is judged, shape (n_samples, n_outputs)."""
        if self.sequences is None:
            return model.outputs(self.inputs)
        if self.before is None:
            return model.outputs(self.inputs, self.sequences.offsets)
        return model.outputs(np.concatenate([self.before, self.inputs]))[len(self.before) :]

    @property
    def step_rows(self) -> NDArray[np.int64]:
        """Which row of the table each row of the inputs is, counted from 1."""
        return self.rows if self.all_rows is None else self.all_rows


@dataclass(frozen=True)
class Prepared:
    """A split, and the preparation fitted on its training part.

    ``targets`` are the training part's, as they are trained; ``test`` is empty when nothing is held out.
    """

    preparation: Preparation
    training: Part
    test: Part
    targets: NDArray[np.generic]
