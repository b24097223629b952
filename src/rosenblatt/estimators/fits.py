"""Fits of estimators as values: what ``fit`` begins with, and what an estimator keeps of a fit."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeAlias

from rosenblatt.checkpoint.file import load_checkpoint
from rosenblatt.estimators.checks import SamplesLike, check_parameters
from rosenblatt.estimators.network_estimator import NetworkEstimator, checkpoints_of
from rosenblatt.estimators.perceptron import Perceptron
from rosenblatt.fitting.beginning import begin
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.resuming import resume
from rosenblatt.fitting.watching import Watcher

Estimator: TypeAlias = NetworkEstimator | Perceptron


def fit_of(
    estimator: Estimator,
    X: SamplesLike,
    y: SamplesLike,
    *,
    checkpoint: str | os.PathLike[str] | None = None,
    same_data: bool = True,
) -> Fit:
    """Return the fit of ``estimator.fit(X, y)``; with ``same_data`` a checkpoint of other data is refused."""
    check_parameters(estimator)
    inputs, labels = estimator._check_training(X, y, reset=True)
    if checkpoint is None:
        return begin(estimator._kind, estimator._parameters(), inputs, labels)
    found = load_checkpoint(checkpoint)
    return resume(estimator._kind, estimator._parameters(), found, inputs, labels, same_data=same_data)


def train(
    estimator: Estimator,
    fit: Fit,
    *,
    watchers: Iterable[Watcher] = (),
    checkpoint: str | os.PathLike[str] | None = None,
    checkpoint_every: str | int = "30s",
) -> None:
    """Run a fit of :func:`fit_of`, or a copy with another state or plan; no callback is notified."""
    checkpoints = checkpoints_of(estimator, checkpoint, checkpoint_every, fit)
    estimator._run(fit, checkpoints, watchers=watchers)
