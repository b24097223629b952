"""A trained model read from any object or file; estimators are recognised by attributes, not imports."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError, RosenblattError
from rosenblatt.model.file import load_model
from rosenblatt.model.model import Model, Trained

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.network import Network

ACCEPTED = (
    "a fitted Perceptron, MLPClassifier, MLPRegressor, RecurrentClassifier, RecurrentRegressor, "
    "TabularClassifier or TabularRegressor of Rosenblatt, a pipeline that ends in one, a Model, a Run, or "
    "the path of a model file"
)


class RunSamples(Protocol):
    """What is read of a run's samples."""

    @property
    def inputs(self) -> NDArray[np.float64]:
        """What the network sees."""

    @property
    def labels(self) -> NDArray[np.generic]:
        """The targets."""

    @property
    def part(self) -> NDArray[np.str_]:
        """``"training"`` or ``"test"``."""

    @property
    def rows(self) -> NDArray[np.int64] | None:
        """Rows of the table, counted from 1."""

    @property
    def sequence(self) -> NDArray[np.int64] | None:
        """Of steps: the number of each one's sequence."""


class RunEvaluation(Protocol):
    """What is read of a run's evaluation."""

    @property
    def part(self) -> str:
        """``"training"``, ``"test"`` or ``"out-of-fold"``."""

    @property
    def score(self) -> float:
        """The score of that part."""

    @property
    def training_score(self) -> float:
        """The score of the training part."""

    @property
    def truth(self) -> NDArray[np.generic]:
        """The targets."""

    @property
    def predicted(self) -> NDArray[np.generic]:
        """The predictions."""

    @property
    def repeats(self) -> NDArray[np.float64]:
        """Scores of other splits."""


class RunOf(Protocol):
    """What is read of a run."""

    @property
    def model(self) -> Model:
        """The trained network with its preparation."""

    @property
    def history(self) -> History:
        """A row an epoch."""

    @property
    def parameters(self) -> Mapping[str, object]:
        """Every parameter of the estimator."""

    @property
    def stopped_by(self) -> str:
        """Why training ended."""

    @property
    def samples(self) -> RunSamples:
        """What it was trained and tested on."""

    @property
    def evaluation(self) -> RunEvaluation:
        """Its predictions and scores."""


TrainedModel: TypeAlias = Model | Trained | RunOf | str | os.PathLike[str]
"""What :func:`held` accepts; pipelines have the methods of an estimator."""


@dataclass(frozen=True, eq=False)
class Held:
    """A trained model (None if it diverged) and its sources; ``steps`` precede a pipeline's ``estimator``."""

    given: object
    trained: Model | None
    estimator: Any = None
    steps: Any = None
    run: RunOf | None = None

    @property
    def model(self) -> Model:
        """The model; there is one unless training diverged."""
        assert self.trained is not None
        return self.trained

    @property
    def network(self) -> Network:
        """The network; a PlanError where the model is a mixture of several."""
        return self.model.network

    @property
    def feature_names(self) -> tuple[str, ...] | None:
        """Names of the table's columns, or of those an estimator was fitted with; None where unknown."""
        if self.trained is not None and self.trained.preparation is not None:
            return self.trained.preparation.feature_names
        names = getattr(self.given, "feature_names_in_", None)
        return None if names is None else tuple(map(str, names))

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the features; x1, x2, ... where they are unknown."""
        return self.feature_names or tuple(f"x{place}" for place in range(1, self.n_features + 1))

    @property
    def n_features(self) -> int:
        """How many features a sample has."""
        own = self.model.n_features
        return own if self.estimator is None else int(getattr(self.given, "n_features_in_", own))

    @property
    def parameters(self) -> dict[str, object] | None:
        """Parameters of the estimator by name; None where they are unknown."""
        if self.run is not None:
            return dict(self.run.parameters)
        return dict(self.estimator.get_params(deep=False)) if hasattr(self.estimator, "get_params") else None

    @property
    def history(self) -> History | None:
        """The rows of its training, an epoch each; None where there are none."""
        history = getattr(self.estimator, "history_", None) if self.run is None else self.run.history
        return history if history is not None and len(history) else None

    @property
    def stopped_by(self) -> str:
        """Why training ended; empty where that is unknown."""
        if self.trained is None:
            return "diverged"
        return str(getattr(self.estimator, "stopped_by_", "")) if self.run is None else self.run.stopped_by

    @property
    def finite_model(self) -> Model:
        """The model; a RosenblattError is raised if a parameter is infinite or not a number."""
        if not self.model.is_finite:
            raise RosenblattError(
                "the model has parameters that are infinite or not a number: train it again"
            )
        return self.model


def held(given: object, *, may_have_diverged: bool = False) -> Held:
    """Return the trained model of an estimator, pipeline, Model, Run, or path of a model file or run.

    Anything else raises a PlanError, an estimator that is not fitted a NotFittedError. If
    ``may_have_diverged``, an estimator with a history and no network is accepted.
    """
    if isinstance(given, Model):
        return Held(given, given)
    if isinstance(given, str | os.PathLike):
        return Held(given, load_model(given))
    if isinstance(model := getattr(given, "model", None), Model):
        return Held(given, model, run=cast("RunOf", given))
    estimator: Any = given
    steps = None
    if is_pipeline(given):
        steps, estimator = (estimator[:-1] if len(estimator) > 1 else None), estimator[-1]
    trained = hasattr(estimator, "network_") or hasattr(estimator, "mixture_")
    if isinstance(given, type) or not (hasattr(estimator, "get_params") or trained):
        raise PlanError(f"a trained model is needed, got {_described(given)}: give {ACCEPTED}")
    if trained:
        return Held(given, Model.from_estimator(estimator), estimator, steps)
    if may_have_diverged and getattr(estimator, "history_", None):
        return Held(given, None, estimator, steps)
    from sklearn.utils.validation import check_is_fitted

    check_is_fitted(given)
    name = type(estimator).__name__
    raise PlanError(f"a trained model is needed, {name} has no network_: give {ACCEPTED}")


def is_pipeline(given: object) -> bool:
    """Whether something is a pipeline of scikit-learn's; it cannot be where that is not loaded."""
    pipelines = sys.modules.get("sklearn.pipeline")
    return pipelines is not None and isinstance(given, pipelines.Pipeline)


def _described(given: object) -> str:
    return f"{given!r:.80}" if isinstance(given, type | str) else type(given).__name__
