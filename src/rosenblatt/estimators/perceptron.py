"""Perceptron: scikit-learn's linear classifier of the same name, trained in native code."""

from __future__ import annotations

import sys
import warnings
from functools import lru_cache
from numbers import Integral, Real
from typing import Any, Self

import numpy as np
import scipy.sparse
from joblib import effective_n_jobs
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

from rosenblatt import _core
from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.estimators.inputs import check_samples, check_training
from rosenblatt.estimators.labels import distinct_labels
from rosenblatt.estimators.parameters import check_parameters
from rosenblatt.estimators.perceptron_start import (
    check_classes,
    class_weights,
    draw_start,
    encode,
    starting_weights,
)
from rosenblatt.estimators.tables import as_samples, naming_columns
from rosenblatt.errors import DivergedError
from rosenblatt.history import History
from rosenblatt.network import Network
from rosenblatt.training.perceptron import Listener, PerceptronData, PerceptronState, advance_perceptron
from rosenblatt.training.perceptron_plan import PENALTIES, PerceptronPlan

_LEARNED = (
    "coef_",
    "intercept_",
    "classes_",
    "n_iter_",
    "t_",
    "mistakes_",
    "history_",
    "stopped_by_",
    "_unaveraged",
    "_averaged",
)
_TOLD = ("epoch", "loss", "mistakes")

_SMALL_PRODUCT = 1 << 16
"""Up to so many products our own loop predicts sooner than a call of BLAS."""

_WORTH_THREADS = 1 << 20
"""From so many products in an epoch on, neurons are spread over threads."""


class Perceptron(ClassifierMixin, BaseEstimator):
    """A linear classifier that learns from its mistakes (Rosenblatt, 1958).

    Drop-in for ``sklearn.linear_model.Perceptron``: the same parameters and data give the same weights, the same number
    of epochs and the same predictions. Two classes take one neuron; K > 2 classes take K, each of which tells its own class
    from the rest.

    Parameters
    ----------
    penalty : {'l2', 'l1', 'elasticnet'} or None, default=None
        The penalty on the weights.
    alpha : float, default=0.0001
        Strength of the penalty.
    l1_ratio : float, default=0.15
        The l1 share of 'elasticnet', from 0 to 1.
    fit_intercept : bool, default=True
        Whether neurons have a bias.
    max_iter : int, default=1000
        Epochs at most. ``partial_fit`` makes one.
    tol : float or None, default=1e-3
        An epoch is no improvement if its loss is not below the best by this much (with early stopping: its validation
        score above). None: always train ``max_iter`` epochs.
    shuffle : bool, default=True
        Whether every epoch goes through the samples in a new order.
    verbose : int, default=0
        Whether to tell each epoch on standard output.
    eta0 : float, default=1.0
        The learning rate: what an update is multiplied by.
    n_jobs : int or None, default=None
        Threads over which the neurons of more than two classes are spread; None is 1 (unless a joblib context says
        otherwise), -1 all cores. Results do not depend on it.
    random_state : int, RandomState or None, default=0
        Seed of the sample orders and of the validation split.
    early_stopping : bool, default=False
        Hold out a part of the samples, and judge improvement by the score on them. As in scikit-learn, the part stays
        held out, and the last weights are kept, not the best.
    validation_fraction : float, default=0.1
        The share of the samples that early stopping holds out.
    n_iter_no_change : int, default=5
        Epochs without improvement, in a row, after which a neuron stops.
    class_weight : dict, 'balanced' or None, default=None
        What an update for a sample of each class counts. 'balanced': n_samples / (n_classes * samples of the class).
        With more than two classes it applies to a neuron's own class only.
    warm_start : bool, default=False
        Whether ``fit`` starts from the weights of the last one.
    average : bool or int, default=False
        Whether the result is the mean of the weights after every step (Freund & Schapire, 1999), from step ``average``
        on. Not a parameter of scikit-learn's Perceptron; there ``SGDClassifier`` has it.

    Attributes
    ----------
    coef_ : ndarray of shape (1, n_features) or (n_classes, n_features)
        Weights.
    intercept_ : ndarray of shape (1,) or (n_classes,)
        Biases.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_iter_ : int
        Epochs made: the most of any neuron.
    t_ : float
        ``n_iter_ * n_samples + 1``, counted on by ``partial_fit``.
    n_features_in_ : int
        Features seen in ``fit``.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, if all are text.
    mistakes_ : ndarray of shape (n_epochs,) or (n_classes, n_epochs)
        Updates made in each epoch; 0 for a neuron that has stopped. ``partial_fit`` adds to it.
    network_ : Network
        The weights as a network without hidden layers, with the activation ``step``. Of several classes the one with
        the greatest pre-activation wins.
    history_ : History
        A row an epoch: losses and mistakes over all neurons. ``partial_fit`` adds to it.
    stopped_by_ : {'converged', 'early stopping', 'max_iter', 'interrupted'}
        Why training ended.

    See Also
    --------
    MLPClassifier : A network with hidden layers, for classes that no line separates.

    Notes
    -----
    Ctrl-C during ``fit`` leaves the estimator fitted as far as it came (``stopped_by_`` is 'interrupted'); the
    KeyboardInterrupt goes on up.

    References
    ----------
    F. Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the brain",
    Psychological Review 65 (1958). Y. Freund and R. Schapire, "Large margin classification using the perceptron
    algorithm", Machine Learning 37 (1999).

    Examples
    --------
    >>> from rosenblatt import Perceptron
    >>> gate = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    >>> gate.predict([[1, 1], [0, 1]])
    array([1, 0])
    >>> gate.mistakes_[-1]
    np.int32(0)
    """

    _parameter_constraints: dict[str, list[Any]] = {  # noqa: RUF012  # scikit-learn's convention
        "penalty": [StrOptions(set(PENALTIES)), None],
        "alpha": [Interval(Real, 0, None, closed="left")],
        "l1_ratio": [Interval(Real, 0, 1, closed="both")],
        "fit_intercept": ["boolean"],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "tol": [Interval(Real, 0, None, closed="left"), None],
        "shuffle": ["boolean"],
        "verbose": ["verbose"],
        "eta0": [Interval(Real, 0, None, closed="neither")],
        "n_jobs": [Integral, None],
        "random_state": ["random_state"],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "class_weight": [StrOptions({"balanced"}), dict, None],
        "warm_start": ["boolean"],
        "average": [Interval(Integral, 0, None, closed="neither"), "boolean"],
    }

    def __init__(
        self,
        *,
        penalty: str | None = None,
        alpha: float = 0.0001,
        l1_ratio: float = 0.15,
        fit_intercept: bool = True,
        max_iter: int = 1000,
        tol: float | None = 1e-3,
        shuffle: bool = True,
        verbose: int = 0,
        eta0: float = 1.0,
        n_jobs: int | None = None,
        random_state: int | np.random.RandomState | None = 0,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 5,
        class_weight: dict[Any, float] | str | None = None,
        warm_start: bool = False,
        average: bool | int = False,
    ) -> None:
        self.penalty = penalty
        self.alpha = alpha
        self.l1_ratio = l1_ratio
        self.fit_intercept = fit_intercept
        self.max_iter = max_iter
        self.tol = tol
        self.shuffle = shuffle
        self.verbose = verbose
        self.eta0 = eta0
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.class_weight = class_weight
        self.warm_start = warm_start
        self.average = average

    # ---- Learning --------------------------------------------------------------------------------------------

    def fit(
        self,
        X: object,
        y: object,
        coef_init: ArrayLike | None = None,
        intercept_init: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Learn to tell the classes apart.

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
            Labels.
        coef_init : array-like of shape (n_classes, n_features), optional
            Weights to start from; for two classes (1, n_features) or (n_features,). Default: zeros, or with
            ``warm_start`` those of the last fit.
        intercept_init : array-like of shape (n_classes,), optional
            Biases to start from.
        sample_weight : array-like of shape (n_samples,), optional
            What an update for each sample counts, times the weight of its class.

        Returns
        -------
        self : Perceptron

        Raises
        ------
        PlanError
            For an impossible parameter.
        ValueError
            For data that cannot be learned from.
        DivergedError
            If a weight becomes infinite or undefined; names epoch and neuron.
        """
        check_parameters(self)
        X, y = self._check_training(X, y, reset=True)
        classes = distinct_labels(y)
        indices = encode(y, classes)
        if self.warm_start and hasattr(self, "coef_"):
            coef_init = self.coef_ if coef_init is None else coef_init
            intercept_init = self.intercept_ if intercept_init is None else intercept_init
        n_neurons = 1 if len(classes) == 2 else len(classes)
        if intercept_init is not None:
            intercept_init = np.asarray(intercept_init, X.dtype)
        weights, biases = starting_weights(coef_init, intercept_init, n_neurons, X.shape[1], X.dtype)
        for name in _LEARNED:
            vars(self).pop(name, None)
        self._train(X, y, classes, indices, sample_weight, self._plan(), weights, biases)
        if self.tol is not None and self.n_iter_ == self.max_iter:
            warnings.warn(
                f"Maximum number of iteration reached before convergence: {self.max_iter} epochs. "
                "Consider increasing max_iter to improve the fit.",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def partial_fit(
        self,
        X: object,
        y: object,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Learn one epoch more.

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
            Labels, not necessarily of all classes.
        classes : array-like of shape (n_classes,), optional
            All labels that will ever occur; needed in the first call only.
        sample_weight : array-like of shape (n_samples,), optional
            What an update for each sample counts.

        Returns
        -------
        self : Perceptron
        """
        check_parameters(self)
        first = not hasattr(self, "classes_")
        if first and self.early_stopping:
            raise ValueError("early_stopping should be False with partial_fit")
        if first and self.class_weight == "balanced":
            raise ValueError(
                "class_weight 'balanced' is not supported for partial_fit: the weights need all labels at once. Use "
                "compute_class_weight('balanced', classes=classes, y=y) and pass its result as class_weight."
            )
        X, y = self._check_training(X, y, reset=first)
        labels = check_classes(classes, None if first else self.classes_)
        indices = encode(y, labels)
        n_neurons = 1 if len(labels) == 2 else len(labels)
        last = vars(self).get("_unaveraged", (getattr(self, "coef_", None), getattr(self, "intercept_", None)))
        weights, biases = starting_weights(*last, n_neurons, X.shape[1], X.dtype)
        self._train(X, y, labels, indices, sample_weight, self._plan(epochs=1), weights, biases)
        return self

    def _check_training(self, X: Any, y: Any, *, reset: bool) -> tuple[SampleMatrix, Any]:
        X = as_samples(X)
        with naming_columns(X):
            X, y = check_training(self, X, y, reset=reset, numbers=False)
        if not reset and hasattr(self, "coef_") and self.coef_.dtype != X.dtype:
            X = X.astype(self.coef_.dtype)
        if scipy.sparse.issparse(X) and X.indices.dtype != np.int32:
            X = type(X)((X.data, X.indices.astype(np.int32), X.indptr.astype(np.int32)), shape=X.shape)
        return X, y

    def _plan(self, epochs: int | None = None) -> PerceptronPlan:
        return _cached_plan(
            self.penalty,
            self.alpha,
            self.l1_ratio,
            self.fit_intercept,
            self.max_iter if epochs is None else epochs,
            self.tol,
            self.shuffle,
            self.eta0,
            self.early_stopping,
            self.n_iter_no_change,
            self.average,
        )

    def _train(
        self,
        X: Any,
        y: Any,
        classes: Any,
        indices: NDArray[np.int32],
        sample_weight: ArrayLike | None,
        plan: PerceptronPlan,
        weights: FloatArray,
        biases: NDArray[np.float64] | None,
    ) -> None:
        if sample_weight is not None:
            sample_weight = _check_sample_weight(
                sample_weight, X, dtype=X.dtype, allow_all_zero_weights=plan.early_stopping
            )
        held_out = self.validation_fraction if plan.early_stopping else None
        seeds, validation = draw_start(self.random_state, indices, len(weights), held_out, sample_weight)
        weight_of_class = class_weights(self.class_weight, classes, y)
        data = PerceptronData(X, indices, weight_of_class, sample_weight, validation)
        step = vars(self).get("t_", 1.0)
        state = PerceptronState.start(
            plan, len(indices), seeds, weights, biases, step=step, averages=vars(self).get("_averaged")
        )
        history = vars(self).get("history_") or History()
        mistakes: list[NDArray[np.int32]] = []
        reason: str | None = "interrupted"
        try:
            _, reason = advance_perceptron(
                state,
                data,
                plan,
                history=history,
                mistakes=mistakes,
                n_threads=self._n_threads(len(weights), X),
                listener=self._told(),
            )
        except DivergedError:
            reason = None
            raise
        finally:
            if reason is not None:
                self._remember(state, plan, classes, history, mistakes, step, reason)
        if self.verbose and reason in ("converged", "early stopping"):
            sys.stdout.write(f"Convergence after {self.n_iter_} epochs took {history['seconds'][-1]:.2f} seconds\n")

    def _remember(
        self,
        state: PerceptronState,
        plan: PerceptronPlan,
        classes: Any,
        history: History,
        mistakes: list[NDArray[np.int32]],
        step: float,
        reason: str,
    ) -> None:
        """Set what training has learned."""
        coef, intercept = state.solution()
        self.n_iter_ = state.epoch
        self.t_ = step + state.epoch * state.order.shape[1]
        if plan.average:
            self._unaveraged = coef, intercept
            self._averaged = state.average()
            if plan.average <= self.t_ - 1:
                coef, intercept = self._averaged
        self.classes_ = classes
        self.coef_: Any = coef
        self.intercept_ = intercept if len(coef) == 1 else intercept.astype(coef.dtype, copy=False)
        self.history_ = history
        self.mistakes_ = _joined_mistakes(vars(self).get("mistakes_"), mistakes)
        self.stopped_by_ = reason

    def _n_threads(self, n_neurons: int, X: SampleMatrix) -> int:
        if n_neurons == 1 or X.size * n_neurons < _WORTH_THREADS:
            return 1
        return int(effective_n_jobs(self.n_jobs))

    def _told(self) -> Listener | None:
        """Whoever wants to be told of epochs, as one listener."""
        listener: Listener | None = getattr(self, "_listener", None)
        if not self.verbose:
            return listener
        told = 0

        def tell(state: PerceptronState, history: History) -> None:
            nonlocal told
            for epoch, loss, mistakes in zip(*(history[name][told:] for name in _TOLD), strict=True):
                sys.stdout.write(f"Epoch {epoch:.0f}: loss {loss:.6g}, {mistakes:.0f} mistakes\n")
            told = len(history)
            if listener is not None:
                listener(state, history)

        return tell

    # ---- Answering -------------------------------------------------------------------------------------------

    def decision_function(self, X: object) -> FloatArray:
        """Pre-activations: how far on the side of each class a sample lies.

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,) for two classes (above 0: the second), else (n_samples, n_classes)
        """
        samples = self._check_samples(X)
        if self._is_small(samples):
            scores = np.empty((len(samples), len(self.coef_)), self.intercept_.dtype)
            _core.perceptron_decide(samples, self.coef_, self.intercept_, scores)
        else:
            scores = samples @ self.coef_.T
            scores = (scores.toarray() if scipy.sparse.issparse(scores) else scores) + self.intercept_
        return scores.ravel() if scores.shape[1] == 1 else scores

    def predict(self, X: object) -> NDArray[Any]:
        """Labels for samples.

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
        """
        samples = self._check_samples(X)
        if self._is_small(samples):
            indices = np.empty(len(samples), np.int64)
            _core.perceptron_classify(samples, self.coef_, self.intercept_, indices)
        else:
            scores = self.decision_function(samples)
            indices = (scores > 0).astype(np.int64) if scores.ndim == 1 else scores.argmax(axis=1)
        labels: NDArray[Any] = self.classes_[indices]
        return labels

    def _check_samples(self, X: Any) -> Any:
        check_is_fitted(self, "coef_")
        X = as_samples(X)
        with naming_columns(X):
            return check_samples(self, X)

    def _is_small(self, samples: Any) -> bool:
        return (
            type(samples) is np.ndarray
            and type(self.coef_) is np.ndarray
            and samples.dtype == self.coef_.dtype
            and self.coef_.flags.c_contiguous
            and samples.size * len(self.coef_) <= _SMALL_PRODUCT
        )

    @property
    def network_(self) -> Network:
        """The weights as a network without hidden layers."""
        check_is_fitted(self, "coef_")
        weights = self.coef_.toarray() if scipy.sparse.issparse(self.coef_) else self.coef_
        parameters = np.concatenate([weights.T.ravel(), self.intercept_.astype(weights.dtype)])
        return Network((weights.shape[1], len(weights)), ("step",), parameters)

    # ---- Storing weights -------------------------------------------------------------------------------------

    def sparsify(self) -> Self:
        """Store ``coef_`` as a sparse matrix, which saves memory where a penalty has left mostly zeros.

        Learning on needs :meth:`densify` first only if ``coef_`` itself is to be changed by hand; ``fit`` and
        ``partial_fit`` take either.
        """
        check_is_fitted(self, "coef_")
        self.coef_ = scipy.sparse.csr_matrix(self.coef_)
        return self

    def densify(self) -> Self:
        """Store ``coef_`` as an array again."""
        check_is_fitted(self, "coef_")
        if scipy.sparse.issparse(self.coef_):
            self.coef_ = self.coef_.toarray()
        return self

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


@lru_cache(maxsize=128, typed=True)
def _cached_plan(*values: Any) -> PerceptronPlan:
    return PerceptronPlan(*values)


def _joined_mistakes(
    before: NDArray[np.int32] | None, chunks: list[NDArray[np.int32]]
) -> NDArray[np.int32]:
    """Mistakes of all epochs: (n_epochs,) of one neuron, (n_neurons, n_epochs) of several."""
    parts = chunks if len(chunks[0]) > 1 else [chunk[0] for chunk in chunks]
    if before is not None:
        parts = [before, *parts]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)
