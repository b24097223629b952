"""What a figure takes from a fitted estimator, or a pipeline that ends in one, known by attributes alone."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.views.names import names_of, output_words
from rosenblatt.views.words import plain

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.network import Network


class Predictor(Protocol):
    """What predicts samples."""

    def predict(self, X: object) -> object:
        """Predict samples."""


class Transformer(Protocol):
    """What stands before the estimator in a pipeline."""

    def transform(self, X: object) -> object:
        """Prepare samples."""


@dataclass(frozen=True)
class Fitted:
    """The network of an estimator, and the names that it learned.

    Attributes
    ----------
    estimator, last : object
        What was given, and the last step of it where it is a pipeline.
    network : Network
    classes : tuple of object or None
        In the order of the outputs; None where it predicts numbers, or several targets.
    n_targets : int
        How many columns it predicts.
    before : Transformer or None
        The steps of a pipeline before the last.
    feature_names, input_names : tuple of str or None
        The columns of the data frame that it was fitted on, None if it was an array; and what the network is
        given, which are the same unless steps before it make others.
    output_names : tuple of str
        The classes, for two of them that it is the second, or ``o1``.
    """

    estimator: object
    last: object
    network: Network
    classes: tuple[object, ...] | None
    n_targets: int
    before: Transformer | None
    feature_names: tuple[str, ...] | None
    input_names: tuple[str, ...] | None
    output_names: tuple[str, ...]

    @classmethod
    def of(cls, estimator: object) -> Self:
        """Look at an estimator; of a pipeline at its last step.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If it was not fitted yet.
        PlanError
            If it is no estimator with a network.
        """
        last, before = _steps(estimator)
        network = _network_of(last)
        known = getattr(last, "classes_", None)
        n_outputs = network.n_outputs
        are_labels = network.activations[-1] == "logistic" and n_outputs > 1
        alone = n_outputs if known is None or are_labels else 1
        n_targets = len(known) if isinstance(known, list) else alone
        classes = None if known is None or n_targets > 1 else tuple(np.asarray(known).tolist())
        features = _names(getattr(estimator, "feature_names_in_", None))
        inputs = features if before is None else _names_after(before, features)
        if inputs is None:
            inputs = _names(getattr(last, "feature_names_in_", None))
        inputs = inputs if inputs is None or len(inputs) == network.n_inputs else None
        outputs = _output_names(known, n_outputs)
        return cls(estimator, last, network, classes, n_targets, before, features, inputs, outputs)

    @property
    def history(self) -> History:
        """The rows of its training, an epoch each."""
        return cast("History", vars(self.last)["history_"])

    @property
    def is_classifier(self) -> bool:
        """Whether it decides between classes."""
        return hasattr(self.last, "classes_")

    @property
    def name(self) -> str:
        """What kind of estimator it is."""
        return type(self.last).__name__

    @property
    def n_features(self) -> int:
        """How many columns its samples have."""
        return int(getattr(self.estimator, "n_features_in_", self.network.n_inputs))

    def samples(self, X: object) -> NDArray[np.float64]:
        """Return samples as an array of numbers, shape (n_samples, n_features)."""
        return matrix(X, self.n_features)

    def prepared(self, X: object) -> NDArray[np.float64]:
        """Return samples as the network sees them, shape (n_samples, n_inputs)."""
        if self.before is None:
            return np.asarray(X, dtype=np.float64)
        with warnings.catch_warnings():
            # The columns are those of the table it was fitted on, in its order; only their names are gone.
            warnings.filterwarnings("ignore", message="X does not have valid feature names")
            made = self.before.transform(X)
        return matrix(made, self.network.n_inputs)

    def steps(self, X: object) -> NDArray[np.float64]:
        """Return the steps of one sequence as the network sees them, shape (n_steps, n_inputs)."""
        if self.before is None:
            return matrix(X, self.network.n_inputs)
        return self.prepared(self.samples(X))

    def predict(self, X: object) -> NDArray[np.generic]:
        """Return what it predicts, shape (n_samples,) for one target."""
        return np.asarray(cast("Predictor", self.estimator).predict(X))

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
    """Return a table or array of samples as numbers.

    Raises
    ------
    PlanError
        If it is no matrix of numbers, holds no row, or has another number of columns.
    """
    given = X.toarray() if hasattr(X, "toarray") else X
    try:
        samples = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise PlanError(f"X must hold numbers to be drawn: {error}") from None
    if samples.ndim != 2 or not len(samples) or samples.shape[1] != n_columns:
        raise PlanError(f"X must have the shape (n_samples, {n_columns}), got {samples.shape}")
    return samples


def vector(y: ArrayLike, n_samples: int) -> NDArray[np.generic]:
    """Return one label or number a sample; a single column is made flat.

    Raises
    ------
    PlanError
        If there is not one for each sample.
    """
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


def _steps(estimator: object) -> tuple[object, Transformer | None]:
    """The last step, and the pipeline of those before it."""
    steps = getattr(estimator, "steps", None)
    if not isinstance(steps, list) or not steps:
        return estimator, None
    before: Transformer | None = estimator[:-1] if len(steps) > 1 else None  # type: ignore[index]
    return steps[-1][1], before


def _network_of(last: object) -> Network:
    from sklearn.utils.validation import check_is_fitted

    if not hasattr(type(last), "fit") and not hasattr(last, "network_"):
        raise PlanError(
            f"an estimator of Rosenblatt is needed, got {type(last).__name__}: give a fitted Perceptron, "
            "MLPClassifier or MLPRegressor, or draw a network by from_network"
        )
    check_is_fitted(last)
    network: Network | None = getattr(last, "network_", None)
    if network is None:
        raise PlanError(
            f"{type(last).__name__} has no network_ to draw: use Rosenblatt's Perceptron, MLPClassifier "
            "or MLPRegressor, which take the same parameters as scikit-learn's"
        )
    return network


def _names(given: Iterable[object] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(plain(name) for name in given)


def _names_after(before: Transformer, features: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Names of what the steps make, where the columns had names and every step says what it makes of them."""
    if features is None:
        return None
    try:
        return _names(before.get_feature_names_out())  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        return None


def _output_names(classes: Sequence[object] | None, n_outputs: int) -> tuple[str, ...]:
    if isinstance(classes, list):  # several targets: an output for each class of each
        groups = enumerate(classes, 1)
        return tuple(f"target {place} = {plain(name)}" for place, group in groups for name in group.tolist())
    if classes is None or (n_outputs > 1 and len(classes) != n_outputs):
        return names_of(None, n_outputs, "output")
    return output_words(classes, n_outputs, "class")
