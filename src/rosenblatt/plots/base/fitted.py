"""What a figure takes from a trained model, in any form that ``rosenblatt.model.held`` reads."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.insight.effects.columns import ArrayColumns, FrameColumns, columns_of
from rosenblatt.model.held import Held, held
from rosenblatt.views.names import names_of, output_words
from rosenblatt.views.words import plain

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.network import Network


@dataclass(frozen=True)
class Fitted:
    """A trained model, with what it predicts and the names that it learned.

    ``classes`` are in the order of the outputs, None for numbers or several targets; ``output_names`` are the
    classes (of two, a single output has the second) or ``o1``, ... ``feature_names`` are the columns of the
    fit's data frame, None for an array; ``input_names`` are those that a preparation makes of them.
    """

    held: Held
    classes: tuple[object, ...] | None
    n_targets: int
    feature_names: tuple[str, ...] | None
    input_names: tuple[str, ...] | None
    output_names: tuple[str, ...]

    @classmethod
    def of(cls, given: object) -> Self:
        """Read a trained model, of a pipeline its last step; NotFittedError or PlanError if it is none."""
        found = held(given)
        model, classes = found.model, found.model.classes
        n_outputs = model.n_outputs
        are_groups = classes is not None and all(isinstance(each, tuple) for each in classes)
        are_labels = model.output_activation == "logistic" and n_outputs > 1
        n_targets = n_outputs if classes is None or are_labels else len(classes) if are_groups else 1
        features = _names(found.feature_names)
        inputs = _names_of_inputs(found, features)
        inputs = inputs if inputs is None or len(inputs) == model.n_inputs else None
        outputs = _output_names(classes, n_outputs, are_groups=are_groups)
        return cls(found, None if n_targets > 1 else classes, n_targets, features, inputs, outputs)

    @property
    def network(self) -> Network:
        """The network; a PlanError where the model is a mixture of several."""
        return self.held.network

    @property
    def history(self) -> History:
        """The rows of its training, an epoch each."""
        history = self.held.history
        if history is None:
            raise PlanError(f"this {self.name} has no history of its training: give the estimator, or a run")
        return history

    @property
    def is_classifier(self) -> bool:
        """Whether it decides between classes."""
        return self.held.model.task == "classification"

    @property
    def name(self) -> str:
        """What kind of model it is."""
        return type(self.held.model if self.held.estimator is None else self.held.estimator).__name__

    @property
    def has_steps(self) -> bool:
        """Whether samples are prepared before the network sees them."""
        return self.held.steps is not None or self.held.model.preparation is not None

    def samples(self, X: object) -> NDArray[np.float64]:
        """Return samples as an array of numbers, shape (n_samples, n_features)."""
        return matrix(X, self.held.n_features)

    def prepared(self, X: object) -> NDArray[np.float64]:
        """Return samples as the network sees them, shape (n_samples, n_inputs)."""
        steps = self.held.steps
        if steps is None:
            prepares = self.held.model.preparation is not None
            return np.asarray(self.held.model.inputs(cast("ArrayLike", X)) if prepares else X, np.float64)
        with warnings.catch_warnings():
            # The columns are those of the table it was fitted on, in its order; only their names are gone.
            warnings.filterwarnings("ignore", message="X does not have valid feature names")
            made = steps.transform(X)
        return matrix(made, self.held.model.n_inputs)

    def steps(self, X: object) -> NDArray[np.float64]:
        """Return the steps of one sequence as the network sees them, shape (n_steps, n_inputs)."""
        if not self.has_steps:
            return matrix(X, self.held.model.n_inputs)
        return self.prepared(self.samples(X))

    def predict(self, X: object) -> NDArray[np.generic]:
        """Return what it predicts, shape (n_samples,) for one target."""
        predictor = self.held.model if self.held.estimator is None else self.held.given
        return np.asarray(predictor.predict(X))  # type: ignore[attr-defined]

    @property
    def has_probabilities(self) -> bool:
        """Whether it gives the probabilities of classes."""
        return self.is_classifier and self.held.model.has_probabilities

    def probabilities(self, X: object) -> NDArray[np.float64]:
        """Return the probability of each class, shape (n_samples, n_classes)."""
        predictor = self.held.model if self.held.estimator is None else self.held.given
        return np.asarray(predictor.predict_proba(X), np.float64)  # type: ignore[attr-defined]

    def truth_and_probabilities(
        self, X: object, y: ArrayLike, display: str
    ) -> tuple[NDArray[np.generic], NDArray[np.float64]]:
        """Return the true classes beside their probabilities; PlanError if there are none to display."""
        self.require_one_target(display)
        if not self.has_probabilities:
            raise PlanError(f"{self.name} gives no probabilities: {display} draws classifiers that do")
        probabilities = self.probabilities(X)
        return vector(y, len(probabilities)), probabilities

    def outputs(self, X: object) -> NDArray[np.float64]:
        """Return numbers, or probabilities of classes, or where there are none 1 for the predicted."""
        if self.has_probabilities:
            return self.probabilities(X)
        predicted = self.predict(X)
        if self.classes is None:
            return np.asarray(predicted, np.float64).reshape(len(predicted), -1)
        return np.column_stack([predicted == name for name in self.classes]).astype(np.float64)

    def columns(self, X: object) -> ArrayColumns | FrameColumns:
        """Return the columns of samples as they are given."""
        return columns_of(X, self.held.columns)

    def require_rows(self, display: str) -> None:
        """Raise PlanError where it predicts several targets, or sequences instead of single rows."""
        if self.held.model.is_recurrent:
            raise PlanError(f"{display} exchanges the values of single rows, and {self.name} reads sequences")
        self.require_one_target(display)

    def require_one_target(self, display: str) -> None:
        """Raise PlanError where it predicts several columns at once, which ``display`` cannot draw."""
        if self.n_targets != 1:
            raise PlanError(
                f"{display} draws one target, this {self.name} predicts {self.n_targets}: "
                "fit one of them to draw it"
            )


def require_network(network: object, display: type) -> None:
    """Raise PlanError where something else than a network is to be drawn by ``display``."""
    from rosenblatt.network import Network

    if not isinstance(network, Network):
        name, given = display.__name__, type(network).__name__
        remedy = (
            "draw a fitted one by from_estimator" if hasattr(network, "fit") else "give a network_ or a gate"
        )
        raise PlanError(f"{name}.from_network needs a Network, got {given}: {remedy}")


def matrix(X: object, n_columns: int) -> NDArray[np.float64]:
    """Return one sample or more as numbers, shape (n_samples, n_columns), or raise PlanError."""
    given = X.toarray() if hasattr(X, "toarray") else X
    try:
        samples = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise PlanError(f"X must hold numbers to be drawn: {error}") from None
    if samples.ndim != 2 or not len(samples) or samples.shape[1] != n_columns:
        raise PlanError(f"X must have the shape (n_samples, {n_columns}), got {samples.shape}")
    return samples


def vector(y: ArrayLike, n_samples: int) -> NDArray[np.generic]:
    """Return labels or numbers, shape (n_samples,), also of a single column; PlanError for another length."""
    labels = np.asarray(y)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.shape != (n_samples,):
        raise PlanError(
            f"y must hold one value for each of the {n_samples} samples, got shape {labels.shape}"
        )
    return labels


def column_names(X: object) -> tuple[str, ...] | None:
    """Names of a table's columns; None of an array."""
    return _names(getattr(X, "columns", None))


def columns_own_name(y: object, otherwise: str) -> str:
    """What a column of a table is called; ``otherwise`` of an array."""
    name = getattr(y, "name", None)
    return plain(name) if isinstance(name, str) and name else otherwise


def _names(given: Iterable[object] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(plain(name) for name in given)


def _names_of_inputs(found: Held, features: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Names of the network's inputs, if the columns had names and every step names its outputs."""
    if found.model.preparation is not None:
        return _names(found.model.preparation.input_names)
    if found.steps is not None and features is not None:
        try:
            return _names(found.steps.get_feature_names_out())
        except (AttributeError, ValueError):
            features = None
    return features or _names(getattr(found.estimator, "feature_names_in_", None))


def _output_names(classes: Sequence[object] | None, n_outputs: int, *, are_groups: bool) -> tuple[str, ...]:
    if classes is not None and are_groups:  # several targets: an output for each class of each
        groups = enumerate(cast("Sequence[Sequence[object]]", classes), 1)
        return tuple(f"target {place} = {plain(name)}" for place, group in groups for name in group)
    if classes is None or (n_outputs > 1 and len(classes) != n_outputs):
        return names_of(None, n_outputs, "output")
    return output_words(classes, n_outputs, "class")
