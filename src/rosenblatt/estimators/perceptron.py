"""Perceptron: scikit-learn's linear classifier of the same name, trained in native code."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import column_or_1d
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.multiclass import check_classification_targets, unique_labels

from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.data.batches import Source
from rosenblatt.estimators.callbacks import followed, set_callbacks, without_fit_in_progress
from rosenblatt.estimators.checks import (
    SamplesLike,
    check_parameters,
    check_training,
    require_same_classes,
)
from rosenblatt.estimators.from_source import Surveyed, learn_features, require_alone, score_of
from rosenblatt.estimators.linear_decision import LinearDecision
from rosenblatt.estimators.network_estimator import (
    RECORD_CONSTRAINTS,
    WINDOW_CONSTRAINTS,
    checkpoints_of,
    estimator_of,
)
from rosenblatt.estimators.versions import check_sample_weight
from rosenblatt.fitting.beginning import begin
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.kinds import DEFAULTS
from rosenblatt.fitting.outcome import TRAINED_ATTRIBUTES, attributes
from rosenblatt.fitting.running import run
from rosenblatt.fitting.task import Labels, task_of_classes
from rosenblatt.fitting.watching import Watcher
from rosenblatt.history import History
from rosenblatt.training.perceptron.plan import PENALTIES

if TYPE_CHECKING:
    from rosenblatt.fitting.checkpoints import Checkpoints
    from rosenblatt.recording.recording import Recording


class Perceptron(ClassifierMixin, LinearDecision):
    """A linear classifier that learns from its mistakes (Rosenblatt, 1958).

    A replacement for ``sklearn.linear_model.Perceptron``: the same parameters and data give the same weights,
    the same number of epochs and the same predictions. Two classes need one neuron; K > 2 classes need K,
    each of which separates its class from the others.

    Parameters and attributes without a description have the same meaning as in
    :class:`~rosenblatt.MLPClassifier`.

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
        The maximum number of epochs. ``partial_fit`` trains for one.
    tol : float or None, default=1e-3
        An epoch is no improvement if its loss is not below the best by this much (with early stopping: its
        validation score above). None: always train ``max_iter`` epochs.
    shuffle : bool, default=True
    verbose : int, default=0
    eta0 : float, default=1.0
        The learning rate: the factor of an update.
    n_jobs : int or None, default=None
        Threads over which the neurons of more than two classes are spread; None is 1 (unless a joblib
        context says otherwise), -1 all cores. Results do not depend on it.
    random_state : int, RandomState or None, default=0
        Seed of the sample orders and of the validation split.
    early_stopping : bool, default=False
        Whether to hold out a part of the samples, and stop when their score no longer improves. As in
        scikit-learn, the last weights are kept, not the best.
    validation_fraction : float, default=0.1
    n_iter_no_change : int, default=5
        The number of consecutive epochs without improvement after which a neuron stops.
    class_weight : dict, 'balanced' or None, default=None
        The weights of the classes. 'balanced': n_samples / (n_classes * samples of the class). With more
        than two classes it applies to a neuron's own class only.
    warm_start : bool, default=False
    average : bool or int, default=False
        Whether the result is the mean of the weights after every step, from step ``average`` on (Freund &
        Schapire, 1999). Not a parameter of scikit-learn's Perceptron; there ``SGDClassifier`` has it.
    shuffle_window : int or None, default=None
    record : {'epochs', 'steps', 'log'}, int or None, default=None
        When snapshots of the training are kept in ``recording_``: after every epoch, after every sample (for
        small networks), dense at first and ever sparser, or after this number of epochs.
    record_path : path-like or None, default=None

    Attributes
    ----------
    coef_ : ndarray of shape (1, n_features) or (n_classes, n_features)
        Weights.
    intercept_ : ndarray of shape (1,) or (n_classes,)
        Biases.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_iter_ : int
        Epochs made: the maximum of all neurons.
    t_ : float
        ``n_iter_ * n_samples + 1``, continued by ``partial_fit``.
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features,)
    mistakes_ : ndarray of shape (n_epochs,) or (n_classes, n_epochs)
        Updates made in each epoch; 0 for a neuron that has stopped. ``partial_fit`` adds to it.
    network_ : Network
        The weights as a network without hidden layers, with the activation ``step``. With several classes the
        one with the maximum pre-activation is predicted.
    history_ : History
        One row for each epoch: losses and mistakes summed over the neurons, validation scores averaged.
        ``partial_fit`` adds to it.
    recording_ : Recording
    stopped_by_ : {'converged', 'early stopping', 'max_iter', 'callback', 'interrupt', 'error'}

    See Also
    --------
    MLPClassifier : A network with hidden layers, for classes that no line separates.

    References
    ----------
    F. Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the
    brain", Psychological Review 65 (1958).
    Y. Freund and R. Schapire, "Large margin classification using the perceptron algorithm", Machine Learning
    37 (1999).

    Examples
    --------
    >>> from rosenblatt import Perceptron
    >>> gate = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 1])
    >>> gate.predict([[0, 0], [0, 1]])
    array([0, 1])
    >>> gate.mistakes_[:6].tolist()
    [2, 2, 1, 1, 1, 0]
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
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
        **WINDOW_CONSTRAINTS,
        **RECORD_CONSTRAINTS,
    }

    _kind = "Perceptron"
    set_callbacks = set_callbacks

    n_iter_: int
    t_: float
    mistakes_: NDArray[np.int32]
    history_: History
    stopped_by_: str
    recording_: Recording

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
        shuffle_window: int | None = None,
        record: str | int | None = None,
        record_path: str | os.PathLike[str] | None = None,
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
        self.shuffle_window = shuffle_window
        self.record = record
        self.record_path = record_path

    def fit(
        self,
        X: SamplesLike,
        y: SamplesLike = None,
        coef_init: ArrayLike | None = None,
        intercept_init: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
        *,
        checkpoint: str | os.PathLike[str] | None = None,
        checkpoint_every: str | int = "30s",
    ) -> Self:
        """Learn to separate the classes.

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n_samples, n_features), or Source
            A source also has the labels and weights, and need not fit in memory.
        y : array-like of shape (n_samples,), optional
            Labels; left out for a source.
        coef_init : array-like of shape (n_classes, n_features), optional
            Initial weights; for two classes (1, n_features) or (n_features,). Default: zeros, or with
            ``warm_start`` those of the last fit.
        intercept_init : array-like of shape (n_classes,), optional
            Initial biases; for two classes (1,).
        sample_weight : array-like of shape (n_samples,), optional
            The weights of the samples, which multiply the weights of their classes.
        checkpoint : path-like, optional
        checkpoint_every : str or int, default="30s"
            Both checkpoint parameters are as for ``MLPClassifier.fit``.

        Returns
        -------
        self : Perceptron

        Raises
        ------
        PlanError
            If a parameter is invalid.
        ValueError
            If the data are invalid.
        DivergedError
            If a weight becomes infinite or undefined; names epoch and neuron.
        """
        check_parameters(self)
        if self.warm_start and hasattr(self, "coef_"):
            coef_init = self.coef_ if coef_init is None else coef_init
            intercept_init = self.intercept_ if intercept_init is None else intercept_init
        if isinstance(X, Source):
            read = Surveyed.of(self, X, y, sample_weight)
            if read.arrays is None:
                learn_features(self, X, reset=True)
                if intercept_init is not None:
                    intercept_init = np.asarray(intercept_init, read.survey.dtype)
                before = {"coef_": coef_init, "intercept_": intercept_init}
                with read.fit(before=before) as fit:
                    checkpoints = checkpoints_of(self, checkpoint, checkpoint_every, fit)
                    return self._run(fit, checkpoints, given=(X, None, None))
            X, y, sample_weight = read.arrays
        samples, labels = self._check_training(X, y, reset=True)
        if intercept_init is not None:
            intercept_init = np.asarray(intercept_init, samples.dtype)
        fit = begin(
            self._kind,
            self._parameters(),
            samples,
            labels,
            self._checked_weight(sample_weight, samples),
            before={"coef_": coef_init, "intercept_": intercept_init},
        )
        checkpoints = checkpoints_of(self, checkpoint, checkpoint_every, fit)
        return self._run(fit, checkpoints, given=(X, y, sample_weight))

    def partial_fit(
        self,
        X: SamplesLike,
        y: SamplesLike = None,
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
        """
        check_parameters(self)
        first = not hasattr(self, "classes_")
        if first and self.early_stopping:
            raise ValueError("early_stopping should be False with partial_fit")
        if first and self.class_weight == "balanced":
            raise ValueError(
                "class_weight 'balanced' is not supported for partial_fit: it needs all labels at once. Use "
                "compute_class_weight('balanced', classes=classes, y=y), and pass the result as class_weight."
            )
        read = Surveyed.of(self, X, y, sample_weight) if isinstance(X, Source) else None
        if read is not None:
            X, y, sample_weight = (None, None, None) if read.arrays is None else read.arrays
        if read is not None and X is None:
            learn_features(self, read.source, reset=first)
        else:
            samples, labels = self._check_training(X, y, reset=first)
        if first:
            if classes is None:
                raise ValueError("classes must be passed on the first call to partial_fit.")
            known: Labels = unique_labels(classes)
        else:
            known = self.classes_
            if classes is not None:
                require_same_classes(known, classes)
        before = {name: vars(self)[name] for name in TRAINED_ATTRIBUTES if name in vars(self)}
        if read is not None and X is None:
            with read.fit(task=task_of_classes(known), before=before, partial=True) as fit:
                return self._run(fit, None, partial=True)
        fit = begin(
            self._kind,
            self._parameters(),
            samples,
            labels,
            self._checked_weight(sample_weight, samples),
            task=task_of_classes(known),
            before=before,
            partial=True,
        )
        return self._run(fit, None, partial=True)

    def score(self, X: SamplesLike, y: SamplesLike = None, sample_weight: ArrayLike | None = None) -> float:
        """Return the accuracy.

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n_samples, n_features), or Source
        y : array-like of shape (n_samples,)
            The true labels; left out for a source.
        sample_weight : array-like of shape (n_samples,), optional
        """
        if isinstance(X, Source):
            require_alone(y, sample_weight)
            return score_of(self, X)
        return float(super().score(X, y, sample_weight))

    @classmethod
    def resume(
        cls,
        path: str | os.PathLike[str],
        X: SamplesLike,
        y: SamplesLike = None,
        sample_weight: ArrayLike | None = None,
        *,
        same_data: bool = True,
    ) -> Self:
        """Resume training from a checkpoint; the result is identical to that of an uninterrupted training.

        Parameters and errors are those of ``MLPClassifier.resume``, for the checkpoints of ``fit``.

        Parameters
        ----------
        path : path-like
        X, y, sample_weight
        same_data : bool, default=True
        """
        from rosenblatt.checkpoint.file import load_checkpoint
        from rosenblatt.fitting.resuming import resume

        found = load_checkpoint(path)
        estimator: Self = estimator_of(cls, found)
        if isinstance(X, Source):
            read = Surveyed.of(estimator, X, y, sample_weight)
            if read.arrays is None:
                learn_features(estimator, X, reset=True)
                with read.fit(checkpoint=found, same_data=same_data) as fit:
                    checkpoints = checkpoints_of(estimator, path, found.owner.get("every", "30s"), fit)
                    return estimator._run(fit, checkpoints, given=(X, None, None))
            X, y, sample_weight = read.arrays
        samples, labels = estimator._check_training(X, y, reset=True)
        weight = estimator._checked_weight(sample_weight, samples)
        parameters = estimator._parameters()
        fit = resume(cls._kind, parameters, found, samples, labels, weight, same_data=same_data)
        checkpoints = checkpoints_of(estimator, path, found.owner.get("every", "30s"), fit)
        return estimator._run(fit, checkpoints, given=(X, y, sample_weight))

    def _run(
        self,
        fit: Fit,
        checkpoints: Checkpoints | None,
        *,
        given: tuple[Any, Any, Any] | None = None,
        watchers: Iterable[Watcher] = (),
        partial: bool = False,
    ) -> Self:
        """Run a fit and keep what it has learned; without ``given`` no callback is notified."""
        with followed(self, given, int(fit.plan.max_iter)) as callbacks:
            for name in ("recording_", *(() if partial else TRAINED_ATTRIBUTES)):
                self.__dict__.pop(name, None)
            if callbacks is not None:
                callbacks.begin_epochs(fit)
            outcome = run(fit, watchers=[callbacks, *watchers], checkpoints=checkpoints)
            self.__dict__.update(attributes(outcome))
            outcome.raise_trouble()
            if not partial and outcome.warning is not None:
                warnings.warn(outcome.warning, ConvergenceWarning, stacklevel=3)
        return self

    def _check_training(self, X: SamplesLike, y: SamplesLike, *, reset: bool) -> tuple[SampleMatrix, Labels]:
        samples, labels = check_training(self, X, y, reset=reset, numbers=False)
        if labels.ndim == 2:
            labels = column_or_1d(labels)
        if labels.dtype.kind not in "biu":  # of these every value is a label
            check_classification_targets(labels)
        if not reset and hasattr(self, "coef_") and self.coef_.dtype != samples.dtype:
            samples = samples.astype(self.coef_.dtype)
        return samples, labels

    def _checked_weight(self, sample_weight: ArrayLike | None, samples: SampleMatrix) -> FloatArray | None:
        if sample_weight is None:
            return None
        return check_sample_weight(
            sample_weight, samples, dtype=samples.dtype, allow_all_zero=self.early_stopping
        )

    def _parameters(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in DEFAULTS[self._kind]}

    def __getstate__(self) -> dict[str, Any]:
        """Return what copies and pickles keep: nothing of a fit in progress."""
        return without_fit_in_progress(super().__getstate__())
