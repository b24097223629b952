"""From what people have (an estimator, a model, a run) to a Subject that checks can look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeGuard, cast, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.insight.diagnosis.scoring import score
from rosenblatt.insight.diagnosis.sequences import (
    sequences_of_estimator,
    sequences_of_model,
    sequences_of_run,
    some_of,
)
from rosenblatt.insight.diagnosis.subject import HeldOut, Subject
from rosenblatt.insight.diagnosis.targets import encode
from rosenblatt.insight.diagnosis.unrolled import judged_outputs
from rosenblatt.model import Model

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray, SampleMatrix
    from rosenblatt.estimators.recurrent import RecurrentEstimator
    from rosenblatt.history import History
    from rosenblatt.training.sequences import Sequences

MOST_ROWS = 2000
MOST_NUMBERS = 5_000_000


class Judged(Protocol):
    """A run's evaluation."""

    part: str
    score: float
    training_score: float
    truth: NDArray[np.generic]
    predicted: NDArray[np.generic]
    repeats: NDArray[np.float64]


class Kept(Protocol):
    """A run's samples: prepared inputs, labels, the part each belongs to; of steps also their sequence."""

    inputs: NDArray[np.float64]
    labels: NDArray[np.generic]
    part: NDArray[np.str_]
    sequence: NDArray[np.int64] | None


@runtime_checkable
class RunLike(Protocol):
    """What is read of a run."""

    @property
    def model(self) -> Model:
        """The trained network with its preparation."""

    @property
    def history(self) -> History:
        """A row an epoch."""

    @property
    def parameters(self) -> Mapping[str, object]:
        """Every parameter of the estimator."""

    @property
    def stopped_by(self) -> str:
        """Why training ended."""

    @property
    def evaluation(self) -> Judged:
        """How it did."""

    @property
    def samples(self) -> Kept:
        """What it was trained and tested on."""


class Trained(Protocol):
    """What is read of an estimator."""

    history_: History
    stopped_by_: str

    def get_params(self, deep: bool = True) -> dict[str, object]:
        """Return every parameter by name."""


def subject_of(given: object, X: object, y: object, validation_data: object) -> Subject:
    """Gather what is known; the parameters are those of :func:`rosenblatt.insight.diagnose`."""
    if X is None and y is not None:
        raise PlanError("y was given without X: give the samples too, or neither")
    if hasattr(given, "steps") and hasattr(given, "named_steps"):
        return _of_pipeline(given, X, y, validation_data)
    if isinstance(given, Model):
        subject = Subject(given)
    elif isinstance(given, RunLike):
        subject = _of_run(given, take_samples=X is None)
    elif _is_estimator(given):
        subject = _of_estimator(given)
    else:
        raise PlanError(
            "diagnose looks at a fitted Perceptron, MLPClassifier, MLPRegressor, RecurrentClassifier or "
            f"RecurrentRegressor, a Model or a Run, got {type(given).__name__}"
        )
    if X is not None and subject.model is not None:
        subject = _with_samples(subject, given, X, y)
    if validation_data is not None and subject.model is not None:
        subject = replace(subject, held_out=_held_out(subject.model, given, validation_data))
    return subject


def _is_estimator(given: object) -> TypeGuard[Trained]:
    """Whether it is an estimator of ours, or of a class made from one."""
    return any(each.__module__.startswith("rosenblatt.estimators.") for each in type(given).__mro__)


def _of_pipeline(pipeline: object, X: object, y: object, validation_data: object) -> Subject:
    """The last step, and the samples as the steps before it hand them on."""
    from sklearn.pipeline import Pipeline

    assert isinstance(pipeline, Pipeline)
    before = pipeline[:-1] if len(pipeline) > 1 else None
    if before is not None and X is not None:
        X = before.transform(X)
    if before is not None and validation_data is not None:
        held_out, truth = _pair(validation_data)
        validation_data = before.transform(held_out), truth
    return subject_of(pipeline[-1], X, y, validation_data)


def _of_estimator(estimator: Trained) -> Subject:
    from sklearn.utils.validation import check_is_fitted

    history = getattr(estimator, "history_", None)
    epochs = history if history is not None and len(history) else None
    has_network = hasattr(estimator, "network_")
    if not has_network and epochs is None:
        check_is_fitted(estimator, "network_")
    return Subject(
        Model.from_estimator(estimator) if has_network else None,  # type: ignore[arg-type]  # it has network_
        estimator.get_params(deep=False),
        getattr(estimator, "stopped_by_", "") if has_network else "diverged",
        epochs,
        input_names=tuple(getattr(estimator, "feature_names_in_", ())),
    )


def _of_run(run: RunLike, *, take_samples: bool) -> Subject:
    seen, model = run.evaluation, run.model
    held_out = None
    if seen.part == "test":
        elsewhere = float(np.median(seen.repeats)) if len(seen.repeats) else float("nan")
        held_out = HeldOut(seen.truth, seen.predicted, seen.score, elsewhere)
    names = () if model.preparation is None else model.preparation.input_names
    subject = Subject(
        model,
        run.parameters,
        run.stopped_by,
        run.history if len(run.history) else None,
        held_out=held_out,
        input_names=names,
        by_command=True,
    )
    if not take_samples:
        return subject
    trained_on = run.samples.part == "training"
    if model.network.cell is not None:
        sequences, labels = sequences_of_run(model, run.samples, trained_on)
        subject = _with_sequences(subject, sequences, labels)
        return replace(subject, known_training_score=seen.training_score)
    inputs = run.samples.inputs[trained_on]
    subject = _with_inputs(subject, inputs, run.samples.labels[trained_on])
    return replace(subject, known_training_score=seen.training_score)


def _with_samples(subject: Subject, given: object, X: object, y: object) -> Subject:
    assert subject.model is not None
    if subject.model.network.cell is not None:
        return _with_sequences(subject, *_sequences(subject.model, given, X, y))
    inputs = _inputs(subject.model, given, X)
    labels = None if y is None else _labels(y, inputs.shape[0])
    return _with_inputs(subject, inputs, labels)


def _with_inputs(subject: Subject, inputs: SampleMatrix, labels: NDArray[np.generic] | None) -> Subject:
    """Take at most 2000 samples, chosen by a fixed seed; what needs all of them is measured before."""
    assert subject.model is not None
    n_rows, n_inputs = inputs.shape
    if n_rows == 0:
        raise PlanError("X has no samples: give those that the network was trained on")
    most = max(1, min(MOST_ROWS, MOST_NUMBERS // n_inputs))
    farthest = farthest_of(inputs) if isinstance(inputs, np.ndarray) else None
    rows = np.arange(n_rows)
    if n_rows > most:
        rows = np.sort(np.random.default_rng(0).choice(n_rows, most, replace=False))
    chosen = inputs[rows]
    dense = chosen if isinstance(chosen, np.ndarray) else chosen.toarray()
    taken = None if labels is None else labels[rows]
    return replace(
        subject,
        inputs=dense.astype(subject.model.network.dtype, copy=False),
        labels=taken,
        targets=None if taken is None else encode(subject.model, taken),
        farthest=farthest,
    )


def _sequences(
    model: Model, given: object, X: object, y: object
) -> tuple[Sequences, NDArray[np.generic] | None]:
    if _is_estimator(given):
        return sequences_of_estimator(model, cast("RecurrentEstimator", given), X, y)
    return sequences_of_model(model, X, y)


def _with_sequences(subject: Subject, sequences: Sequences, labels: NDArray[np.generic] | None) -> Subject:
    """Take about 2000 steps, as of samples."""
    taken, known = some_of(sequences, labels)
    return replace(
        subject,
        inputs=cast("FloatArray", taken.X),
        labels=known,
        targets=None if known is None else cast("FloatArray", taken.y),
        sequences=taken,
        farthest=farthest_of(cast("FloatArray", sequences.X)),
    )


def farthest_of(inputs: FloatArray) -> NDArray[np.float64]:
    """How far the farthest value of each column lies from its mean, in standard deviations."""
    mean, deviation = inputs.mean(axis=0, dtype=np.float64), inputs.std(axis=0, dtype=np.float64)
    reach = np.maximum(inputs.max(axis=0) - mean, mean - inputs.min(axis=0))
    far: NDArray[np.float64] = np.divide(reach, deviation, out=np.zeros_like(mean), where=deviation > 0)
    return far


def _held_out(model: Model, given: object, validation_data: object) -> HeldOut:
    X, y = _pair(validation_data)
    if model.network.cell is not None:
        sequences, labels = _sequences(model, given, X, y)
        assert labels is not None
        answers = model.decide(judged_outputs(model.network, sequences))
        return HeldOut(labels, answers, score(model.task, labels, answers))
    inputs = _inputs(model, given, X)
    dense = inputs if isinstance(inputs, np.ndarray) else inputs.toarray()
    truth, predicted = _labels(y, len(dense)), model.decide(model.outputs(dense))
    return HeldOut(truth, predicted, score(model.task, truth, predicted))


def _pair(validation_data: object) -> tuple[object, object]:
    if not isinstance(validation_data, tuple | list) or len(validation_data) != 2:
        raise PlanError(f"validation_data must be a pair (X, y), got {type(validation_data).__name__}")
    return validation_data[0], validation_data[1]


def _inputs(model: Model, given: object, X: object) -> SampleMatrix:
    if _is_estimator(given):
        from rosenblatt.estimators.inputs import check_samples

        return check_samples(given, X)
    return model.inputs(cast("FloatArray", X))


def _labels(y: object, n_samples: int) -> NDArray[np.generic]:
    dense = y.toarray() if hasattr(y, "toarray") else y
    labels = np.asarray(dense)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim not in (1, 2) or len(labels) != n_samples:
        raise PlanError(
            f"y must have a target for each of the {n_samples} samples, got the shape {labels.shape}"
        )
    return labels
