"""RecurrentRegressor: a network with context neurons that predicts numbers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import RegressorMixin

from rosenblatt.estimators.checks import SamplesLike
from rosenblatt.estimators.network_estimator import NUMBER_CONSTRAINTS
from rosenblatt.estimators.recurrent_estimator import RecurrentEstimator
from rosenblatt.fitting.starting_network import GivenWeights
from rosenblatt.network import Network


class RecurrentRegressor(RegressorMixin, RecurrentEstimator):
    """Recurrent network with context neurons for regression, of each sequence or at every step.

    Context neurons (Elman, 1990; Jordan, 1986), training (Werbos, 1990), sequences and predictions are those
    of :class:`~rosenblatt.RecurrentClassifier`. Targets have the forms described there, with numbers in place
    of classes: (n_sequences,) or (n_sequences, n_outputs), or such an array for each step of a sequence.

    Parameters and attributes without a description have the same meaning as in
    :class:`~rosenblatt.RecurrentClassifier`, where some refer to :class:`~rosenblatt.MLPClassifier`.

    Parameters
    ----------
    loss : {"squared_error", "poisson", "absolute_error", "huber", "quantile"}, default="squared_error"
        As in :class:`~rosenblatt.MLPRegressor`.
    hidden_layer_sizes : int or sequence of int, default=(10,)
    cell : {"elman", "jordan"}, default="elman"
    activation : str or sequence of str, default="tanh"
    solver : {"adam", "sgd", "lbfgs", "adamw", "rmsprop"}, default="adam"
    alpha : float, default=0.0001
    batch_size : int or "auto", default="auto"
    learning_rate : {"constant", "invscaling", "adaptive", "cosine", "onecycle"}, default="constant"
    learning_rate_init, power_t : float, default=0.001, 0.5
    max_iter : int, default=200
    shuffle : bool, default=True
    random_state : int, RandomState or None, default=None
    tol : float, default=1e-4
    verbose, warm_start : bool, default=False
    momentum : float, default=0.9
    nesterovs_momentum, early_stopping : bool, default=True, False
    validation_fraction, beta_1, beta_2, epsilon : float, default=0.1, 0.9, 0.999, 1e-8
    n_iter_no_change, max_fun : int, default=10, 15000
    init : str, Network or tuple, default="auto"
    dropout : float or sequence of float, default=0.0
    max_grad_norm : float or None, default=None
    huber_delta, quantile : float, default=1.0, 0.5
        As in :class:`~rosenblatt.MLPRegressor`.
    backprop_steps, update_steps : int or None, default=None
    initial_context : float or "learned", default=0.5
    predict_at : {"last", "every"}, default="last"
    step_size : int or None, default=None
    stateful : bool, default=False
    n_threads : int or None, default=None
    record : {'epochs', 'steps', 'log'}, int or None, default=None
    record_path : path-like or None, default=None

    Attributes
    ----------
    coefs_, intercepts_ : list of ndarray
    context_coefs_ : list of ndarray or None
    context_ : ndarray of shape (n_context,)
    network_ : Network
    history_ : History
    recording_ : Recording
    stopped_by_ : str
    loss_ : float
    loss_curve_ : list of float
    best_loss_ : float or None
    validation_scores_, validation_loss_curve_ : list of float or None
        R² and loss of the held-out part after each epoch; None if there is none.
    best_validation_score_ : float or None
    n_iter_, t_, n_features_in_, step_size_, n_layers_, n_outputs_ : int
    feature_names_in_ : ndarray of str
    out_activation_ : str

    See Also
    --------
    RecurrentClassifier : The same for classification.
    MLPRegressor : Without memory.

    Examples
    --------
    This network predicts the next value of a wave at every step:

    >>> import numpy as np
    >>> from rosenblatt import RecurrentRegressor
    >>> wave = np.sin(np.arange(201) / 3)
    >>> X, y = [wave[:-1].reshape(-1, 1)], [wave[1:]]
    >>> model = RecurrentRegressor(predict_at="every", solver="lbfgs", alpha=0, random_state=0).fit(X, y)
    >>> model.score(X, y) > 0.99
    True
    """

    _kind = "RecurrentRegressor"
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **RecurrentEstimator._parameter_constraints,
        **NUMBER_CONSTRAINTS,
    }

    def __init__(
        self,
        loss: str = "squared_error",
        hidden_layer_sizes: int | Sequence[int] = (10,),
        activation: str | Sequence[str] = "tanh",
        *,
        cell: str = "elman",
        solver: str = "adam",
        alpha: float = 0.0001,
        batch_size: int | str = "auto",
        learning_rate: str = "constant",
        learning_rate_init: float = 0.001,
        power_t: float = 0.5,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: int | np.random.RandomState | None = None,
        tol: float = 1e-4,
        verbose: bool | int = False,
        warm_start: bool = False,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: float = 10,
        max_fun: int = 15000,
        huber_delta: float = 1.0,
        quantile: float = 0.5,
        init: str | Network | GivenWeights = "auto",
        dropout: float | Sequence[float] = 0.0,
        max_grad_norm: float | None = None,
        backprop_steps: int | None = None,
        update_steps: int | None = None,
        initial_context: float | str = 0.5,
        predict_at: str = "last",
        step_size: int | None = None,
        stateful: bool = False,
        n_threads: int | None = None,
        record: str | int | None = None,
        record_path: str | os.PathLike[str] | None = None,
    ) -> None:
        self._keep_parameters(locals())

    def predict(self, X: SamplesLike) -> Any:  # noqa: ANN401  # an array, or a list of them
        """Return the prediction for each sequence, or at each step.

        Parameters
        ----------
        X : list of arrays, array of three dimensions, or array-like or table of two
            The sequences.

        Returns
        -------
        ndarray, or list of ndarray
            In the form of the targets.
        """
        given, outputs = self._judged_outputs(X)
        return given.fold(self._task.decode(outputs))

    def score(self, X: SamplesLike, y: SamplesLike, sample_weight: ArrayLike | None = None) -> float:
        """Return R² over all targets, the mean over the columns if there are several.

        Parameters
        ----------
        X : list of arrays, array of three dimensions, or array-like or table of two
        y : array-like, or list of arrays
            The true numbers.
        sample_weight : array-like, optional
            The weights of the sequences.
        """
        from sklearn.metrics import r2_score  # takes long to import

        numbers, predicted, weight = self._compared(X, y, sample_weight)
        return float(r2_score(numbers, predicted, sample_weight=weight))
