"""Parent: the run and the snapshot that a branch starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rosenblatt.trial.settings import RunSettings


@dataclass(frozen=True)
class Parent:
    """Where a branch starts.

    Attributes
    ----------
    folder, identity : str
        The path of the parent at that time, and ``Run.identity``, which identifies it wherever it is.
    snapshot, epoch, step : int
        The parent's snapshot; epochs and steps made by then, from the start of the first of all parents.
    settings : RunSettings
        The parent's, resolved.
    dropped : tuple of str
        The neurons that the branch has removed, by their names in the parent.
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
