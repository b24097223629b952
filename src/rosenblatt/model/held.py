"""What a model takes out of a fitted estimator, whichever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from rosenblatt.model.checks import RECURRENT
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
    @property
    def stateful(self) -> bool: ...
    @property
    def step_size(self) -> int | None: ...


def kind_and_task(estimator: Fitted) -> tuple[str, str]:
    """Return what an estimator's model was trained as, and what it predicts."""
    network = estimator.network_
    kind = "perceptron" if network.activations[-1] == "step" else "mlp"
    task = "classification" if isinstance(estimator, _Classifies) else "regression"
    return (kind if network.cell is None else RECURRENT), task


def predict_at(estimator: Fitted) -> str | None:
    """Return where a recurrent estimator answers a sequence; None of another.

    One that is ``stateful`` takes the rows of a table as the steps of one stream, and answers at each.
    """
    if not isinstance(estimator, _AnswersSequences):
        return None
    is_stream = estimator.stateful and estimator.step_size is None
    return "every" if is_stream else estimator.predict_at


def classes_of(estimator: Fitted, preparation: Preparation | None) -> tuple[object, ...] | None:
    """Return the classes in the table's own words; None for a regression.

    Where each of several targets is a label that is there or not, the classes are the names of the targets.
    """
    if not isinstance(estimator, _Classifies):
        return None
    found = estimator.classes_
    targets = () if preparation is None else (preparation.target, *preparation.other_targets)
    if isinstance(found, list):
        if targets:
            found = [target.decode(each) for target, each in zip(targets, found, strict=True)]
        return tuple(tuple(each.tolist()) for each in found)
    if preparation is None:
        return tuple(np.asarray(found).tolist())
    if len(targets) > 1:
        return preparation.target_names
    return tuple(preparation.decode(np.asarray(found)).tolist())
