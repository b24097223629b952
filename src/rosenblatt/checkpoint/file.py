"""Checkpoints as files: written whole, sealed by a checksum, and the one before is kept."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Mapping
from dataclasses import asdict, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt._files import flush_folder
from rosenblatt.checkpoint.checkpoint import Checkpoint
from rosenblatt.errors import ModelFileError, PlanError
from rosenblatt.history import COLUMNS, History
from rosenblatt.network import Network
from rosenblatt.optimizers import OPTIMIZERS
from rosenblatt.plan import Plan
from rosenblatt.tensorfile import Layout, mapping, read_tensors, write_tensors
from rosenblatt.training.state import PROGRESS, TrainingState

FORMAT = 1
WHAT = "checkpoint"
_FIELDS = (
    "activations",
    "data_digest",
    "dtype",
    "format",
    "kind",
    "layer_sizes",
    "n_epochs",
    "n_samples",
    "n_train_rows",
    "n_validation_rows",
    "output_groups",
    "owner",
    "plan",
    "stopped_by",
)


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
    network = checkpoint.state.network
    rows = checkpoint.train_rows, checkpoint.validation_rows
    return {
        "activations": list(network.activations),
        "data_digest": checkpoint.data_digest,
        "dtype": str(network.dtype),
        "format": FORMAT,
        "kind": WHAT,
        "layer_sizes": list(network.layer_sizes),
        "n_epochs": len(checkpoint.history),
        "n_samples": len(checkpoint.state.order),
        "n_train_rows": None if rows[0] is None else len(rows[0]),
        "n_validation_rows": None if rows[1] is None else len(rows[1]),
        "output_groups": list(network.output_groups),
        "owner": dict(checkpoint.owner),
        "plan": _plan_values(checkpoint.plan),
        "stopped_by": checkpoint.stopped_by,
    }


def _plan_values(plan: Plan) -> dict[str, object]:
    """A plan as JSON's plain values; an infinite patience is the text ``inf``."""
    values: dict[str, object] = {}
    for name, value in asdict(plan).items():
        plain = value.item() if isinstance(value, np.generic) else value
        plain = list(plain) if isinstance(plain, tuple) else plain
        values[name] = "inf" if plain == math.inf else plain
    return values


def _tensors(checkpoint: Checkpoint) -> dict[str, NDArray[Any]]:
    state = checkpoint.state
    tensors: dict[str, NDArray[Any]] = {
        "parameters": state.network.parameters,
        "moments": state.moments,
        "best_parameters": state.best_parameters,
        "random_key": state.random_key,
        "order": state.order,
        "progress": state.progress.reshape(1).view(np.uint8),
        "history": checkpoint.history.rows,
    }
    if checkpoint.train_rows is not None:
        tensors["train_rows"] = checkpoint.train_rows
    if checkpoint.validation_rows is not None:
        tensors["validation_rows"] = checkpoint.validation_rows
    return tensors


def _expected(values: Mapping[str, object], n_tensors: int, n_data: int) -> list[Layout]:
    if type(values.get("format")) is int and values["format"] != FORMAT:
        raise ModelFileError(
            f"it has format {values['format']!s:.20}, this version of Rosenblatt reads format {FORMAT}"
        )
    if values.get("kind") != WHAT:
        raise ModelFileError(f"it is no {WHAT}: its kind is {values.get('kind')!r:.40}")
    if set(values) != set(_FIELDS):
        raise ModelFileError(f"its metadata lacks or adds {sorted(set(values) ^ set(_FIELDS))!r:.200}")
    sizes = _counts(values["layer_sizes"], least=1, most=n_data)
    plan = _plan(values["plan"])
    n = sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes))
    dtype = str(values["dtype"])
    if dtype not in ("float32", "float64"):
        raise ModelFileError(f"its dtype must be float32 or float64, got {dtype!r:.40}")
    n_moments = OPTIMIZERS[plan.solver].n_moments if plan.solver in OPTIMIZERS else 0
    layouts = [
        Layout("parameters", dtype, (n,)),
        Layout("moments", dtype, (n_moments, n)),
        Layout("best_parameters", dtype, (n if plan.early_stopping else 0,)),
        Layout("random_key", "uint32", (624,)),
        Layout("order", "int64", (_count(values["n_samples"], n_data),)),
        Layout("progress", "uint8", (PROGRESS.itemsize,)),
        Layout("history", "float64", (_count(values["n_epochs"], n_data), len(COLUMNS))),
    ]
    for name in ("train_rows", "validation_rows"):
        if values[f"n_{name}"] is not None:
            layouts.append(Layout(name, "int64", (_count(values[f"n_{name}"], n_data),)))
    return layouts


def _count(value: object, most: int) -> int:
    return _counts([value], least=0, most=most)[0]


def _counts(value: object, *, least: int, most: int) -> list[int]:
    given = value if isinstance(value, list) else []
    counts = [each for each in given if type(each) is int and least <= each <= most]
    if not counts or counts != given:
        raise ModelFileError(f"its metadata counts {value!r:.80}, which cannot be")
    return counts


def _plan(value: object) -> Plan:
    values = dict(mapping("plan", value))
    if set(values) != {each.name for each in fields(Plan)}:
        raise ModelFileError("its plan has other fields than this version knows")
    if values["n_iter_no_change"] == "inf":
        values["n_iter_no_change"] = math.inf
    if isinstance(values["dropout"], list):
        values["dropout"] = tuple(values["dropout"])
    try:
        return Plan(**values)  # type: ignore[arg-type]  # it checks every value itself
    except (PlanError, TypeError) as error:
        raise ModelFileError(f"its plan is impossible: {error}") from None


def _build(values: Mapping[str, object], tensors: Mapping[str, NDArray[Any]]) -> Checkpoint:
    sizes, activations, groups = (values[name] for name in ("layer_sizes", "activations", "output_groups"))
    network = Network(sizes, activations, tensors["parameters"], output_groups=groups)  # type: ignore[arg-type]
    state = TrainingState(
        network,
        tensors["moments"],
        tensors["random_key"],
        tensors["order"],
        tensors["best_parameters"],
        tensors["progress"].view(PROGRESS).reshape(()),
    )
    stopped_by = values["stopped_by"]
    return Checkpoint(
        state,
        History(tensors["history"]),
        _plan(values["plan"]),
        str(values["data_digest"]),
        None if stopped_by is None else str(stopped_by),
        tensors.get("train_rows"),
        tensors.get("validation_rows"),
        mapping("owner", values["owner"]),
    )
