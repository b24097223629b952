"""Subject: what is explained, in any of the forms in which people hold a model, and how it reads a row."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from rosenblatt._typing import FloatArray
from rosenblatt.data import Preparation
from rosenblatt.errors import PlanError
from rosenblatt.model import Model, load_model
from rosenblatt.trace.explanations.pipelines import transformed, transformed_features
from rosenblatt.trace.explanations.prepared import PreparedFeature, plain_features, prepared_features
from rosenblatt.trace.explanations.rows import RowLike, frame_of, known_or_none, named_values, numbers_in

if TYPE_CHECKING:
    from rosenblatt.model.held import Fitted

    Explained: TypeAlias = Model | Fitted | Pipeline | str | os.PathLike[str]


PREPARED = "From the row to the inputs"


@dataclass(frozen=True, eq=False)
class ReadRow:
    """A row as the network gets it.

    Attributes
    ----------
    features : tuple of PreparedFeature
        Each feature's value, and the inputs it became.
    inputs : ndarray of shape (n_inputs,)
    input_names : tuple of str or None
        None where the inputs have no names, or not each its own.
    truth : object
        What the row itself says of the target; None if it does not.
    heading : str
        Of the section that tells of the features.
    """

    features: tuple[PreparedFeature, ...]
    inputs: FloatArray
    input_names: tuple[str, ...] | None
    truth: object = None
    heading: str = "Inputs"


@dataclass(frozen=True, eq=False)
class Subject:
    """A model, and what is known beside it.

    Attributes
    ----------
    model : Model
    feature_names : tuple of str or None
        What the features of an estimator are called, where it knows.
    parameters : dict or None
        Of the estimator, where there is one.
    steps : Pipeline or None
        The transformers before the network.
    """

    model: Model
    feature_names: tuple[str, ...] | None = None
    parameters: dict[str, object] | None = None
    steps: Pipeline | None = None

    def read(self, row: RowLike) -> ReadRow:
        """Bring a row to the network's inputs, and tell how.

        Raises
        ------
        TableError
            If the row has other features than the model.
        """
        if self.model.preparation is not None:
            return _prepared(self.model.preparation, row)
        has_names = self.feature_names is not None
        n_features = self.model.network.n_inputs if self.steps is None else int(self.steps.n_features_in_)
        names = self.feature_names or tuple(f"x{place}" for place in range(1, n_features + 1))
        values = named_values(row, names, known_names=has_names)
        if self.steps is None:
            inputs = np.array(numbers_in(values))
            return ReadRow(plain_features(names, inputs), inputs, _different(names))
        inputs, made = transformed(self.steps, row, values, known_names=has_names)
        features = transformed_features(self.steps, values, inputs, made)
        heading = PREPARED if all(feature.inputs for feature in features) else "The row"
        if made is not None:
            made = _different(names if heading == PREPARED else made)
        return ReadRow(features, inputs, made, heading=heading)


def subject_of(model: Explained) -> Subject:
    """Return what is to be explained.

    Parameters
    ----------
    model : fitted estimator, Pipeline that ends in one, Model, or path

    Returns
    -------
    Subject

    Raises
    ------
    NotFittedError
        If the estimator has not been fitted.
    PlanError
        If it has no network of ours.
    """
    if isinstance(model, Model):
        return Subject(model)
    if isinstance(model, str | os.PathLike):
        return Subject(load_model(Path(model)))
    if isinstance(model, Pipeline):
        check_is_fitted(model)
        steps = model[:-1] if len(model.steps) > 1 else None
        return _of_estimator(model[-1], names_from=model, steps=steps)
    is_estimator = hasattr(type(model), "network_") or hasattr(model, "get_params")
    if isinstance(model, type) or not is_estimator:
        raise PlanError(
            f"a fitted estimator, a Model or the path of a model file can be explained, got {model!r:.80}"
        )
    return _of_estimator(model, names_from=model, steps=None)


def _of_estimator(estimator: Any, names_from: object, steps: Pipeline | None) -> Subject:  # noqa: ANN401
    check_is_fitted(estimator)
    if not hasattr(estimator, "network_"):
        raise PlanError(
            f"{type(estimator).__name__} has no network to look into: give a Perceptron, MLPClassifier or "
            "MLPRegressor of rosenblatt"
        )
    names = getattr(names_from, "feature_names_in_", None)
    parameters = estimator.get_params() if hasattr(estimator, "get_params") else None
    known = None if names is None else tuple(map(str, names))
    return Subject(Model.from_estimator(estimator), known, parameters, steps)


def _prepared(preparation: Preparation, row: RowLike) -> ReadRow:
    target = preparation.target_name
    values = named_values(row, preparation.feature_names, may_have=(target, *preparation.ignored))
    inputs = preparation.inputs(frame_of(row, values))[0]
    features = prepared_features(preparation, values, inputs)
    truth = known_or_none(values.get(target))
    return ReadRow(features, inputs, _different(preparation.input_names), truth, PREPARED)


def _different(names: Sequence[str]) -> tuple[str, ...] | None:
    return tuple(names) if len(set(names)) == len(names) else None
