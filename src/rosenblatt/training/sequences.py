"""Sequences: the arrays a fit of a recurrent network reads, checked once at the border."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray, SampleMatrix
from rosenblatt.errors import PlanError
from rosenblatt.network.over_sequences import checked_offsets
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, one_hot


@dataclass(frozen=True)
class Sequences(Samples):
    """Sequences that lie end to end in X, (n_rows, n_features), with the targets of their steps.

    Sequence s is the rows from ``offsets[s]`` to before ``offsets[s + 1]``; ``rows`` are the sequences that
    belong, in order (default: all). ``y`` and ``sample_weight`` have a row for each target; their columns are
    as in :class:`~rosenblatt.training.data.Samples`. ``targets``, (n_rows,), is the row of ``y`` for each
    step, -1 for none; by default each step has a target of its own, in order. Arrays that do not fit together
    raise PlanError.
    """

    offsets: IntArray = field(kw_only=True)
    targets: IntArray | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        self._check_offsets()
        self._check_targets()
        super().__post_init__()
        if self.is_sparse:
            raise PlanError("sequences must be a dense array, got a sparse one: use X.toarray()")

    def _check_offsets(self) -> None:
        if self.offsets.dtype != np.int64:
            raise PlanError(
                f"offsets must be int64 of shape (n_sequences + 1,), got {self.offsets.dtype} of "
                f"{self.offsets.shape}"
            )
        checked_offsets(self.offsets, self.X.shape[0])

    def _check_targets(self) -> None:
        targets, n_rows = self.targets, self.X.shape[0]
        if targets is None:
            return
        if targets.shape != (n_rows,) or targets.dtype != np.int64:
            raise PlanError(
                f"targets must be int64 of shape ({n_rows},), got {targets.dtype} of {targets.shape}"
            )
        if targets.min() < -1 or targets.max() >= len(self.y):
            raise PlanError(
                f"targets must lie in -1..{len(self.y) - 1}, got {targets.min()}..{targets.max()}"
            )

    @classmethod
    def of_matrix(cls, X: FloatArray, y: NDArray[np.generic], step_size: int) -> Sequences:
        """Take each row of X, (n_sequences, n_steps * step_size), as a sequence with a target at its end."""
        n_sequences, width = X.shape
        if step_size < 1 or width % step_size:
            raise PlanError(f"step_size must divide the {width} features of a row, got {step_size}")
        n_steps = width // step_size
        targets = np.full((n_sequences, n_steps), -1, np.int64)
        targets[:, -1] = np.arange(n_sequences)
        offsets = np.arange(n_sequences + 1, dtype=np.int64) * n_steps
        return cls(X.reshape(-1, step_size), y, offsets=offsets, targets=targets.ravel())

    @property
    def n_units(self) -> int:
        """How many sequences there are, whether they belong or not."""
        return len(self.offsets) - 1

    @property
    def n_judged(self) -> int:
        """How many targets ``y`` holds a row for."""
        return self.X.shape[0] if self.targets is None else len(self.y)

    @property
    def arrays(self) -> tuple[SampleMatrix | NDArray[np.generic] | None, ...]:
        """All that the samples are, ``rows`` apart."""
        return (*super().arrays, self.offsets, self.targets)

    @property
    def lengths(self) -> IntArray:
        """Steps of each sequence that belongs, in order."""
        lengths = np.diff(self.offsets)
        return lengths if self.rows is None else lengths[self.rows]

    @property
    def n_targets(self) -> int:
        """How many steps have a target, of the sequences that belong."""
        if self.rows is None:
            return self.X.shape[0] if self.targets is None else int((self.targets >= 0).sum())
        return len(self.own_y)

    @property
    def own_y(self) -> NDArray[np.generic]:
        """The rows of ``y`` that belong."""
        if self.rows is None and self.targets is None:
            return self.y
        steps = np.concatenate([np.arange(*self.bounds(position)) for position in range(len(self))])
        rows = self.target_rows(steps)
        return self.y[rows[rows >= 0]]

    def n_steps(self, plan: Plan) -> int:
        """Steps of an epoch through the sequences as they lie; another order may have other windows."""
        longest = np.maximum.reduceat(self.lengths, np.arange(0, len(self), plan.batch_length(len(self))))
        new = plan.window[1]
        return len(longest) if new is None else int((-(-longest // min(new, longest.max()))).sum())

    def bounds(self, position: int) -> tuple[int, int]:
        """First row of the sequence at ``position``, and the one behind its last."""
        sequence = position if self.rows is None else int(self.rows[position])
        return int(self.offsets[sequence]), int(self.offsets[sequence + 1])

    def target_rows(self, steps: IntArray) -> IntArray:
        """Which rows of ``y`` the steps at these rows of ``X`` are judged by, -1 for none."""
        return steps if self.targets is None else self.targets[steps]

    def judged(
        self, steps: IntArray, output_groups: tuple[int, ...]
    ) -> tuple[NDArray[np.bool_], FloatArray, FloatArray | None]:
        """Which of the steps have a target; the targets as numbers or one-hot rows, and their weights."""
        rows = self.target_rows(steps)
        there = rows >= 0
        y = self.y[rows[there]]
        if self.is_classes:
            y = one_hot(y, output_groups, self.X.dtype)
        return there, y, None if self.sample_weight is None else self.sample_weight[rows[there]]
