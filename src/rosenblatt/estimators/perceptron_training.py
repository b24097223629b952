"""Training a Perceptron: a state is made, advanced, and remembered in attributes."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import scipy.sparse
from joblib import effective_n_jobs
from numpy.typing import ArrayLike, NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import column_or_1d
from sklearn.utils.validation import _check_sample_weight

from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.checkpoint import Checkpoint
from rosenblatt.errors import DivergedError
from rosenblatt.estimators.as_if_stopped import PerceptronSnapshots
from rosenblatt.estimators.callbacks import CallbackSupport, epoch_tasks
from rosenblatt.estimators.checkpointing import CheckpointWish
from rosenblatt.estimators.inputs import SamplesLike, check_training
from rosenblatt.estimators.linear_decision import LinearDecision
from rosenblatt.estimators.perceptron_parameters import PerceptronParameters
from rosenblatt.estimators.perceptron_start import class_weights, draw_start, encode, n_neurons_for
from rosenblatt.estimators.perceptron_telling import PerceptronTeller
from rosenblatt.estimators.recorded import keep_recording, recorder_of
from rosenblatt.estimators.targets import Labels
from rosenblatt.estimators.watching import Told, Watcher, Watchers
from rosenblatt.history import History
from rosenblatt.recording import Recording
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronData, PerceptronState, advance_perceptron
from rosenblatt.training.stopping import ENDS, INTERRUPT

_LEARNED = ("coef_", "intercept_", "classes_", "n_iter_", "t_", "mistakes_", "history_", "stopped_by_")
_AVERAGING = ("_unaveraged", "_averaged")

_WORTH_THREADS = 1 << 20
"""From so many products in an epoch on, neurons are spread over threads."""


class PerceptronTraining(CallbackSupport, PerceptronParameters, LinearDecision):
    """Trains its neurons by the perceptron rule, and remembers how it went under scikit-learn's names."""

    n_iter_: int
    t_: float
    mistakes_: NDArray[np.int32]
    history_: History
    stopped_by_: str
    recording_: Recording

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
