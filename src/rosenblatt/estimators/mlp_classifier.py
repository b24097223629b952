"""MLPClassifier: scikit-learn's network that decides between classes, and what its users asked for."""

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
from rosenblatt.checkpoint.keeper import EVERY
from rosenblatt.estimators.checks import SamplesLike
from rosenblatt.estimators.network_estimator import CLASS_CONSTRAINTS, NetworkEstimator, predicted_labels
from rosenblatt.fitting.starting_network import GivenWeights
from rosenblatt.fitting.task import Labels, ManyTargets
from rosenblatt.network import Network


class MLPClassifier(ClassifierMixin, NetworkEstimator):
    """Multi-layer perceptron that decides between classes.

    A drop-in for ``sklearn.neural_network.MLPClassifier``: the same parameters and the same seed give the
    same weights, the same loss curve and the same number of epochs. It minimises the log loss; two classes
    take one logistic output, more take a softmax.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default=(100,)
        Neurons of each hidden layer; ``()`` for no hidden layer.
    activation : str or sequence of str, default="relu"
        One name for all hidden layers or a list with a name for each: ``identity``, ``logistic``, ``tanh``,
        ``relu``, ``leaky_relu``, ``elu``, ``selu``, ``gelu``, ``silu``, ``mish``, ``softplus``.
    solver : {"adam", "sgd", "lbfgs", "adamw", "rmsprop"}, default="adam"
        How the loss is minimised: ``lbfgs`` by all samples at once (good for small tables), the others by
        batches.
    alpha : float, default=0.0001
        Strength of the L2 penalty on the weights (``adamw``: of their decay).
    batch_size : int or "auto", default="auto"
        Samples per step; ``auto`` is the smaller of 200 and all. Not for ``lbfgs``.
    learning_rate : {"constant", "invscaling", "adaptive", "cosine", "onecycle"}, default="constant"
        How the learning rate changes: ``invscaling`` as rate / t^power_t and ``adaptive`` by a fifth whenever
        training would stop, both only with ``sgd``; ``cosine`` falls to 0 over ``max_iter`` epochs;
        ``onecycle`` rises for 30% of them, then falls.
    learning_rate_init : float, default=0.001
        The (highest) learning rate. Not for ``lbfgs``.
    power_t : float, default=0.5
        Exponent of ``invscaling``.
    max_iter : int, default=200
        Epochs at most; for ``lbfgs`` iterations.
    shuffle : bool, default=True
        Whether every epoch goes through the samples in a new order.
    random_state : int, RandomState or None, default=None
        Seed of the initial weights, the early-stopping split, the order of the samples and the dropout.
    tol : float, default=1e-4
        An epoch counts as no improvement if it is not better than the best by this much.
    verbose : bool, default=False
        Whether to tell each epoch on standard output.
    warm_start : bool, default=False
        Whether ``fit`` goes on from the last solution instead of beginning anew.
    momentum : float, default=0.9
        Of ``sgd``, from 0 to 1.
    nesterovs_momentum : bool, default=True
        Whether ``sgd`` looks ahead along its momentum.
    early_stopping : bool, default=False
        Whether to hold samples out, stop when their score no longer improves, and end with the best weights.
    validation_fraction : float, default=0.1
        The share of the samples that is held out.
    beta_1, beta_2, epsilon : float, default=0.9, 0.999, 1e-8
        Of ``adam`` and ``adamw``; ``rmsprop`` uses ``beta_2`` and ``epsilon``.
    n_iter_no_change : int, default=10
        Training stops when more epochs than this in a row brought no improvement.
    max_fun : int, default=15000
        Evaluations of the loss at most. Only for ``lbfgs``.
    init : str, Network or tuple, default="auto"
        Where training starts: a scheme (``auto`` is scikit-learn's, or ``glorot_uniform``, ``glorot_normal``,
        ``he_uniform``, ``he_normal``, ``lecun_uniform``, ``lecun_normal``, ``zeros``), a
        :class:`~rosenblatt.Network`, or a pair (coefs, intercepts) of given weights.
    dropout : float or sequence of float, default=0.0
        The share of the hidden neurons that is silenced in a step; one rate for all hidden layers or a list
        with a rate for each (Srivastava et al., 2014). Not for ``lbfgs``.
    max_grad_norm : float or None, default=None
        Gradients longer than this are shortened to it. Not for ``lbfgs``.
    class_weight : dict, list of dict, "balanced" or None, default=None
        How much the samples of each class count: a dict from class to weight; ``balanced`` makes all classes
        count the same in total. A list holds a dict for each column of ``y``. It multiplies
        ``sample_weight``.
    stratified : bool or None, default=None
        Whether the early-stopping split keeps the classes' shares. None does so for two classes only, as
        scikit-learn.
    n_threads : int or None, default=None
        Threads for large networks; the result does not depend on them. None takes the cores there are.
    record : {'epochs', 'steps', 'log'}, int or None, default=None
        Keep snapshots of the training in ``recording_``: after every epoch, after every batch (for small
        networks), dense at first and ever sparser, or after every so many epochs.
    record_path : path-like or None, default=None
        The file to which snapshots are written while training goes on. None keeps them in memory.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,), or list of ndarray
        The classes, sorted; for several targets with classes of their own a list with an array for each.
    coefs_, intercepts_ : list of ndarray
        Weights (fan_in, fan_out) and biases (fan_out,) of each layer; views of ``network_``.
    network_ : Network
        The trained network.
    history_ : History
        What was measured, a row an epoch.
    recording_ : Recording
        The last training as a sequence of networks; with ``record`` only.
    stopped_by_ : str
        ``converged``, ``early stopping``, ``max_iter``, ``callback`` if one has asked for it, ``error`` if
        one has raised an error, or ``interrupt`` after Ctrl-C, whose KeyboardInterrupt goes on up from the
        fitted estimator.
    loss_ : float
        The last epoch's loss.
    loss_curve_ : list of float
        The loss of each epoch. Not for ``lbfgs``.
    best_loss_ : float or None
        The least loss; None with early stopping. Not for ``lbfgs``.
    validation_scores_, validation_loss_curve_ : list of float or None
        Accuracy and loss of the held-out samples after each epoch; None without any.
    best_validation_score_ : float or None
        The best of the validation scores.
    n_iter_ : int
        Epochs made.
    t_ : int
        Samples gone through, counted again in every epoch.
    n_features_in_ : int
        Features seen in ``fit``.
    feature_names_in_ : ndarray of str
        Their names, if the samples had any.
    n_layers_ : int
        Layers, the inputs and outputs counted.
    n_outputs_ : int
        Output neurons.
    out_activation_ : str
        The activation of the output layer.

    See Also
    --------
    MLPRegressor : The same for numbers.
    Perceptron : A single layer, learned by the perceptron rule.

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
        record: str | int | None = None,
        record_path: str | os.PathLike[str] | None = None,
    ) -> None:
        self._keep_parameters(locals())

    def fit(
        self,
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None = None,
        *,
        validation_data: Sequence[object] | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        checkpoint_every: str | int = EVERY,
    ) -> Self:
        """Train until the loss no longer improves, or for ``max_iter`` epochs.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)
            The samples.
        y : array-like of shape (n_samples,) or (n_samples, n_targets)
            Their classes; several columns of 0 and 1 are yes-or-no labels, other columns are targets with
            classes of their own.
        sample_weight : array-like of shape (n_samples,), optional
            How much each sample counts.
        validation_data : tuple (X, y) or (X, y, sample_weight), optional
            Samples to judge by after every epoch; with ``early_stopping`` they take the place of the split.
        checkpoint : path-like, optional
            A file in which the training is kept from time to time, so that :meth:`resume` can go on from it,
            to the same bits. The last two are kept.
        checkpoint_every : str or int, default="30s"
            How often: seconds (``"30s"``) or epochs (``100``).

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            If the input or a parameter is impossible.
        DivergedError
            As soon as a weight is not finite.
        """
        return self._fit(
            X,
            y,
            sample_weight,
            validation_data=validation_data,
            checkpoint=checkpoint,
            checkpoint_every=checkpoint_every,
        )

    @available_if(lambda estimator: estimator._require_steps())  # type: ignore[untyped-decorator]
    def partial_fit(
        self,
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None = None,
        classes: ArrayLike | Sequence[ArrayLike] | None = None,
        *,
        checkpoint: str | os.PathLike[str] | None = None,
    ) -> Self:
        """Train for one epoch, going on from where the last call ended.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)
            The samples.
        y : array-like of shape (n_samples,) or (n_samples, n_targets)
            Their classes.
        sample_weight : array-like of shape (n_samples,), optional
            How much each sample counts.
        classes : array-like of shape (n_classes,), optional
            All classes there will ever be; needed in the first call. For several targets with classes of
            their own a list with an array for each.
        checkpoint : path-like, optional
            A file in which the estimator is kept after the epoch: ``MLPClassifier.resume(path)`` has it back.

        Returns
        -------
        self : object
        """
        return self._fit(X, y, sample_weight, partial=True, classes=classes, checkpoint=checkpoint)

    def predict(self, X: SamplesLike) -> Labels:
        """Return the most probable class of each sample.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_targets)
        """
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
            In the order of ``classes_``; for several targets with classes of their own a list with an array
            for each.
        """
        outputs = self._outputs(X)
        probabilities: FloatArray | list[FloatArray] = self._task.probabilities(outputs)
        return probabilities

    def predict_log_proba(self, X: SamplesLike) -> FloatArray | list[FloatArray]:
        """Return the logarithm of :meth:`predict_proba`.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_classes), or list of ndarray
        """
        probabilities = self.predict_proba(X)
        if isinstance(probabilities, list):
            return [np.log(each) for each in probabilities]
        return np.log(probabilities)

    def score(self, X: SamplesLike, y: SamplesLike, sample_weight: ArrayLike | None = None) -> float:
        """Return the accuracy: the share of samples that are decided rightly in every column of ``y``.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)
        y : array-like of shape (n_samples,) or (n_samples, n_targets)
            The true classes.
        sample_weight : array-like of shape (n_samples,), optional
            How much each sample counts.

        Returns
        -------
        float
        """
        if not isinstance(getattr(self, "_task", None), ManyTargets):
            return float(super().score(X, y, sample_weight))
        right = (self.predict(X) == np.asarray(y)).all(axis=1)
        return float(np.average(right, weights=None if sample_weight is None else np.asarray(sample_weight)))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
