"""Parent: the run and the snapshot from which a branch went on, and what makes a run known again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.run.settings import RunSettings

if TYPE_CHECKING:
    from rosenblatt.run.run import Run


@dataclass(frozen=True)
class Parent:
    """Where a branch began.

    Attributes
    ----------
    folder : str
        Where the parent lay then.
    identity : str
        What makes the parent known again, wherever it lies: see ``identity``.
    snapshot : int
        Of the parent's recording.
    epoch, step : int
        Epochs and steps made by then, counted from the start of the first of all parents.
    settings : RunSettings
        The parent's, resolved.
    dropped : tuple of str
        The neurons that the branch went on without, by their names in the parent.
    parent : Parent or None
        The parent's own, if it is a branch too.
    """

    folder: str
    identity: str
    snapshot: int
    epoch: int
    step: int
    settings: RunSettings
    dropped: tuple[str, ...] = ()
    parent: Parent | None = None

    @property
    def line(self) -> Iterator[Parent]:
        """The parent itself, its own, and so on to the first."""
        each: Parent | None = self
        while each is not None:
            yield each
            each = each.parent


def identity(run: Run) -> str:
    """Return what makes a run known again: SHA-256 over its time, table, epochs and parameters.

    It is the same for a run and for what is read back from its folder.
    """
    total = hashlib.sha256()
    total.update(f"{run.created};{run.table_summary.digest};".encode())
    total.update(np.ascontiguousarray(run.history.rows, "<f8").tobytes())
    parameters = run.model.network.parameters
    total.update(np.ascontiguousarray(parameters, parameters.dtype.newbyteorder("<")).tobytes())
    return total.hexdigest()
