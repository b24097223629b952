"""Start: the part of a recording that is stored once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint.states import AnyData, AnyPlan, AnyState
from rosenblatt.training.perceptron.state import PerceptronData
from rosenblatt.training.sequences import Sequences
from rosenblatt.training.snapshots import Moments, record_dtype, record_parts
from rosenblatt.training.state import TrainingState


@dataclass(frozen=True)
class Start:
    """The state in which a recorded training begins, and how it is recorded.

    Attributes
    ----------
    state : TrainingState or PerceptronState
        Before the first epoch.
    plan : Plan or PerceptronPlan
    record : str or int
        As given: ``"epochs"``, ``"steps"``, ``"log"`` or a number.
    rows : mapping
        ``train_rows`` and ``validation_rows``, row numbers, if only some of X are used; ``lengths``, the
        steps of each training sequence; of a perceptron with validation ``held_out``, uint8.
    underway : bool
        Whether a record also has the sums of the current epoch, so that training can be resumed inside it:
        of a network of which every step is recorded. Early files of steps lack them.
    """

    state: AnyState
    plan: AnyPlan
    record: str | int
    rows: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    underway: bool = False

    @property
    def dtype(self) -> np.dtype[Any]:
        """Layout of a record."""
        return record_dtype(record_parts(self.state, underway=self.underway))

    @classmethod
    def of(cls, state: AnyState, data: AnyData, plan: AnyPlan, record: str | int) -> Start:
        """Return the start of a training; the state is copied.

        Raises
        ------
        PlanError
            If the state is inside an epoch.
        """
        steps = Moments.of(record, 1).steps
        if isinstance(state, TrainingState):
            state.require_between_epochs("cannot be recorded from there")
        rows: dict[str, NDArray[Any]] = {}
        if isinstance(data, PerceptronData):
            if data.validation is not None:
                rows["held_out"] = data.validation.astype(np.uint8)
        else:
            for name, samples in (("train_rows", data.train), ("validation_rows", data.validation)):
                if samples is not None and samples.rows is not None:
                    rows[name] = samples.rows
            if isinstance(data.train, Sequences):
                rows["lengths"] = data.train.lengths
        return cls(state.copy(), plan, record, rows, steps and isinstance(state, TrainingState))
