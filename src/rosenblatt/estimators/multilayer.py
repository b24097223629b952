"""What all multi-layer estimators share: from checked input to a trained network, and its outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Self

from numpy.typing import ArrayLike
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from rosenblatt._typing import FloatArray
from rosenblatt.estimators.callbacks import followed
from rosenblatt.estimators.checkpointing import CheckpointWish
from rosenblatt.estimators.inputs import SamplesLike, check_samples
from rosenblatt.estimators.multilayer_resuming import MultiLayerResuming
from rosenblatt.estimators.outputs import outputs_of
from rosenblatt.estimators.parameters import check_parameters
from rosenblatt.estimators.random_stream import random_stream
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingData, TrainingState


class MultiLayerPerceptron(MultiLayerResuming):
    """Base of the estimators of networks with hidden layers."""

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
