"""What does not fit together is refused with an error, never with a crash."""

import numpy as np
import pytest
from scipy import sparse
from tests.core.cases import make_case

from rosenblatt import _core
from rosenblatt.training.native import architecture, native_plan, native_samples

CASE = make_case(hidden=(4,), n_samples=8)  # 4 features, 3 classes
X = CASE.data.train.X
CLASSES = CASE.data.train.y
NUMBERS = np.ones((8, 3))
N = CASE.network.n_parameters


def parts(**changes):
    """The arguments of a trainer that fits, some of them changed."""
    state = CASE.start()
    values = {
        "architecture": architecture(CASE.network),
        "plan": native_plan(CASE.plan, 100),
        "train": native_samples(CASE.data.train),
        "validation": None,
        "parameters": state.network.parameters,
        "moments": state.moments,
        "random_key": state.random_key,
        "order": state.order,
        "best_parameters": state.best_parameters,
        "progress": state.progress.reshape(1).view(np.uint8),
        "context": state.context,
        "underway": state.underway,
        "n_threads": 1,
    }
    return {**values, **changes}


def changed_plan(**changes):
    return native_plan(CASE.plan.but(**changes), 100)


def dense(X=X, numbers=None, classes=CLASSES, weight=None, rows=None):
    return _core.Samples.dense(X, numbers, classes, weight, rows)


def underway(samples):
    array = np.zeros(8)
    array[0] = samples
    return array


def frozen(array):
    array = array.copy()
    array.flags.writeable = False
    return array


def test_what_fits_is_taken():
    trainer = _core.Trainer(**parts())
    assert trainer.run(np.empty((2, 9)), 1.0) == (2, "")


REFUSED_SAMPLES = {
    "X of integers": {"X": X.astype(np.int64)},
    "X of half precision": {"X": X.astype(np.float16)},
    "X of text": {"X": np.full((8, 4), "a")},
    "X of one dimension": {"X": X[:, 0].copy()},
    "X as a list": {"X": X.tolist()},
    "too few classes": {"classes": CLASSES[:7]},
    "classes of one dimension": {"classes": CLASSES[:, 0].copy()},
    "numbers of another dtype": {"classes": None, "numbers": NUMBERS.astype(np.float32)},
    "too few numbers": {"classes": None, "numbers": NUMBERS[:7]},
    "numbers of one dimension": {"classes": None, "numbers": np.ones(8)},
    "numbers of no dimension": {"classes": None, "numbers": np.array(1.0)},
    "too few weights": {"weight": np.ones(7)},
    "weights of another dtype": {"weight": np.ones(8, np.float32)},
    "weights of two dimensions": {"weight": np.ones((8, 1))},
    "weights of no dimension": {"weight": np.array(1.0)},
    "a row beyond the last": {"rows": np.array([0, 8])},
    "a row before the first": {"rows": np.array([-1])},
}


@pytest.mark.parametrize("changes", REFUSED_SAMPLES.values(), ids=REFUSED_SAMPLES)
def test_samples_that_do_not_fit_are_refused(changes):
    with pytest.raises((ValueError, TypeError)):
        dense(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"X": np.asfortranarray(X)},
        {"classes": CLASSES.astype(np.int64)},
        {"rows": np.arange(8, dtype=np.int32)},
        {"X": frozen(X)},
    ],
)
def test_samples_of_another_layout_are_read_as_they_are_meant(changes):
    rows = np.empty((2, 3, 9))
    _core.Trainer(**parts(train=dense(**changes))).run(rows[0], 1.0)
    _core.Trainer(**parts(train=dense())).run(rows[1], 1.0)
    np.testing.assert_array_equal(rows[0, :, :6], rows[1, :, :6])


def csr(values=None, columns=(0, 1), starts=(0, 1, 2), n_features=4):
    return _core.Samples.sparse(
        np.ones(2) if values is None else values,
        np.array(columns, np.int32),
        np.array(starts, np.int64),
        n_features,
        None,
        np.zeros((len(starts) - 1, 1), np.int32),
        None,
        None,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": (0, 4)},
        {"columns": (0, -1)},
        {"columns": (0, 1, 2)},
        {"starts": (0, 1, 3)},
        {"starts": (-1, 1, 2)},
        {"starts": (0, 2, 1)},
        {"starts": (0, 2**40, 2)},
        {"values": np.ones(2, np.int32)},
        {"values": np.ones((2, 1))},
        {"n_features": 1},
        {"n_features": -1},
    ],
)
def test_sparse_samples_that_do_not_fit_are_refused(changes):
    assert csr() is not None
    with pytest.raises((ValueError, TypeError)):
        csr(**changes)


STATE = CASE.start()
TOO_LARGE = np.array([[0], [1], [2], [3], [0], [0], [0], [0]], np.int32)

REFUSED = {
    "samples of another width": lambda: {"train": dense(X=np.ones((8, 5)))},
    "no samples": lambda: {"train": dense(rows=np.empty(0, np.int64)), "order": np.empty(0, np.int64)},
    "no targets": lambda: {"train": dense(classes=None)},
    "a class beyond the last": lambda: {"train": dense(classes=TOO_LARGE)},
    "a class before the first": lambda: {"train": dense(classes=-TOO_LARGE)},
    "too many columns of classes": lambda: {"train": dense(classes=np.zeros((8, 2), np.int32))},
    "too few columns of numbers": lambda: {"train": dense(classes=None, numbers=np.ones((8, 2)))},
    "classes for a loss of numbers": lambda: {
        "architecture": _core.Architecture([4, 4, 3], ["tanh", "identity"], [3]),
        "plan": changed_plan(loss="squared_error"),
    },
    "classes for single decisions": lambda: {
        "architecture": _core.Architecture([4, 4, 3], ["tanh", "logistic"], [3]),
        "plan": changed_plan(loss="binary_log_loss"),
    },
    "log loss without softmax": lambda: {
        "architecture": _core.Architecture([4, 4, 3], ["tanh", "logistic"], [3])
    },
    "softmax without log loss": lambda: {
        "plan": changed_plan(loss="squared_error"),
        "train": dense(classes=None, numbers=NUMBERS),
    },
    "validation samples of another width": lambda: {"validation": dense(X=np.ones((8, 5)))},
    "validation samples of another dtype": lambda: {"validation": dense(X=X.astype(np.float32))},
    "validation samples without targets": lambda: {"validation": dense(classes=None)},
    "no validation samples": lambda: {"validation": dense(rows=np.empty(0, np.int64))},
    "a validation class beyond the last": lambda: {"validation": dense(classes=TOO_LARGE)},
    "early stopping without validation samples": lambda: {
        "plan": changed_plan(early_stopping=True),
        "best_parameters": STATE.network.parameters.copy(),
    },
    "early stopping without best parameters": lambda: {
        "plan": changed_plan(early_stopping=True),
        "validation": dense(),
    },
    "a solver without steps": lambda: {"plan": changed_plan(solver="lbfgs")},
    "moments of another optimizer": lambda: {"plan": changed_plan(solver="sgd")},
    "dropout for another number of layers": lambda: {"plan": changed_plan(dropout=(0.5, 0.5))},
    "parameters of another length": lambda: {"parameters": STATE.network.parameters[1:].copy()},
    "parameters of another dtype": lambda: {"parameters": STATE.network.parameters.astype(np.float32)},
    "parameters that may not change": lambda: {"parameters": frozen(STATE.network.parameters)},
    "parameters that are not contiguous": lambda: {"parameters": np.ones(2 * CASE.network.n_parameters)[::2]},
    "moments of another dtype": lambda: {"moments": STATE.moments.astype(np.float32)},
    "moments that may not change": lambda: {"moments": frozen(STATE.moments)},
    "a key of another length": lambda: {"random_key": np.zeros(623, np.uint32)},
    "a key of another dtype": lambda: {"random_key": np.zeros(624, np.uint64)},
    "an order of another length": lambda: {"order": np.arange(7)},
    "an order with a sample that is not there": lambda: {"order": np.arange(1, 9)},
    "an order with a sample before the first": lambda: {"order": np.arange(-1, 7)},
    "an order of another dtype": lambda: {"order": np.arange(8, dtype=np.int32)},
    "an order that may not change": lambda: {"order": frozen(STATE.order)},
    "a progress of another length": lambda: {"progress": np.zeros(71, np.uint8)},
    "a context of another length": lambda: {"context": np.zeros(3)},
    "a random position beyond the key": lambda: {"progress": np.full(72, 1, np.uint8)},
    "an epoch under way for other outputs": lambda: {"underway": np.zeros(7)},
    "an epoch under way behind all samples": lambda: {"underway": underway(8)},
    "an epoch under way behind half a sample": lambda: {"underway": underway(0.5)},
    "an epoch under way before its first sample": lambda: {"underway": underway(-1)},
    "an epoch under way behind no number of samples": lambda: {"underway": underway(np.nan)},
    "an epoch under way that may not change": lambda: {"underway": frozen(STATE.underway)},
    "best parameters of another dtype": lambda: {"best_parameters": np.empty(0, np.float32)},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED)
def test_a_trainer_refuses_what_does_not_fit(changes):
    with pytest.raises((ValueError, TypeError)) as caught:
        _core.Trainer(**parts(**changes()))
    assert len(str(caught.value)) > 20


@pytest.mark.parametrize(
    "rows",
    [
        np.empty((2, 8)),
        np.empty((2, 10)),
        np.empty(9),
        np.empty((2, 9), np.float32),
        frozen(np.empty((2, 9))),
    ],
)
def test_a_trainer_refuses_history_rows_it_cannot_write(rows):
    with pytest.raises((ValueError, TypeError)):
        _core.Trainer(**parts()).run(rows, 1.0)


def test_no_rows_make_no_epoch():
    assert _core.Trainer(**parts()).run(np.empty((0, 9)), 1.0) == (0, "")


def test_no_time_still_makes_an_epoch():
    assert _core.Trainer(**parts()).run(np.empty((3, 9)), 0.0) == (1, "")


@pytest.mark.parametrize("n_threads", [-1, 0, 1, 64])
def test_any_number_of_threads_is_taken(n_threads):
    assert _core.Trainer(**parts(n_threads=n_threads)).run(np.empty((1, 9)), 1.0) == (1, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ([4], [], [4]),
        ([4, 3], [], [3]),
        ([4, 3], ["relu", "relu"], [3]),
        ([4, 0, 3], ["relu", "relu"], [3]),
        ([-4, 3], ["relu"], [3]),
        ([4, 3], ["rellu"], [3]),
        ([4, 3], ["softmax"], [2]),
        ([4, 3], ["softmax"], []),
        ([4, 3], ["softmax"], [4, -1]),
        ([4, 2, 3], ["softmax", "softmax"], [3]),
    ],
)
def test_impossible_architectures_are_refused(arguments):
    with pytest.raises((ValueError, TypeError)):
        _core.Architecture(*arguments)


def test_arrays_live_as_long_as_their_trainer():
    samples = native_samples(make_case(hidden=(4,), n_samples=8, csr=True).data.train)
    trainer = _core.Trainer(**parts(train=samples))
    del samples
    for _ in range(3):
        np.ones((1000, 100)) + np.ones((1000, 100))  # so that freed memory would be written over
    made, reason = trainer.run(np.empty((20, 9)), np.inf)
    assert (made, reason) == (20, "")


@pytest.mark.parametrize(
    "changes",
    [
        {"X": np.ones((8, 5))},
        {"classes": TOO_LARGE},
        {"classes": None},
        {"rows": np.empty(0, np.int64)},
        {"X": X.astype(np.float32)},
    ],
)
def test_loss_and_gradient_refuses_samples_that_do_not_fit(changes):
    network = CASE.network
    with pytest.raises(ValueError):
        _core.loss_and_gradient(
            architecture(network), changed_plan(), dense(**changes), network.parameters, np.empty(N), 1
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"gradient": np.empty(N - 1)},
        {"gradient": np.empty(N, np.float32)},
        {"gradient": frozen(np.empty(N))},
        {"parameters": np.empty(N - 1)},
        {"plan": {"dropout": (0.5,)}},
        {"plan": {"loss": "squared_error"}},
    ],
)
def test_loss_and_gradient_refuses_arrays_that_do_not_fit(changes):
    values = {
        "architecture": architecture(CASE.network),
        "plan": changed_plan(),
        "samples": dense(),
        "parameters": CASE.network.parameters,
        "gradient": np.empty(N),
        "n_threads": 1,
    }
    _core.loss_and_gradient(**values)
    if "plan" in changes:
        changes = {"plan": changed_plan(**changes["plan"])}
    with pytest.raises((ValueError, TypeError)):
        _core.loss_and_gradient(**{**values, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"out": np.empty((7, 3))},
        {"out": np.empty((8, 3), np.float32)},
        {"out": frozen(np.empty((8, 3)))},
        {"parameters": np.empty(N - 1)},
        {"samples": {"X": np.ones((8, 5))}},
    ],
)
def test_forward_refuses_arrays_that_do_not_fit(changes):
    values = {
        "architecture": architecture(CASE.network),
        "parameters": CASE.network.parameters,
        "samples": dense(),
        "out": np.empty((8, 3)),
        "n_threads": 1,
    }
    _core.forward(**values)
    if "samples" in changes:
        changes = {"samples": dense(**changes["samples"])}
    with pytest.raises((ValueError, TypeError)):
        _core.forward(**{**values, **changes})


def test_forward_needs_no_targets():
    out = np.empty((8, 3))
    _core.forward(architecture(CASE.network), CASE.network.parameters, dense(classes=None), out, 1)
    np.testing.assert_allclose(out, CASE.network.forward(X), rtol=1e-12)


@pytest.mark.parametrize("values", [np.ones(3, np.int64), [1.0, 2.0], "text"])
def test_all_finite_takes_floats_only(values):
    with pytest.raises((ValueError, TypeError)):
        _core.all_finite(values)


def test_duplicate_and_unsorted_entries_of_a_sparse_matrix_add_up():
    values, columns, starts = [1.0, 2.0, 3.0, 4.0], [3, 1, 3, 0], [0, 3, 4]
    X = sparse.csr_array((values, columns, starts), shape=(2, 4))
    samples = _core.Samples.sparse(
        X.data, X.indices.astype(np.int32), X.indptr.astype(np.int64), 4, None, None, None, None
    )
    out = np.empty((2, 3))
    _core.forward(architecture(CASE.network), CASE.network.parameters, samples, out, 1)
    np.testing.assert_allclose(out, CASE.network.forward(X.toarray()), rtol=1e-12)
