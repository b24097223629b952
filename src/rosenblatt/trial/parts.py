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
    """The prepared samples of one part; ``inputs`` has a row for each step of sequences.

    ``truth`` is in the table's own classes and units, (n_samples,) or (n_samples, n_targets); ``rows``, from
    1, are those with an answer, ``all_rows`` those of all steps. ``sequences`` is None for single samples.
    ``before`` are the steps before a stream's end, read without a score. ``last_known``, of a series, is the
    target's last known value.
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
    """A split (``test`` may be empty) and its preparation, with the training part's targets as trained."""

    preparation: Preparation
    training: Part
    test: Part
    targets: NDArray[np.generic]
