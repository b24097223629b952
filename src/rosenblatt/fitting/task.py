"""Prediction tasks: classes or numbers, learned from ``y``; they encode targets and decode outputs.

Each task names its loss and output activation, encodes ``y`` as the numbers that training reads, and decodes
outputs to labels and probabilities. Class indices are int32, one column for each group of outputs; everything
else is numbers of the samples' dtype, one column for each output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray

Labels = NDArray[Any]
"""Labels as they were given: integers, text, Boolean."""

_BLOCK = 65536
"""Labels encoded at once, so that encoding needs little memory beside its result."""


class Task(Protocol):
    """Interface of all prediction tasks."""

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
        """Decode outputs (n_samples, n_outputs) to labels."""


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
    """Yes-or-no labels, with a logistic output for each; ``sparse`` if learned from a sparse matrix."""

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
        dense: Labels = y.toarray() if is_sparse(y) else y
        return np.ascontiguousarray(dense.astype(bool), dtype=dtype)

    def decode(self, outputs: FloatArray) -> Labels:
        """Return 1 where an output is above one half, else 0, as a dense array."""
        return (outputs > 0.5).astype(np.int64)

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


ClassTask: TypeAlias = TwoClasses | ManyClasses | ManyLabels | ManyTargets


# ---- Learning a task from y -----------------------------------------------------------------------------


def task_of(y: Labels) -> ClassTask:
    """Return the classification task of checked labels, (n_samples,) or (n_samples, n_targets).

    One column has two classes or more. Several columns of only 0 and 1 are yes-or-no labels; other columns
    are several targets, each with classes of its own.
    """
    if y.ndim == 1:
        return task_of_classes(distinct_labels(y))
    if is_sparse(y) or is_yes_or_no(y):
        return ManyLabels(np.arange(y.shape[1]), sparse=is_sparse(y))
    return ManyTargets(tuple(distinct_labels(column) for column in columns_of(y)))


def task_of_classes(classes: Labels) -> TwoClasses | ManyClasses:
    """Return the task of one column of labels that are among sorted ``classes``."""
    return TwoClasses(classes) if len(classes) <= 2 else ManyClasses(classes)


def has_one_class(task: Task) -> bool:
    """Whether all targets are alike, so that their class is always predicted."""
    return isinstance(task, TwoClasses) and len(task.classes) == 1


def require_known_labels(task: ClassTask, y: Labels, *, all_of_them: bool) -> None:
    """Raise ValueError unless the labels in ``y`` are among those of the task.

    With ``all_of_them`` every known class has to occur (``warm_start``).
    """
    several = isinstance(task, ManyLabels | ManyTargets)
    if several != (y.ndim == 2) or (several and y.shape[1] != len(task.classes)):
        expected = f"{len(task.classes)} columns" if several else "one column"
        raise ValueError(f"`y` must have {expected} of labels as in the previous call, got shape {y.shape}")
    if isinstance(task, ManyLabels):
        if not is_sparse(y) and not is_yes_or_no(y):
            raise ValueError("`y` must hold only 0 and 1 as in the previous call, got other labels")
    elif isinstance(task, ManyTargets):
        for column, classes in zip(columns_of(y), task.classes, strict=True):
            _require_known(column, classes, all_of_them=all_of_them)
    else:
        _require_known(y, task.classes, all_of_them=all_of_them)


def _require_known(y: Labels, classes: Labels, *, all_of_them: bool) -> None:
    found = distinct_labels(y)
    if all_of_them and set(found) != set(classes):
        raise ValueError(
            "warm_start can only be used where `y` has the same classes as in the previous call to fit. "
            f"Previously got {classes}, `y` has {found}"
        )
    if len(np.setdiff1d(found, classes, assume_unique=True)):
        raise ValueError(
            f"`y` has classes not in `self.classes_`. `self.classes_` has {classes}. 'y' has {found}."
        )


# ---- Labels ---------------------------------------------------------------------------------------------


def distinct_labels(y: Labels) -> Labels:
    """Return the sorted labels that occur in one column, as scikit-learn's ``unique_labels`` does."""
    found: Labels = np.unique(y)
    # Text as wide as the widest label that occurs.
    return found if y.dtype.kind in "biuf" else np.asarray(sorted(set(found)))


def class_indices(y: Labels, classes: Labels) -> NDArray[np.int32]:
    """Index of each label among the sorted ``classes``, all of which it must be one of."""
    indices = np.empty(len(y), np.int32)
    for start in range(0, len(y), _BLOCK):
        indices[start : start + _BLOCK] = np.searchsorted(classes, y[start : start + _BLOCK])
    return indices


def columns_of(y: Labels) -> list[Labels]:
    """The columns of several targets, each with a dtype of its own where ``y`` holds objects."""
    return [y[:, k] if y.dtype != object else np.array(y[:, k].tolist()) for k in range(y.shape[1])]


def is_yes_or_no(y: Labels) -> bool:
    """Whether an array holds only 0 and 1."""
    if y.dtype == object or y.dtype.kind in "US":
        return False
    return bool(((y == 0) | (y == 1)).all())


def is_sparse(y: Any) -> TypeGuard[Any]:  # noqa: ANN401  # whatever is an array
    """Whether an array is sparse."""
    return hasattr(y, "toarray")
