"""Checkpoints: trainings between two epochs, as values and as files.

Files are written atomically, with a checksum; the previous one is kept.
"""

from __future__ import annotations

import math
import os
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint.states import (
    AnyData,
    AnyPlan,
    AnyState,
    arrays_of,
    described,
    read_described,
    require_between,
)
from rosenblatt.errors import ModelFileError, RosenblattError
from rosenblatt.history import COLUMNS, History
from rosenblatt.storage.container import (
    DTYPES,
    Layout,
    checked_format,
    given_path,
    read_tensors,
    write_tensors,
)
from rosenblatt.storage.fields import MOST, Count, Rule, read
from rosenblatt.storage.whole_file import flush_folder


@dataclass
class Checkpoint:
    """A training between two epochs, with everything needed to resume it.

    ``data_digest`` is the ``digest`` of its data; ``stopped_by`` is None if training has not ended. The
    caller may add ``arrays`` by name (rows held out, mistakes by epoch) and plain values in ``owner`` (the
    parameters of an estimator).
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


FORMAT = 1
WHAT = "checkpoint"
_ARRAY = "array."


@dataclass(frozen=True)
class Metadata:
    """Metadata of a checkpoint without rule, plan and shapes of its training."""

    arrays: Mapping[
        str,
        tuple[
            Annotated[str, Rule("be a type of numbers", DTYPES.__contains__)],
            Annotated[tuple[Count, ...], Rule("have at most 3 axes", lambda shape: len(shape) <= 3)],
        ],
    ]
    data_digest: Annotated[str, Rule("be 64 hexadecimal digits", re.compile("[0-9a-f]{64}").fullmatch)]
    format: int
    kind: Literal["checkpoint"]
    n_epochs: Count
    owner: Mapping[str, object]
    stopped_by: str | None


def previous_path(path: str | os.PathLike[str]) -> Path:
    """Return the path of the previous checkpoint: ``run.checkpoint`` -> ``run.previous.checkpoint``."""
    path = Path(path)
    return path.with_name(f"{path.stem}.previous{path.suffix}")


def save_checkpoint(path: str | os.PathLike[str], checkpoint: Checkpoint) -> None:
    """Write a checkpoint, keeping the one before; at every moment one is complete, also after an OSError."""
    path = Path(path)
    fresh = path.with_name(f".{path.name}.new")
    try:
        write_tensors(fresh, _metadata(checkpoint), _tensors(checkpoint))
        if path.exists():
            _keep_as_previous(path)
        fresh.replace(path)
        flush_folder(path.resolve().parent)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _keep_as_previous(path: Path) -> None:
    """Give the newest checkpoint its second name, and keep the first."""
    linked = path.with_name(f".{path.name}.previous")
    linked.unlink(missing_ok=True)
    try:
        linked.hardlink_to(path)
    except OSError:  # a disk without hard links
        path.replace(previous_path(path))
    else:
        linked.replace(previous_path(path))


def load_checkpoint(path: str | os.PathLike[str]) -> Checkpoint:
    """Read a checkpoint, or with a warning the one before it; a ModelFileError if both are damaged."""
    path = given_path(path, WHAT)
    try:
        return _load(path)
    except ModelFileError as error:
        if not path.name:
            raise
        before = previous_path(path)
        try:
            found = _load(before)
        except ModelFileError:
            raise error from None
        warnings.warn(
            f"{error}. Resuming from the previous one, {before}, written after epoch {found.state.epoch}.",
            stacklevel=2,
        )
        return found


def _load(path: str | os.PathLike[str]) -> Checkpoint:
    return read_tensors(path, _expected, _build, WHAT)


def _metadata(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "arrays": {name: [str(each.dtype), list(each.shape)] for name, each in checkpoint.arrays.items()},
        "data_digest": checkpoint.data_digest,
        "format": FORMAT,
        "kind": WHAT,
        "n_epochs": len(checkpoint.history),
        "owner": dict(checkpoint.owner),
        "stopped_by": checkpoint.stopped_by,
        **described(checkpoint.state, checkpoint.plan),
    }


def _tensors(checkpoint: Checkpoint) -> dict[str, NDArray[Any]]:
    others = {_ARRAY + name: checkpoint.arrays[name] for name in sorted(checkpoint.arrays)}
    return {**arrays_of(checkpoint.state), "history": checkpoint.history.rows, **others}


def _expected(values: Mapping[str, object], n_tensors: int, n_data: int) -> list[Layout]:
    if values.get("kind") != WHAT:
        raise ModelFileError(f"it is no {WHAT}: its kind is {values.get('kind')!r:.40}")
    checked_format(values.get("format"), FORMAT)
    shapes, plan, others = read_described(values)
    metadata = read(Metadata, others, "")
    history = Layout("history", "float64", (metadata.n_epochs, len(COLUMNS)))
    given = [_layout(name, *metadata.arrays[name], n_data) for name in sorted(metadata.arrays)]
    return [*shapes.layouts(plan), history, *given]


def _layout(name: str, dtype: str, shape: tuple[int, ...], n_data: int) -> Layout:
    if math.prod(max(size, 1) for size in shape) > max(n_data, 1):  # NumPy multiplies also beside a zero
        raise ModelFileError(f"its array {name!r:.40} of shape {shape} does not fit into {n_data} bytes")
    return Layout(_ARRAY + name, dtype, shape)


def _build(values: Mapping[str, object], tensors: Mapping[str, NDArray[Any]]) -> Checkpoint:
    shapes, plan, others = read_described(values)
    metadata = read(Metadata, others, "")
    return Checkpoint(
        shapes.state(tensors),
        _history(tensors["history"]),
        plan,
        metadata.data_digest,
        metadata.stopped_by,
        {name.removeprefix(_ARRAY): each for name, each in tensors.items() if name.startswith(_ARRAY)},
        metadata.owner,
    )


def _history(rows: NDArray[Any]) -> History:
    """Make the history: its epochs must be ascending integers, other values may be unknown."""
    epochs = rows[:, COLUMNS.index("epoch")]
    require_between("history's epoch", epochs, 1, MOST)
    if not ((epochs == np.floor(epochs)).all() and (np.diff(epochs) > 0).all()):
        raise ModelFileError("its history's epochs are not ascending integers")
    return History(rows)
