"""Sequences and their targets in every accepted form, for the diagnosis of a recurrent network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.insight.diagnosis.targets import encode
from rosenblatt.network.over_sequences import checked_offsets
from rosenblatt.training.sequences import Sequences

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.estimators.recurrent_estimator import RecurrentEstimator
    from rosenblatt.model import Model
    from rosenblatt.model.held import RunSamples

MOST_STEPS = 2000
"""Approximate number of steps that are used: whole sequences up to this number."""

Labels = NDArray[np.generic]


def sequences_of_estimator(
    model: Model, estimator: RecurrentEstimator, X: object, y: object
) -> tuple[Sequences, Labels | None]:
    """Check data as ``fit`` does; return sequences (targets 0 if unknown) and labels in the table's words."""
    from rosenblatt.estimators.sequence_checks import check_sequences, check_targets

    given = check_sequences(estimator, cast(Any, X), reset=False)
    labels = None
    if y is not None:
        numbers = model.task == "regression"
        found = check_targets(cast(Any, estimator), cast(Any, y), given, numbers=numbers)
        labels = cast(Labels, found.toarray() if hasattr(found, "toarray") else found)
    network = model.network
    zeros = np.zeros((given.n_targets, network.n_outputs), network.dtype)
    targets = zeros if labels is None else encode(model, labels)
    return given.sequences(targets, None, network.dtype, as_one=estimator.stateful), labels


def sequences_of_model(model: Model, X: object, y: object) -> tuple[Sequences, Labels | None]:
    """Take a list of arrays, an array of three dimensions, or a table, cut by the model's column."""
    many = isinstance(X, list | tuple) or getattr(X, "ndim", 2) == 3
    parts = (
        [model.inputs(each) for each in cast("Sequence[Any]", X)] if many else [model.inputs(cast(Any, X))]
    )
    rows = np.concatenate(parts)
    ends = np.cumsum([0, *(len(each) for each in parts)]) if many else model.offsets(cast(Any, X))
    offsets = checked_offsets(ends, len(rows))
    n_targets = len(rows) if model.predict_at == "every" else len(offsets) - 1
    labels = None if y is None else _laid_out(y, n_targets, many and model.predict_at == "every")
    return _judged(model, rows, offsets, labels), labels


def sequences_of_run(
    model: Model, samples: RunSamples, chosen: NDArray[np.bool_]
) -> tuple[Sequences, Labels]:
    """Return the chosen steps of a run; a label of a whole sequence is repeated at all of its steps."""
    assert samples.sequence is not None
    rows, numbers, labels = samples.inputs[chosen], samples.sequence[chosen], samples.labels[chosen]
    offsets = checked_offsets(np.append(np.flatnonzero(np.diff(numbers, prepend=-1)), len(rows)), len(rows))
    labels = labels if model.predict_at == "every" else labels[offsets[1:] - 1]
    return _judged(model, rows, offsets, labels), labels


def _judged(model: Model, rows: NDArray[np.floating], offsets: IntArray, labels: Labels | None) -> Sequences:
    """Sequences with their targets, or zeros, at the steps at which the model predicts."""
    n_targets, judged, network = len(rows), None, model.network
    if model.predict_at != "every":
        n_targets = len(offsets) - 1
        judged = np.full(len(rows), -1, np.int64)
        judged[offsets[1:] - 1] = np.arange(n_targets)
    zeros = np.zeros((n_targets, network.n_outputs), network.dtype)
    targets = zeros if labels is None else encode(model, labels)
    return Sequences(rows.astype(network.dtype, copy=False), targets, offsets=offsets, targets=judged)


def _laid_out(y: object, n_targets: int, by_sequence: bool) -> Labels:
    """Targets end to end, a row for each."""
    labels = (
        np.concatenate([np.asarray(each) for each in cast("Sequence[Any]", y)])
        if by_sequence
        else np.asarray(y)
    )
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim not in (1, 2) or len(labels) != n_targets:
        raise PlanError(
            f"y must have a target for each of the {n_targets} predictions of the model, got the shape "
            f"{labels.shape}"
        )
    return labels


def some_of(sequences: Sequences, labels: Labels | None) -> tuple[Sequences, Labels | None]:
    """Take about 2000 steps: whole sequences, chosen by a fixed seed, and of a longer one its beginning."""
    chosen = _chosen(sequences.lengths)
    parts = [_beginning(sequences, number) for number in chosen]
    steps = np.concatenate(parts)
    rows = sequences.target_rows(steps)
    there = rows >= 0
    kept = rows[there]
    offsets = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    taken = replace(
        sequences,
        X=np.ascontiguousarray(sequences.X[steps]),
        y=sequences.y[kept],
        offsets=offsets,
        targets=np.where(there, np.cumsum(there) - 1, -1),
    )
    return taken, None if labels is None else labels[kept]


def _chosen(lengths: IntArray) -> IntArray:
    """Which sequences there is room for, in their order."""
    order = np.random.default_rng(0).permutation(len(lengths))
    n = max(1, int((np.cumsum(np.minimum(lengths, MOST_STEPS)[order]) <= MOST_STEPS).sum()))
    return np.sort(order[:n])


def _beginning(sequences: Sequences, number: int) -> IntArray:
    """Rows of a sequence: all, or so many that there is something judged among them."""
    begin, end = sequences.bounds(number)
    steps: IntArray = np.arange(begin, end)
    judged = np.flatnonzero(sequences.target_rows(steps) >= 0)
    return steps[: max(MOST_STEPS, int(judged[0]) + 1)]
