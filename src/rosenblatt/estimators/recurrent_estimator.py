"""RecurrentEstimator: the base of the estimators of networks with context neurons, which read sequences."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import Tags
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from rosenblatt._typing import FloatArray
from rosenblatt.data.batches import Source
from rosenblatt.estimators.checks import SamplesLike
from rosenblatt.estimators.from_source import Surveyed, refuse_source
from rosenblatt.estimators.live_stream import LiveStream
from rosenblatt.estimators.network_estimator import NetworkEstimator
from rosenblatt.estimators.sequence_checks import check_sequences, check_targets, warn_of_single_steps
from rosenblatt.estimators.versions import check_sample_weight
from rosenblatt.fitting.reading import CheckedSequences, Inputs
from rosenblatt.fitting.task import Labels
from rosenblatt.network import Network
from rosenblatt.network.checks import CELLS, LEARNED
from rosenblatt.network.network import values_over_time
from rosenblatt.network.outputs import sequence_outputs


class RecurrentEstimator(NetworkEstimator):
    """Base of the estimators of networks with context neurons."""

    step_size: int | None
    stateful: bool
    predict_at: str
    context_coefs_: list[FloatArray | None]
    context_: FloatArray
    step_size_: int
    _fitted_to_rows: bool

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **NetworkEstimator._parameter_constraints,
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
            The values of the context neurons before the first step, layer after layer. ``context_`` continues
            the training stream of a ``stateful`` estimator. Default: the initial values of every sequence.

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
        return LiveStream(self._linked_network().copy(), self._task, context)

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

    # ---- What is learned from ----------------------------------------------------------------------------

    def _surveyed(self, source: Source, y: object, sample_weight: object) -> Surveyed:
        refuse_source(self, source)
        raise AssertionError

    def _check_training(self, X: SamplesLike, y: SamplesLike, *, reset: bool) -> tuple[Inputs, Labels]:
        given = check_sequences(self, X, reset=reset)
        if reset:
            warn_of_single_steps(self, given)
        return given, check_targets(self, y, given, numbers=not self._predicts_classes)

    def _checked_weight(self, sample_weight: ArrayLike | None, inputs: Inputs) -> FloatArray | None:
        if sample_weight is None:
            return None
        assert isinstance(inputs, CheckedSequences)
        return check_sample_weight(sample_weight, np.empty((inputs.n_sequences, 0), inputs.dtype))

    def _n_inputs(self, n_features: int, network: Network) -> int:
        # A row is a whole number of steps; another number of features is refused.
        return n_features if n_features % network.n_inputs else network.n_inputs

    # ---- Predictions -------------------------------------------------------------------------------------

    def _judged_outputs(self, X: SamplesLike) -> tuple[CheckedSequences, FloatArray]:
        """Checked sequences, and the outputs at their judged steps, (n_targets, n_outputs)."""
        if "coefs_" not in vars(self):
            check_is_fitted(self, "coefs_")
        given = check_sequences(self, X, reset=False)
        bounds = given.bounds(as_one=self.stateful)
        outputs = sequence_outputs(self._linked_network(), given.X, bounds, self.n_threads)
        return given, given.judged(outputs)

    def _compared(
        self, X: SamplesLike, y: SamplesLike, sample_weight: ArrayLike | None
    ) -> tuple[Labels, Labels, NDArray[Any] | None]:
        """True targets, predictions, and how much each counts in a score."""
        given, outputs = self._judged_outputs(X)
        weight = self._checked_weight(sample_weight, given)
        true = check_targets(self, y, given, numbers=not self._predicts_classes)
        return true, self._task.decode(outputs), None if weight is None else given.for_targets(weight)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = False
        tags.input_tags.three_d_array = True
        return tags
