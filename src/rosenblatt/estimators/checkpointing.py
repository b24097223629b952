"""Checkpoints of a fit: what of an estimator is kept, who writes them, and how it comes back."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint import Checkpoint, CheckpointKeeper
from rosenblatt.checkpoint.checkpoint import Data
from rosenblatt.errors import ModelFileError, PlanError
from rosenblatt.estimators.watching import Watcher
from rosenblatt.history import History
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingState
from rosenblatt.training.perceptron import PerceptronState
from rosenblatt.training.perceptron_plan import PerceptronPlan

Owner = TypeVar("Owner", bound="Kept")


class Kept(Protocol):
    """What an estimator shows of itself to be kept."""

    def get_params(self, deep: bool = ...) -> dict[str, Any]:
        """Its parameters by name."""

    def set_params(self, **parameters: object) -> Self:
        """Take other parameters."""


@dataclass(frozen=True)
class CheckpointWish:
    """Where a fit is to leave its checkpoints, and how often.

    Attributes
    ----------
    path : path-like
    every : str or int
        See :class:`~rosenblatt.checkpoint.CheckpointKeeper`.
    """

    path: str | os.PathLike[str]
    every: str | int

    @classmethod
    def of(cls, path: str | os.PathLike[str] | None, every: str | int) -> CheckpointWish | None:
        """Return the wish, None without a path."""
        return None if path is None else cls(path, every)

    def watcher(
        self,
        estimator: Kept,
        plan: Plan | PerceptronPlan,
        data: Data,
        arrays: Callable[[], Mapping[str, NDArray[Any]]],
        *,
        learned: Mapping[str, object] | None = None,
    ) -> CheckpointWatcher:
        """Make the watcher that fulfils it; ``learned`` is what an estimator needs that has no data again."""
        owner = {**owner_of(estimator), "every": self.every, "learned": learned}
        return CheckpointWatcher(
            CheckpointKeeper(self.path, plan, data, every=self.every, arrays=arrays, owner=owner)
        )


class CheckpointWatcher(Watcher[Any]):
    """Writes checkpoints while an estimator is fitted; a disk that is full does not end the training."""

    def __init__(self, keeper: CheckpointKeeper) -> None:
        self._keeper = keeper
        self._failed = False
        self.every = keeper.epochs

    def look(self, state: TrainingState | PerceptronState, history: History) -> None:
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
                    f"a checkpoint could not be written ({error}): training goes on, and {self._keeper.path} "
                    "stays the last one that could",
                    stacklevel=2,
                )
            self._failed = True


def owner_of(estimator: Kept) -> dict[str, object]:
    """Return an estimator's name and parameters as JSON's plain values."""
    parameters = {name: _plain(name, value) for name, value in estimator.get_params(deep=False).items()}
    return {"estimator": type(estimator).__name__, "parameters": parameters}


def estimator_of(kind: type[Owner], checkpoint: Checkpoint) -> Owner:
    """Make the estimator that wrote a checkpoint, not yet fitted.

    Raises
    ------
    PlanError
        If it was an estimator of another kind.
    ModelFileError
        If its parameters are none of that kind's.
    """
    name, values = checkpoint.owner.get("estimator"), checkpoint.owner.get("parameters")
    if name != kind.__name__:
        raise PlanError(f"the checkpoint is of a training by {name}, got {kind.__name__}: use {name}.resume")
    estimator = kind()
    known = estimator.get_params(deep=False)
    if not isinstance(values, dict) or set(values) - set(known):
        raise ModelFileError(f"the checkpoint has parameters that {kind.__name__} does not know")
    return estimator.set_params(**{name: _restored(value) for name, value in values.items()})


def _plain(name: str, value: object) -> object:
    """A parameter as JSON keeps it. Where weights and seeds came from is part of the state by now."""
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


def same_layers(network: Network, sizes: tuple[int, ...], activations: tuple[str, ...]) -> None:
    """Raise PlanError unless the checkpoint's network is the one that this data asks for."""
    if network.layer_sizes != sizes or network.activations != activations:
        raise PlanError(
            f"the checkpoint's network has the layers {network.layer_sizes} with {network.activations}, the "
            f"given data asks for {sizes} with {activations}: give the data it was trained on"
        )
