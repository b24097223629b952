"""RecurrentClassifier: a network with context neurons that decides between classes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.metaestimators import available_if

from rosenblatt.estimators.checks import SamplesLike
from rosenblatt.estimators.network_estimator import CLASS_CONSTRAINTS, predicted_labels
from rosenblatt.estimators.recurrent_estimator import RecurrentEstimator
from rosenblatt.fitting.starting_network import GivenWeights
from rosenblatt.fitting.task import ManyTargets
from rosenblatt.network import Network


class RecurrentClassifier(ClassifierMixin, RecurrentEstimator):
    """Recurrent network with context neurons for classification, of each sequence or at every step.

    Context neurons store the values of a layer at one step, and the network reads them at the next, which
    gives it a memory (Elman, 1990; Jordan, 1986). It is trained by backpropagation through time (Werbos,
    1990), and minimises the log loss, with one logistic output for two classes and a softmax for more.

    Sequences are given as a list of arrays or tables (n_steps, n_features), which may differ in length; as an
    array (n_sequences, n_steps, n_features); or as a matrix or table whose rows are sequences of steps of
    ``step_size`` features. With ``stateful`` the rows of a matrix or table are the steps of one stream. A
    list of one array is one sequence.

    Targets are one for each sequence, (n_sequences,) or (n_sequences, n_targets). With ``predict_at="every"``
    they are one for each step: a list of arrays (n_steps,) or (n_steps, n_targets), or an array (n_sequences,
    n_steps) or (n_sequences, n_steps, n_targets); for the rows of a stream (n_steps,) or (n_steps,
    n_targets). Predictions have the form of the sequences.

    Parameters and attributes without a description have the same meaning as in
    :class:`~rosenblatt.MLPClassifier`, with sequences as its samples.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default=(10,)
        Neurons of each hidden layer; ``()`` for no hidden layer, which only ``jordan`` can do without.
    cell : {"elman", "jordan"}, default="elman"
        What context neurons keep: with ``elman`` each hidden layer's last values, which it reads again at the
        next step (Elman, 1990); with ``jordan`` the outputs' last values, which the first layer reads
        (Jordan, 1986).
    activation : str or sequence of str, default="tanh"
    solver : {"adam", "sgd", "lbfgs", "adamw", "rmsprop"}, default="adam"
    alpha : float, default=0.0001
    batch_size : int or "auto", default="auto"
        Sequences per batch; ``auto`` is 200, or all if there are fewer. Not for ``lbfgs``.
    learning_rate : {"constant", "invscaling", "adaptive", "cosine", "onecycle"}, default="constant"
    learning_rate_init, power_t : float, default=0.001, 0.5
    max_iter : int, default=200
    shuffle : bool, default=True
    random_state : int, RandomState or None, default=None
    tol : float, default=1e-4
    verbose, warm_start : bool, default=False
    momentum : float, default=0.9
    nesterovs_momentum : bool, default=True
    early_stopping : bool, default=False
        As in :class:`~rosenblatt.MLPClassifier`; of a stream the end is held out.
    validation_fraction, beta_1, beta_2, epsilon : float, default=0.1, 0.9, 0.999, 1e-8
    n_iter_no_change, max_fun : int, default=10, 15000
    init : str, Network or tuple, default="auto"
        As in :class:`~rosenblatt.MLPClassifier`, with two more schemes: ``unit_uniform``, which is Elman's,
        and ``identity_context``, whose context neurons keep their values. Given weights are a tuple (coefs,
        intercepts, context_coefs).
    dropout : float or sequence of float, default=0.0
        As in :class:`~rosenblatt.MLPClassifier`; context neurons store the value of a dropped neuron too.
    max_grad_norm : float or None, default=None
    class_weight : dict, list of dict, "balanced" or None, default=None
    stratified : bool or None, default=None
        As in :class:`~rosenblatt.MLPClassifier`, with one target a sequence.
    backprop_steps : int or None, default=None
        The number of steps of backpropagation through time; with 1 the context is an input like any other
        (Elman, 1990). None: the whole sequence. Not for ``lbfgs``, which needs it.
    update_steps : int or None, default=None
        The number of steps between two updates of the weights, at most ``backprop_steps``. None: equal to it
        (Williams & Peng, 1990).
    initial_context : float or "learned", default=0.5
        The value of context neurons before the first step; with ``learned`` a parameter for each.
    predict_at : {"last", "every"}, default="last"
        Whether there is one target a sequence, at its last step, or one for every step.
    step_size : int or None, default=None
        The number of features of a step, if the rows of a matrix or table are sequences. None is 1, or for a
        stream all of them, so that each row is a step.
    stateful : bool, default=False
        Whether all of ``X`` is one stream, in order, whose context is kept from row to row, from array to
        array, in training from one epoch to the next, and from one ``partial_fit`` to the next. A prediction
        keeps it only within the call.
    n_threads : int or None, default=None
    record : {'epochs', 'steps', 'log'}, int or None, default=None
    record_path : path-like or None, default=None

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,), or list of ndarray
    coefs_, intercepts_ : list of ndarray
    context_coefs_ : list of ndarray or None
        Weights (n_context, fan_out) of each layer's context neurons, views; None if there are none.
    context_ : ndarray of shape (n_context,)
        The values of the context neurons at the end of the training stream; with ``stateful`` only.
    network_ : Network
    history_ : History
    recording_ : Recording
    stopped_by_ : str
    loss_ : float
    loss_curve_ : list of float
    best_loss_ : float or None
    validation_scores_, validation_loss_curve_ : list of float or None
    best_validation_score_ : float or None
    n_iter_, n_layers_, n_outputs_ : int
    t_ : int
        Targets so far, counted again in every epoch.
    n_features_in_ : int
        Features of a row of a matrix or table, else of a step, seen in ``fit``.
    feature_names_in_ : ndarray of str
    step_size_ : int
        Features of a step.
    out_activation_ : str

    See Also
    --------
    RecurrentRegressor : The same for regression.
    MLPClassifier : Without memory.

    Examples
    --------
    This network detects an odd number of ones in sequences of two to five bits:

    >>> import numpy as np
    >>> from rosenblatt import RecurrentClassifier
    >>> random = np.random.RandomState(0)
    >>> X = [random.randint(2, size=(n, 1)) for n in random.randint(2, 6, size=200)]
    >>> y = [int(sequence.sum() % 2) for sequence in X]
    >>> parity = RecurrentClassifier((8,), learning_rate_init=0.02, max_iter=600, random_state=0).fit(X, y)
    >>> parity.predict([[[1], [0], [1]], [[1], [1], [0], [1], [0]]])
    array([0, 1])

    The same step by step:

    >>> stream = parity.start()
    >>> [int(stream.step([bit])) for bit in (1, 1, 0, 1)]
    [1, 0, 0, 1]
    """

    _kind = "RecurrentClassifier"
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **RecurrentEstimator._parameter_constraints,
        **CLASS_CONSTRAINTS,
    }

    def __init__(
        self,
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
        init: str | Network | GivenWeights = "auto",
        dropout: float | Sequence[float] = 0.0,
        max_grad_norm: float | None = None,
        class_weight: Mapping[object, float] | Sequence[Mapping[object, float]] | str | None = None,
        stratified: bool | None = None,
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

    @available_if(RecurrentEstimator._require_steps)  # type: ignore[untyped-decorator]
    def partial_fit(
        self,
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None = None,
        classes: ArrayLike | Sequence[ArrayLike] | None = None,
        *,
        checkpoint: str | os.PathLike[str] | None = None,
    ) -> Self:
        """Train for one epoch, from where the last call has ended; a stream with its context.

        Parameters without a description are those of ``MLPClassifier.partial_fit``.

        Parameters
        ----------
        X, y, sample_weight
            As for :meth:`fit`.
        classes : array-like of shape (n_classes,), or list of array-like, optional
        checkpoint : path-like, optional
        """
        return self._fit(X, y, sample_weight, partial=True, classes=classes, checkpoint=checkpoint)

    def predict(self, X: SamplesLike) -> Any:  # noqa: ANN401  # an array, or a list of them
        """Return the most probable class of each sequence, or at each step.

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
        return given.fold(predicted_labels(self._task, outputs))

    def predict_proba(self, X: SamplesLike) -> Any:  # noqa: ANN401  # an array, or a list of them
        """Return the probability of each class for each sequence, or at each step.

        Parameters
        ----------
        X : list of arrays, array of three dimensions, or array-like or table of two

        Returns
        -------
        ndarray (..., n_classes), or list of ndarray
            In the form of the targets, with a column for each class in the order of ``classes_``. For several
            targets with classes of their own a list of that for each.
        """
        given, outputs = self._judged_outputs(X)
        found = self._task.probabilities(outputs)
        return [given.fold(each) for each in found] if isinstance(found, list) else given.fold(found)

    def predict_log_proba(self, X: SamplesLike) -> Any:  # noqa: ANN401  # an array, or a list of them
        """Return the logarithm of :meth:`predict_proba`, in the same form.

        Parameters
        ----------
        X : list of arrays, array of three dimensions, or array-like or table of two
        """
        given, outputs = self._judged_outputs(X)
        found = self._task.probabilities(outputs)
        if isinstance(found, list):
            return [given.fold(np.log(each)) for each in found]
        return given.fold(np.log(found))

    def score(self, X: SamplesLike, y: SamplesLike, sample_weight: ArrayLike | None = None) -> float:
        """Return the accuracy: the share of targets that are right, in every column if there are several.

        Parameters
        ----------
        X : list of arrays, array of three dimensions, or array-like or table of two
        y : array-like, or list of arrays
            The true classes.
        sample_weight : array-like, optional
            The weights of the sequences.
        """
        from sklearn.metrics import accuracy_score  # takes long to import

        labels, predicted, weight = self._compared(X, y, sample_weight)
        if isinstance(self._task, ManyTargets):
            return float(np.average((predicted == labels).all(axis=1), weights=weight))
        return float(accuracy_score(labels, predicted, sample_weight=weight))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
