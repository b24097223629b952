"""Course: a training in the page, from its start over its changes to a position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import ModelFileError
from rosenblatt.storage import fields


@dataclass(frozen=True)
class Mark:
    """A change at a position: settings, or weights by their index in ``Network``'s order."""

    at: tuple[int, int]
    plan: Mapping[str, object] | None = None
    weights: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class _Described:
    at: tuple[int, int]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Course:
    """A training in the page. A position is a number of epochs made, and of batches of the next one.

    Attributes
    ----------
    at : (int, int)
        Where it ends.
    marks : tuple of Mark
        What was changed, in its order.
    points : sequence, optional
        Rows in place of the table's: see :class:`rosenblatt.lab.asks.Subject`.
    start : ndarray, optional
        Weights in place of those of the seed.
    """

    at: tuple[int, int]
    marks: tuple[Mark, ...] = ()
    points: Sequence[Sequence[float]] | None = None
    start: NDArray[np.float64] | None = field(default=None, compare=False)

    @classmethod
    def of(
        cls,
        values: Mapping[str, object],
        points: Sequence[Sequence[float]] | None,
        start: NDArray[np.float64] | None,
    ) -> Course:
        """Return the course that the values ``at`` and ``marks`` of a request describe.

        Raises
        ------
        ModelFileError
            Names what is wrong, or the order of the marks.
        """
        described = {"at": values.get("at", [0, 0]), "marks": values.get("marks", [])}
        found = fields.read(_Described, described, "course", optional=("plan", "weights"))
        places = [(0, 0), *(mark.at for mark in found.marks), found.at]
        if any(before > after for before, after in pairwise(places)):
            raise ModelFileError("the marks of a course must come in order, before its end: reload the page")
        return cls(found.at, found.marks, points, start)
