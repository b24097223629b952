"""Check: a question that is asked of a subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import ENOUGH, Subject

GIVE: Mapping[str, str] = {
    "inputs": "X and y, the samples it was trained on and their targets",
    "targets": "y, the targets of X",
    "history": "the fitted estimator or the run, which remember the training",
    "held out": "rows it was not trained on, validation_data=(X, y)",
}
"""What has to be given for each thing a check needs."""

GIVE_THE_COMMAND: Mapping[str, str] = {
    "inputs": "the table it was trained on, after the model",
    "targets": "a table that has the target",
    "history": "the run's folder, which remembers the training",
    "held out": "a run's folder that held rows out",
}
"""The same for those who use the command."""


@dataclass(frozen=True)
class Check:
    """A question, and when it can be asked.

    Attributes
    ----------
    kind : str
        The kind of finding it leads to.
    needs : tuple of str
        What it cannot do without: keys of :data:`GIVE`.
    applies : callable
        Whether the question makes sense for a subject at all; of a perceptron no one asks for dead neurons.
    find : callable
        Asks. Only called if it applies and what it needs is there.
    """

    kind: str
    needs: tuple[str, ...]
    applies: Callable[[Subject], bool]
    find: Callable[[Subject], Finding | None]

    def lacking(self, subject: Subject) -> tuple[str, ...]:
        """In words, what would have to be given for what it needs; empty if it can be asked."""
        give = GIVE_THE_COMMAND if subject.by_command else GIVE
        absent = [need for need in self.needs if not _is_there(subject, need)]
        few = subject.held_out
        if few is not None and "held out" in absent:
            return (
                f"{ENOUGH} rows or more that it was not trained on: {len(few.truth)} are too few to tell",
            )
        return tuple(
            give["inputs" if need == "targets" and subject.inputs is None else need] for need in absent
        )


def _is_there(subject: Subject, need: str) -> bool:
    if need == "inputs":
        return subject.inputs is not None
    if need == "targets":
        return subject.targets is not None
    if need == "history":
        return subject.history is not None
    is_enough = subject.held_out is not None and subject.held_out.is_enough
    return is_enough or _was_judged(subject)


def _was_judged(subject: Subject) -> bool:
    """Whether validation samples were looked at after each epoch."""
    return subject.history is not None and bool(np.isfinite(subject.history["validation_loss"]).any())
