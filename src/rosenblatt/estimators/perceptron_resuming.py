"""Going on from a checkpoint of a Perceptron, to the same bits."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt.checkpoint import EVERY, Checkpoint, load_checkpoint
from rosenblatt.errors import PlanError
from rosenblatt.estimators.checkpointing import CheckpointWish, estimator_of, kept_array, parts_of
from rosenblatt.estimators.inputs import SamplesLike
from rosenblatt.estimators.parameters import check_parameters
from rosenblatt.estimators.perceptron_start import distinct_classes, n_neurons_for
from rosenblatt.estimators.perceptron_training import PerceptronTraining
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronState


class PerceptronResuming(PerceptronTraining):
    """Comes back from a checkpoint, and goes on."""

    @classmethod
    def resume(
        cls,
        path: str | os.PathLike[str],
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None = None,
        *,
        same_data: bool = True,
    ) -> Self:
        """Go on from a checkpoint, to the same bits as if training had never stopped.

        The estimator has the parameters of the one that wrote the checkpoint. The fit goes on to its end, and
        writes its checkpoints where it did before; one that had ended stays as it was.

        Parameters
        ----------
        path : path-like
            What was given as ``checkpoint``. If the newest is damaged, the one before it is taken, with a
            warning.
        X, y, sample_weight
            What was given to ``fit``.
        same_data : bool, default=True
            Whether other data than then is refused.

        Returns
        -------
        Perceptron
            Fitted.

        Raises
        ------
        ModelFileError
            If there is no checkpoint, or it is damaged.
        RosenblattError
            If it was written by another kind of estimator, or the data is other data.
        """
        found = load_checkpoint(path)
        return estimator_of(cls, found)._go_on_from(found, path, X, y, sample_weight, same_data=same_data)

    def _resume(
        self, path: str | os.PathLike[str], X: SamplesLike, y: SamplesLike, *, same_data: bool
    ) -> Self:
        """Go on from a checkpoint of an estimator with these parameters, whoever listens to this one."""
        return self._go_on_from(load_checkpoint(path), path, X, y, same_data=same_data)

    def _go_on_from(
        self,
        found: Checkpoint,
        path: str | os.PathLike[str],
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None = None,
        *,
        same_data: bool,
    ) -> Self:
        """Go on from a checkpoint: the data is prepared as then, the state is the checkpoint's."""
        check_parameters(self)
        samples, labels = self._check_training(X, y, reset=True)
        state, plan = parts_of(found, PerceptronState, PerceptronPlan)
        if state.weights.dtype != samples.dtype:
            samples = samples.astype(state.weights.dtype)
        classes = distinct_classes(labels)
        data, _ = self._data(samples, labels, classes, sample_weight)
        held_out = None
        if "validation" in found.arrays:
            held_out = kept_array(found, "validation", np.uint8, (len(labels),)).astype(bool)
        kept_array(found, "mistakes", np.int32, (state.n_neurons, None))
        data = replace(data, validation=held_out)
        shape = (n_neurons_for(classes), samples.shape[1])
        if state.weights.shape != shape:
            raise PlanError(
                f"the checkpoint's weights have the shape {state.weights.shape}, the given data asks for "
                f"{shape}: give the data it was trained on"
            )
        if same_data:
            found.require_data(data)
        wish = CheckpointWish(path, found.owner.get("every", EVERY))  # type: ignore[arg-type]  # it is checked
        self._fit(state, data, classes, plan, wish, resumed=found)
        return self
