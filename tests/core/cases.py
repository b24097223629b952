"""Trainings for the core and its NumPy counterpart, and the comparison of both."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.formulas.losses import LOSSES, REGRESSION_LOSSES
from rosenblatt.history import COLUMNS
from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.native import NativeTrainer
from rosenblatt.training.reference.epochs import train_reference
from rosenblatt.training.state import TrainingState

HIDDEN = tuple(name for name, row in ACTIVATIONS.items() if row.in_hidden_layers)
DTYPES = (np.float64, np.float32)


@dataclass
class Case:
    """A training about to begin, as often as one likes."""

    network: object
    plan: Plan
    data: TrainingData
    seed: int = 7

    def start(self):
        return TrainingState.start(self.network.copy(), self.plan, len(self.data.train), self.seed)


def make_samples(
    loss,
    n_rows,
    n_features,
    n_outputs,
    groups=None,
    *,
    dtype=np.float64,
    csr=False,
    weighted=False,
    rows=None,
    seed=0,
):
    """Random samples whose targets suit the loss; `rows` names how many of them belong."""
    random = np.random.RandomState(seed)
    X = random.normal(size=(n_rows, n_features))
    if csr:
        X[random.random_sample(X.shape) < 0.6] = 0
    if loss == "log_loss":
        widths = groups or (n_outputs,)
        y = np.column_stack([random.randint(width, size=n_rows) for width in widths]).astype(np.int32)
    elif loss == "binary_log_loss":
        y = random.randint(2, size=(n_rows, n_outputs)).astype(dtype)
    elif loss == "poisson":
        y = random.poisson(2, (n_rows, n_outputs)).astype(dtype)
    else:
        y = random.normal(size=(n_rows, n_outputs)).astype(dtype)
    X = X.astype(dtype)
    return Samples(
        sparse.csr_array(X) if csr else X,
        y,
        random.uniform(0.2, 3, n_rows).astype(dtype) if weighted else None,
        None if rows is None else random.permutation(n_rows)[:rows].astype(np.int64),
    )


def make_case(
    loss="log_loss",
    hidden=(5,),
    activation="tanh",
    *,
    output_activation=None,
    n_samples=37,
    n_features=4,
    n_outputs=3,
    groups=None,
    dtype=np.float64,
    csr=False,
    weighted=False,
    rows=False,
    validation=False,
    seed=0,
    **plan,
):
    """A case of the given kind; `validation` is implied by early stopping."""
    plan = Plan(loss, **{"max_iter": 100, "batch_size": 10, **plan})
    activations = [activation] * len(hidden) if isinstance(activation, str) else list(activation)
    network = initialize(
        (n_features, *hidden, n_outputs),
        (*activations, output_activation or LOSSES[loss].output_activation),
        np.random.RandomState(seed),
        output_groups=groups,
        dtype=dtype,
    )
    options = {"dtype": dtype, "csr": csr, "weighted": weighted}

    def samples(n, seed):
        count = n if rows else None
        n_rows = n + 5 if rows else n
        return make_samples(loss, n_rows, n_features, n_outputs, groups, rows=count, seed=seed, **options)

    held_out = samples(14, seed + 2) if validation or plan.early_stopping else None
    return Case(network, plan, TrainingData(samples(n_samples, seed + 1), held_out))


def run_core(case, epochs, n_threads=1, state=None, chunk=None):
    """State, rows and reason after the core's training; `chunk` epochs a call, each with a new trainer."""
    state = case.start() if state is None else state
    made, reason = [], None
    while reason is None and sum(map(len, made)) < epochs:
        left = epochs - sum(map(len, made))
        trainer = NativeTrainer(state, case.data, case.plan, n_threads)
        rows, reason = trainer.run(left if chunk is None else min(chunk, left), np.inf)
        made.append(rows)
    return state, np.concatenate(made), reason


def run_numpy(case, epochs):
    """State, rows and reason after the NumPy trainer's."""
    state = case.start()
    rows, reason = train_reference(state, case.data, case.plan, epochs)
    return state, rows, reason


def assert_agree(case, epochs=4, n_threads=1):
    """Both trainers end in the same place, by the same way, for the same reason."""
    core, core_rows, core_reason = run_core(case, epochs, n_threads)
    numpy, numpy_rows, numpy_reason = run_numpy(case, epochs)
    assert core_reason == numpy_reason
    assert_states_close(core, numpy)
    tolerance = tolerance_of(core.network.dtype)
    for position, column in enumerate(COLUMNS[:-1]):
        np.testing.assert_allclose(
            core_rows[:, position], numpy_rows[:, position], **tolerance, err_msg=f"column {column}"
        )
    return core, core_rows, core_reason


def assert_states_close(one, other):
    """Everything whole-numbered is equal; everything real is within rounding."""
    np.testing.assert_array_equal(one.order, other.order)
    np.testing.assert_array_equal(one.random_key, other.random_key)
    for name in ("epoch", "step", "samples_seen", "no_improvement", "random_position"):
        assert one.progress[name] == other.progress[name], name
    tolerance = tolerance_of(one.network.dtype)
    for name in ("learning_rate", "best_loss", "best_score"):
        np.testing.assert_allclose(one.progress[name], other.progress[name], **tolerance, err_msg=name)
    np.testing.assert_allclose(one.network.parameters, other.network.parameters, **tolerance)
    np.testing.assert_allclose(one.moments, other.moments, **tolerance)
    np.testing.assert_allclose(one.best_parameters, other.best_parameters, **tolerance)


def tolerance_of(dtype):
    if dtype == np.float32:
        return {"rtol": 1e-4, "atol": 1e-4}
    return {"rtol": 1e-10, "atol": 1e-12}


__all__ = ["DTYPES", "HIDDEN", "LOSSES", "REGRESSION_LOSSES", "Case", "make_case", "make_samples"]
