"""MLPClassifier: scikit-learn's multi-layer perceptron for classification, with more parameters."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.metaestimators import available_if

from rosenblatt._typing import FloatArray
from rosenblatt.data.batches import Source
from rosenblatt.estimators.checks import SamplesLike
from rosenblatt.estimators.from_source import predictions, require_alone, score_of
from rosenblatt.estimators.network_estimator import (
    CLASS_CONSTRAINTS,
    WINDOW_CONSTRAINTS,
    NetworkEstimator,
    predicted_labels,
)
from rosenblatt.fitting.starting_network import GivenWeights
from rosenblatt.fitting.task import Labels, ManyTargets
from rosenblatt.network import Network


class MLPClassifier(ClassifierMixin, NetworkEstimator):
    """Multi-layer perceptron for classification.

    A replacement for ``sklearn.neural_network.MLPClassifier``: the same parameters and the same seed give the
    same weights, the same loss curve and the same number of epochs. It minimises the log loss, with one
    logistic output for two classes and a softmax for more.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default=(100,)
        Neurons of each hidden layer; ``()`` for no hidden layer.
    activation : str or sequence of str, default="relu"
        One name for all hidden layers or a list with a name for each: ``identity``, ``logistic``, ``tanh``,
        ``relu``, ``leaky_relu``, ``elu``, ``selu``, ``gelu``, ``silu``, ``mish``, ``softplus``.
    solver : {"adam", "sgd", "lbfgs", "adamw", "rmsprop"}, default="adam"
        The optimizer: ``lbfgs`` uses all samples at once (good for small tables), the others use batches.
    alpha : float, default=0.0001
        Strength of the L2 penalty on the weights (``adamw``: of their decay).
    batch_size : int or "auto", default="auto"
        Samples per step; ``auto`` is 200, or all if there are fewer. Not for ``lbfgs``.
    learning_rate : {"constant", "invscaling", "adaptive", "cosine", "onecycle"}, default="constant"
        The schedule of the learning rate: ``invscaling`` as rate / t^power_t and ``adaptive`` by a fifth
        whenever training would stop, both only with ``sgd``; ``cosine`` falls to 0 over ``max_iter`` epochs;
        ``onecycle`` rises for 30% of them, then falls.
    learning_rate_init : float, default=0.001
        The (highest) learning rate. Not for ``lbfgs``.
    power_t : float, default=0.5
        Exponent of ``invscaling``.
    max_iter : int, default=200
        The maximum number of epochs; for ``lbfgs`` of iterations.
    shuffle : bool, default=True
        Whether every epoch uses a new order of the samples.
    random_state : int, RandomState or None, default=None
        Seed of the initial weights, the early-stopping split, the order of the samples and the dropout.
    tol : float, default=1e-4
        The minimum improvement: an epoch that exceeds the best by less is no improvement.
    verbose : bool, default=False
        Whether to print each epoch to standard output.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last solution.
    momentum : float, default=0.9
        The momentum of ``sgd``, from 0 to 1.
    nesterovs_momentum : bool, default=True
        Whether ``sgd`` uses Nesterov's momentum.
    early_stopping : bool, default=False
        Whether to hold out samples, stop when their score no longer improves, and use the best weights.
    validation_fraction : float, default=0.1
        The share of the samples that is held out.
    beta_1, beta_2, epsilon : float, default=0.9, 0.999, 1e-8
        Parameters of ``adam`` and ``adamw``; ``rmsprop`` uses ``beta_2`` and ``epsilon``.
    n_iter_no_change : int, default=10
        Training stops after more than this number of consecutive epochs without improvement.
    max_fun : int, default=15000
        The maximum number of evaluations of the loss. Only for ``lbfgs``.
    init : str, Network or tuple, default="auto"
        The initial weights: a scheme (``auto`` is scikit-learn's, or ``glorot_uniform``, ``glorot_normal``,
        ``he_uniform``, ``he_normal``, ``lecun_uniform``, ``lecun_normal``, ``zeros``), a
        :class:`~rosenblatt.Network`, or a pair (coefs, intercepts) of given weights.
    dropout : float or sequence of float, default=0.0
        The share of the hidden neurons that is dropped in a step; one rate for all hidden layers or a list
        with a rate for each (Srivastava et al., 2014). Not for ``lbfgs``.
    max_grad_norm : float or None, default=None
        Gradients longer than this are clipped to it. Not for ``lbfgs``.
    class_weight : dict, list of dict, "balanced" or None, default=None
        The weights of the classes: a dict from class to weight; ``balanced`` gives all classes the same total
        weight. A list contains a dict for each column of ``y``. It multiplies ``sample_weight``.
    stratified : bool or None, default=None
        Whether the early-stopping split is stratified. None is True only for two classes, as in scikit-learn.
    n_threads : int or None, default=None
        Threads for large networks; the result does not depend on them. None is the number of cores.
    shuffle_window : int or None, default=None
        The number of samples that are shuffled together, rounded up to whole blocks of 128: in each epoch
        a window has other blocks, drawn from all parts of the table, and shuffles their samples. None
        shuffles all samples of arrays together. With a window, ``early_stopping`` holds out the same share of
        every 1,024 rows.
    record : {'epochs', 'steps', 'log'}, int or None, default=None
        When snapshots of the training are kept in ``recording_``: after every epoch, after every batch (for
        small networks), dense at first and ever sparser, or after this number of epochs.
    record_path : path-like or None, default=None
        The file to which snapshots are written during training. None keeps them in memory.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,), or list of ndarray
        The classes, sorted; for several multiclass targets a list with an array for each.
    coefs_, intercepts_ : list of ndarray
        Weights (fan_in, fan_out) and biases (fan_out,) of each layer; views of ``network_``.
    network_ : Network
        The trained network.
    history_ : History
        One row for each epoch.
    recording_ : Recording
        The last training as a sequence of networks; with ``record`` only.
    stopped_by_ : str
        The reason why training ended: ``converged``, ``early stopping``, ``max_iter``, ``callback`` if one
        has stopped it, ``error`` if a callback has raised an error, or ``interrupt`` after Ctrl-C, which
        leaves the estimator fitted and raises KeyboardInterrupt.
    loss_ : float
        The last epoch's loss.
    loss_curve_ : list of float
        The loss of each epoch. Not for ``lbfgs``.
    best_loss_ : float or None
        The minimum loss; None with early stopping. Not for ``lbfgs``.
    validation_scores_, validation_loss_curve_ : list of float or None
        Accuracy and loss of the held-out samples after each epoch; None if there are none.
    best_validation_score_ : float or None
        The best of the validation scores.
    n_iter_ : int
        Epochs made.
    t_ : int
        Training samples so far, counted again in every epoch.
    n_features_in_ : int
        Features seen in ``fit``.
    feature_names_in_ : ndarray of str
        Their names, if the samples had any.
    n_layers_ : int
        Layers, with inputs and outputs.
    n_outputs_ : int
        Output neurons.
    out_activation_ : str
        The activation of the output layer.

    See Also
    --------
    MLPRegressor : The same for regression.
    Perceptron : A single layer, trained by the perceptron rule.

    Examples
    --------
    >>> from rosenblatt import MLPClassifier
    >>> X, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]
    >>> xor = MLPClassifier((5,), "tanh", max_iter=10000, random_state=10).fit(X, y)
    >>> xor.n_iter_
    2055
    >>> xor.predict(X)
    array([0, 1, 1, 0])
    """

    _kind = "MLPClassifier"
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **NetworkEstimator._parameter_constraints,
        **CLASS_CONSTRAINTS,
        **WINDOW_CONSTRAINTS,
    }

    def __init__(
        self,
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
        init: str | Network | GivenWeights = "auto",
        dropout: float | Sequence[float] = 0.0,
        max_grad_norm: float | None = None,
        class_weight: Mapping[object, float] | Sequence[Mapping[object, float]] | str | None = None,
        stratified: bool | None = None,
        n_threads: int | None = None,
        shuffle_window: int | None = None,
        record: str | int | None = None,
        record_path: str | os.PathLike[str] | None = None,
    ) -> None:
        self._keep_parameters(locals())

    @available_if(NetworkEstimator._require_steps)  # type: ignore[untyped-decorator]
    def partial_fit(
        self,
        X: SamplesLike,
        y: SamplesLike = None,
        sample_weight: ArrayLike | None = None,
        classes: ArrayLike | Sequence[ArrayLike] | None = None,
        *,
        checkpoint: str | os.PathLike[str] | None = None,
    ) -> Self:
        """Train for one epoch, from where the last call has ended; a stream with its context.

        Parameters
        ----------
        X, y, sample_weight
            As for :meth:`fit`.
        classes : array-like of shape (n_classes,), optional
            All classes that will ever occur; needed in the first call. For several targets with classes of
            their own a list with an array for each.
        checkpoint : path-like, optional
            A file to which the estimator is written after the epoch; ``resume(path)`` reads it.
        """
        return self._fit(X, y, sample_weight, partial=True, classes=classes, checkpoint=checkpoint)

    def predict(self, X: SamplesLike) -> Labels:
        """Return the most probable class of each sample.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features), or Source

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_targets)
            For a source an iterator of such arrays, one for each of its batches.
        """
        if isinstance(X, Source):
            return predictions(self, X)  # type: ignore[no-any-return]  # an iterator, for a source
        outputs = self._outputs(X)
        labels: Labels = predicted_labels(self._task, outputs)
        return labels

    def predict_proba(self, X: SamplesLike) -> FloatArray | list[FloatArray]:
        """Return the probability of each class for each sample.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_classes), or list of ndarray
            In the order of ``classes_``; for several multiclass targets a list with an array for each.
        """
        outputs = self._outputs(X)
        probabilities: FloatArray | list[FloatArray] = self._task.probabilities(outputs)
        return probabilities

    def predict_log_proba(self, X: SamplesLike) -> FloatArray | list[FloatArray]:
        """Return the logarithm of :meth:`predict_proba`, in the same form.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)
        """
        probabilities = self.predict_proba(X)
        if isinstance(probabilities, list):
            return [np.log(each) for each in probabilities]
        return np.log(probabilities)

    def score(self, X: SamplesLike, y: SamplesLike = None, sample_weight: ArrayLike | None = None) -> float:
        """Return the accuracy: the share of samples that are predicted correctly in every column of ``y``.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features), or Source
        y : array-like of shape (n_samples,) or (n_samples, n_targets)
            The true classes; left out for a source.
        sample_weight : array-like of shape (n_samples,), optional
            The weights of the samples.
        """
        if isinstance(X, Source):
            require_alone(y, sample_weight)
            return score_of(self, X)
        if not isinstance(getattr(self, "_task", None), ManyTargets):
            return float(super().score(X, y, sample_weight))
        right = (self.predict(X) == np.asarray(y)).all(axis=1)
        return float(np.average(right, weights=None if sample_weight is None else np.asarray(sample_weight)))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
