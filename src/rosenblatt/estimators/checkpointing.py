"""Checkpoints of a fit: what of an estimator is kept, who writes them, and how it comes back."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rosenblatt.checkpoint import Checkpoint, CheckpointKeeper
from rosenblatt.checkpoint.states import AnyData as Data
from rosenblatt.errors import ModelFileError, PlanError
from rosenblatt.estimators.parameters import check_parameters
from rosenblatt.estimators.starting_network import ContextNeurons
from rosenblatt.estimators.watching import Watcher
from rosenblatt.history import History
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingState
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronState

Owner = TypeVar("Owner", bound="Kept")
AnyState = TypeVar("AnyState", TrainingState, PerceptronState)
AnyPlan = TypeVar("AnyPlan", Plan, PerceptronPlan)

_PATHS = ("record_path",)
"""Parameters that name a file to write: never kept, never taken from a file that a stranger may have made."""

_MOST_THREADS = 4096


class Kept(Protocol):
    """What an estimator shows of itself to be kept."""

    _parameter_constraints: ClassVar[dict[str, list[Any]]]

    @classmethod
    def _get_param_names(cls) -> list[str]: ...

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
    given = {
        name: None if name in _PATHS else each for name, each in estimator.get_params(deep=False).items()
    }
    parameters = {name: _plain(name, value) for name, value in given.items()}
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
        raise PlanError(
            f"the checkpoint is of a training by {name!s:.40}, got {kind.__name__}: use {name!s:.40}.resume"
        )
    estimator = kind()
    known = estimator.get_params(deep=False)
    if not isinstance(values, dict) or set(values) - set(known):
        raise ModelFileError(f"the checkpoint has parameters that {kind.__name__} does not know")
    try:
        estimator.set_params(**{name: _restored(value) for name, value in values.items()})
        check_parameters(estimator)
        _require_harmless(estimator.get_params(deep=False))
    except (TypeError, ValueError) as error:
        raise ModelFileError(f"the checkpoint's parameters are impossible: {error!s:.300}") from None
    return estimator


def _require_harmless(parameters: Mapping[str, object]) -> None:
    """Raise ValueError for what a person may ask for, but no file."""
    for name in _PATHS:
        if parameters.get(name) is not None:
            raise ValueError(f"{name} names a file to write: a checkpoint must not")
    threads = parameters.get("n_threads")
    if isinstance(threads, int) and threads > _MOST_THREADS:
        raise ValueError(f"n_threads is {threads}, {_MOST_THREADS} are allowed")


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


def parts_of(
    checkpoint: Checkpoint, kind: type[AnyState], plan_kind: type[AnyPlan]
) -> tuple[AnyState, AnyPlan]:
    """Return a checkpoint's state and plan; ModelFileError if its estimator learns by another rule."""
    if not isinstance(checkpoint.state, kind) or not isinstance(checkpoint.plan, plan_kind):
        name = checkpoint.owner.get("estimator")
        raise ModelFileError(f"the checkpoint holds a {type(checkpoint.state).__name__}, no {name!s:.40}'s")
    return checkpoint.state, checkpoint.plan


def kept_array(
    checkpoint: Checkpoint, name: str, dtype: DTypeLike, shape: tuple[int | None, ...]
) -> NDArray[Any]:
    """Return an array that must be there; None in ``shape`` is any length.

    Raises
    ------
    ModelFileError
        If it is not, or is of another type or shape.
    """
    found = checkpoint.arrays.get(name)
    if found is None:
        raise ModelFileError(f"the checkpoint lacks the array {name!r}")
    fits = len(found.shape) == len(shape) and all(
        b in (None, a) for a, b in zip(found.shape, shape, strict=True)
    )
    if found.dtype != dtype or not fits:
        raise ModelFileError(
            f"the checkpoint's array {name!r} is {found.dtype} of shape {found.shape}, expected "
            f"{np.dtype(dtype)} of {shape}"
        )
    return found


def check_search(checkpoint: Checkpoint, network: Network) -> None:
    """Raise ModelFileError unless a checkpoint holds what a search with lbfgs goes on from."""
    n = network.n_parameters
    kept_array(checkpoint, "start", network.dtype, (n,))
    if "losses" in checkpoint.arrays or "gradients" in checkpoint.arrays:
        gradients = kept_array(checkpoint, "gradients", np.float64, (None, n))
        kept_array(checkpoint, "losses", np.float64, (len(gradients),))


def same_layers(
    network: Network,
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    output_groups: tuple[int, ...],
    memory: ContextNeurons,
) -> None:
    """Raise PlanError unless the checkpoint's network is the one that this data asks for."""
    found = network.layer_sizes, network.activations, network.output_groups
    if found != (sizes, activations, output_groups) or memory != (network.cell, network.initial_context):
        raise PlanError(
            f"the checkpoint's network has the layers {network.layer_sizes!s:.80} with "
            f"{network.activations!s:.80} and cell={network.cell!r}, the given data asks for {sizes!s:.80} "
            f"with {activations!s:.80} and cell={memory.cell!r}: "
            "give the data it was trained on"
        )
