"""Replay: loss, score and every sample's prediction at each snapshot of a recorded run."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import RosenblattError
from rosenblatt.formulas.losses import get_loss
from rosenblatt.insight.diagnosis.scoring import SCORE_NAMES, score
from rosenblatt.insight.diagnosis.targets import encode
from rosenblatt.replay.changes import Change, largest_changes
from rosenblatt.replay.progress import progress

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray, IntArray
    from rosenblatt.model import Model
    from rosenblatt.model.held import RunOf, RunSamples
    from rosenblatt.recording import Recording

MOST_SNAPSHOTS = 4000
"""Of more snapshots than that, so many at equal distances are used."""


@dataclass(frozen=True)
class Sample:
    """The predictions for one sample over the training.

    ``place`` is its index among the run's samples, ``row`` its row in the table, counted from 1 (its index
    plus 1 in an older run without rows), ``part`` either ``"training"`` or ``"test"``. ``times_wrong`` counts
    the snapshots with a wrong prediction; ``last_wrong`` is the epoch of the last, None without any. From the
    epoch ``right_since`` on it is right until the end; None if the last one is wrong.
    """

    place: int
    row: int
    part: str
    label: object
    times_wrong: int
    last_wrong: int | None
    right_since: int | None


@dataclass(frozen=True)
class Replay:
    """Loss, scores and predictions over a recorded training.

    Attributes
    ----------
    recording : Recording
    snapshots, epochs, steps : ndarray of int64, shape (n_moments,)
        The snapshots that were used (all, or of very many some at equal distances), and their times.
    loss : ndarray of shape (n_moments,)
        Mean loss of a training sample, without any penalty. Of a perceptron, whose rule has no such loss,
        that of its history: NaN where no epoch has ended.
    score, held_out_score : ndarray of shape (n_moments,)
        Accuracy or R² of the run's training samples and of those held out; NaN if there are none.
    wrong : ndarray of bool, shape (n_moments, n_samples)
        Whether the prediction of each of the run's samples is wrong; False in a regression.
    parts, labels, rows : ndarray of shape (n_samples,)
        Of these samples.
    task : str
    kept : int or None
        The snapshot whose network is the run's model, if it is not the last.
    averaged : bool
        Whether the run's model is a mean over all steps, which is no snapshot's network.
    changes : tuple of Change
        The parameters that changed most.
    """

    recording: Recording
    snapshots: IntArray
    epochs: IntArray
    steps: IntArray
    loss: NDArray[np.float64]
    score: NDArray[np.float64]
    held_out_score: NDArray[np.float64]
    wrong: NDArray[np.bool_]
    parts: NDArray[np.str_]
    labels: NDArray[np.generic]
    rows: IntArray
    task: str
    kept: int | None
    averaged: bool
    changes: tuple[Change, ...]

    @property
    def score_name(self) -> str:
        """``"accuracy"`` or ``"R²"``."""
        return SCORE_NAMES[self.task]

    @cached_property
    def progress(self) -> NDArray[np.float64]:
        """The progress of the training at each moment, from 0 to 1: see ``rosenblatt.replay.progress``."""
        watched = self.loss if np.isfinite(self.loss).sum() > 1 else self.score
        whole = np.interp(np.arange(len(self.recording)), self.snapshots, watched)
        return progress(self.recording, whole)[self.snapshots]

    @cached_property
    def samples(self) -> tuple[Sample, ...]:
        """Each sample's predictions over the training, in the run's order; empty for a regression."""
        if self.task != "classification":
            return ()
        return tuple(self._sample(place) for place in range(len(self.labels)))

    @property
    def still_wrong(self) -> tuple[Sample, ...]:
        """The samples whose last prediction is wrong."""
        return tuple(each for each in self.samples if each.right_since is None)

    @property
    def last_learned(self) -> Sample | None:
        """The training sample that is wrong for longest, and then right until the end."""
        learned = [
            each
            for each in self.samples
            if each.part == "training" and each.right_since is not None and each.last_wrong is not None
        ]
        return max(learned, key=lambda each: int(np.flatnonzero(self.wrong[:, each.place])[-1]), default=None)

    def _sample(self, place: int) -> Sample:
        wrong = np.flatnonzero(self.wrong[:, place])
        last = None if not len(wrong) else int(wrong[-1])
        ended_right = last is None or last < len(self.epochs) - 1
        since = None if not ended_right else int(self.epochs[0 if last is None else last + 1])
        return Sample(
            place,
            int(self.rows[place]),
            str(self.parts[place]),
            self.labels[place].tolist() if hasattr(self.labels[place], "tolist") else self.labels[place],
            len(wrong),
            None if last is None else int(self.epochs[last]),
            since,
        )


def replay(run: RunOf, recording: Recording, *, input_names: Sequence[str] | None = None) -> Replay:
    """Predict a run's samples with the network of every snapshot; the result is a ``Replay``.

    Parameters
    ----------
    run : Run
        Its folder keeps at most 600 samples.
    recording : Recording
        Of its training; RosenblattError if its network has another shape.
    input_names : sequence of str, optional
        Names of the inputs, for these. Default: those of the model's preparation.
    """
    model, kept = run.model, run.samples
    if recording.layer_sizes != model.network.layer_sizes:
        raise RosenblattError(
            f"the recording is of a network with the layers {recording.layer_sizes}, the run's has "
            f"{model.network.layer_sizes}: give the recording of this run"
        )
    n = len(recording)
    chosen = np.arange(n) if n <= MOST_SNAPSHOTS else np.linspace(0, n - 1, MOST_SNAPSHOTS).round()
    snapshots = chosen.astype(np.int64)
    inputs = kept.inputs.astype(model.network.dtype, copy=False)
    offsets, judged = _cut(model, kept)
    labels = kept.labels[judged]
    trained_on = np.asarray(kept.part[judged] == "training")
    wrong: NDArray[np.bool_] = np.zeros((len(snapshots), len(labels)), dtype=np.bool_)
    scores = np.full((2, len(snapshots)), np.nan)
    loss = _loss_of(model, recording, labels[trained_on])
    losses = np.empty(len(snapshots))
    last: int | None = None
    for moment, i in enumerate(snapshots.tolist()):
        network = recording[i]
        seen = dataclasses.replace(model, predictor=network)
        outputs = seen.outputs(inputs, offsets)
        predicted = seen.decide(outputs)
        if model.task == "classification":
            wrong[moment] = (predicted != labels).reshape(len(labels), -1).any(axis=1)
        for which, part in enumerate((trained_on, ~trained_on)):
            if part.any():
                scores[which, moment] = score(model.task, labels[part], predicted[part])
        losses[moment] = loss(i, outputs[trained_on])
        if np.array_equal(network.parameters, model.network.parameters):
            last = i
    if input_names is None and model.preparation is not None:
        input_names = model.preparation.input_names
    return Replay(
        recording,
        snapshots,
        recording.epochs[snapshots],
        recording.steps[snapshots],
        losses,
        scores[0],
        scores[1],
        wrong,
        kept.part[judged],
        labels,
        (np.arange(1, len(inputs) + 1) if kept.rows is None else kept.rows)[judged],
        model.task,
        None if last is None or last == n - 1 else last,
        bool(getattr(recording.plan, "average", False)) and last is None,
        largest_changes(recording, input_names=_distinct(input_names)),
    )


def _loss_of(
    model: Model, recording: Recording, labels: NDArray[np.generic]
) -> Callable[[int, FloatArray], float]:
    """Return the mean loss of the training samples as a function of a snapshot and its outputs."""
    loss: str | None = getattr(recording.plan, "loss", None)
    if loss is None:  # the perceptron's, which the history has
        history = recording.history

        def recorded(i: int, outputs: FloatArray) -> float:
            row = np.flatnonzero(history["epoch"] == int(recording.epochs[i]))
            return float(history["loss"][row[-1]]) if len(row) else float("nan")

        return recorded
    targets, parameter = encode(model, labels), getattr(recording.plan, "loss_parameter", None)

    def computed(i: int, outputs: FloatArray) -> float:
        if not len(targets):
            return float("nan")
        return float(get_loss(loss).value(targets, outputs, parameter).mean())

    return computed


def _cut(model: Model, samples: RunSamples) -> tuple[IntArray | None, IntArray]:
    """Offsets of the sequences (None for single samples), and the indices of samples with a prediction."""
    n = len(samples.inputs)
    if samples.sequence is None:
        return None, np.arange(n)
    offsets = np.concatenate([[0], np.flatnonzero(np.diff(samples.sequence)) + 1, [n]]).astype(np.int64)
    return offsets, offsets[1:] - 1 if model.predict_at == "last" else np.arange(n)


def _distinct(names: Sequence[str] | None) -> Sequence[str] | None:
    """Return the names unless two are the same."""
    return names if names is None or len(set(names)) == len(names) else None


def replay_document(found: Replay) -> dict[str, object]:
    """Describe a replay in plain values, as ``replay --json`` prints it; arrays stay arrays.

    ``moments`` has columns of a value for each snapshot used. ``samples`` is empty for a regression.
    """
    last = found.last_learned
    return {
        "n_snapshots": len(found.recording),
        "layer_sizes": found.recording.layer_sizes,
        "score_name": found.score_name,
        "moments": {
            "epoch": found.epochs,
            "step": found.steps,
            "loss": found.loss,
            "score": found.score,
            "held_out_score": found.held_out_score,
            "wrong": np.sum(found.wrong[:, found.parts == "training"], axis=1),
        },
        "changes": [{**dataclasses.asdict(each), "change": each.change} for each in found.changes],
        "samples": [dataclasses.asdict(each) for each in found.samples],
        "last_learned": None if last is None else last.row,
        "kept_epoch": int(found.recording.epochs[-1 if found.kept is None else found.kept]),
    }
