"""From settings to the estimator they ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError, require_known
from rosenblatt.run.settings import RECURRENT

if TYPE_CHECKING:
    from pathlib import Path

    from rosenblatt._typing import FloatArray
    from rosenblatt.history import History
    from rosenblatt.network import Network
    from rosenblatt.run.settings import RunSettings

_OF_NETWORKS: Mapping[str, str] = {
    "hidden": "hidden_layer_sizes",
    "activation": "activation",
    "solver": "solver",
    "max_iter": "max_iter",
    "learning_rate": "learning_rate_init",
    "alpha": "alpha",
    "batch_size": "batch_size",
    "seed": "random_state",
}
_OVER_TIME: Mapping[str, str] = {name: name for name in ("cell", "backprop_steps", "update_steps")}
_PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "mlp": _OF_NETWORKS,
    RECURRENT: {**_OF_NETWORKS, **_OVER_TIME},
    "perceptron": {
        "max_iter": "max_iter",
        "learning_rate": "eta0",
        "alpha": "alpha",
        "seed": "random_state",
    },
}
"""For each model the parameter of its estimator that a setting stands for."""

_NOT_FOR_A_RUN = ("verbose", "warm_start", "record", "record_path", "step_size")
"""A run shows its epochs itself, begins anew, keeps its recording where it lies, and cuts a row a step."""


class Estimator(Protocol):
    """What a run needs of an estimator."""

    max_iter: int
    network_: Network
    history_: History
    stopped_by_: str
    _listener: Callable[[object, History], None]

    def fit(
        self,
        X: FloatArray | list[FloatArray],
        y: NDArray[np.generic] | list[NDArray[np.generic]],
        *,
        checkpoint: Path | None = ...,
        checkpoint_every: str | int = ...,
    ) -> object:
        """Train on prepared samples."""

    def _resume(
        self,
        path: Path,
        X: FloatArray | list[FloatArray],
        y: NDArray[np.generic] | list[NDArray[np.generic]],
        *,
        same_data: bool,
    ) -> object:
        """Train on from a checkpoint."""

    def set_params(self, **parameters: object) -> object:
        """Take other parameters."""

    def get_params(self, deep: bool = True) -> dict[str, object]:
        """Return every parameter by name."""


def make_estimator(settings: RunSettings, task: str) -> Estimator:
    """Make the estimator that resolved settings ask for.

    Parameters
    ----------
    settings : RunSettings
        Resolved settings.
    task : {"classification", "regression"}
        What it has to predict.

    Returns
    -------
    Perceptron, MLPClassifier, MLPRegressor, RecurrentClassifier or RecurrentRegressor
        Not yet fitted. A recurrent one answers at every step and takes a stream for one, unless the options
        say otherwise.

    Raises
    ------
    PlanError
        If the model has no such parameter (the nearest is named), or cannot do the task.
    """
    from rosenblatt import estimators

    model, classifies = settings.model or "mlp", task == "classification"
    if model == "perceptron" and not classifies:
        raise PlanError(
            f"a perceptron decides between classes, the target {settings.target!r} is a number to predict: "
            "use --model mlp, or --task classification if its numbers are classes"
        )
    kind: type = estimators.Perceptron
    if model == "mlp":
        kind = estimators.MLPClassifier if classifies else estimators.MLPRegressor
    elif model == RECURRENT:
        kind = estimators.RecurrentClassifier if classifies else estimators.RecurrentRegressor
    known = [name for name in kind().get_params() if name not in _NOT_FOR_A_RUN]
    for name in settings.options:
        require_known(f"a parameter of the {model} (--set)", name, known)
    over_time = {"predict_at": "every", "stateful": bool(settings.stream)} if model == RECURRENT else {}
    estimator: Estimator = kind().set_params(**{**over_time, **_named(settings, model), **settings.options})
    return estimator


def parameter_of(model: str, setting: str) -> str | None:
    """Return the estimator's parameter that a setting stands for; None if it stands for none."""
    return _PARAMETERS[model].get(setting)


def _named(settings: RunSettings, model: str) -> dict[str, object]:
    """Return the settings that were given under the names the estimator knows."""
    named: dict[str, object] = {}
    for setting in _PARAMETERS[RECURRENT]:
        value = getattr(settings, setting)
        if value is None:
            continue
        if setting not in _PARAMETERS[model]:
            article = "an" if model == "mlp" else "a"
            other = RECURRENT if setting in _OVER_TIME else "mlp"
            raise PlanError(
                f"{article} {model} has no {setting}, got {value!r}: leave --{setting.replace('_', '-')} "
                f"away or use --model {other}"
            )
        named[_PARAMETERS[model][setting]] = value
    return named
