"""NetworkEstimator: the base of the estimators of networks trained by gradients."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

import numpy as np
import sklearn
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import Tags
from sklearn.utils._param_validation import Interval, Options, StrOptions
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from rosenblatt._typing import FloatArray
from rosenblatt.data.batches import Source
from rosenblatt.errors import ModelFileError, PlanError
from rosenblatt.estimators.callbacks import CALLBACKS, followed, set_callbacks, without_fit_in_progress
from rosenblatt.estimators.checks import (
    SamplesLike,
    check_labels,
    check_parameters,
    check_samples,
    check_training,
    given_task,
    require_same_classes,
)
from rosenblatt.estimators.from_source import Surveyed, learn_features, rows_of
from rosenblatt.estimators.versions import check_sample_weight
from rosenblatt.fitting.beginning import begin
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.kinds import DEFAULTS, Layers, activations_of_layers
from rosenblatt.fitting.outcome import (
    NETWORK_ATTRIBUTES,
    TRAINED_ATTRIBUTES,
    Outcome,
    attributes,
    copied_attributes,
    network_attributes,
    untrained_attributes,
)
from rosenblatt.fitting.reading import Inputs
from rosenblatt.fitting.running import run
from rosenblatt.fitting.starting_network import GivenWeights, network_of_weights
from rosenblatt.fitting.task import Labels, Task
from rosenblatt.fitting.watching import Watcher
from rosenblatt.formulas.activations import HIDDEN_ACTIVATIONS
from rosenblatt.formulas.losses import REGRESSION_LOSSES
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.formulas.schedules import SCHEDULES
from rosenblatt.history import History
from rosenblatt.network import Network
from rosenblatt.network.initialization import SCHEMES
from rosenblatt.network.outputs import outputs_of
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.snapshots import MODES
from rosenblatt.training.state import TrainingState, random_stream

if TYPE_CHECKING:
    import onnx

    from rosenblatt.checkpoint.file import Checkpoint
    from rosenblatt.fitting.checkpoints import Checkpoints
    from rosenblatt.recording.recording import Recording

RECORD_CONSTRAINTS: dict[str, list[Any]] = {
    "record": [StrOptions(set(MODES)), Interval(Integral, 1, None, closed="left"), None],
    "record_path": [str, os.PathLike, None],
}
WINDOW_CONSTRAINTS: dict[str, list[Any]] = {
    "shuffle_window": [Interval(Integral, 1, None, closed="left"), None],
}
CLASS_CONSTRAINTS: dict[str, list[Any]] = {
    "class_weight": [StrOptions({"balanced"}), dict, list, None],
    "stratified": ["boolean", None],
}
NUMBER_CONSTRAINTS: dict[str, list[Any]] = {
    "loss": [StrOptions(set(REGRESSION_LOSSES))],
    "huber_delta": [Interval(Real, 0, None, closed="neither")],
    "quantile": [Interval(Real, 0, 1, closed="neither")],
}


class NetworkEstimator(BaseEstimator):
    """Checks what users pass in, has it trained, and keeps what was learned in attributes."""

    _kind: ClassVar[str]

    hidden_layer_sizes: int | Sequence[int]
    activation: str | Sequence[str]
    solver: str
    max_iter: int
    random_state: int | np.random.RandomState | None
    warm_start: bool
    early_stopping: bool
    n_threads: int | None

    n_features_in_: int
    network_: Network
    coefs_: list[FloatArray]
    intercepts_: list[FloatArray]
    out_activation_: str
    n_iter_: int
    history_: History
    stopped_by_: str
    recording_: Recording
    _task: Any
    _state: TrainingState

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "hidden_layer_sizes": ["array-like", Interval(Integral, 1, None, closed="left")],
        "activation": [StrOptions(set(HIDDEN_ACTIVATIONS)), "array-like"],
        "solver": [StrOptions({*OPTIMIZERS, "lbfgs"})],
        "alpha": [Interval(Real, 0, None, closed="left")],
        "batch_size": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "learning_rate": [StrOptions(set(SCHEDULES))],
        "learning_rate_init": [Interval(Real, 0, None, closed="neither")],
        "power_t": [Interval(Real, 0, None, closed="left")],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "shuffle": ["boolean"],
        "random_state": ["random_state"],
        "tol": [Interval(Real, 0, None, closed="left")],
        "verbose": ["verbose"],
        "warm_start": ["boolean"],
        "momentum": [Interval(Real, 0, 1, closed="both")],
        "nesterovs_momentum": ["boolean"],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="left")],
        "beta_1": [Interval(Real, 0, 1, closed="left")],
        "beta_2": [Interval(Real, 0, 1, closed="left")],
        "epsilon": [Interval(Real, 0, None, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left"), Options(Real, {np.inf})],
        "max_fun": [Interval(Integral, 1, None, closed="left")],
        "init": [StrOptions(set(SCHEMES)), Network, tuple, list],
        "dropout": [Interval(Real, 0, 1, closed="left"), "array-like"],
        "max_grad_norm": [Interval(Real, 0, None, closed="neither"), None],
        "n_threads": [Interval(Integral, 1, None, closed="left"), None],
        **RECORD_CONSTRAINTS,
    }

    set_callbacks = set_callbacks

    def to_onnx(self, *, dtype: str | None = None) -> onnx.ModelProto:
        """Return the network as an ONNX graph: see :func:`rosenblatt.export.to_onnx`."""
        # Imported by name and late: the room of exports is above this one.
        graph: onnx.ModelProto = import_module("rosenblatt.export").to_onnx(self, dtype=dtype)
        return graph

    def _keep_parameters(self, parameters: dict[str, Any]) -> None:
        """Store the parameters of ``__init__``, given as its ``locals()``."""
        for name, value in parameters.items():
            if name != "self":
                setattr(self, name, value)

    # ---- Fitting ---------------------------------------------------------------------------------------

    def fit(
        self,
        X: SamplesLike,
        y: SamplesLike = None,
        sample_weight: ArrayLike | None = None,
        *,
        validation_data: Sequence[object] | Source | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        checkpoint_every: str | int = "30s",
    ) -> Self:
        """Train until the loss no longer improves, or for ``max_iter`` epochs.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features), or Source
            The samples. A source, such as ``ArraySource``, also has the targets and weights; its rows need
            not fit in memory: see ``shuffle_window``. Estimators of sequences take none.
        y : array-like of shape (n_samples,) or (n_samples, n_targets), optional
            Their classes; several columns of 0 and 1 are binary labels, other columns are multiclass targets.
            Left out for a source.
        sample_weight : array-like of shape (n_samples,), optional
            The weights of the samples.
        validation_data : tuple (X, y) or (X, y, sample_weight), or Source, optional
            Samples to evaluate after every epoch; with ``early_stopping`` they replace the split.
        checkpoint : path-like, optional
            The file to which the training is saved from time to time, so that :meth:`resume` can continue it
            with a bit-for-bit identical result. The last two checkpoints are kept.
        checkpoint_every : str or int, default="30s"
            The interval in seconds (``"30s"``) or epochs (``100``).

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            If the input or a parameter is invalid.
        DivergedError
            If a weight becomes infinite or undefined.
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
        y: SamplesLike = None,
        sample_weight: ArrayLike | None = None,
        *,
        checkpoint: str | os.PathLike[str] | None = None,
    ) -> Self:
        """Train for one epoch, from where the last call has ended; a stream with its context.

        Parameters
        ----------
        X, y, sample_weight
            As for :meth:`fit`.
        checkpoint : path-like, optional
            A file to which the estimator is written after the epoch; ``resume(path)`` reads it.
        """
        return self._fit(X, y, sample_weight, partial=True, checkpoint=checkpoint)

    def _fit(
        self,
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None,
        *,
        validation_data: Sequence[object] | Source | None = None,
        partial: bool = False,
        classes: object = None,
        checkpoint: str | os.PathLike[str] | None = None,
        checkpoint_every: str | int = "30s",
    ) -> Self:
        check_parameters(self)
        if partial and self.early_stopping:
            raise ValueError(
                "partial_fit does not support early_stopping=True: it makes one epoch at a time, "
                "and its caller decides when to stop"
            )
        is_new = not hasattr(self, "coefs_") or not (self.warm_start or partial)
        if isinstance(X, Source):
            read = self._surveyed(X, y, sample_weight)
            if read.arrays is None:
                learn_features(self, X, reset=is_new)
                task = self._known_task(read.survey.y, classes, is_new=is_new, partial=partial)
                random = random_stream(self.random_state)
                before = None if is_new else self._trained_before(task)
                with read.fit(
                    validation_data, task=task, random=random, before=before, partial=partial
                ) as fit:
                    checkpoints = checkpoints_of(self, checkpoint, 1 if partial else checkpoint_every, fit)
                    source = None if partial else (X, None, None)
                    return self._run(fit, checkpoints, random=random, given=source, partial=partial)
            X, y, sample_weight = read.arrays
        inputs, labels = self._check_training(X, y, reset=is_new)
        task = self._known_task(labels, classes, is_new=is_new, partial=partial)
        random = random_stream(self.random_state)
        fit = begin(
            self._kind,
            self._parameters(),
            inputs,
            labels,
            self._checked_weight(sample_weight, inputs),
            validation=self._checked_validation(validation_data),
            task=task,
            random=random,
            before=None if is_new else self._trained_before(task),
            partial=partial,
        )
        checkpoints = checkpoints_of(self, checkpoint, 1 if partial else checkpoint_every, fit)
        given = None if partial else (X, y, sample_weight)
        return self._run(fit, checkpoints, random=random, given=given, partial=partial)

    def _run(
        self,
        fit: Fit,
        checkpoints: Checkpoints | None,
        *,
        random: np.random.RandomState | None = None,
        given: tuple[Any, Any, Any] | None = None,
        watchers: Iterable[Watcher] = (),
        partial: bool = False,
    ) -> Self:
        """Run a fit and keep what it has learned; ``given`` is X, y and sample_weight as a user gave them.

        Without ``given`` no callback is notified. ``random`` is moved to where training has left its copy.
        """
        assert isinstance(fit.plan, Plan)
        assert isinstance(fit.data, TrainingData)
        assert isinstance(fit.state, TrainingState)
        follows = given is not None and CALLBACKS in vars(self)
        with followed(self, given, fit.plan.max_iter) if follows else nullcontext() as callbacks:
            self.__dict__.pop("recording_", None)
            if not fit.before:
                self._learn(untrained_attributes(fit), reset=True)
            size = fit.plan.batch_size
            if fit.plan.solver != "lbfgs" and size is not None and size > len(fit.data.train):
                warnings.warn(
                    "Got `batch_size` less than 1 or larger than sample size. It is going to be clipped",
                    stacklevel=4,
                )
            if callbacks is not None:
                callbacks.begin_epochs(fit)
            outcome = run(
                fit,
                epochs=1 if partial else None,
                watchers=[callbacks, *watchers],
                checkpoints=None if partial else checkpoints,
            )
            self._learn(attributes(outcome), reset=outcome.trouble is not None and outcome.has_diverged)
            if random is not None and (random is self.random_state or self.random_state is None):
                fit.state.return_random(random)
            if outcome.trouble is not None:
                outcome.raise_trouble()
            if partial and checkpoints is not None:
                self._write(fit, checkpoints)
            if not partial and outcome.warning is not None:
                warnings.warn(outcome.warning, ConvergenceWarning, stacklevel=4)
        return self

    def _require_steps(self) -> bool:
        """Whether ``partial_fit`` is there; raises AttributeError if the solver makes no single epochs."""
        if self.solver == "lbfgs":
            raise AttributeError(
                "partial_fit is only available for stochastic optimizers. lbfgs is not stochastic: "
                "use solver='adam' or another, or fit with warm_start=True"
            )
        return True

    def initialize(self, X: SamplesLike, y: SamplesLike) -> Self:
        """Have a network without training it.

        The estimator is then as if fitted by zero epochs: it predicts, ``coefs_`` and ``intercepts_`` can be
        read and changed, and ``partial_fit``, or ``fit`` with ``warm_start=True``, trains on from there.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)
            Of which only the number, names and float type of the features matter.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs)
            Of which only the classes, or the number of columns, matter.
        """
        check_parameters(self)
        inputs, labels = self._check_training(X, y, reset=True)
        parameters = {**self._parameters(), "early_stopping": False}
        fit = begin(self._kind, parameters, inputs, labels, random=random_stream(self.random_state))
        self._learn(untrained_attributes(fit), reset=True)
        return self

    # ---- Resuming ----------------------------------------------------------------------------------------

    @classmethod
    def resume(
        cls,
        path: str | os.PathLike[str],
        X: SamplesLike | None = None,
        y: SamplesLike | None = None,
        sample_weight: ArrayLike | None = None,
        *,
        validation_data: Sequence[object] | Source | None = None,
        same_data: bool = True,
    ) -> Self:
        """Resume training from a checkpoint; the result is identical to that of an uninterrupted training.

        The estimator has the parameters of the one that wrote the checkpoint. A fit is trained to its end,
        and writes its checkpoints to the same file; one that had ended stays as it was. After ``partial_fit``
        the estimator is as it was then, and no data is needed.

        Parameters
        ----------
        path : path-like
            What was given as ``checkpoint``. If the newest is damaged, the one before it is taken, with a
            warning.
        X, y, sample_weight, validation_data
            What was given to ``fit``.
        same_data : bool, default=True
            Whether data other than the original is refused.

        Returns
        -------
        self : object
            Fitted.

        Raises
        ------
        ModelFileError
            If there is no checkpoint, or it is damaged.
        RosenblattError
            If it was written by another kind of estimator, or the data is other data.
        """
        from rosenblatt.checkpoint.file import load_checkpoint
        from rosenblatt.fitting.resuming import resume

        found = load_checkpoint(path)
        estimator: Self = estimator_of(cls, found)
        if found.owner.get("learned") is not None:
            return estimator._restored(found)
        if X is None or (y is None and not isinstance(X, Source)):
            raise PlanError("the checkpoint is of a fit in progress: give X and y, as they were given to fit")
        check_parameters(estimator)
        if isinstance(X, Source):
            read = estimator._surveyed(X, y, sample_weight)
            if read.arrays is None:
                learn_features(estimator, X, reset=True)
                random = random_stream(estimator.random_state)
                with read.fit(validation_data, random=random, checkpoint=found, same_data=same_data) as fit:
                    checkpoints = checkpoints_of(estimator, path, found.owner.get("every", "30s"), fit)
                    return estimator._run(fit, checkpoints, random=random, given=(X, None, None))
            X, y, sample_weight = read.arrays
        inputs, labels = estimator._check_training(X, y, reset=True)
        fit = resume(
            cls._kind,
            estimator._parameters(),
            found,
            inputs,
            labels,
            estimator._checked_weight(sample_weight, inputs),
            validation=estimator._checked_validation(validation_data),
            same_data=same_data,
        )
        checkpoints = checkpoints_of(estimator, path, found.owner.get("every", "30s"), fit)
        random = random_stream(estimator.random_state)
        return estimator._run(fit, checkpoints, random=random, given=(X, y, sample_weight))

    def _restored(self, found: Checkpoint) -> Self:
        """Be as after the ``partial_fit`` that wrote a checkpoint."""
        from rosenblatt.fitting.kept import Learned
        from rosenblatt.fitting.resuming import parts_of, same_layers

        learned = Learned.of(found.owner["learned"])
        state, plan = parts_of(found, TrainingState, Plan)
        parameters, task, network = self._parameters(), learned.task, state.network
        layers = Layers.of(parameters)
        n_inputs = self._n_inputs(learned.n_features, network)
        sizes = (n_inputs, *layers.sizes, sum(task.output_groups))
        names = (*layers.activations, task.activation)
        same_layers(network, sizes, names, task.output_groups, layers.memory)
        empty = np.empty((0, 1), network.dtype)
        data = TrainingData(Samples(empty, empty))
        fit = Fit(self._kind, parameters, task, plan, data, state, found.history)
        self._learn(attributes(Outcome(fit, str(found.stopped_by))), reset=True)
        self.n_iter_, self.n_features_in_ = learned.n_iter, learned.n_features
        if learned.feature_names is not None:
            self.feature_names_in_ = np.array(learned.feature_names, dtype=object)
        return self

    def _n_inputs(self, n_features: int, network: Network) -> int:
        """How many features the network of a checkpoint must read at once, of those learned from."""
        return n_features

    def _write(self, fit: Fit, checkpoints: Checkpoints) -> None:
        """Write a checkpoint after a ``partial_fit``."""
        from rosenblatt.fitting.kept import task_values

        names = getattr(self, "feature_names_in_", None)
        learned = {
            "targets": task_values(self._task),
            "n_features": self.n_features_in_,
            "feature_names": None if names is None else list(names),
            "n_iter": self.n_iter_,
        }
        checkpoints = replace(checkpoints, owner={**checkpoints.owner, "learned": learned})
        checkpoints.watcher(fit.plan, fit.data, dict).ended(self._state, self.history_, self.stopped_by_)

    # ---- What is learned from ----------------------------------------------------------------------------

    def _surveyed(self, source: Source, y: object, sample_weight: object) -> Surveyed:
        """Read a source once."""
        return Surveyed.of(self, source, y, sample_weight)

    def _check_training(self, X: SamplesLike, y: SamplesLike, *, reset: bool) -> tuple[Inputs, Labels]:
        """Check what to learn from, and its targets."""
        inputs, targets = check_training(self, X, y, reset=reset, numbers=not self._predicts_classes)
        if self._predicts_classes and (targets.ndim != 1 or targets.dtype.kind not in "biu"):
            check_labels(targets)
        return inputs, targets

    def _checked_weight(self, sample_weight: ArrayLike | None, inputs: Inputs) -> FloatArray | None:
        if sample_weight is None:
            return None
        return check_sample_weight(sample_weight, inputs)

    def _checked_validation(self, validation_data: Sequence[object] | Source | None) -> Sequence[Any] | None:
        if validation_data is None:
            return None
        if isinstance(validation_data, Source):
            validation_data = rows_of(validation_data)
        if not isinstance(validation_data, tuple | list) or len(validation_data) not in (2, 3):
            raise ValueError(
                "validation_data must be a tuple (X, y) or (X, y, sample_weight), "
                f"got {type(validation_data).__name__}"
            )
        inputs, labels = self._check_training(validation_data[0], validation_data[1], reset=False)
        weight: Any = validation_data[2] if len(validation_data) == 3 else None
        return inputs, labels, self._checked_weight(weight, inputs)

    def _known_task(self, y: Labels, classes: object, *, is_new: bool, partial: bool) -> Task | None:
        """The task that targets must fit: that of an earlier fit or of given classes; None to learn it."""
        known: Task | None = getattr(self, "_task", None)
        if not self._predicts_classes or not partial:
            return None if is_new else known
        if known is None:
            if classes is None:
                raise ValueError("classes must be passed on the first call to partial_fit.")
            return given_task(classes, y)
        if classes is not None:
            require_same_classes(self._task.classes, classes)
        return known

    @property
    def _predicts_classes(self) -> bool:
        return isinstance(self, ClassifierMixin)

    def _parameters(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in DEFAULTS[self._kind]}

    # ---- What is learned ---------------------------------------------------------------------------------

    def _learn(self, found: Mapping[str, Any], *, reset: bool) -> None:
        """Set the learned attributes; ``reset`` removes those of an earlier training."""
        if reset:
            for name in (*NETWORK_ATTRIBUTES, *TRAINED_ATTRIBUTES):
                self.__dict__.pop(name, None)
        self.__dict__.update(found)

    def _trained_before(self, task: Task | None) -> dict[str, Any]:
        """The attributes that a fit of a task continues from."""
        network = self._linked_network(task)
        found = {
            "network_": network,
            **{name: vars(self)[name] for name in TRAINED_ATTRIBUTES if name in vars(self)},
        }
        if network.parameters.flags.writeable:
            return found
        return copied_attributes(found)  # they are in a file that was opened for reading, as joblib does

    def _linked_network(self, task: Task | None = None) -> Network:
        """Return the network; arrays that were put in place of its weights or biases are taken over."""
        network: Network | None = vars(self).get("network_")
        if network is not None and self._shows(network):
            return network
        sizes = (*(np.shape(weights)[0] for weights in self.coefs_), np.shape(self.coefs_[-1])[1])
        network = network_of_weights(
            self._given_weights(),
            sizes,
            (*activations_of_layers(self.activation, len(sizes) - 2), self.out_activation_),
            output_groups=(task or self._task).output_groups,
            dtype=np.result_type(np.float32, *self.coefs_),
            memory=Layers.of(self._parameters()).memory,
            starts=None if network is None else network.starts,
        )
        self.__dict__.update(network_attributes(network))
        return network

    def _given_weights(self) -> GivenWeights:
        """What the lists of weights hold now."""
        lists = [vars(self)[name] for name in NETWORK_ATTRIBUTES[1:] if name in vars(self)]
        return cast(GivenWeights, tuple(lists))

    def _shows(self, network: Network) -> bool:
        """Whether the lists hold the network's own arrays."""
        own = (network.weights, network.biases, network.context)
        return all(
            len(shown) == len(arrays) and all(a is b for a, b in zip(shown, arrays, strict=True))
            for shown, arrays in zip(self._given_weights(), own, strict=False)
        )

    # ---- Predictions -------------------------------------------------------------------------------------

    def hidden_activations(self, X: SamplesLike) -> list[Any]:
        """Return the activations of every layer for samples.

        Parameters
        ----------
        X : {array-like, sparse matrix, table} of shape (n_samples, n_features)

        Returns
        -------
        list of ndarray
            For each hidden layer, and last for the output layer, an array (n_samples, n_neurons).
        """
        check_is_fitted(self, "coefs_")
        return self._linked_network().layer_values(check_samples(self, X))[1:]

    def _outputs(self, X: SamplesLike) -> FloatArray:
        if "coefs_" not in vars(self):
            check_is_fitted(self, "coefs_")
        return outputs_of(self._linked_network(), check_samples(self, X), self.n_threads)

    # ---- What scikit-learn and pickle ask ----------------------------------------------------------------

    @property
    def _optimizer(self) -> TrainingState:
        """What scikit-learn calls the optimizer: here the last state holds its learning rate and moments."""
        return self._state

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def __getstate__(self) -> dict[str, Any]:
        """Return what pickle keeps: the network once, and nothing of a fit in progress."""
        if "network_" in vars(self):
            self._linked_network()
        state = without_fit_in_progress(super().__getstate__())
        if "network_" in state:
            for name in NETWORK_ATTRIBUTES[1:]:
                state.pop(name, None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what pickle kept."""
        super().__setstate__(state)
        if "network_" in state:
            self.__dict__.update(network_attributes(self.network_))


def checkpoints_of(
    estimator: BaseEstimator,
    path: str | os.PathLike[str] | None,
    every: Any,  # noqa: ANN401  # seconds or epochs; it is checked
    fit: Fit,
) -> Checkpoints | None:
    """Where a fit of an estimator writes its checkpoints; None without a path."""
    if path is None:
        return None
    from rosenblatt.fitting.checkpoints import Checkpoints, owner_of

    return Checkpoints(path, every, owner_of(type(estimator).__name__, fit.parameters))


def estimator_of(kind: type[Any], checkpoint: Checkpoint) -> Any:  # noqa: ANN401  # one of the kind
    """Make the estimator that wrote a checkpoint; PlanError if of another kind, ModelFileError if invalid."""
    from rosenblatt.fitting.checkpoints import parameters_of

    estimator = kind()
    parameters = parameters_of(checkpoint, kind.__name__, estimator.get_params(deep=False))
    try:
        estimator.set_params(**parameters)
        check_parameters(estimator)
    except (TypeError, ValueError) as error:
        raise ModelFileError(f"the checkpoint's parameters are impossible: {error!s:.300}") from None
    return estimator


def predicted_labels(task: Task, outputs: FloatArray) -> Any:  # noqa: ANN401  # an array, or a sparse one
    """Return the labels of outputs; yes-or-no labels sparse if those learned from were."""
    labels = task.decode(outputs)
    if not getattr(task, "sparse", False):
        return labels
    import scipy.sparse

    as_arrays = sklearn.get_config().get("sparse_interface") == "sparray"
    return scipy.sparse.csr_array(labels) if as_arrays else scipy.sparse.csr_matrix(labels)
