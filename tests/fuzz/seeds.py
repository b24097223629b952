"""Files that are right, made anew each time: what a fuzzer begins with, and what mutants are made of."""

import tempfile
import warnings
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from tests.checkpoint.sequences import CASES
from tests.model.examples import EVERY, MIXTURES, RECURRENT

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron, advance
from rosenblatt.checkpoint import Checkpoint, save_checkpoint
from rosenblatt.model import save_model
from rosenblatt.recording import TrainingRecorder

X = np.array([[0, 1, 2], [1, 0, 1], [2, 2, 0], [0, 0, 1], [1, 2, 2], [2, 1, 0]] * 2, dtype=float)
CLASSES = np.array(["a", "b", "c", "a", "c", "b"] * 2)
TWO = np.array([0, 1] * 6)
NUMBERS = X @ [1.0, -2.0, 0.5]
FEW = {"max_iter": 3, "random_state": 0}

FITS: dict[str, Callable[[Path], object]] = {
    "adam": lambda path: MLPClassifier((2,), dropout=0.25, **FEW).fit(X, CLASSES, checkpoint=path),
    "early": lambda path: MLPClassifier(
        (2,), early_stopping=True, class_weight={0: 1.0, 1: 2.0}, validation_fraction=0.4, **FEW
    ).fit(X.astype(np.float32), TWO, checkpoint=path),
    "sgd": lambda path: MLPRegressor(
        hidden_layer_sizes=(2,),
        solver="sgd",
        loss="huber",
        learning_rate="adaptive",
        n_iter_no_change=np.inf,
        **FEW,
    ).fit(X, NUMBERS, checkpoint=path),
    "lbfgs": lambda path: MLPClassifier((2,), solver="lbfgs", **FEW).fit(X, CLASSES, checkpoint=path),
    "partial": lambda path: MLPClassifier((2,), random_state=0).partial_fit(
        X, CLASSES, classes=["a", "b", "c"], checkpoint=path
    ),
    "perceptron": lambda path: Perceptron(penalty="elasticnet", average=2, **FEW).fit(
        X, CLASSES, checkpoint=path
    ),
    "perceptron early": lambda path: Perceptron(early_stopping=True, validation_fraction=0.4, **FEW).fit(
        X.astype(np.float32), TWO, checkpoint=path
    ),
}
"""A fit of every kind, each leaving a checkpoint."""


def _kept(name: str) -> Callable[[Path], object]:
    """A training of sequences that leaves a checkpoint."""

    def make(path: Path) -> None:
        case = CASES[name]
        state, data = case.start(), case.data()
        history, reason = advance(state, data, case.plan, 3)
        owner = {"estimator": "a training of its own"}
        save_checkpoint(path, Checkpoint(state, history, case.plan, data.digest, reason, {}, owner))

    return make


def _recorded(name: str) -> Callable[[Path], object]:
    """A training of sequences that leaves a recording."""

    def make(path: Path) -> None:
        case, recorder = CASES[name], TrainingRecorder("epochs")
        history, reason = advance(case.start(), case.data(), case.plan, 3, recorder=recorder)
        recorder.finish(history, reason).save(path)

    return make


SEQUENCES = {name: _kept(name) for name in ("learned start", "jordan stream")}
"""Trainings of networks with context neurons."""

RECORDED_SEQUENCES = {name: _recorded(name) for name in ("windows", "stream")}
"""The same, recorded."""

RECORDED: dict[str, Callable[[Path], object]] = {
    "epochs": lambda path: MLPClassifier((2,), record="epochs", **FEW).fit(X, CLASSES).recording_.save(path),
    "steps": lambda path: (
        MLPClassifier((2,), record="steps", batch_size=5, **FEW).fit(X, TWO).recording_.save(path)
    ),
    "perceptron": lambda path: Perceptron(record="epochs", **FEW).fit(X, CLASSES).recording_.save(path),
}


@lru_cache
def models() -> dict[str, bytes]:
    """A model file of every kind."""
    return {
        name: _written(lambda path, m=model: save_model(path, m))
        for name, model in (EVERY | RECURRENT | MIXTURES).items()
    }


@lru_cache
def checkpoints() -> dict[str, bytes]:
    """A checkpoint of every kind."""
    return {name: _written(make) for name, make in (FITS | SEQUENCES).items()}


@lru_cache
def recordings() -> dict[str, bytes]:
    """A recording of every kind."""
    return {name: _written(make) for name, make in (RECORDED | RECORDED_SEQUENCES).items()}


def _written(make: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        make(Path(folder) / "file")
        return (Path(folder) / "file").read_bytes()
