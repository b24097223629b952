"""What MLPClassifier and MLPRegressor share: from checked input to a trained network, and its outputs."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import Tags
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.checkpoint import EVERY, Checkpoint, load_checkpoint
from rosenblatt.errors import PlanError
from rosenblatt.estimators.callbacks import followed
from rosenblatt.estimators.checkpointing import (
    CheckpointWish,
    check_search,
    estimator_of,
    kept_array,
    parts_of,
    same_layers,
)
from rosenblatt.estimators.inputs import SamplesLike, check_samples
from rosenblatt.estimators.kept_targets import Learned, target_values
from rosenblatt.estimators.multilayer_training import SPLIT, MultiLayerTraining
from rosenblatt.estimators.outputs import outputs_of
from rosenblatt.estimators.parameters import check_parameters
from rosenblatt.estimators.random_stream import random_stream
from rosenblatt.estimators.starting_network import starting_network
from rosenblatt.estimators.targets import Labels
from rosenblatt.estimators.validation_split import split_rows
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training import Samples, TrainingData, TrainingState


class MultiLayerPerceptron(MultiLayerTraining):
    """Base of the estimators of networks with hidden layers."""

    # ---- What the two kinds of estimators differ in ----------------------------------------------------

    @abstractmethod
    def _check_training(self, X: SamplesLike, y: SamplesLike, *, reset: bool) -> tuple[SampleMatrix, Labels]:
        """Check samples and targets."""

    @abstractmethod
    def _settle_targets(self, y: Labels, *, begins: bool, incremental: bool, classes: object) -> None:
        """Set ``_targets`` if the training begins, else raise unless ``y`` fits those learned before."""

    @abstractmethod
    def _take_targets(self, targets: Any) -> None:  # noqa: ANN401  # each of the two knows its own kinds
        """Learn what there is to tell apart."""

    @abstractmethod
    def _check_validation_targets(self, y: Labels) -> None:
        """Raise unless ``y`` fits the targets."""

    def _class_weights(self, y: Labels, *, incremental: bool) -> FloatArray | None:
        """How much each sample's class counts, or None if all count the same."""
        return None

    def _strata(self, encoded: Labels) -> Labels | None:
        """What the early-stopping split keeps the shares of, or None."""
        return None

    # ---- Fitting ---------------------------------------------------------------------------------------

    def _fit(
        self,
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None,
        *,
        validation_data: Sequence[object] | None = None,
        incremental: bool = False,
        classes: object = None,
        checkpoint: CheckpointWish | None = None,
    ) -> Self:
        check_parameters(self)
        if incremental and self.early_stopping:
            raise ValueError(
                "partial_fit does not support early_stopping=True: it makes one epoch at a time, "
                "and whoever calls it decides when to stop"
            )
        given = X, y
        layers = self._hidden_layers()
        begins = not hasattr(self, "coefs_") or not (self.warm_start or incremental)
        X, y = self._check_training(X, y, reset=begins)
        self._settle_targets(y, begins=begins, incremental=incremental, classes=classes)
        plan = self._plan(len(layers[0]), incremental=incremental)
        dtype = X.dtype if begins else self._linked_network().dtype
        samples = self._samples(X, y, sample_weight, dtype, incremental=incremental)
        validation = None if validation_data is None else self._validation_samples(validation_data, dtype)
        random = random_stream(self.random_state)
        with nullcontext() if incremental else followed(self, *given, sample_weight, plan.max_iter):
            if begins:
                self._begin(layers, X.shape[1], dtype, random)
            else:
                self._go_on(layers, X.shape[1])
            data = self._training_data(samples, validation, plan, random)
            self._train(data, plan, random, begins=begins, incremental=incremental, checkpoint=checkpoint)
        return self

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
        MLPClassifier or MLPRegressor
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
        sizes = self._settle_layers(layers, self.n_features_in_)
        same_layers(state.network, sizes, (*layers[1], self.out_activation_), learned.targets.output_groups)
        self._link(state.network)
        self._remember(state, found.history, plan, judged=False)
        self.n_iter_ = learned.n_iter
        self.stopped_by_ = str(found.stopped_by)
        return self

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
        groups = self._targets.output_groups
        same_layers(state.network, sizes, (*layers[1], self.out_activation_), groups)
        data = TrainingData(samples, validation)
        if "train_rows" in found.arrays:
            rows = [kept_array(found, name, np.int64, (None,)) for name in SPLIT]
            data = TrainingData(*(replace(samples, rows=each) for each in rows))
        if plan.solver == "lbfgs":
            check_search(found, state.network)
        if same_data:
            found.require_data(data)
        self._link(state.network)
        random = random_stream(self.random_state)
        self._train(data, plan, random, begins=True, incremental=False, checkpoint=checkpoint, resumed=found)
        return self

    def _training_data(
        self, samples: Samples, validation: Samples | None, plan: Plan, random: np.random.RandomState
    ) -> TrainingData:
        """What to learn from and to judge by; early stopping without samples to judge by holds some out."""
        if validation is None and plan.early_stopping:
            return self._split(samples, random)
        return TrainingData(samples, validation)

    def _samples(
        self,
        X: SampleMatrix,
        y: Labels,
        sample_weight: ArrayLike | None,
        dtype: np.dtype[np.floating],
        *,
        incremental: bool = False,
    ) -> Samples:
        """Checked input as training reads it; what a sample counts includes the weight of its class."""
        weight = None if sample_weight is None else _check_sample_weight(sample_weight, X)
        of_class = self._class_weights(y, incremental=incremental)
        if of_class is not None:
            weight = of_class if weight is None else weight * of_class
        return Samples(
            X.astype(dtype, copy=False),
            self._targets.encode(y, dtype),
            None if weight is None else weight.astype(dtype, copy=False),
        )

    def _validation_samples(self, validation_data: Sequence[object], dtype: np.dtype[np.floating]) -> Samples:
        if not isinstance(validation_data, tuple | list) or len(validation_data) not in (2, 3):
            raise ValueError(
                "validation_data must be a tuple (X, y) or (X, y, sample_weight), "
                f"got {type(validation_data).__name__}"
            )
        X, y = self._check_training(validation_data[0], validation_data[1], reset=False)
        self._check_validation_targets(y)
        weight: Any = validation_data[2] if len(validation_data) == 3 else None
        return self._samples(X, y, weight, dtype)

    def _split(self, samples: Samples, random: np.random.RandomState) -> TrainingData:
        """Hold samples out for early stopping: rows are told apart, nothing is copied."""
        parts = split_rows(len(samples), self.validation_fraction, random, self._strata(samples.y))
        return TrainingData(*(replace(samples, rows=rows) for rows in parts))

    def _settle_layers(
        self, layers: tuple[tuple[int, ...], tuple[str, ...]], n_features: int
    ) -> tuple[int, ...]:
        """Forget an earlier training, and return the sizes of all layers from now on."""
        self._forget()
        sizes = (n_features, *layers[0], sum(self._targets.output_groups))
        self.n_outputs_ = sizes[-1]
        self.n_layers_ = len(sizes)
        self.out_activation_ = self._targets.activation
        return sizes

    def _begin(
        self,
        layers: tuple[tuple[int, ...], tuple[str, ...]],
        n_features: int,
        dtype: np.dtype[np.floating],
        random: np.random.RandomState,
    ) -> None:
        """Have a new network, and nothing of an earlier training."""
        sizes = self._settle_layers(layers, n_features)
        network = starting_network(
            self.init,
            sizes,
            (*layers[1], self.out_activation_),
            random,
            hidden_activation=self.activation if isinstance(self.activation, str) else None,
            output_groups=self._targets.output_groups,
            dtype=dtype,
        )
        self._link(network)

    def _go_on(self, layers: tuple[tuple[int, ...], tuple[str, ...]], n_features: int) -> None:
        """See that the network fits what is asked for now."""
        network = self._linked_network()
        sizes = (n_features, *layers[0], sum(self._targets.output_groups))
        if network.layer_sizes != sizes:
            raise ValueError(
                f"training cannot go on from a network with the layers {network.layer_sizes}, "
                f"hidden_layer_sizes and the data ask for {sizes}: fit with warm_start=False to begin anew"
            )
        names = (*layers[1], self.out_activation_)
        if network.activations != names:
            self._link(Network(sizes, names, network.parameters, output_groups=network.output_groups))

    def _require_steps(self) -> bool:
        """Whether ``partial_fit`` is there; raises AttributeError if the solver makes no single epochs."""
        if self.solver == "lbfgs":
            raise AttributeError(
                "partial_fit is only available for stochastic optimizers. lbfgs is not stochastic: "
                "use solver='adam' or another, or fit with warm_start=True"
            )
        return True

    def _starts(
        self, X: SamplesLike, y: SamplesLike, seeds: Iterable[int]
    ) -> Iterator[tuple[TrainingState, TrainingData, Plan]]:
        """For each seed what ``fit`` with it as ``random_state`` begins with; X and y are checked once.

        Each state has a network of its own. The estimator itself is then as after :meth:`initialize`.
        """
        check_parameters(self)
        layers = self._hidden_layers()
        X, y = self._check_training(X, y, reset=True)
        self._settle_targets(y, begins=True, incremental=False, classes=None)
        plan = self._plan(len(layers[0]), incremental=False)
        samples = self._samples(X, y, None, X.dtype)
        data = TrainingData(samples)
        for seed in seeds:
            random = random_stream(seed)
            self._begin(layers, X.shape[1], X.dtype, random)
            if plan.early_stopping:
                data = self._training_data(samples, None, plan, random)
            network = self._linked_network()
            yield (
                self._state_to_advance(network, len(data.train), plan, random, incremental=False),
                data,
                plan,
            )

    # ---- Without training ------------------------------------------------------------------------------

    def initialize(self, X: SamplesLike, y: SamplesLike) -> Self:
        """Have a network without training it.

        The estimator is then as if fitted by zero epochs: it predicts, ``coefs_`` and ``intercepts_`` can be
        looked at and changed, and ``partial_fit``, or ``fit`` with ``warm_start=True``, trains on from there.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)
            Of which only the number, names and float type of the features matter.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs)
            Of which only the classes, or the number of columns, matter.

        Returns
        -------
        self : object
        """
        check_parameters(self)
        layers = self._hidden_layers()
        samples, labels = self._check_training(X, y, reset=True)
        self._settle_targets(labels, begins=True, incremental=False, classes=None)
        self._begin(layers, samples.shape[1], samples.dtype, random_stream(self.random_state))
        return self

    def hidden_activations(self, X: SamplesLike) -> list[FloatArray]:
        """Return the activations of every layer for samples.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)

        Returns
        -------
        list of ndarray
            For each hidden layer, and last for the output layer, an array (n_samples, n_neurons).
        """
        check_is_fitted(self, "coefs_")
        return self._linked_network().layer_values(check_samples(self, X))[1:]

    def _outputs(self, X: SamplesLike) -> FloatArray:
        if "coefs_" not in vars(self):
            check_is_fitted(self, "coefs_")
        return outputs_of(self._linked_network(), check_samples(self, X), self.n_threads)

    # ---- What scikit-learn and pickle ask ----------------------------------------------------------------

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags
