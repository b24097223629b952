"""The rows of the result: the work, the sides, and the targets for Rosenblatt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks import problems, sequences
from benchmarks.kinds import Memory, Race, Row, Start
from benchmarks.sides import (
    CHECKPOINTS,
    EMPTY_LIST,
    EVERYONE,
    IDLE_CALLBACK,
    JAX,
    PRODUCTS,
    PYTORCH,
    RECORDED,
    RECORDED_TO_FILE,
    ROSENBLATT,
    ROSENBLATT_AVX2,
    SCIKIT_LEARN,
    SEQUENCES,
)

WITH_PRODUCTS = (*EVERYONE, ROSENBLATT_AVX2, PRODUCTS)
WITHOUT_PYTORCH = (SCIKIT_LEARN, JAX, ROSENBLATT)
"""For the perceptron, which PyTorch could train only sample by sample in Python."""

THROUGH_TIME = (PYTORCH, JAX, ROSENBLATT)
"""For networks with context neurons, which scikit-learn does not have."""

WATCHED = (ROSENBLATT, EMPTY_LIST, IDLE_CALLBACK)
"""A fit alone, and fits with callbacks or checkpoints."""

RECORDINGS = (ROSENBLATT, RECORDED, RECORDED_TO_FILE)
RECORDED_AT_MOST = {RECORDED: 1.15, RECORDED_TO_FILE: 1.15}
"""One snapshot for each epoch may cost 15% of the fit."""
RECORDED_SMALL_AT_MOST = {RECORDED: 1.15}
"""For a fit of some milliseconds, copying into a file costs more: measured, without a limit."""

PRODUCTS_AT_MOST = 1.35
"""Limit of the ratio of a training's time to that of its matrix products alone."""


_IMPORT = "import time; started = time.perf_counter(); {}; print(time.perf_counter() - started)"


def _importing(statement: str) -> tuple[str, ...]:
    return ("python", "-c", _IMPORT.format(statement))


_WIDE_TABLE = """
import numpy as np
samples = np.random.RandomState(0).normal(size=({}, {} - 1)).round(4)
with open("wide.csv", "w") as file:
    print(*(f"x{{place}}" for place in range(samples.shape[1])), "y", sep=",", file=file)
    for row in samples.tolist():
        print(*row, "b" if row[0] > row[1] else "a", sep=",", file=file)
"""


def _writing_wide_table(n_rows: int, n_columns: int) -> tuple[str, ...]:
    """Return the command that writes wide.csv, its last column the target."""
    return ("python", "-c", _WIDE_TABLE.format(n_rows, n_columns))


IMPORT_SCIKIT_LEARN = ("python", "-c", "import sklearn.neural_network")
TRAIN_XOR = ("rosenblatt", "train", "xor", "--out", "run")

ROWS: tuple[Row, ...] = (
    Race(
        "xor",
        "XOR, 2-5-1, tanh, batch 4, to convergence (2055 epochs)",
        problems.xor,
        epochs=2055,
        rounds=15,
        at_least=200,
        aimed=400,
    ),
    Race(
        "iris-perceptron",
        "Perceptron on Iris, 50 epochs",
        lambda epochs: problems.iris(epochs, hidden=None),
        epochs=50,
        rounds=15,
        at_least=5,
        aimed=10,
        sides=WITHOUT_PYTORCH,
    ),
    Race(
        "iris",
        "Iris, 4-100-3, relu, batch 150, 200 epochs",
        lambda epochs: problems.iris(epochs, (100,)),
        epochs=200,
        rounds=15,
        at_least=5,
        aimed=10,
    ),
    Race(
        "digits",
        "Digits, 64-100-10, relu, batch 200",
        problems.digits,
        epochs=20,
        rounds=15,
        at_least=1.8,
        aimed=3,
        sides=(*EVERYONE, ROSENBLATT_AVX2),
        per="epoch",
    ),
    Race(
        "images-float64",
        "60,000 x 784-100-10, relu, batch 200, float64",
        problems.images,
        epochs=5,
        quick_epochs=1,
        rounds=7,
        at_least=1.5,
        aimed=2,
        sides=WITH_PRODUCTS,
        per="epoch",
    ),
    Race(
        "images-float32",
        "60,000 x 784-100-10, relu, batch 200, float32",
        lambda epochs: problems.images(epochs, np.float32),
        epochs=5,
        quick_epochs=1,
        rounds=7,
        at_least=1.7,
        aimed=2.5,
        # PyTorch and JAX add in another order: in single precision their losses exceed the tolerance.
        sides=(SCIKIT_LEARN, ROSENBLATT, ROSENBLATT_AVX2, PRODUCTS),
        per="epoch",
        tolerance=1e-3,
    ),
    Race(
        "perceptron",
        "Perceptron, 60,000 x 784, 10 classes, n_jobs=1",
        lambda epochs: problems.images(epochs, hidden=None),
        epochs=3,
        quick_epochs=1,
        rounds=7,
        at_least=3,
        aimed=6,
        sides=WITHOUT_PYTORCH,
        per="epoch",
    ),
    Race(
        "perceptron-2",
        "Perceptron, 60,000 x 784, 10 classes, n_jobs=2",
        lambda epochs: problems.images(epochs, hidden=None, n_jobs=2),
        epochs=3,
        quick_epochs=1,
        rounds=7,
        at_least=3,
        aimed=6,
        sides=(SCIKIT_LEARN, ROSENBLATT),
        per="epoch",
        threads=2,
    ),
    Race(
        "seeds",
        f"XOR, 2-2-1, tanh, batch 4, 2,000 epochs, from {problems.N_SEEDS:,} seeds, two threads "
        f"(scikit-learn: {problems.N_SEEDS_TIMED} seeds, one after another, times "
        f"{problems.N_SEEDS // problems.N_SEEDS_TIMED})",
        problems.xor_from_seeds,
        epochs=2000,
        quick_epochs=200,
        rounds=7,
        at_least=200,
        sides=(SCIKIT_LEARN, ROSENBLATT),
        work="seeds",
        per=f"{problems.N_SEEDS:,} seeds",
        threads=2,
        seconds_at_most=1.5,
        timed_share={SCIKIT_LEARN: problems.N_SEEDS_TIMED / problems.N_SEEDS},
    ),
    Race(
        "predict",
        "MLPClassifier.predict of one sample, 4-100-3",
        lambda epochs: problems.iris(epochs, (100,)),
        epochs=200,
        rounds=15,
        at_least=3,
        work="predict",
        per="call",
    ),
    Race(
        "predict-proba",
        "MLPClassifier.predict_proba of one sample, 4-100-3",
        lambda epochs: problems.iris(epochs, (100,)),
        epochs=200,
        rounds=15,
        at_least=3,
        work="predict_proba",
        per="call",
    ),
    Race(
        "predict-perceptron",
        "Perceptron.predict of one sample, Iris",
        lambda epochs: problems.iris(epochs, hidden=None),
        epochs=50,
        rounds=15,
        at_least=3,
        sides=(SCIKIT_LEARN, ROSENBLATT),
        work="predict",
        per="call",
    ),
    Race(
        "temporal-xor",
        "temporal XOR, a stream of 3,000 bits, 1-4-1, tanh, an update every 4 steps (SGD)",
        sequences.stream,
        epochs=5,
        quick_epochs=2,
        rounds=9,
        at_least=30,
        aimed=100,
        against=PYTORCH,
        sides=THROUGH_TIME,
        work=SEQUENCES,
        per="epoch",
    ),
    Race(
        "reber",
        "Reber's grammar, 2,000 strings of unequal length, 7-15-7, tanh, batch 32 (Adam)",
        sequences.reber,
        epochs=5,
        quick_epochs=2,
        rounds=9,
        at_least=30,
        aimed=100,
        against=PYTORCH,
        sides=THROUGH_TIME,
        work=SEQUENCES,
        per="epoch",
    ),
    Race(
        "sequences-float64",
        "1,000 sequences of 100 steps, 8-64-1, tanh, all in one batch (Adam), float64",
        sequences.large,
        epochs=5,
        quick_epochs=2,
        rounds=7,
        at_least=1.5,
        aimed=3,
        against=PYTORCH,
        sides=THROUGH_TIME,
        work=SEQUENCES,
        per="epoch",
    ),
    Race(
        "sequences-float32",
        "1,000 sequences of 100 steps, 8-64-1, tanh, all in one batch (Adam), float32",
        lambda epochs: sequences.large(epochs, np.float32),
        epochs=5,
        quick_epochs=2,
        rounds=7,
        at_least=1.5,
        aimed=3,
        against=PYTORCH,
        sides=THROUGH_TIME,
        work=SEQUENCES,
        per="epoch",
        tolerance=1e-3,
    ),
    Race(
        "callbacks-digits",
        "Digits, 64-100-10, relu, batch 200",
        problems.digits,
        epochs=20,
        rounds=15,
        sides=WATCHED,
        per="epoch",
        tolerance=0.0,
        at_most={EMPTY_LIST: 1.05, IDLE_CALLBACK: 1.1},
    ),
    Race(
        "callbacks-xor",
        "XOR, 2-5-1, tanh, batch 4, to convergence (2055 epochs)",
        problems.xor,
        epochs=2055,
        rounds=15,
        sides=WATCHED,
        per="epoch",
        tolerance=0.0,
        at_most={
            EMPTY_LIST: 1.05
        },  # no limit for an idle callback: an epoch takes less than a call of Python
    ),
    Race(
        "checkpoints-digits",
        "Digits, 64-100-10, relu, batch 200, 400 epochs, with a checkpoint every 100 and at the end",
        problems.digits,
        epochs=400,
        quick_epochs=40,
        rounds=15,
        sides=(ROSENBLATT, CHECKPOINTS),
        per="fit",
        tolerance=0.0,
        at_most={CHECKPOINTS: 1.15},
    ),
    Race(
        "recording-xor",
        "XOR, 2-5-1, 2055 epochs, a snapshot each",
        problems.xor,
        epochs=2055,
        rounds=31,
        sides=RECORDINGS,
        tolerance=0.0,
        at_most=RECORDED_SMALL_AT_MOST,
    ),
    Race(
        "recording-iris",
        "Iris, 4-100-3, 200 epochs, a snapshot each",
        lambda epochs: problems.iris(epochs, (100,)),
        epochs=200,
        rounds=31,
        sides=RECORDINGS,
        tolerance=0.0,
        at_most=RECORDED_SMALL_AT_MOST,
    ),
    Race(
        "recording-digits",
        "Digits, 64-100-10, 20 epochs, a snapshot each",
        problems.digits,
        epochs=20,
        rounds=15,
        sides=RECORDINGS,
        tolerance=0.0,
        at_most=RECORDED_AT_MOST,
    ),
    Race(
        "recording-large",
        "Digits, 64-500-128-10 (97,918 parameters), 20 epochs, a snapshot each",
        lambda epochs: replace(problems.digits(epochs), hidden=(500, 128)),
        epochs=20,
        quick_epochs=5,
        rounds=9,
        sides=RECORDINGS,
        tolerance=0.0,
        at_most=RECORDED_AT_MOST,
    ),
    Start(
        "import",
        "importing the estimators",
        {
            SCIKIT_LEARN: _importing(
                "from sklearn.neural_network import MLPClassifier, MLPRegressor; "
                "from sklearn.linear_model import Perceptron"
            ),
            PYTORCH: _importing("import torch"),
            JAX: _importing("import jax"),
            ROSENBLATT: _importing("from rosenblatt import MLPClassifier, MLPRegressor, Perceptron"),
        },
        rounds=9,
        at_least=1,
        times_itself=True,
    ),
    Start(
        "help",
        "rosenblatt --help",
        {ROSENBLATT: ("rosenblatt", "--help")},
        rounds=9,
        seconds_at_most=0.3,
    ),
    Start(
        "help-share",
        "rosenblatt --help, and importing sklearn.neural_network",
        {SCIKIT_LEARN: IMPORT_SCIKIT_LEARN, ROSENBLATT: ("rosenblatt", "--help")},
        rounds=10,
        share_at_most=0.15,
    ),
    Start(
        "train-line",
        "rosenblatt train xor up to the accuracy, and importing sklearn.neural_network",
        {SCIKIT_LEARN: IMPORT_SCIKIT_LEARN, ROSENBLATT: TRAIN_XOR},
        rounds=10,
        share_at_most=0.75,
        until="Training accuracy",
    ),
    Start(
        "train",
        "rosenblatt train xor with its report, and importing sklearn.neural_network",
        {SCIKIT_LEARN: IMPORT_SCIKIT_LEARN, ROSENBLATT: TRAIN_XOR},
        rounds=10,
        share_at_most=1.5,
    ),
    Start(
        "predict-command",
        "rosenblatt predict, and importing sklearn.neural_network",
        {SCIKIT_LEARN: IMPORT_SCIKIT_LEARN, ROSENBLATT: ("rosenblatt", "predict", "run", "xor")},
        rounds=10,
        share_at_most=0.75,
        before=TRAIN_XOR,
    ),
    Start(
        "wide-show",
        "rosenblatt show, 60 rows x 3,001 columns, processor time",
        {ROSENBLATT: ("rosenblatt", "show", "wide.csv")},
        rounds=5,
        seconds_at_most=2.5,  # 2 s beyond the start of the command
        before=_writing_wide_table(60, 3_001),
        in_processor_time=True,
    ),
    Start(
        "wide-train",
        "rosenblatt train --model mlp, 500 rows x 20,000 columns, 10 neurons, 20 epochs, processor time",
        {
            ROSENBLATT: (
                *("rosenblatt", "train", "wide.csv", "--model", "mlp", "--hidden", "10"),
                *("--max-iter", "20", "--repeats", "0", "--out", "run"),
            )
        },
        rounds=1,
        seconds_at_most=60,
        before=_writing_wide_table(500, 20_000),
        in_processor_time=True,
    ),
    Memory("memory-float64", "MLPClassifier, 60,000 x 784-100-10, float64", problems.images, epochs=1),
    Memory(
        "memory-float32",
        "MLPClassifier, 60,000 x 784-100-10, float32",
        lambda epochs: problems.images(epochs, np.float32),
        epochs=1,
    ),
    Memory(
        "memory-perceptron",
        "Perceptron, 60,000 x 784, 10 classes, float64",
        lambda epochs: problems.images(epochs, hidden=None),
        epochs=1,
    ),
)


def find(name: str) -> Row:
    return next(row for row in ROWS if row.name == name)


def chosen(names: list[str]) -> list[Row]:
    """Rows by their names, or by a part of their names; without names all rows."""
    known = [row.name for row in ROWS]
    wanted: set[str] = set()
    for name in names:
        found = {name} if name in known else {other for other in known if name in other}
        if not found:
            raise SystemExit(f"no row's name holds {name!r}: there are {', '.join(known)}")
        wanted |= found
    return [row for row in ROWS if not names or row.name in wanted]
