"""Trainings on sequences, for the core and its NumPy counterpart."""

import numpy as np
from tests.core.cases import Case

from rosenblatt.formulas.losses import LOSSES
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.data import TrainingData
from rosenblatt.training.sequences import Sequences

LENGTHS = (5, 1, 8, 3, 3, 9, 2, 6, 4, 7, 1)


def make_sequences(
    loss,
    lengths,
    n_features,
    n_outputs,
    groups=None,
    *,
    dtype=np.float64,
    weighted=False,
    judged="every",
    seed=0,
):
    """Random sequences; `judged` says which steps have a target: every, last, or some."""
    random = np.random.RandomState(seed)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    n_rows = offsets[-1]
    targets = None
    if judged != "every":
        has_one = np.zeros(n_rows, bool)
        has_one[offsets[1:] - 1] = True
        if judged == "some":
            has_one |= random.random_sample(n_rows) < 0.3
        targets = np.where(has_one, np.cumsum(has_one) - 1, -1).astype(np.int64)
    n = n_rows if targets is None else int(targets.max()) + 1
    if loss == "log_loss":
        widths = groups or (n_outputs,)
        y = np.column_stack([random.randint(width, size=n) for width in widths]).astype(np.int32)
    elif loss == "binary_log_loss":
        y = random.randint(2, size=(n, n_outputs)).astype(dtype)
    elif loss == "poisson":
        y = random.poisson(2, (n, n_outputs)).astype(dtype)
    else:
        y = random.normal(size=(n, n_outputs)).astype(dtype)
    return Sequences(
        random.normal(size=(n_rows, n_features)).astype(dtype),
        y,
        random.uniform(0.2, 3, n).astype(dtype) if weighted else None,
        offsets=offsets,
        targets=targets,
    )


def make_sequence_case(
    loss="log_loss",
    hidden=(5,),
    activation="tanh",
    *,
    cell="elman",
    initial_context=0.5,
    output_activation=None,
    lengths=LENGTHS,
    n_features=3,
    n_outputs=3,
    groups=None,
    dtype=np.float64,
    weighted=False,
    judged="every",
    rows=None,
    validation=False,
    scale=0.5,
    seed=0,
    **plan,
):
    """A case of the given kind; early stopping implies `validation`, `rows` are the sequences that belong."""
    plan = Plan(loss, **{"max_iter": 100, "batch_size": 4, **plan})
    activations = [activation] * len(hidden) if isinstance(activation, str) else list(activation)
    network = Network(
        (n_features, *hidden, n_outputs),
        (*activations, output_activation or LOSSES[loss].output_activation),
        output_groups=groups,
        dtype=dtype,
        cell=cell,
        initial_context=initial_context,
    )
    network.parameters[:] = np.random.RandomState(seed).normal(0, scale, network.n_parameters)
    options = {"dtype": dtype, "weighted": weighted, "judged": judged}
    train = make_sequences(loss, lengths, n_features, n_outputs, groups, seed=seed + 1, **options)
    if rows is not None:
        train = Sequences(
            train.X,
            train.y,
            train.sample_weight,
            np.array(rows, np.int64),
            offsets=train.offsets,
            targets=train.targets,
        )
    held_out = None
    if validation or plan.early_stopping:
        held_out = make_sequences(loss, (4, 7, 2), n_features, n_outputs, groups, seed=seed + 2, **options)
    return Case(network, plan, TrainingData(train, held_out))
