"""Checkpoints as files: written whole, sealed by a checksum, and the one before is kept."""

from __future__ import annotations

import math
import os
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint import networks, perceptrons
from rosenblatt.checkpoint.checkpoint import Checkpoint
from rosenblatt.checkpoint.plans import plan_values, require_small_numbers
from rosenblatt.errors import ModelFileError
from rosenblatt.history import COLUMNS, History
from rosenblatt.storage import (
    DTYPES,
    Layout,
    checked_format,
    given_path,
    mapping,
    read_tensors,
    write_tensors,
)
from rosenblatt.storage.counts import MOST, count, counts, require_between
from rosenblatt.storage.whole_file import flush_folder
from rosenblatt.training.state import TrainingState

FORMAT = 1
WHAT = "checkpoint"
_FIELDS = ("arrays", "data_digest", "format", "kind", "n_epochs", "owner", "plan", "rule", "stopped_by")
_ARRAY = "array."


def previous_path(path: str | os.PathLike[str]) -> Path:
    """Return where the one before the newest lies: ``run.checkpoint`` -> ``run.previous.checkpoint``."""
    path = Path(path)
    return path.with_name(f"{path.stem}.previous{path.suffix}")


def save_checkpoint(path: str | os.PathLike[str], checkpoint: Checkpoint) -> None:
    """Write a checkpoint; the one that lay there becomes the previous one.

    At every moment a whole checkpoint lies at ``path``, once there was one (on a disk without hard links, at
    ``path`` or at :func:`previous_path`).

    Parameters
    ----------
    path : path-like
    checkpoint : Checkpoint

    Raises
    ------
    OSError
        If it cannot be written; both older ones are then as they were.
    """
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
    """Give the newest checkpoint its second name, without taking the first away."""
    linked = path.with_name(f".{path.name}.previous")
    linked.unlink(missing_ok=True)
    try:
        linked.hardlink_to(path)
    except OSError:  # a disk without hard links
        path.replace(previous_path(path))
    else:
        linked.replace(previous_path(path))


def load_checkpoint(path: str | os.PathLike[str]) -> Checkpoint:
    """Read a checkpoint, or with a warning the one before it if the newest is damaged.

    Parameters
    ----------
    path : path-like
        Where :func:`save_checkpoint` wrote it.

    Returns
    -------
    Checkpoint

    Raises
    ------
    ModelFileError
        If neither can be used; the message says what is wrong with the newest.
    """
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
            f"{error}. Going on from the one before it, {before}, made after epoch {found.state.epoch}.",
            stacklevel=2,
        )
        return found


def _load(path: str | os.PathLike[str]) -> Checkpoint:
    return read_tensors(path, _expected, _build, WHAT)


def _metadata(checkpoint: Checkpoint) -> dict[str, object]:
    state = checkpoint.state
    by_gradients = isinstance(state, TrainingState)
    described = networks.describe(state) if isinstance(state, TrainingState) else perceptrons.describe(state)
    return {
        "arrays": {name: [str(each.dtype), list(each.shape)] for name, each in checkpoint.arrays.items()},
        "data_digest": checkpoint.data_digest,
        "format": FORMAT,
        "kind": WHAT,
        "n_epochs": len(checkpoint.history),
        "owner": dict(checkpoint.owner),
        "plan": plan_values(checkpoint.plan),
        "rule": "gradient" if by_gradients else "perceptron",
        "stopped_by": checkpoint.stopped_by,
        **described,
    }


def _tensors(checkpoint: Checkpoint) -> dict[str, NDArray[Any]]:
    state = checkpoint.state
    own = networks.arrays(state) if isinstance(state, TrainingState) else perceptrons.arrays(state)
    others = {_ARRAY + name: checkpoint.arrays[name] for name in sorted(checkpoint.arrays)}
    return {**own, "history": checkpoint.history.rows, **others}


def _expected(values: Mapping[str, object], n_tensors: int, n_data: int) -> list[Layout]:
    if values.get("kind") != WHAT:
        raise ModelFileError(f"it is no {WHAT}: its kind is {values.get('kind')!r:.40}")
    checked_format(values.get("format"), FORMAT)
    by_gradients = values.get("rule") == "gradient"
    known = {*_FIELDS, *(networks.fields_of(values) if by_gradients else perceptrons.FIELDS)}
    if set(values) != known or values["rule"] not in ("gradient", "perceptron"):
        raise ModelFileError(f"its metadata lacks or adds {sorted(set(values) ^ known)!r:.200}")
    if by_gradients:
        own = networks.expected(values, networks.plan_of(values), n_data)
    else:
        own = perceptrons.expected(values, perceptrons.plan_of(values), n_data)
    history = Layout("history", "float64", (count(values["n_epochs"], n_data, what="n_epochs"), len(COLUMNS)))
    given = mapping("arrays", values["arrays"])
    return [*own, history, *(_layout(name, given[name], n_data) for name in sorted(given))]


def _layout(name: str, value: object, n_data: int) -> Layout:
    dtype, shape = value if isinstance(value, list) and len(value) == 2 else (None, None)
    if not isinstance(dtype, str) or dtype not in DTYPES or not isinstance(shape, list) or len(shape) > 3:
        raise ModelFileError(f"its array {name!r:.40} is described by {value!r:.80}, which is none")
    sizes = tuple(counts(shape, least=0, most=n_data, what=f"array {name!r:.40}")) if shape else ()
    if math.prod(max(size, 1) for size in sizes) > max(n_data, 1):  # NumPy multiplies also beside a zero
        raise ModelFileError(f"its array {name!r:.40} of shape {sizes} does not fit into {n_data} bytes")
    return Layout(_ARRAY + name, dtype, sizes)


def _build(values: Mapping[str, object], tensors: Mapping[str, NDArray[Any]]) -> Checkpoint:
    by_gradients = values["rule"] == "gradient"
    owner, stopped_by = mapping("owner", values["owner"]), values["stopped_by"]
    require_small_numbers("owner", owner)
    if stopped_by is not None and not isinstance(stopped_by, str):
        raise ModelFileError(f"its stopped_by must be a text or null, got {stopped_by!r:.40}")
    digest = values["data_digest"]
    if not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
        raise ModelFileError(f"its data_digest must be 64 hexadecimal digits, got {digest!r:.80}")
    return Checkpoint(
        networks.build(values, tensors) if by_gradients else perceptrons.build(values, tensors),
        _history(tensors["history"]),
        networks.plan_of(values) if by_gradients else perceptrons.plan_of(values),
        digest,
        stopped_by,
        {name.removeprefix(_ARRAY): each for name, each in tensors.items() if name.startswith(_ARRAY)},
        owner,
    )


def _history(rows: NDArray[Any]) -> History:
    """Make the history: its epochs are whole numbers and rise, all else may be unknown."""
    epochs = rows[:, COLUMNS.index("epoch")]
    require_between("history's epoch", epochs, 1, MOST)
    if not ((epochs == np.floor(epochs)).all() and (np.diff(epochs) > 0).all()):
        raise ModelFileError("its history's epochs are not whole numbers that rise")
    return History(rows)
