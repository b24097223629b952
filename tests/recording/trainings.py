"""Recorded trainings of every kind, for tests of recordings; as a script, one that records until killed."""

import sys

import numpy as np
import scipy.sparse
from tests.checkpoint.trainings import PLANS, data_of, start

from rosenblatt import Network, Plan, advance
from rosenblatt.history import History
from rosenblatt.recording import Recording, TrainingRecorder
from rosenblatt.training import PerceptronData, PerceptronPlan, PerceptronState, advance_perceptron
from rosenblatt.training.lbfgs import minimise

PLANS = {
    **PLANS,
    "unshuffled": Plan("log_loss", solver="adam", max_iter=300, n_iter_no_change=300, shuffle=False),
    "unshuffled dropout": Plan(
        "log_loss",
        solver="sgd",
        max_iter=300,
        n_iter_no_change=300,
        shuffle=False,
        dropout=(0.0, 0.5),
        batch_size=30,
    ),
}
LBFGS = Plan("log_loss", solver="lbfgs", max_iter=12)
RULES = {
    "plain": PerceptronPlan(max_iter=12, tol=1e-2, n_iter_no_change=3),
    "unshuffled": PerceptronPlan(max_iter=5, shuffle=False),
    "l2": PerceptronPlan(penalty="l2", alpha=0.01, max_iter=8),
    "elasticnet average": PerceptronPlan(penalty="elasticnet", average=5, max_iter=8),
    "early stopping": PerceptronPlan(early_stopping=True, max_iter=12, n_iter_no_change=3),
}


def recorded(name="adam", record="epochs", epochs=12, dtype=np.float64, path=None, n_threads=None):
    """A recording and the state at its end."""
    plan, data, state = PLANS[name], data_of(dtype), start(PLANS[name], dtype)
    recorder = TrainingRecorder(record, path)
    history, reason = advance(state, data, plan, epochs, recorder=recorder, n_threads=n_threads)
    recording = recorder.finish(history, reason)
    assert isinstance(recording, Recording)
    return recording, state


def recorded_lbfgs(dtype=np.float64, record="epochs"):
    state, history, recorder = start(LBFGS, dtype), History(), TrainingRecorder(record)
    end = minimise(state, data_of(dtype), LBFGS, history=history, recorder=recorder)
    return recorder.finish(history, end.stopped_by), state


def samples_of(n_classes, name, sparse=False, dtype=np.float64):
    random = np.random.default_rng(n_classes)
    X = random.normal(size=(40, 5)).astype(dtype)
    X[X < -0.5] = 0
    classes = np.argmax(X[:, :n_classes] + random.normal(size=(40, n_classes)), axis=1).astype(np.int32)
    if sparse:
        X = scipy.sparse.csr_array(X)
        X.indices, X.indptr = X.indices.astype(np.int32), X.indptr.astype(np.int32)
    held_out = np.arange(40) % 7 == 0 if RULES[name].early_stopping else None
    return PerceptronData(X, classes, validation=held_out)


def start_rule(name, n_neurons, dtype=np.float64):
    seeds = np.arange(5, 5 + n_neurons)
    return PerceptronState.start(RULES[name], 40, seeds, np.zeros((n_neurons, 5), dtype))


def recorded_rule(name, n_classes=3, record="epochs", sparse=False, dtype=np.float64, n_threads=1):
    data, state = (
        samples_of(n_classes, name, sparse, dtype),
        start_rule(name, 1 if n_classes == 2 else 3, dtype),
    )
    recorder = TrainingRecorder(record)
    history, reason = advance_perceptron(state, data, RULES[name], recorder=recorder, n_threads=n_threads)
    return recorder.finish(history, reason), state


def one_neuron() -> Network:
    return Network((1, 1), ("identity",))


def record_until_killed(path: str, record: str) -> None:
    plan, data = PLANS["adam"].but(max_iter=10**6, n_iter_no_change=10**6), data_of()
    state = start(plan)
    recorder = TrainingRecorder(record, path)
    sys.stdout.write("started\n")
    sys.stdout.flush()
    advance(state, data, plan, recorder=recorder)


if __name__ == "__main__":
    record_until_killed(*sys.argv[1:])
