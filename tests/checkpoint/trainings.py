"""Small trainings of every kind, for tests of checkpoints; as a script, one that trains until killed."""

import os
import sys
import time

import numpy as np
from tests.killing import fork_and_kill, read_bytes

from rosenblatt import History, Plan, Samples, TrainingData, TrainingState, advance, initialize
from rosenblatt.checkpoint import CheckpointKeeper

PLANS = {
    "sgd": Plan(
        "log_loss", solver="sgd", learning_rate="adaptive", max_iter=300, n_iter_no_change=300, batch_size=7
    ),
    "adam": Plan("log_loss", solver="adam", max_iter=300, n_iter_no_change=300, batch_size=16),
    "adamw": Plan("log_loss", solver="adamw", max_iter=300, n_iter_no_change=300, learning_rate="cosine"),
    "rmsprop": Plan(
        "log_loss", solver="rmsprop", max_iter=300, n_iter_no_change=300, learning_rate="onecycle"
    ),
    "dropout": Plan(
        "log_loss", solver="adam", max_iter=300, n_iter_no_change=300, batch_size=9, dropout=(0.3, 0.1)
    ),
    "early stopping": Plan(
        "log_loss", solver="adam", max_iter=300, n_iter_no_change=300, early_stopping=True, batch_size=20
    ),
    "clipped": Plan(
        "log_loss",
        solver="sgd",
        learning_rate="invscaling",
        max_iter=300,
        n_iter_no_change=300,
        max_grad_norm=0.1,
    ),
}


def data_of(dtype=np.float64) -> TrainingData:
    random = np.random.default_rng(5)
    X = random.normal(size=(90, 4)).astype(dtype)
    y = (X @ [1, -1, 0.5, 0] > 0).astype(np.int32)[:, None] + (X[:, :1] > 1).astype(np.int32)
    order = np.arange(90)
    return TrainingData(Samples(X, y, rows=order[:70]), Samples(X, y, rows=order[70:]))


def start(plan: Plan, dtype=np.float64) -> TrainingState:
    network = initialize((4, 6, 5, 3), ("tanh", "relu", "softmax"), np.random.RandomState(1), dtype=dtype)
    return TrainingState.start(network, plan, 70, 3)


def train_until_killed(path: str, name: str, dtype: str, seconds: float) -> None:
    """Train in a process of its own, and kill it so many seconds after its first checkpoint."""

    def train(writing: int) -> None:
        plan, data = PLANS[name], data_of(np.dtype(dtype))
        keeper = CheckpointKeeper(path, plan, data, every=1)
        state, history = start(plan, np.dtype(dtype)), History()
        keeper.write(state, history)
        os.write(writing, b".")
        reason = None
        while reason is None:
            _, reason = advance(state, data, plan, 1, history=history, listener=keeper)
        time.sleep(60)

    def wait(reading: int) -> None:
        read_bytes(reading, 1)
        time.sleep(seconds)

    fork_and_kill(train, wait)


if __name__ == "__main__":
    (folder,) = sys.argv[1:]
    for called in PLANS:
        for dtype in ("float64", "float32"):
            moments = np.random.default_rng(len(called) + len(dtype)).uniform(0, 0.15, size=4)
            for number, moment in enumerate(moments):
                train_until_killed(f"{folder}/{called}-{dtype}.{number}.checkpoint", called, dtype, moment)
