"""From a trained model and its samples, in any form, to the Subject that checks look at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

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
from rosenblatt.model.held import Held, RunOf, held

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray, SampleMatrix
    from rosenblatt.training.sequences import Sequences

MOST_ROWS = 2000
HELD_OUT_OF_A_MIXTURE = 5
MOST_NUMBERS = 5_000_000


def subject_of(given: object, X: object, y: object, validation_data: object) -> Subject:
    """Gather what is known; the parameters are those of :func:`rosenblatt.insight.diagnose`."""
    if X is None and y is not None:
        raise PlanError("y was given without X: give the samples too, or neither")
    found = held(given, may_have_diverged=True)
    if found.steps is not None:
        X = None if X is None else found.steps.transform(X)
        if validation_data is not None:
            rows, truth = _pair(validation_data)
            validation_data = found.steps.transform(rows), truth
    subject = Subject(
        found.trained,
        found.parameters or {},
        found.stopped_by,
        found.history,
        input_names=_input_names(found),
        by_command=found.run is not None,
    )
    if found.run is not None:
        subject = _of_run(subject, found.run, take_samples=X is None)
    if X is not None and found.trained is not None:
        subject = _with_samples(subject, found, X, y)
    if validation_data is not None and found.trained is not None:
        subject = replace(subject, held_out=_held_out(found, validation_data))
    return subject


def _input_names(found: Held) -> tuple[str, ...]:
    """Names of the network's inputs; empty where they are unknown."""
    if found.trained is not None and found.trained.preparation is not None:
        return found.trained.preparation.input_names
    return tuple(getattr(found.estimator, "feature_names_in_", ()))


def _of_run(subject: Subject, run: RunOf, *, take_samples: bool) -> Subject:
    model, seen, samples = run.model, run.evaluation, run.samples
    tested = samples.part == "test"
    if model.mixture is not None and not tested.any():  # predicted out of fold: a part for checks of columns
        tested = np.arange(len(samples.part)) % HELD_OUT_OF_A_MIXTURE == 0
    if seen.part != "training":
        elsewhere = float(np.median(seen.repeats)) if len(seen.repeats) else float("nan")
        held_out = HeldOut(seen.truth, seen.predicted, seen.score, elsewhere, len(seen.repeats))
        if tested.any() and not model.is_recurrent:
            held_out = replace(held_out, inputs=samples.inputs[tested], labels=samples.labels[tested])
        subject = replace(subject, held_out=held_out)
    if not take_samples:
        return subject
    trained_on = ~tested
    if model.is_recurrent:
        subject = _with_sequences(subject, *sequences_of_run(model, samples, trained_on))
    else:
        subject = _with_inputs(subject, samples.inputs[trained_on], samples.labels[trained_on])
    return replace(subject, known_training_score=seen.training_score)


def _with_samples(subject: Subject, found: Held, X: object, y: object) -> Subject:
    if found.model.is_recurrent:
        return _with_sequences(subject, *_sequences(found, X, y))
    inputs = _inputs(found, X)
    labels = None if y is None else _labels(y, inputs.shape[0])
    return _with_inputs(subject, inputs, labels)


def _with_inputs(subject: Subject, inputs: SampleMatrix, labels: NDArray[np.generic] | None) -> Subject:
    """Take at most 2000 samples, chosen by a fixed seed; what needs all of them is measured before."""
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
        inputs=dense.astype(subject.trained.dtype, copy=False),
        labels=taken,
        targets=None if taken is None else encode(subject.trained, taken),
        farthest=farthest,
    )


def _sequences(found: Held, X: object, y: object) -> tuple[Sequences, NDArray[np.generic] | None]:
    if found.estimator is not None:
        return sequences_of_estimator(found.model, found.estimator, X, y)
    return sequences_of_model(found.model, X, y)


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
    """The largest distance of a value from the mean, for each column, in standard deviations."""
    mean, deviation = inputs.mean(axis=0, dtype=np.float64), inputs.std(axis=0, dtype=np.float64)
    reach = np.maximum(inputs.max(axis=0) - mean, mean - inputs.min(axis=0))
    far: NDArray[np.float64] = np.divide(reach, deviation, out=np.zeros_like(mean), where=deviation > 0)
    return far


def _held_out(found: Held, validation_data: object) -> HeldOut:
    (X, y), model = _pair(validation_data), found.model
    if model.is_recurrent:
        sequences, labels = _sequences(found, X, y)
        assert labels is not None
        answers = model.decide(judged_outputs(model.network, sequences))
        return HeldOut(labels, answers, score(model.task, labels, answers))
    inputs = _inputs(found, X)
    dense = inputs if isinstance(inputs, np.ndarray) else inputs.toarray()
    truth, predicted = _labels(y, len(dense)), model.decide(model.outputs(dense))
    return HeldOut(truth, predicted, score(model.task, truth, predicted), inputs=dense, labels=truth)


def _pair(validation_data: object) -> tuple[object, object]:
    if not isinstance(validation_data, tuple | list) or len(validation_data) != 2:
        raise PlanError(f"validation_data must be a pair (X, y), got {type(validation_data).__name__}")
    return validation_data[0], validation_data[1]


def _inputs(found: Held, X: object) -> SampleMatrix:
    if found.estimator is not None and found.model.mixture is None:
        from rosenblatt.estimators.checks import check_samples

        return check_samples(found.estimator, X)
    return found.model.inputs(cast("FloatArray", X))


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
