"""Checkpoint: everything a training in progress depends on, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rosenblatt._typing import IntArray
from rosenblatt.errors import RosenblattError
from rosenblatt.history import History
from rosenblatt.plan import Plan
from rosenblatt.training.data import TrainingData
from rosenblatt.training.state import TrainingState


@dataclass
class Checkpoint:
    """A training at one moment, with all that it takes to go on from there.

    Attributes
    ----------
    state : TrainingState
        Parameters, moments, random stream, order, counters and best parameters.
    history : History
        The rows of the epochs made.
    plan : Plan
        How it is trained.
    data_digest : str
        :attr:`TrainingData.digest` of what it learns from.
    stopped_by : str or None
        Why training has ended, None while it has not.
    train_rows, validation_rows : ndarray of int64 or None
        Which rows of the data were learned from and judged by, where early stopping drew them.
    owner : mapping
        What whoever trains needs beside it, as JSON's plain values: an estimator its parameters.
    """

    state: TrainingState
    history: History
    plan: Plan
    data_digest: str
    stopped_by: str | None = None
    train_rows: IntArray | None = None
    validation_rows: IntArray | None = None
    owner: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        state: TrainingState,
        history: History,
        plan: Plan,
        data: TrainingData,
        *,
        digest: str | None = None,
        stopped_by: str | None = None,
        owner: Mapping[str, object] | None = None,
    ) -> Checkpoint:
        """Take a moment of a training; state and history are not copied.

        Parameters
        ----------
        state, history, plan, data
            As for :func:`~rosenblatt.training.advance.advance`.
        digest : str, optional
            The data's, if it is known already.
        stopped_by : str, optional
        owner : mapping, optional
        """
        held_out = data.validation
        return cls(
            state,
            history,
            plan,
            data.digest if digest is None else digest,
            stopped_by,
            data.train.rows,
            None if held_out is None else held_out.rows,
            owner or {},
        )

    def require_data(self, data: TrainingData) -> None:
        """Raise RosenblattError unless ``data`` is what this training has learned from so far."""
        found = data.digest
        if found != self.data_digest:
            raise RosenblattError(
                f"the checkpoint was made with other data (digest {self.data_digest[:12]}...; that of the "
                f"given data is {found[:12]}...): give the same samples in the same order, or insist with "
                "same_data=False"
            )
