"""Model: a trained network together with all it needs to answer in the table's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeGuard, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt._onnx import ToOnnx
from rosenblatt.errors import PlanError, RosenblattError, require_known
from rosenblatt.network import Network

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame

    from rosenblatt._typing import FloatArray
    from rosenblatt.data import Preparation

KINDS = ("perceptron", "mlp")
TASKS = ("classification", "regression")
_BLOCK = 2**20  # numbers a layer may hold at a time while predicting


class Fitted(Protocol):
    """What a fitted estimator of ours shows."""

    @property
    def network_(self) -> Network:
        """The trained network."""


@runtime_checkable
class _Classifies(Protocol):
    @property
    def classes_(self) -> object: ...


@dataclass(frozen=True)
class Model(ToOnnx):
    """A trained network with its preparation: what a model file holds.

    Parameters
    ----------
    kind : {"perceptron", "mlp"}
        What it was trained as.
    task : {"classification", "regression"}
        What it predicts: a class, or a number.
    network : Network
        The network.
    preparation : Preparation, optional
        How a table's columns become the network's inputs, and how its target is decoded. Without it the
        network's inputs are given as they are.
    classes : tuple, optional
        The classes in the order of the outputs, in the table's own words; for several targets a tuple of such
        tuples.

    Raises
    ------
    PlanError
        If the parts do not fit together.

    Examples
    --------
    >>> from rosenblatt.modelfile import Model
    >>> gate = Network((2, 1), ("step",), [1, 1, -1.5])
    >>> Model("perceptron", "classification", gate, classes=("no", "yes")).predict([[1, 1], [1, 0]])
    array(['yes', 'no'], dtype='<U3')
    """

    kind: str
    task: str
    network: Network
    preparation: Preparation | None = None
    classes: tuple[object, ...] | None = None

    def __post_init__(self) -> None:
        check_parts(self)

    @classmethod
    def from_estimator(cls, estimator: Fitted, preparation: Preparation | None = None) -> Model:
        """Take the model out of a fitted Perceptron, MLPClassifier or MLPRegressor.

        Parameters
        ----------
        estimator : Perceptron, MLPClassifier or MLPRegressor
            A fitted estimator.
        preparation : Preparation, optional
            What prepared its training table; then the estimator was trained on its ``inputs`` and
            ``targets``.

        Returns
        -------
        Model
        """
        network = estimator.network_
        kind = "perceptron" if network.activations[-1] == "step" else "mlp"
        if not isinstance(estimator, _Classifies):
            return cls(kind, "regression", network, preparation)
        found = estimator.classes_
        if isinstance(found, list):
            return cls(
                kind, "classification", network, preparation, tuple(tuple(each.tolist()) for each in found)
            )
        labels = np.asarray(found)
        if preparation is not None:
            labels = preparation.decode(labels)
        return cls(kind, "classification", network, preparation, tuple(labels.tolist()))

    @property
    def n_features(self) -> int:
        """How many columns an array must have: the table's features, without a preparation the inputs."""
        return self.network.n_inputs if self.preparation is None else len(self.preparation.feature_names)

    def predict(self, table: IntoDataFrame | ArrayLike) -> NDArray[np.generic]:
        """Predict in the table's own words and units.

        Parameters
        ----------
        table : data frame or array of shape (n_samples, n_features)
            A polars, pandas or Arrow table: its columns are found by name, others are left alone. An array's
            columns are the features in the model's order.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_outputs)
            Labels or numbers; a column a target when there are several.

        Raises
        ------
        RosenblattError
            If columns are missing (all are named), or an array has another number of columns.
        """
        return self.decide(self.outputs(self.inputs(table)))

    def predict_proba(self, table: IntoDataFrame | ArrayLike) -> FloatArray:
        """Give the probability of each class.

        Parameters
        ----------
        table : data frame or array of shape (n_samples, n_features)
            As for :meth:`predict`.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            In the order of ``classes``. For several targets their classes stand side by side.

        Raises
        ------
        RosenblattError
            If the model knows no probabilities: a regression, or a perceptron.
        """
        return self.probabilities(self.outputs(self.inputs(table)))

    def inputs(self, table: IntoDataFrame | ArrayLike) -> FloatArray:
        """Prepare what :meth:`predict` takes: what the network sees, of shape (n_samples, n_inputs)."""
        if self.preparation is not None and _is_frame(table):
            return self.preparation.inputs(table)
        array = np.asarray(table)
        if array.ndim != 2 or array.shape[1] != self.n_features:
            names = "" if self.preparation is None else f" ({', '.join(self.preparation.feature_names)})"
            raise RosenblattError(
                f"the model knows {self.n_features} features{names}, got an array of shape {array.shape}: "
                f"give one of shape (n_samples, {self.n_features})"
            )
        if self.preparation is None:
            return array.astype(self.network.dtype, copy=False)
        import polars

        columns = zip(self.preparation.feature_names, array.T.tolist(), strict=True)
        return self.preparation.inputs(polars.DataFrame(dict(columns)))

    def outputs(self, inputs: FloatArray) -> FloatArray:
        """Outputs of the network for prepared samples; computed in blocks, so that wide layers stay small.

        Parameters
        ----------
        inputs : ndarray of shape (n_samples, n_inputs)

        Returns
        -------
        ndarray of shape (n_samples, n_outputs)
            Activations; of a step, whose 0 and 1 hide which class is the nearest, pre-activations.
        """
        network = self.network
        n_rows = max(1, _BLOCK // max(network.layer_sizes))
        outputs = np.empty((len(inputs), network.n_outputs), dtype=network.dtype)
        for start in range(0, len(inputs), n_rows):
            block = slice(start, start + n_rows)
            values = network.layer_values(inputs[block])
            if network.activations[-1] == "step":
                outputs[block] = values[-2] @ network.weights[-1] + network.biases[-1]
            else:
                outputs[block] = values[-1]
        return outputs

    def decide(self, outputs: FloatArray) -> NDArray[np.generic]:
        """Turn the network's outputs into labels or numbers, in the table's own words and units."""
        if self.classes is None:
            numbers = outputs[:, 0] if outputs.shape[1] == 1 else outputs
            return numbers if self.preparation is None else self.preparation.decode(numbers)
        if _are_groups(self.classes):
            parts = np.split(outputs, np.cumsum(self.network.output_groups)[:-1], axis=1)
            columns = zip(self.classes, parts, strict=True)
            return np.column_stack([np.asarray(names)[part.argmax(axis=1)] for names, part in columns])
        last = self.network.activations[-1]
        if outputs.shape[1] > 1:
            if last == "logistic":  # each output decides for itself: several labels a sample
                return np.asarray(outputs > 0.5, dtype=np.int64)
            return np.asarray(np.asarray(self.classes)[outputs.argmax(axis=1)])
        threshold = 0.0 if last == "step" else 0.5
        return np.asarray(np.asarray(self.classes)[(outputs[:, 0] > threshold).astype(np.int64)])

    def probabilities(self, outputs: FloatArray) -> FloatArray:
        """Turn the network's outputs into the probability of each class, (n_samples, n_classes)."""
        if not self.has_probabilities:
            why = "a perceptron only decides" if self.kind == "perceptron" else "its outputs are no shares"
            raise RosenblattError(f"the model gives no probabilities, {why}: leave --proba away")
        return np.hstack([1 - outputs, outputs]) if outputs.shape[1] == 1 else outputs

    @property
    def has_probabilities(self) -> bool:
        """Whether :meth:`predict_proba` has something to say."""
        return self.task == "classification" and self.network.activations[-1] in ("logistic", "softmax")


def _are_groups(classes: tuple[object, ...]) -> TypeGuard[tuple[tuple[object, ...], ...]]:
    return all(isinstance(each, tuple) for each in classes)


def _is_frame(table: IntoDataFrame | ArrayLike) -> TypeGuard[IntoDataFrame]:
    return hasattr(table, "columns") or hasattr(table, "column_names")


def check_parts(model: Model) -> None:
    """Raise PlanError unless kind, task, network, preparation and classes fit together."""
    require_known("kind", model.kind, KINDS)
    require_known("task", model.task, TASKS)
    network, classes = model.network, model.classes
    if network.cell is not None:
        raise PlanError(f"a model is of a feed-forward network, got one with the cell {network.cell!r}")
    if (classes is None) != (model.task == "regression"):
        raise PlanError(
            f"a {model.task} model got the classes {classes!r}: a classification needs them, no other"
        )
    if classes is not None:
        _check_classes(network, classes)
    preparation = model.preparation
    if preparation is None:
        return
    if preparation.task != model.task:
        raise PlanError(f"the preparation is for a {preparation.task}, the model for a {model.task}")
    if len(preparation.input_names) != network.n_inputs:
        raise PlanError(
            f"the preparation makes {len(preparation.input_names)} inputs, the network has {network.n_inputs}"
        )


def _check_classes(network: Network, classes: tuple[object, ...]) -> None:
    if _are_groups(classes):
        expected, got = network.output_groups, tuple(len(each) for each in classes)
    else:
        expected, got = (network.n_outputs if network.n_outputs > 1 else 2,), (len(classes),)
    if expected != got:
        raise PlanError(
            f"the network's outputs are for {_text(expected)} classes, got {_text(got)}: {classes!r:.200}"
        )


def _text(counts: tuple[int, ...]) -> str:
    return " + ".join(map(str, counts))
