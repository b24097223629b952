"""Checkpoint: everything that a training in progress depends on, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from rosenblatt.checkpoint.states import AnyData, AnyPlan, AnyState
from rosenblatt.errors import RosenblattError
from rosenblatt.history import History


@dataclass
class Checkpoint:
    """A training between two epochs, with everything needed to resume it.

    Attributes
    ----------
    state : TrainingState or PerceptronState
        Parameters, moments, random stream, order, counters and best parameters.
    history : History
        The rows of the epochs so far.
    plan : Plan or PerceptronPlan
        How the network is trained.
    data_digest : str
        The ``digest`` of the data it learns from.
    stopped_by : str or None
        Why training ended; None if it has not.
    arrays : mapping
        Further arrays that the caller needs to resume, by name: rows held out, mistakes by epoch.
    owner : mapping
        Further plain values that the caller needs to resume: the parameters of an estimator.
    """

    state: AnyState
    history: History
    plan: AnyPlan
    data_digest: str
    stopped_by: str | None = None
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    owner: Mapping[str, object] = field(default_factory=dict)

    def require_data(self, data: AnyData) -> None:
        """Raise RosenblattError unless ``data`` is what this training has learned from so far."""
        found = data.digest
        if found != self.data_digest:
            raise RosenblattError(
                f"the checkpoint was made with other data (digest {self.data_digest[:12]}...; that of the "
                f"given data is {found[:12]}...): give the same samples in the same order, or insist with "
                "same_data=False"
            )
