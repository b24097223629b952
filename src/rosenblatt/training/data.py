"""TrainingData: the arrays a fit reads, checked once at the border."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rosenblatt._typing import FloatArray, IntArray, SampleMatrix
from rosenblatt.errors import PlanError
from rosenblatt.plan import Plan


@dataclass(frozen=True)
class Samples:
    """Samples with their targets: all of ``X``, or the rows of it that are named.

    Parameters
    ----------
    X : ndarray of shape (n_rows, n_features), C-contiguous, or scipy CSR array
        float32 or float64. It is read in place, never copied.
    y : ndarray
        Either numbers, shape (n_rows, n_outputs), of X's dtype; or classes as indices, shape
        (n_rows, n_groups), int32: one column for each group of outputs over which softmax runs.
    sample_weight : ndarray of shape (n_rows,), optional
        Of X's dtype.
    rows : ndarray of int64, shape (n_samples,), optional
        Which rows belong to the samples, in order. Default: all.
    step_starts : ndarray of int64, shape (n_stepped + 1,), optional
        The last ``n_stepped`` columns of X are positions, each of which stands for several inputs of the
        network: see ``expand_steps``. Default: all columns are inputs.

    Raises
    ------
    PlanError
        If the arrays do not fit together; the message names the array, what it is and what it must be.
    """

    X: SampleMatrix
    y: NDArray[Any]
    sample_weight: FloatArray | None = None
    rows: IntArray | None = None
    step_starts: IntArray | None = None

    def __post_init__(self) -> None:
        if self.X.ndim != 2:
            raise PlanError(f"X must have shape (n_rows, n_features), got {self.X.shape}")
        if self.X.dtype not in (np.float32, np.float64):
            raise PlanError(f"X must be float32 or float64, got {self.X.dtype}")
        if self.y.ndim != 2 or len(self.y) != self.n_judged:
            raise PlanError(f"y must have shape ({self.n_judged}, n_outputs), got {self.y.shape}")
        if not self.is_classes and self.y.dtype != self.X.dtype:
            raise PlanError(
                f"y must have X's dtype {self.X.dtype} or be int32 class indices, got {self.y.dtype}"
            )
        weight, rows = self.sample_weight, self.rows
        if weight is not None and (weight.shape != (self.n_judged,) or weight.dtype != self.X.dtype):
            raise PlanError(
                f"sample_weight must be {self.X.dtype} of shape ({self.n_judged},), "
                f"got {weight.dtype} of {weight.shape}"
            )
        if rows is not None and (rows.ndim != 1 or rows.dtype != np.int64):
            raise PlanError(f"rows must be int64 of shape (n_samples,), got {rows.dtype} of {rows.shape}")
        if rows is not None and len(rows) and not 0 <= rows.min() <= rows.max() < self.n_units:
            raise PlanError(f"rows must lie in 0..{self.n_units - 1}, got {rows.min()}..{rows.max()}")

    @property
    def n_features(self) -> int:
        """How many inputs a network needs to read the samples."""
        width, starts = int(self.X.shape[1]), self.step_starts
        return width if starts is None else width - (len(starts) - 1) + int(starts[-1])

    @property
    def n_units(self) -> int:
        """How many samples the arrays hold, whether they belong or not."""
        return int(self.X.shape[0])

    @property
    def n_judged(self) -> int:
        """How many rows ``y`` must have."""
        return self.n_units

    @property
    def n_targets(self) -> int:
        """How many outputs of the network are judged in an epoch: one for each sample."""
        return len(self)

    @property
    def own_y(self) -> NDArray[Any]:
        """The rows of ``y`` that belong."""
        return self.y if self.rows is None else self.y[self.rows]

    def n_steps(self, plan: Plan) -> int:
        """Steps that an epoch makes."""
        return -(-len(self) // plan.batch_length(len(self)))

    def n_planned_steps(self, plan: Plan) -> int:
        """Steps in the whole planned training, which ``cosine`` and ``onecycle`` stretch over."""
        return int(plan.max_iter) * self.n_steps(plan)

    @property
    def arrays(self) -> tuple[SampleMatrix | NDArray[Any] | None, ...]:
        """All that the samples are, ``rows`` apart."""
        own = self.X, self.y, self.sample_weight
        return own if self.step_starts is None else (*own, self.step_starts)

    @property
    def is_classes(self) -> bool:
        """Whether ``y`` holds class indices."""
        return self.y.dtype == np.int32

    @property
    def is_sparse(self) -> bool:
        """Whether ``X`` is a CSR array."""
        return hasattr(self.X, "indptr")

    def __len__(self) -> int:
        return self.n_units if self.rows is None else len(self.rows)

    def take(
        self, positions: IntArray, output_groups: tuple[int, ...]
    ) -> tuple[SampleMatrix, FloatArray, FloatArray | None]:
        """Inputs, targets (classes as one-hot rows) and weights of the samples at ``positions``."""
        rows = positions if self.rows is None else self.rows[positions]
        y = self.y[rows]
        if self.is_classes:
            y = one_hot(y, output_groups, self.X.dtype)
        weight = None if self.sample_weight is None else self.sample_weight[rows]
        X = self.X[rows]
        if self.step_starts is not None:
            assert isinstance(X, np.ndarray)
            X = expand_steps(X, self.step_starts)
        return X, y, weight


@dataclass(frozen=True)
class TrainingData:
    """What to learn from, and what to judge by.

    Parameters
    ----------
    train : Samples
    validation : Samples, optional
        Held-out samples: their loss and score are measured after every epoch.
    """

    train: Samples
    validation: Samples | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over shapes, types and values without ``rows``; the time it takes grows with the data."""
        parts = [each for each in (self.train, self.validation) if each is not None]
        return digest_of(array for each in parts for array in each.arrays)


def digest_of(arrays: Iterable[SampleMatrix | NDArray[Any] | None]) -> str:
    """SHA-256 over the shapes, types and values of arrays, of which some may be sparse or None."""
    total = hashlib.sha256()
    for array in arrays:
        given: Any = array
        whole = [given.data, given.indices, given.indptr] if hasattr(given, "indptr") else [given]
        total.update(b"none;" if given is None else f"{given.shape};".encode())
        for part in () if given is None else whole:
            total.update(f"{part.dtype.str}{part.shape};".encode())
            total.update(np.ascontiguousarray(part).data)
    return total.hexdigest()


def expand_steps(X: FloatArray, step_starts: IntArray) -> FloatArray:
    """Return rows whose last columns are positions with all their inputs.

    A position p of column c stands for ``step_starts[c + 1] - step_starts[c]`` inputs: ``clip(p - j, 0, 1)``
    for j = 0, 1, ... It is how far a value has come on a stairway: 2.5 is two whole steps and half of the
    third. (n_rows, n_dense + n_stepped) becomes (n_rows, n_dense + step_starts[-1]).
    """
    n_stepped = len(step_starts) - 1
    n_dense = X.shape[1] - n_stepped
    counts = np.diff(step_starts)
    positions = np.repeat(X[:, n_dense:], counts, axis=1)
    before = np.concatenate([np.arange(count) for count in counts]).astype(X.dtype)
    return np.hstack([X[:, :n_dense], np.clip(positions - before, 0, 1)])


def one_hot(classes: NDArray[np.int32], groups: tuple[int, ...], dtype: DTypeLike) -> FloatArray:
    """Turn class indices (n_samples, n_groups) into rows of 0 and 1, shape (n_samples, sum of groups)."""
    rows = np.zeros((len(classes), sum(groups)), dtype=dtype)
    starts = np.concatenate([[0], np.cumsum(groups)[:-1]])
    np.put_along_axis(rows, classes + starts, 1, axis=1)
    return rows
