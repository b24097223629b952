"""Going on from a checkpoint of a multi-layer estimator, to the same bits."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt.checkpoint import EVERY, Checkpoint, load_checkpoint
from rosenblatt.errors import PlanError
from rosenblatt.estimators.checkpointing import (
    CheckpointWish,
    check_search,
    estimator_of,
    kept_array,
    parts_of,
    same_layers,
)
from rosenblatt.estimators.inputs import SamplesLike
from rosenblatt.estimators.kept_targets import Learned, target_values
from rosenblatt.estimators.multilayer_samples import MultiLayerSamples
from rosenblatt.estimators.multilayer_training import SPLIT
from rosenblatt.estimators.parameters import check_parameters
from rosenblatt.estimators.random_stream import random_stream
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingState


class MultiLayerResuming(MultiLayerSamples):
    """Comes back from a checkpoint: a fit goes on, and what ``partial_fit`` has learned is there again."""

    @classmethod
    def resume(
        cls,
        path: str | os.PathLike[str],
        X: SamplesLike | None = None,
        y: SamplesLike | None = None,
        sample_weight: ArrayLike | None = None,
        *,
        validation_data: Sequence[object] | None = None,
        same_data: bool = True,
    ) -> Self:
        """Go on from a checkpoint, to the same bits as if training had never stopped.

        The estimator has the parameters of the one that wrote the checkpoint. A fit goes on to its end, and
        writes its checkpoints where it did before; one that had ended stays as it was. After ``partial_fit``
        the estimator is as it was then, and no data is needed.

        Parameters
        ----------
        path : path-like
            What was given as ``checkpoint``. If the newest is damaged, the one before it is taken, with a
            warning.
        X, y, sample_weight, validation_data
            What was given to ``fit``.
        same_data : bool, default=True
            Whether other data than then is refused.

        Returns
        -------
        self : object
            Fitted.

        Raises
        ------
        ModelFileError
            If there is no checkpoint, or it is damaged.
        RosenblattError
            If it was written by another kind of estimator, or the data is other data.
        """
        found = load_checkpoint(path)
        estimator = estimator_of(cls, found)
        if found.owner.get("learned") is not None:
            return estimator._restore(found)
        if X is None or y is None:
            raise PlanError("the checkpoint is of a fit in progress: give X and y, as they were given to fit")
        return estimator._go_on_from(found, path, X, y, sample_weight, validation_data, same_data=same_data)

    def _resume(
        self, path: str | os.PathLike[str], X: SamplesLike, y: SamplesLike, *, same_data: bool
    ) -> Self:
        """Go on from a checkpoint of an estimator with these parameters, whoever listens to this one."""
        return self._go_on_from(load_checkpoint(path), path, X, y, same_data=same_data)

    def _restore(self, found: Checkpoint) -> Self:
        """Be as after the ``partial_fit`` that wrote a checkpoint."""
        learned = Learned.of(found.owner["learned"])
        state, plan = parts_of(found, TrainingState, Plan)
        self._take_targets(learned.targets)
        self.n_features_in_ = learned.n_features
        if learned.feature_names is not None:
            self.feature_names_in_ = np.array(learned.feature_names, dtype=object)
        layers = self._hidden_layers()
        sizes = self._settle_layers(layers, self._read_at_once(state.network))
        names = (*layers[1], self.out_activation_)
        same_layers(state.network, sizes, names, learned.targets.output_groups, self._context_neurons())
        self._link(state.network)
        self._remember(state, found.history, plan, judged=False)
        self.n_iter_ = learned.n_iter
        self.stopped_by_ = str(found.stopped_by)
        return self

    def _read_at_once(self, network: Network) -> int:
        """How many features the network of a checkpoint must read at once, of those learned from."""
        return self.n_features_in_

    def _learned(self) -> dict[str, object]:
        """What a checkpoint of ``partial_fit`` keeps beside the state."""
        names = getattr(self, "feature_names_in_", None)
        return {
            "targets": target_values(self._targets),
            "n_features": self.n_features_in_,
            "feature_names": None if names is None else list(names),
            "n_iter": self.n_iter_,
        }

    def _go_on_from(
        self,
        found: Checkpoint,
        path: str | os.PathLike[str],
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None = None,
        validation_data: Sequence[object] | None = None,
        *,
        same_data: bool,
    ) -> Self:
        """Go on from a checkpoint of a fit: the data is prepared as then, the state is the checkpoint's."""
        check_parameters(self)
        layers = self._hidden_layers()
        checkpoint = CheckpointWish(path, found.owner.get("every", EVERY))  # type: ignore[arg-type]  # it is checked
        state, plan = parts_of(found, TrainingState, Plan)
        X, y = self._check_training(X, y, reset=True)
        self._settle_targets(y, begins=True, incremental=False, classes=None)
        dtype = state.network.dtype
        samples = self._samples(X, y, sample_weight, dtype)
        validation = None if validation_data is None else self._validation_samples(validation_data, dtype)
        sizes = self._settle_layers(layers, X.shape[1])
        names = (*layers[1], self.out_activation_)
        same_layers(state.network, sizes, names, self._targets.output_groups, self._context_neurons())
        rows = None
        if "train_rows" in found.arrays:
            rows = [kept_array(found, name, np.int64, (None,)) for name in SPLIT]
        data = self._split_again(samples, validation, plan, rows)
        if plan.solver == "lbfgs":
            check_search(found, state.network)
        if same_data:
            found.require_data(data)
        self._link(state.network)
        random = random_stream(self.random_state)
        self._train(data, plan, random, begins=True, incremental=False, checkpoint=checkpoint, resumed=found)
        return self
