"""LiveStream: predictions step by step, as the steps of a sequence come in."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.fitting.task import ClassTask, Task
from rosenblatt.network import Network
from rosenblatt.network.outputs import sequence_outputs

_ONE_STEP = np.array([0, 1], np.int64)


class LiveStream:
    """A network that reads the steps of one sequence as they come in.

    ``RecurrentClassifier.start()`` and ``RecurrentRegressor.start()`` make it. Its predictions step by step
    are those of ``predict`` for the whole sequence.

    Parameters
    ----------
    network : Network
        With a cell.
    task : Task
        What its outputs mean.
    context : array-like of shape (n_context,), optional
        As for ``RecurrentClassifier.start``.

    Attributes
    ----------
    network : Network
    n_steps : int
        Steps taken.

    Raises
    ------
    PlanError
        If the context has another length, or is not finite.
    """

    def __init__(self, network: Network, task: Task, context: ArrayLike | None = None) -> None:
        self.network = network
        self.n_steps = 0
        self._task = task
        self._outputs: FloatArray | None = None
        self._context = self._starting() if context is None else self._checked(context)

    def _starting(self) -> FloatArray:
        """What a sequence starts from, shape (1, n_context)."""
        return np.concatenate([start for start in self.network.starts if start is not None])[None]

    def _checked(self, context: ArrayLike) -> FloatArray:
        values = np.asarray(context, dtype=self.network.dtype)
        if values.shape != (self.network.n_context,) or not np.isfinite(values).all():
            raise PlanError(
                f"context must hold a finite number for each of the {self.network.n_context} context "
                f"neurons, got an array of shape {values.shape}: {values!s:.80}"
            )
        return values[None].copy()

    def step(self, x: ArrayLike) -> Any:  # noqa: ANN401  # whatever the labels are
        """Take a step.

        Parameters
        ----------
        x : array-like of shape (n_features,)
            The features of the step.

        Returns
        -------
        label or float, or ndarray of shape (n_columns,)
            The prediction at this step: a label or a number, or of several targets a row.

        Raises
        ------
        PlanError
            If the step has another number of features, or one that is not finite.
        """
        row = np.asarray(x, dtype=self.network.dtype)
        if row.shape != (self.network.n_inputs,):
            raise PlanError(
                f"step {self.n_steps} must have the shape ({self.network.n_inputs},), got {row.shape}: give "
                "the features of a single step"
            )
        if not np.isfinite(row).all():
            place = int(np.flatnonzero(~np.isfinite(row))[0])
            raise PlanError(f"step {self.n_steps}, feature {place} is {row[place]}: numbers are needed")
        self._outputs = sequence_outputs(self.network, row[None], _ONE_STEP, 1, self._context)
        self.n_steps += 1
        return self._task.decode(self._outputs)[0]

    @property
    def outputs(self) -> FloatArray:
        """The network's outputs at the last step, shape (n_outputs,)."""
        outputs: FloatArray = self._last()[0].copy()
        return outputs

    @property
    def probabilities(self) -> FloatArray | list[FloatArray]:
        """The probability of each class at the last step, (n_classes,); of several targets a list of them.

        A regressor has none: AttributeError.
        """
        if not isinstance(self._task, ClassTask):
            raise AttributeError("numbers have no probabilities: see outputs")
        found = self._task.probabilities(self._last())
        return [each[0] for each in found] if isinstance(found, list) else found[0].copy()

    @property
    def context(self) -> FloatArray:
        """What the context neurons hold now, layer after layer, shape (n_context,)."""
        context: FloatArray = self._context[0].copy()
        return context

    def _last(self) -> FloatArray:
        if self._outputs is None:
            raise PlanError("the stream has taken no step yet: call step(x) first")
        return self._outputs

    def __repr__(self) -> str:
        return f"<LiveStream after {self.n_steps} steps of {self.network!r}>"
