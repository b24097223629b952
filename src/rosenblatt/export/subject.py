"""What is exported: a model, in whichever form a person holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from sklearn.utils.validation import check_is_fitted

from rosenblatt.errors import RosenblattError
from rosenblatt.model import Model

if TYPE_CHECKING:
    from rosenblatt.model.held import Fitted

    Exportable: TypeAlias = Model | Fitted


@dataclass(frozen=True)
class Subject:
    """A model, and the names of the features it is given.

    Attributes
    ----------
    model : Model
    feature_names : tuple of str
        The table's columns; those an estimator was fitted with; else x1, x2, ...
    """

    model: Model
    feature_names: tuple[str, ...]


def is_ours(model: object) -> bool:
    """Whether it is a Model, or an estimator (perhaps not fitted) that has a network of ours."""
    of_ours = type(model).__module__.partition(".")[0] == "rosenblatt"
    return isinstance(model, Model) or of_ours or hasattr(model, "network_")


def subject_of(model: Exportable) -> Subject:
    """Return what is to be exported.

    Parameters
    ----------
    model : Model, or a fitted Perceptron, MLPClassifier or MLPRegressor

    Returns
    -------
    Subject

    Raises
    ------
    NotFittedError
        If the estimator has not been fitted.
    RosenblattError
        If it has no network of ours, or parameters that are not finite.
    """
    names = None
    if not isinstance(model, Model):
        if hasattr(model, "get_params"):
            check_is_fitted(model)
        if not hasattr(model, "network_"):
            raise RosenblattError(
                f"{type(model).__name__} cannot be exported: give a Model of rosenblatt, or a fitted "
                "Perceptron, MLPClassifier or MLPRegressor of rosenblatt"
            )
        names = getattr(model, "feature_names_in_", None)
        model = Model.from_estimator(model)
    if not np.isfinite(model.network.parameters).all():
        raise RosenblattError("the model has parameters that are infinite or not a number: train it anew")
    if model.preparation is not None:
        return Subject(model, model.preparation.feature_names)
    if names is None:
        names = [f"x{place}" for place in range(1, model.network.n_inputs + 1)]
    return Subject(model, tuple(map(str, names)))
