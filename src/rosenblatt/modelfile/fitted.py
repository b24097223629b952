"""What a model takes out of a fitted estimator, whichever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from rosenblatt.modelfile.parts import RECURRENT
from rosenblatt.network import Network

if TYPE_CHECKING:
    from rosenblatt.data import Preparation


class Fitted(Protocol):
    """What a fitted estimator of ours shows."""

    @property
    def network_(self) -> Network:
        """The trained network."""


@runtime_checkable
class _Classifies(Protocol):
    @property
    def classes_(self) -> object: ...


@runtime_checkable
class _AnswersSequences(Protocol):
    @property
    def predict_at(self) -> str: ...


def kind_and_task(estimator: Fitted) -> tuple[str, str]:
    """Return what an estimator's model was trained as, and what it predicts."""
    network = estimator.network_
    kind = "perceptron" if network.activations[-1] == "step" else "mlp"
    task = "classification" if isinstance(estimator, _Classifies) else "regression"
    return (kind if network.cell is None else RECURRENT), task


def predict_at(estimator: Fitted) -> str | None:
    """Return where a recurrent estimator answers a sequence; None of another."""
    return estimator.predict_at if isinstance(estimator, _AnswersSequences) else None


def classes_of(estimator: Fitted, preparation: Preparation | None) -> tuple[object, ...] | None:
    """Return the classes in the table's own words; None for a regression."""
    if not isinstance(estimator, _Classifies):
        return None
    found = estimator.classes_
    if isinstance(found, list):
        return tuple(tuple(each.tolist()) for each in found)
    labels = np.asarray(found)
    return tuple((labels if preparation is None else preparation.decode(labels)).tolist())
