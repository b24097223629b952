"""Checkpoints as files: written whole, sealed by a checksum, and the one before is kept."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from rosenblatt._files import flush_folder
from rosenblatt.checkpoint import networks, perceptrons
from rosenblatt.checkpoint.checkpoint import Checkpoint
from rosenblatt.checkpoint.counts import count, counts
from rosenblatt.checkpoint.plans import plan_values
from rosenblatt.errors import ModelFileError
from rosenblatt.history import COLUMNS, History
from rosenblatt.tensorfile import DTYPES, Layout, mapping, read_tensors, write_tensors
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
    before = previous_path(path)
    try:
        return _load(path)
    except ModelFileError as error:
        if not before.exists():
            raise
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
    if type(values.get("format")) is int and values["format"] != FORMAT:
        raise ModelFileError(
            f"it has format {values['format']!s:.20}, this version of Rosenblatt reads format {FORMAT}"
        )
    if values.get("kind") != WHAT:
        raise ModelFileError(f"it is no {WHAT}: its kind is {values.get('kind')!r:.40}")
    by_gradients = values.get("rule") == "gradient"
    known = {*_FIELDS, *(networks.FIELDS if by_gradients else perceptrons.FIELDS)}
    if set(values) != known or values["rule"] not in ("gradient", "perceptron"):
        raise ModelFileError(f"its metadata lacks or adds {sorted(set(values) ^ known)!r:.200}")
    if by_gradients:
        own = networks.expected(values, networks.plan_of(values), n_data)
    else:
        own = perceptrons.expected(values, perceptrons.plan_of(values), n_data)
    history = Layout("history", "float64", (count(values["n_epochs"], n_data), len(COLUMNS)))
    given = mapping("arrays", values["arrays"])
    return [*own, history, *(_layout(name, given[name], n_data) for name in sorted(given))]


def _layout(name: str, value: object, n_data: int) -> Layout:
    dtype, shape = value if isinstance(value, list) and len(value) == 2 else (None, None)
    if not isinstance(dtype, str) or dtype not in DTYPES or not isinstance(shape, list) or len(shape) > 3:
        raise ModelFileError(f"its array {name!r:.40} is described by {value!r:.80}, which is none")
    return Layout(_ARRAY + name, dtype, tuple(counts(shape, least=0, most=n_data)) if shape else ())


def _build(values: Mapping[str, object], tensors: Mapping[str, NDArray[Any]]) -> Checkpoint:
    by_gradients = values["rule"] == "gradient"
    stopped_by = values["stopped_by"]
    return Checkpoint(
        networks.build(values, tensors) if by_gradients else perceptrons.build(values, tensors),
        History(tensors["history"]),
        networks.plan_of(values) if by_gradients else perceptrons.plan_of(values),
        str(values["data_digest"]),
        None if stopped_by is None else str(stopped_by),
        {name.removeprefix(_ARRAY): each for name, each in tensors.items() if name.startswith(_ARRAY)},
        mapping("owner", values["owner"]),
    )
