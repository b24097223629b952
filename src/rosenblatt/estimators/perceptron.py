"""Perceptron: scikit-learn's linear classifier of the same name, trained in native code."""

from __future__ import annotations

import os
import warnings
from dataclasses import replace
from functools import lru_cache
from numbers import Integral, Real
from typing import Any, Self

import numpy as np
import scipy.sparse
from joblib import effective_n_jobs
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import column_or_1d
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import _check_sample_weight

from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.checkpoint import EVERY, Checkpoint, load_checkpoint
from rosenblatt.errors import DivergedError, PlanError
from rosenblatt.estimators.as_if_stopped import PerceptronSnapshots
from rosenblatt.estimators.callbacks import CallbackSupport, epoch_tasks, followed
from rosenblatt.estimators.checkpointing import CheckpointWish, estimator_of, kept_array, parts_of
from rosenblatt.estimators.inputs import SamplesLike, check_training
from rosenblatt.estimators.linear_decision import LinearDecision
from rosenblatt.estimators.parameters import check_parameters
from rosenblatt.estimators.perceptron_start import (
    check_classes,
    class_weights,
    distinct_classes,
    draw_start,
    encode,
    n_neurons_for,
    starting_weights,
)
from rosenblatt.estimators.perceptron_telling import PerceptronTeller
from rosenblatt.estimators.recorded import RECORD_CONSTRAINTS, keep_recording, recorder_of
from rosenblatt.estimators.targets import Labels
from rosenblatt.estimators.watching import Told, Watcher, Watchers
from rosenblatt.history import History
from rosenblatt.recording import Recording
from rosenblatt.training.perceptron import PerceptronData, PerceptronState, advance_perceptron
from rosenblatt.training.perceptron_plan import PENALTIES, PerceptronPlan
from rosenblatt.training.stopping import ENDS, INTERRUPT

_LEARNED = ("coef_", "intercept_", "classes_", "n_iter_", "t_", "mistakes_", "history_", "stopped_by_")
_AVERAGING = ("_unaveraged", "_averaged")

_WORTH_THREADS = 1 << 20
"""From so many products in an epoch on, neurons are spread over threads."""


class Perceptron(CallbackSupport, ClassifierMixin, LinearDecision):
    """A linear classifier that learns from its mistakes (Rosenblatt, 1958).

    Drop-in for ``sklearn.linear_model.Perceptron``: the same parameters and data give the same weights, the
    same number of epochs and the same predictions. Two classes take one neuron; K > 2 classes take K, each
    of which tells its own class from the rest.

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
        An epoch is no improvement if its loss is not below the best by this much (with early stopping: its
        validation score above). None: always train ``max_iter`` epochs.
    shuffle : bool, default=True
        Whether every epoch goes through the samples in a new order.
    verbose : int, default=0
        Whether to tell each epoch on standard output.
    eta0 : float, default=1.0
        The learning rate: what an update is multiplied by.
    n_jobs : int or None, default=None
        Threads over which the neurons of more than two classes are spread; None is 1 (unless a joblib
        context says otherwise), -1 all cores. Results do not depend on it.
    random_state : int, RandomState or None, default=0
        Seed of the sample orders and of the validation split.
    early_stopping : bool, default=False
        Hold out a part of the samples, and judge improvement by the score on them. As in scikit-learn, the
        last weights are kept, not the best.
    validation_fraction : float, default=0.1
        The share of the samples that early stopping holds out.
    n_iter_no_change : int, default=5
        Epochs without improvement, in a row, after which a neuron stops.
    class_weight : dict, 'balanced' or None, default=None
        What an update for a sample of each class counts. 'balanced': n_samples / (n_classes * samples of the
        class). With more than two classes it applies to a neuron's own class only.
    warm_start : bool, default=False
        Whether ``fit`` starts from the weights of the last one.
    average : bool or int, default=False
        Whether the result is the mean of the weights after every step, from step ``average`` on (Freund &
        Schapire, 1999). Not a parameter of scikit-learn's Perceptron; there ``SGDClassifier`` has it.
    record : {'epochs', 'steps', 'log'}, int or None, default=None
        Keep snapshots of the training in ``recording_``: after every epoch, after every sample (for small
        networks), dense at first and ever sparser, or after every so many epochs.
    record_path : path-like or None, default=None
        The file to which snapshots are written while training goes on. None keeps them in memory.

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
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if all are text.
    mistakes_ : ndarray of shape (n_epochs,) or (n_classes, n_epochs)
        Updates made in each epoch; 0 for a neuron that has stopped. ``partial_fit`` adds to it.
    network_ : Network
        The weights as a network without hidden layers, with the activation ``step``. Of several classes the
        one with the greatest pre-activation wins.
    history_ : History
        A row an epoch: losses and mistakes summed over the neurons, validation scores averaged.
        ``partial_fit`` adds to it.
    recording_ : Recording
        The last training as a sequence of networks; with ``record`` only.
    stopped_by_ : {'converged', 'early stopping', 'max_iter', 'callback', 'interrupt', 'error'}
        Why training ended; 'callback' if one has asked for it, 'error' if one has raised an error.

    See Also
    --------
    MLPClassifier : A network with hidden layers, for classes that no line separates.

    Notes
    -----
    Ctrl-C during ``fit`` leaves the estimator fitted as far as it came, and ``stopped_by_`` 'interrupt';
    the KeyboardInterrupt goes on up.

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

    recording_: Recording

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
        **RECORD_CONSTRAINTS,
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
        self.record = record
        self.record_path = record_path

    # ---- Learning ----------------------------------------------------------------------------------------

    def fit(
        self,
        X: SamplesLike,
        y: SamplesLike,
        coef_init: ArrayLike | None = None,
        intercept_init: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
        *,
        checkpoint: str | os.PathLike[str] | None = None,
        checkpoint_every: str | int = EVERY,
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
            Biases to start from; for two classes (1,).
        sample_weight : array-like of shape (n_samples,), optional
            What an update for each sample counts, times the weight of its class.
        checkpoint : path-like, optional
            A file in which the training is kept from time to time, so that :meth:`resume` can go on from it,
            to the same bits. The last two are kept.
        checkpoint_every : str or int, default="30s"
            How often: seconds (``"30s"``) or epochs (``100``).

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
        samples, labels = self._check_training(X, y, reset=True)
        classes = distinct_classes(labels)
        data, seeds = self._data(samples, labels, classes, sample_weight)
        if self.warm_start and hasattr(self, "coef_"):
            coef_init = self.coef_ if coef_init is None else coef_init
            intercept_init = self.intercept_ if intercept_init is None else intercept_init
        if intercept_init is not None:
            intercept_init = np.asarray(intercept_init, samples.dtype)
        start = starting_weights(coef_init, intercept_init, len(seeds), samples.shape[1], samples.dtype)
        plan = self._plan(self.max_iter)
        state = PerceptronState.start(plan, len(data.classes), seeds, *start)
        with followed(self, X, y, sample_weight, plan.max_iter):
            self._fit(state, data, classes, plan, CheckpointWish.of(checkpoint, checkpoint_every))
        return self

    @classmethod
    def resume(
        cls,
        path: str | os.PathLike[str],
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None = None,
        *,
        same_data: bool = True,
    ) -> Self:
        """Go on from a checkpoint, to the same bits as if training had never stopped.

        The estimator has the parameters of the one that wrote the checkpoint. The fit goes on to its end, and
        writes its checkpoints where it did before; one that had ended stays as it was.

        Parameters
        ----------
        path : path-like
            What was given as ``checkpoint``. If the newest is damaged, the one before it is taken, with a
            warning.
        X, y, sample_weight
            What was given to ``fit``.
        same_data : bool, default=True
            Whether other data than then is refused.

        Returns
        -------
        Perceptron
            Fitted.

        Raises
        ------
        ModelFileError
            If there is no checkpoint, or it is damaged.
        RosenblattError
            If it was written by another kind of estimator, or the data is other data.
        """
        found = load_checkpoint(path)
        return estimator_of(cls, found)._go_on_from(found, path, X, y, sample_weight, same_data=same_data)

    def _resume(
        self, path: str | os.PathLike[str], X: SamplesLike, y: SamplesLike, *, same_data: bool
    ) -> Self:
        """Go on from a checkpoint of an estimator with these parameters, whoever listens to this one."""
        return self._go_on_from(load_checkpoint(path), path, X, y, same_data=same_data)

    def _go_on_from(
        self,
        found: Checkpoint,
        path: str | os.PathLike[str],
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None = None,
        *,
        same_data: bool,
    ) -> Self:
        """Go on from a checkpoint: the data is prepared as then, the state is the checkpoint's."""
        check_parameters(self)
        samples, labels = self._check_training(X, y, reset=True)
        state, plan = parts_of(found, PerceptronState, PerceptronPlan)
        if state.weights.dtype != samples.dtype:
            samples = samples.astype(state.weights.dtype)
        classes = distinct_classes(labels)
        data, _ = self._data(samples, labels, classes, sample_weight)
        held_out = None
        if "validation" in found.arrays:
            held_out = kept_array(found, "validation", np.uint8, (len(labels),)).astype(bool)
        kept_array(found, "mistakes", np.int32, (state.n_neurons, None))
        data = replace(data, validation=held_out)
        shape = (n_neurons_for(classes), samples.shape[1])
        if state.weights.shape != shape:
            raise PlanError(
                f"the checkpoint's weights have the shape {state.weights.shape}, the given data asks for "
                f"{shape}: give the data it was trained on"
            )
        if same_data:
            found.require_data(data)
        wish = CheckpointWish(path, found.owner.get("every", EVERY))  # type: ignore[arg-type]  # it is checked
        self._fit(state, data, classes, plan, wish, resumed=found)
        return self

    def _fit(
        self,
        state: PerceptronState,
        data: PerceptronData,
        classes: Labels,
        plan: PerceptronPlan,
        checkpoint: CheckpointWish | None,
        *,
        resumed: Checkpoint | None = None,
    ) -> None:
        for name in (*_LEARNED, *_AVERAGING):
            self.__dict__.pop(name, None)
        self._train(state, data, classes, plan, checkpoint, resumed=resumed)
        if self.tol is not None and self.n_iter_ == self.max_iter:
            warnings.warn(
                f"Maximum number of iteration reached before convergence: {self.max_iter} epochs. "
                "Consider increasing max_iter to improve the fit.",
                ConvergenceWarning,
                stacklevel=3,
            )

    def partial_fit(
        self,
        X: SamplesLike,
        y: SamplesLike,
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
                "class_weight 'balanced' is not supported for partial_fit: it needs all labels at once. Use "
                "compute_class_weight('balanced', classes=classes, y=y), and pass the result as class_weight."
            )
        samples, labels = self._check_training(X, y, reset=first)
        known = check_classes(classes, None if first else self.classes_)
        data, seeds = self._data(samples, labels, known, sample_weight)
        coef, intercept = getattr(self, "coef_", None), getattr(self, "intercept_", None)
        if hasattr(self, "_unaveraged"):
            coef, intercept = self._unaveraged
        start = starting_weights(coef, intercept, len(seeds), samples.shape[1], samples.dtype)
        step, averages = getattr(self, "t_", 1.0), getattr(self, "_averaged", None)
        plan = self._plan(1)
        state = PerceptronState.start(plan, len(data.classes), seeds, *start, step=step, averages=averages)
        self._train(state, data, known, plan, None)
        return self

    def _check_training(self, X: SamplesLike, y: SamplesLike, *, reset: bool) -> tuple[SampleMatrix, Labels]:
        samples, labels = check_training(self, X, y, reset=reset, numbers=False)
        if labels.ndim == 2:
            labels = column_or_1d(labels)
        if not reset and self.coef_.dtype != samples.dtype:
            samples = samples.astype(self.coef_.dtype)
        if not isinstance(samples, np.ndarray) and samples.indices.dtype != np.int32:
            samples = scipy.sparse.csr_array(samples)
            samples.indices, samples.indptr = (
                places.astype(np.int32) for places in (samples.indices, samples.indptr)
            )
        return samples, labels

    def _data(
        self, samples: SampleMatrix, labels: Labels, classes: Labels, sample_weight: ArrayLike | None
    ) -> tuple[PerceptronData, NDArray[np.int64]]:
        """What to learn from, and the seeds of the sample orders."""
        indices = encode(labels, classes)
        weight: FloatArray | None = None
        if sample_weight is not None:
            weight = _check_sample_weight(
                sample_weight, samples, dtype=samples.dtype, allow_all_zero_weights=self.early_stopping
            )
        held_out = self.validation_fraction if self.early_stopping else None
        seeds, validation = draw_start(self.random_state, indices, n_neurons_for(classes), held_out, weight)
        of_class = class_weights(self.class_weight, classes, labels)
        return PerceptronData(samples, indices, of_class, weight, validation), seeds

    def _plan(self, epochs: int) -> PerceptronPlan:
        return _plan_of(
            self.penalty,
            self.alpha,
            self.l1_ratio,
            self.fit_intercept,
            epochs,
            self.tol,
            self.shuffle,
            self.eta0,
            self.early_stopping,
            self.n_iter_no_change,
            self.average,
        )

    def _train(
        self,
        state: PerceptronState,
        data: PerceptronData,
        classes: Labels,
        plan: PerceptronPlan,
        checkpoint: CheckpointWish | None,
        *,
        resumed: Checkpoint | None = None,
    ) -> None:
        step: float = getattr(self, "t_", 1.0)
        history: History = getattr(self, "history_", None) or History()
        mistakes: list[NDArray[np.int32]] = []
        if resumed is not None:
            history, mistakes = resumed.history, [resumed.arrays["mistakes"]]
        keeper = None
        if checkpoint is not None:
            keeper = checkpoint.watcher(self, plan, data, lambda: _kept(data, mistakes))
        tasks = epoch_tasks(
            self,
            lambda: PerceptronSnapshots(
                self, lambda twin, *now: twin._keep(now[0], plan, classes, step, now[1], mistakes)
            ),
            None if data.validation is None else ~data.validation,
        )
        watchers = self._watchers(history, keeper, tasks)
        stopped_by: str | None = None if resumed is None else resumed.stopped_by
        recorder = recorder_of(self)
        trouble: BaseException | None = None
        try:
            if stopped_by not in ENDS:
                _, stopped_by = advance_perceptron(
                    state,
                    data,
                    plan,
                    history=history,
                    mistakes=mistakes,
                    n_threads=self._n_threads(data.X.size * state.n_neurons),
                    listener=watchers.listener,
                    every=watchers.every,
                    recorder=recorder,
                )
        except BaseException as error:
            trouble = error
        keep_recording(self, recorder, history, stopped_by, trouble)
        if mistakes and not isinstance(trouble, DivergedError):
            interrupted = isinstance(trouble, KeyboardInterrupt)
            self._keep(state, plan, classes, step, history, mistakes)
            self.stopped_by_ = INTERRUPT if interrupted else "error" if trouble else str(stopped_by)
            if trouble is None or interrupted:
                watchers.ended(state, history, self.stopped_by_)
        if trouble is not None:
            raise trouble

    def _watchers(
        self, history: History, *others: Watcher[PerceptronState] | None
    ) -> Watchers[PerceptronState]:
        """All who look on while it learns."""
        listener = getattr(self, "_listener", None)
        teller = PerceptronTeller(len(history)) if self.verbose else None
        return Watchers([teller, *others, None if listener is None else Told(listener)])

    def _keep(
        self,
        state: PerceptronState,
        plan: PerceptronPlan,
        classes: Labels,
        step: float,
        history: History,
        mistakes: list[NDArray[np.int32]],
    ) -> None:
        """Remember a training that has ended, however it did."""
        self._remember(state, plan, classes, step)
        self.history_ = history
        self.mistakes_ = _joined(getattr(self, "mistakes_", None), mistakes)

    def _remember(self, state: PerceptronState, plan: PerceptronPlan, classes: Labels, step: float) -> None:
        """Set what a state has learned."""
        coef, intercept = state.solution()
        self.n_iter_ = state.epoch
        self.t_ = step + self.n_iter_ * state.order.shape[1]
        if plan.average:
            self._unaveraged = coef, intercept
            self._averaged = state.average()
            if plan.average <= self.t_ - 1:
                coef, intercept = self._averaged
        self.classes_ = classes
        self.coef_ = coef
        self.intercept_ = intercept if len(coef) == 1 else intercept.astype(coef.dtype, copy=False)

    def _n_threads(self, products: int) -> int:
        return 1 if products < _WORTH_THREADS else int(effective_n_jobs(self.n_jobs))


@lru_cache(maxsize=128, typed=True)
def _plan_of(*values: Any) -> PerceptronPlan:  # noqa: ANN401  # whatever check_parameters has let through
    return PerceptronPlan(*values)


def _kept(data: PerceptronData, mistakes: list[NDArray[np.int32]]) -> dict[str, NDArray[Any]]:
    """What a checkpoint keeps beside the state: mistakes by neuron and epoch, and who is held out."""
    made: dict[str, NDArray[Any]] = {"mistakes": np.concatenate(mistakes, axis=1)}
    return made if data.validation is None else made | {"validation": data.validation.astype(np.uint8)}


def _joined(before: NDArray[np.int32] | None, chunks: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Mistakes of all epochs: (n_epochs,) of one neuron, (n_neurons, n_epochs) of several."""
    parts = [chunk[0] if len(chunk) == 1 else chunk for chunk in chunks]
    if before is not None:
        parts = [before, *parts]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)
