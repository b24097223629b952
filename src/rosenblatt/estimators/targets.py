"""Targets: what a network has to put out for ``y``, and what its outputs mean in the words of ``y``.

Each kind of target says which loss and output activation it wants, encodes labels as what training reads, and
decodes outputs to labels and probabilities. Class indices are int32, one column for each group of outputs;
everything else is numbers of the samples' dtype, one column for each output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import scipy.sparse
import sklearn
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray

Labels = NDArray[Any]
"""Labels as a person gave them: integers, text, Boolean."""

_BLOCK = 65536
"""Labels encoded at once, so that encoding needs little memory beside its result."""


class Targets(Protocol):
    """What every kind of target can do."""

    @property
    def loss(self) -> str:
        """The loss it is trained with."""

    @property
    def activation(self) -> str:
        """The activation of the output layer."""

    @property
    def output_groups(self) -> tuple[int, ...]:
        """Widths of the groups of outputs that decide together."""

    def encode(self, y: Labels, dtype: np.dtype[Any]) -> NDArray[Any]:
        """Labels as training reads them, shape (n_samples, n_columns)."""

    def decode(self, outputs: FloatArray) -> Labels:
        """The labels that outputs (n_samples, n_outputs) stand for."""


@dataclass(frozen=True)
class TwoClasses:
    """Two classes, or a single one: one logistic output, the probability of the second class."""

    classes: Labels
    loss = "binary_log_loss"
    activation = "logistic"
    output_groups = (1,)

    def encode(self, y: Labels, dtype: np.dtype[Any]) -> FloatArray:
        """1 for the second class, else 0; shape (n_samples, 1)."""
        if len(self.classes) == 1:
            return np.zeros((len(y), 1), dtype)
        encoded: FloatArray = (y == self.classes[1]).astype(dtype).reshape(-1, 1)
        return encoded

    def decode(self, outputs: FloatArray) -> Labels:
        """Return the second class where the output is above one half."""
        if len(self.classes) == 1:
            return np.repeat(self.classes, len(outputs))
        labels: Labels = self.classes[(outputs[:, 0] > 0.5).view(np.int8)]
        return labels

    def probabilities(self, outputs: FloatArray) -> FloatArray:
        """Both classes' probabilities, shape (n_samples, 2)."""
        return np.column_stack([1 - outputs[:, 0], outputs[:, 0]])


@dataclass(frozen=True)
class ManyClasses:
    """Three classes or more: a softmax output for each."""

    classes: Labels
    loss = "log_loss"
    activation = "softmax"

    @property
    def output_groups(self) -> tuple[int, ...]:
        """One group of as many outputs as there are classes."""
        return (len(self.classes),)

    def encode(self, y: Labels, dtype: np.dtype[Any]) -> NDArray[np.int32]:
        """Index of each sample's class, shape (n_samples, 1)."""
        return class_indices(y, self.classes).reshape(-1, 1)

    def decode(self, outputs: FloatArray) -> Labels:
        """Return the class with the largest output."""
        labels: Labels = self.classes[outputs.argmax(axis=1)]
        return labels

    def probabilities(self, outputs: FloatArray) -> FloatArray:
        """Each class's probability, shape (n_samples, n_classes)."""
        return outputs


@dataclass(frozen=True)
class ManyLabels:
    """Several yes-or-no labels for each sample: a logistic output for each."""

    classes: NDArray[np.int64]
    sparse: bool = False
    loss = "binary_log_loss"
    activation = "logistic"

    @property
    def output_groups(self) -> tuple[int, ...]:
        """One group of as many outputs as there are labels."""
        return (len(self.classes),)

    def encode(self, y: Labels, dtype: np.dtype[Any]) -> FloatArray:
        """Yes as 1 and no as 0, shape (n_samples, n_labels)."""
        dense: Labels = y.toarray() if isinstance(y, scipy.sparse.sparray | scipy.sparse.spmatrix) else y
        return np.ascontiguousarray(dense.astype(bool), dtype=dtype)

    def decode(self, outputs: FloatArray) -> Labels:
        """Return 1 where an output is above one half, else 0; sparse if the labels learned from were."""
        labels = (outputs > 0.5).astype(np.int64)
        if not self.sparse:
            return labels
        in_rows = scipy.sparse.csr_array if sparse_arrays_wanted() else scipy.sparse.csr_matrix
        sparse: Labels = in_rows(labels)
        return sparse

    def probabilities(self, outputs: FloatArray) -> FloatArray:
        """Each label's probability, shape (n_samples, n_labels)."""
        return outputs


@dataclass(frozen=True)
class ManyTargets:
    """Several targets with classes of their own: a group of softmax outputs for each target."""

    classes: tuple[Labels, ...]
    loss = "log_loss"
    activation = "softmax"

    @property
    def output_groups(self) -> tuple[int, ...]:
        """A group for each target, as wide as it has classes."""
        return tuple(len(classes) for classes in self.classes)

    def encode(self, y: Labels, dtype: np.dtype[Any]) -> NDArray[np.int32]:
        """Index of each target's class, shape (n_samples, n_targets)."""
        columns = [class_indices(y[:, k], classes) for k, classes in enumerate(self.classes)]
        return np.ascontiguousarray(np.column_stack(columns))

    def decode(self, outputs: FloatArray) -> Labels:
        """Return each target's class with the largest output, shape (n_samples, n_targets)."""
        groups = zip(self.classes, self.probabilities(outputs), strict=True)
        columns = [classes[group.argmax(axis=1)] for classes, group in groups]
        if len({column.dtype.kind for column in columns}) == 1:
            return np.column_stack(columns)
        mixed = np.empty((len(outputs), len(columns)), dtype=object)
        for k, column in enumerate(columns):
            mixed[:, k] = column.tolist()
        return mixed

    def probabilities(self, outputs: FloatArray) -> list[FloatArray]:
        """Each class's probability, an array (n_samples, n_classes) for each target."""
        return np.split(outputs, np.cumsum(self.output_groups)[:-1], axis=1)


@dataclass(frozen=True)
class Numbers:
    """Numbers to predict: an output for each."""

    n_outputs: int
    loss: str = "squared_error"

    @property
    def activation(self) -> str:
        """``exp`` for Poisson counts, which are never negative, else ``identity``."""
        return "exp" if self.loss == "poisson" else "identity"

    @property
    def output_groups(self) -> tuple[int, ...]:
        """One group of all outputs."""
        return (self.n_outputs,)

    def encode(self, y: Labels, dtype: np.dtype[Any]) -> FloatArray:
        """The numbers themselves, shape (n_samples, n_outputs); not copied if they fit."""
        return np.ascontiguousarray(y.reshape(len(y), -1), dtype=dtype)

    def decode(self, outputs: FloatArray) -> FloatArray:
        """The outputs, shape (n_samples,) if there is only one, else (n_samples, n_outputs)."""
        return outputs.ravel() if outputs.shape[1] == 1 else outputs


ClassTargets = TwoClasses | ManyClasses | ManyLabels | ManyTargets


def sparse_arrays_wanted() -> bool:
    """Whether scikit-learn is configured to give sparse arrays instead of sparse matrices."""
    return bool(sklearn.get_config().get("sparse_interface") == "sparray")


def class_indices(y: Labels, classes: Labels) -> NDArray[np.int32]:
    """Index of each label among the sorted ``classes``, all of which it must be one of."""
    indices = np.empty(len(y), np.int32)
    for start in range(0, len(y), _BLOCK):
        indices[start : start + _BLOCK] = np.searchsorted(classes, y[start : start + _BLOCK])
    return indices


def targets_of(classes: Labels) -> TwoClasses | ManyClasses:
    """Targets for one column of labels that are among sorted ``classes``."""
    return TwoClasses(classes) if len(classes) <= 2 else ManyClasses(classes)
