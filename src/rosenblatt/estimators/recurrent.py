"""What RecurrentClassifier and RecurrentRegressor share: sequences for samples, and context neurons."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import Tags
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.errors import PlanError
from rosenblatt.estimators.checked_sequences import CheckedSequences
from rosenblatt.estimators.inputs import SamplesLike
from rosenblatt.estimators.live_stream import LiveStream
from rosenblatt.estimators.multilayer import MultiLayerPerceptron
from rosenblatt.estimators.multilayer_samples import Inputs
from rosenblatt.estimators.outputs import sequence_outputs
from rosenblatt.estimators.recurrent_input import check_sequences, check_targets
from rosenblatt.estimators.starting_network import ContextNeurons, GivenWeights
from rosenblatt.estimators.stream_split import split_in_time
from rosenblatt.estimators.targets import Labels
from rosenblatt.history import History
from rosenblatt.network import Network
from rosenblatt.network.checks import CELLS, LEARNED
from rosenblatt.network.network import values_over_time
from rosenblatt.plan import Plan
from rosenblatt.training import Samples, TrainingData, TrainingState
from rosenblatt.training.sequences import Sequences


class RecurrentEstimator(MultiLayerPerceptron):
    """Base of the estimators of networks with context neurons."""

    cell: str
    backprop_steps: int | None
    update_steps: int | None
    initial_context: float | str
    predict_at: str
    step_size: int | None
    stateful: bool
    context_coefs_: list[FloatArray | None]
    context_: FloatArray
    step_size_: int
    _views: ClassVar[tuple[str, ...]] = ("coefs_", "intercepts_", "context_coefs_")

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **MultiLayerPerceptron._parameter_constraints,
        "cell": [StrOptions(set(CELLS))],
        "backprop_steps": [Interval(Integral, 1, None, closed="left"), None],
        "update_steps": [Interval(Integral, 1, None, closed="left"), None],
        "initial_context": [StrOptions({LEARNED}), Interval(Real, None, None, closed="neither")],
        "predict_at": [StrOptions({"last", "every"})],
        "step_size": [Interval(Integral, 1, None, closed="left"), None],
        "stateful": ["boolean"],
    }

    # ---- Live ------------------------------------------------------------------------------------------

    def start(self, context: ArrayLike | None = None) -> LiveStream:
        """Begin to predict step by step, as the steps of one sequence come in.

        Parameters
        ----------
        context : array-like of shape (n_context,), optional
            What the context neurons hold before the first step, layer after layer. ``context_`` goes on from
            where the training of a ``stateful`` estimator has ended. Default: what every sequence starts
            from.

        Returns
        -------
        LiveStream
            Whose ``step(x)`` takes a step. It keeps the network as it is now.

        Raises
        ------
        ValueError
            If the context has another length.

        Examples
        --------
        >>> from rosenblatt import RecurrentRegressor
        >>> echo = RecurrentRegressor(hidden_layer_sizes=(2,), max_iter=5, random_state=0)
        >>> echo = echo.initialize([[[1.0], [0.0]]], [0.5])
        >>> stream = echo.start()
        >>> bool(stream.step([1.0]) != stream.step([1.0]))
        True
        """
        check_is_fitted(self, "coefs_")
        return LiveStream(self._linked_network().copy(), self._targets, context)

    def hidden_activations(self, X: SamplesLike) -> list[Any]:
        """Return the activations of every layer at every step.

        Parameters
        ----------
        X : list of arrays, or array-like
            Sequences, as for ``fit``.

        Returns
        -------
        list
            For each hidden layer, and last for the output layer, a list with an array (n_steps, n_neurons)
            for each sequence; or where the sequences came in an array or a table, an array (n_sequences,
            n_steps, n_neurons), for the single steps of a stream (n_steps, n_neurons).
        """
        check_is_fitted(self, "coefs_")
        network, given = self._linked_network(), check_sequences(self, X, reset=False)
        bounds = given.bounds(as_one=self.stateful)
        rows = given.X.astype(network.dtype, copy=False)
        parts = [values_over_time(network, part)[0][1:] for part in np.split(rows, bounds[1:-1])]
        layers = [np.concatenate(each) for each in zip(*parts, strict=True)]
        return [given.fold(each, of_every_step=True) for each in layers]

    # ---- What the network is -----------------------------------------------------------------------------

    def _context_neurons(self) -> ContextNeurons:
        learned = isinstance(self.initial_context, str)
        return ContextNeurons(self.cell, LEARNED if learned else float(self.initial_context))

    def _link(self, network: Network) -> None:
        super()._link(network)
        self.context_coefs_ = list(network.context)
        self.step_size_ = network.n_inputs

    def _given_weights(self) -> GivenWeights:
        return self.coefs_, self.intercepts_, self.context_coefs_

    def _shows(self, network: Network) -> bool:
        same = [a is b for a, b in zip(self.context_coefs_, network.context, strict=False)]
        return super()._shows(network) and len(self.context_coefs_) == network.n_layers and all(same)

    def _read_at_once(self, network: Network) -> int:
        if self.n_features_in_ % network.n_inputs:
            return self.n_features_in_  # which then is refused
        return network.n_inputs

    # ---- What it learns from -----------------------------------------------------------------------------

    def _plan(self, n_hidden: int, *, incremental: bool, **over_time: Any) -> Plan:  # noqa: ANN401  # it checks them
        judges_steps = self.stateful or self.predict_at == "every"
        if judges_steps and getattr(self, "stratified", None):
            raise PlanError(
                "stratified=True needs one target a sequence, got "
                f"{'stateful=True' if self.stateful else 'predict_at=every'}: leave stratified=None"
            )
        return super()._plan(
            n_hidden,
            incremental=incremental,
            backprop_steps=self.backprop_steps,
            update_steps=self.update_steps,
            stateful=self.stateful,
            **over_time,
        )

    def _check_input(
        self, X: SamplesLike, y: SamplesLike, *, reset: bool, numbers: bool
    ) -> tuple[CheckedSequences, Labels]:
        given = check_sequences(self, X, reset=reset)
        return given, check_targets(self, y, given, numbers=numbers)

    def _target_weights(self, sample_weight: ArrayLike, X: Inputs) -> FloatArray:
        assert isinstance(X, CheckedSequences)
        weight = _check_sample_weight(sample_weight, np.empty((X.n_sequences, 0), X.dtype))
        return X.for_targets(weight)

    def _bundle(
        self, X: Inputs, y: Labels, weight: FloatArray | None, dtype: np.dtype[np.floating]
    ) -> Sequences:
        assert isinstance(X, CheckedSequences)
        return X.sequences(y, weight, dtype, as_one=self.stateful)

    def _strata(self, encoded: Labels) -> Labels | None:
        return None if self.predict_at == "every" else super()._strata(encoded)

    def _split(self, samples: Samples, random: np.random.RandomState) -> TrainingData:
        if not self.stateful:
            return super()._split(samples, random)
        assert isinstance(samples, Sequences)
        return split_in_time(samples, self.validation_fraction)

    def _split_again(
        self, samples: Samples, validation: Samples | None, plan: Plan, rows: Sequence[IntArray] | None
    ) -> TrainingData:
        if self.stateful and validation is None and plan.early_stopping:
            return self._split(samples, np.random.RandomState(0))
        return super()._split_again(samples, validation, plan, rows)

    # ---- A stream that goes on ---------------------------------------------------------------------------

    def _state_to_advance(
        self,
        network: Network,
        n_samples: int,
        plan: Plan,
        random: np.random.RandomState,
        *,
        incremental: bool,
    ) -> TrainingState:
        state = super()._state_to_advance(network, n_samples, plan, random, incremental=incremental)
        last: TrainingState | None = getattr(self, "_state", None)
        if incremental and last is not None and last.context.shape == state.context.shape:
            state.context[:] = last.context
        return state

    def _remember(self, state: TrainingState, history: History, plan: Plan, *, judged: bool) -> None:
        super()._remember(state, history, plan, judged=judged)
        if plan.stateful:
            self.context_ = state.context.copy()

    def _forget(self) -> None:
        super()._forget()
        self.__dict__.pop("context_", None)

    # ---- What it says ------------------------------------------------------------------------------------

    def _judged_outputs(self, X: SamplesLike) -> tuple[CheckedSequences, FloatArray]:
        """Checked sequences, and the outputs at their judged steps, (n_targets, n_outputs)."""
        if "coefs_" not in vars(self):
            check_is_fitted(self, "coefs_")
        given = check_sequences(self, X, reset=False)
        bounds = given.bounds(as_one=self.stateful)
        outputs = sequence_outputs(self._linked_network(), given.X, bounds, self.n_threads)
        return given, given.judged(outputs)

    def _true_targets(
        self, y: SamplesLike, given: CheckedSequences, sample_weight: ArrayLike | None, *, numbers: bool
    ) -> tuple[Labels, NDArray[Any] | None]:
        """The targets that a score compares with, and how much each counts."""
        weight = None if sample_weight is None else self._target_weights(sample_weight, given)
        return check_targets(self, y, given, numbers=numbers), weight

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = False
        tags.input_tags.three_d_array = True
        return tags
