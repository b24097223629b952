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

    Attributes
    ----------
    rows : ndarray of shape (n_samples,)
        Which rows of the table these are, counted from 1; of sequences those rows that are answered.
    inputs : ndarray of shape (n_rows, n_inputs)
        What the network sees; of sequences every step.
    truth : ndarray of shape (n_samples,) or (n_samples, n_targets)
        The targets in the table's own words and units.
    sequences : SequenceRows or None
        How the inputs are cut into sequences; None where each is a sample by itself.
    before : ndarray of shape (n_rows_before, n_inputs) or None
        Of a stream's end the steps before it, which the network reads first, unjudged.
    last_known : ndarray of shape (n_samples,) or None
        Of a series: the last value of the target that is known at each step.
    all_rows : ndarray of shape (n_rows,) or None
        Where a sequence is answered once: which rows of the table all of its steps are, counted from 1.
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

    Attributes
    ----------
    preparation : Preparation
        Fitted on the training part.
    training, test : Part
        The two parts; ``test`` is empty when nothing is held out.
    targets : ndarray of shape (n_training,) or (n_training, n_targets)
        The training part's targets as they are trained.
    """

    preparation: Preparation
    training: Part
    test: Part
    targets: NDArray[np.generic]
