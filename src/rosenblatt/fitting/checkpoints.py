"""Checkpoints of a fit: who writes them, and which parameters they hold."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint.file import Checkpoint
from rosenblatt.checkpoint.keeper import EVERY, CheckpointKeeper
from rosenblatt.checkpoint.states import AnyData as Data
from rosenblatt.errors import ModelFileError, PlanError
from rosenblatt.fitting.kinds import Parameters
from rosenblatt.fitting.watching import Watcher
from rosenblatt.history import History
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingState
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronState

_PATHS = ("record_path",)
"""Parameters that name a file to write: never stored, and never read from a file, which may be hostile."""

_MOST_THREADS = 4096


@dataclass(frozen=True)
class Checkpoints:
    """Where a fit writes its checkpoints, how often (``"30s"`` or a number of epochs), and for whom.

    ``owner`` is what is stored of the estimator or program that trains; see :func:`owner_of`.
    """

    path: str | os.PathLike[str]
    every: str | int = EVERY
    owner: Mapping[str, object] = field(default_factory=dict)

    def watcher(
        self, plan: Plan | PerceptronPlan, data: Data, arrays: Callable[[], Mapping[str, NDArray[Any]]]
    ) -> CheckpointWatcher:
        """Make the watcher that writes them; ``arrays`` returns what is stored beside the state."""
        owner = {"learned": None, **self.owner, "every": self.every}
        return CheckpointWatcher(
            CheckpointKeeper(self.path, plan, data, every=self.every, arrays=arrays, owner=owner)
        )


class CheckpointWatcher(Watcher):
    """Writes checkpoints during a training; a full disk does not end it."""

    inside = True

    def __init__(self, keeper: CheckpointKeeper) -> None:
        self._keeper = keeper
        self._failed = False
        self.every = keeper.epochs

    def advanced(self, state: TrainingState | PerceptronState, history: History) -> None:
        """Write one if it is time."""
        self._try(lambda: self._keeper(state, history))

    def ended(self, state: TrainingState | PerceptronState, history: History, stopped_by: str) -> None:
        """Write the last one."""
        self._try(lambda: self._keeper.write(state, history, stopped_by))

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            if not self._failed:
                warnings.warn(
                    f"a checkpoint could not be written ({error}): training continues, "
                    f"and the last checkpoint is {self._keeper.path}",
                    stacklevel=2,
                )
            self._failed = True


def owner_of(name: str, parameters: Parameters) -> dict[str, object]:
    """Return the name and the parameters of an estimator as plain values of JSON."""
    plain = {key: None if key in _PATHS else _plain(key, value) for key, value in parameters.items()}
    return {"estimator": name, "parameters": plain}


def parameters_of(checkpoint: Checkpoint, name: str, known: Parameters) -> dict[str, Any]:
    """Return a checkpoint's parameters; PlanError if not of ``name``, ModelFileError if not all ``known``."""
    found, values = checkpoint.owner.get("estimator"), checkpoint.owner.get("parameters")
    if found != name:
        raise PlanError(
            f"the checkpoint is of a training by {found!s:.40}, got {name}: use {found!s:.40}.resume"
        )
    if not isinstance(values, dict) or set(values) - set(known):
        raise ModelFileError(f"the checkpoint has parameters that {name} does not know")
    try:
        given = {key: _restored(value) for key, value in values.items()}
        _require_harmless(given)
    except (TypeError, ValueError) as error:
        raise ModelFileError(f"the checkpoint's parameters are impossible: {error!s:.300}") from None
    return given


def _require_harmless(parameters: Parameters) -> None:
    """Raise ValueError for parameters that a user may give, but a file must not."""
    for name in _PATHS:
        if parameters.get(name) is not None:
            raise ValueError(f"{name} names a file to write: a checkpoint must not")
    threads = parameters.get("n_threads")
    if isinstance(threads, int) and threads > _MOST_THREADS:
        raise ValueError(f"n_threads is {threads}, {_MOST_THREADS} are allowed")


def _plain(name: str, value: object) -> object:
    """A parameter as JSON stores it; the state holds what a given network or random stream has led to."""
    if isinstance(value, np.random.RandomState):
        return None
    if name == "init" and not isinstance(value, str):
        return "auto"
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple | list | np.ndarray):
        return [_plain(name, each) for each in value]
    if isinstance(value, dict):
        return {"pairs": [[_plain(name, key), _plain(name, each)] for key, each in value.items()]}
    raise PlanError(f"{name} cannot be kept in a checkpoint, got {value!r:.80}: give numbers, texts or lists")


def _restored(value: object) -> object:
    if isinstance(value, list):
        return tuple(_restored(each) for each in value)
    if isinstance(value, Mapping):
        if isinstance(value.get("float"), str):
            return float(value["float"])
        return {_restored(key): _restored(each) for key, each in value.get("pairs", ())}
    return value
