"""Where two runs part: at a snapshot of a common parent, or as far as their histories agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.run.branching.parent import Parent

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.run.run import Run

_MEASURED = ("loss", "score", "mistakes", "validation_loss", "validation_score")


@dataclass(frozen=True)
class Parting:
    """The epoch, and the snapshot of a common parent (or None), after which two runs differ.

    Without a common parent ``epoch`` is how far their histories are bit-for-bit equal. ``same_start`` is None
    if unknown; ``differ_from`` is the first epoch whose measurements differ.
    """

    first: int
    second: int
    epoch: int
    snapshot: int | None
    parent: str | None
    same_start: bool | None
    differ_from: int | None


def parting(runs: Sequence[Run], first: int, second: int) -> Parting:
    """Find where two of the runs part."""
    one, other = runs[first], runs[second]
    agree, differ_from = _agreement(one.history, other.history)
    common = _common(one, other)
    if common is None:
        return Parting(first, second, agree, None, None, _same_start(one, other, agree), differ_from)
    return Parting(first, second, common.epoch, common.snapshot, common.folder, True, differ_from)


def _common(one: Run, other: Run) -> Parent | None:
    """The earliest place at which either left what both went through; None without a common parent."""
    lines = [_line(one), _line(other)]
    known = set(lines[0]) & set(lines[1])
    if not known:
        return None
    nearest = next(each for each in lines[0] if each in known)
    left = [place for line in lines if (place := line[nearest]) is not None]
    return min(left, key=lambda place: place.epoch, default=None)


def _line(run: Run) -> dict[str, Parent | None]:
    """A run and its parents by identity, each with the place at which the run left it; None for itself."""
    places: dict[str, Parent | None] = {run.identity: None}
    if run.parent is not None:
        places |= {place.identity: place for place in run.parent.line}
    return places


def _agreement(one: History, other: History) -> tuple[int, int | None]:
    """The last epoch up to which all measurements are equal to the bit, and the first that differs."""
    n = min(len(one), len(other))
    mine, theirs = (np.column_stack([each[name][:n] for name in _MEASURED]) for each in (one, other))
    same = ((mine == theirs) | (np.isnan(mine) & np.isnan(theirs))).all(axis=1)
    agree = n if same.all() else int(np.argmin(same))
    if agree == n and len(one) == len(other):
        return agree, None
    return agree, agree + 1


def _same_start(one: Run, other: Run, agree: int) -> bool | None:
    """Whether two runs without a common parent began with the same weights."""
    if agree:
        return True
    if one.parent is not None or other.parent is not None:
        return None
    deciding = ("init", "activation", "solver", "early_stopping", "cell", "initial_context", "predict_at")
    settled = ("seed", "model", "test_size", "features", "missing", "sequence", "stream")
    same = all(getattr(one.settings, name) == getattr(other.settings, name) for name in settled)
    same &= all(as_text(one.parameters.get(name)) == as_text(other.parameters.get(name)) for name in deciding)
    same &= one.model.network.layer_sizes == other.model.network.layer_sizes
    return True if same else None


def as_text(value: object) -> str:
    """A value as it compares: what was read from a file has lists where tuples were."""
    return str(list(value)) if isinstance(value, tuple | list) else str(value)
