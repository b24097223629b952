"""MLPRegressor: scikit-learn's multi-layer perceptron for regression, with more parameters."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import RegressorMixin

from rosenblatt._typing import FloatArray
from rosenblatt.data.batches import Source
from rosenblatt.estimators.checks import SamplesLike
from rosenblatt.estimators.from_source import predictions, require_alone, score_of
from rosenblatt.estimators.network_estimator import NUMBER_CONSTRAINTS, WINDOW_CONSTRAINTS, NetworkEstimator
from rosenblatt.fitting.starting_network import GivenWeights
from rosenblatt.network import Network


class MLPRegressor(RegressorMixin, NetworkEstimator):
    """Multi-layer perceptron for regression.

    A replacement for ``sklearn.neural_network.MLPRegressor``: the same parameters and the same seed give the
    same weights, the same loss curve and the same number of epochs.

    Parameters and attributes without a description have the same meaning as in
    :class:`~rosenblatt.MLPClassifier`.

    Parameters
    ----------
    loss : {"squared_error", "poisson", "absolute_error", "huber", "quantile"}, default="squared_error"
        The loss: half the squared error; half the Poisson deviance, for counts (the output layer is then
        ``exp``, and ``y`` must not be negative); the absolute error, which outliers influence less;
        ``huber``, quadratic near 0 and linear beyond ``huber_delta``; ``quantile``, which predicts the given
        quantile of ``y``.
    hidden_layer_sizes : int or sequence of int, default=(100,)
    activation : str or sequence of str, default="relu"
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
    huber_delta : float, default=1.0
        The error at which ``huber`` changes from quadratic to linear.
    quantile : float, default=0.5
        The quantile that the loss ``quantile`` predicts, between 0 and 1.
    n_threads : int or None, default=None
    shuffle_window : int or None, default=None
    record : {'epochs', 'steps', 'log'}, int or None, default=None
    record_path : path-like or None, default=None

    Attributes
    ----------
    coefs_, intercepts_ : list of ndarray
    network_ : Network
    history_ : History
    recording_ : Recording
    stopped_by_ : str
    loss_ : float
    loss_curve_ : list of float
    best_loss_ : float or None
    validation_scores_, validation_loss_curve_ : list of float or None
        R² and loss of the held-out samples after each epoch; None if there are none.
    best_validation_score_ : float or None
    n_iter_, t_, n_features_in_, n_layers_, n_outputs_ : int
    feature_names_in_ : ndarray of str
    out_activation_ : str

    See Also
    --------
    MLPClassifier : The same for classification.

    Examples
    --------
    >>> import numpy as np
    >>> from rosenblatt import MLPRegressor
    >>> X = np.linspace(-1, 1, 50).reshape(-1, 1)
    >>> line = MLPRegressor(hidden_layer_sizes=(), solver="lbfgs", alpha=0, random_state=0)
    >>> line = line.fit(X, 3 * X[:, 0] + 1)
    >>> line.predict([[0.0], [2.0]]).round(3)
    array([1., 7.])
    """

    _kind = "MLPRegressor"
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **NetworkEstimator._parameter_constraints,
        **NUMBER_CONSTRAINTS,
        **WINDOW_CONSTRAINTS,
    }

    def __init__(
        self,
        loss: str = "squared_error",
        hidden_layer_sizes: int | Sequence[int] = (100,),
        activation: str | Sequence[str] = "relu",
        *,
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
        n_threads: int | None = None,
        shuffle_window: int | None = None,
        record: str | int | None = None,
        record_path: str | os.PathLike[str] | None = None,
    ) -> None:
        self._keep_parameters(locals())

    def predict(self, X: SamplesLike) -> FloatArray:
        """Return the prediction for each sample.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features), or Source

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_outputs)
            For a source an iterator of such arrays, one for each of its batches.
        """
        if isinstance(X, Source):
            return predictions(self, X)  # type: ignore[no-any-return]  # an iterator, for a source
        outputs = self._outputs(X)
        numbers: FloatArray = self._task.decode(outputs)
        return numbers

    def score(self, X: SamplesLike, y: SamplesLike = None, sample_weight: ArrayLike | None = None) -> float:
        """Return R², the coefficient of determination, averaged over the outputs.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features), or Source
        y : array-like of shape (n_samples,) or (n_samples, n_outputs)
            The true numbers; left out for a source.
        sample_weight : array-like of shape (n_samples,), optional
            The weights of the samples.
        """
        if isinstance(X, Source):
            require_alone(y, sample_weight)
            return score_of(self, X)
        return float(super().score(X, y, sample_weight))
