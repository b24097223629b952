"""Estimators that learn from sources: the bits, the messages and the attributes of arrays."""

import os
import threading

import numpy as np
import polars as pl
import pytest
from sklearn.base import clone

from rosenblatt import (
    DivergedError,
    MLPClassifier,
    MLPRegressor,
    Perceptron,
    PlanError,
    RecurrentClassifier,
    RosenblattError,
    TableError,
    TabularClassifier,
    open_table,
)
from rosenblatt.large import ArraySource, BatchSource
from rosenblatt.large.fits import window_of

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

RANDOM = np.random.RandomState(0)
X = RANDOM.randn(6000, 4)
CLASSES = (X @ RANDOM.randn(4, 3)).argmax(axis=1)
NUMBERS = np.column_stack([np.sin(X[:, 0]), X[:, 1]])
WEIGHTS = RANDOM.uniform(0, 2, 6000)

SOLVERS = ("adam", "sgd", "adamw", "rmsprop", "lbfgs")
FITS = {
    **{solver: (MLPClassifier((5,), solver=solver, max_iter=3), CLASSES) for solver in SOLVERS},
    "two classes": (MLPClassifier((5,), max_iter=3), CLASSES == 1),
    "dropout": (MLPClassifier((5,), dropout=0.2, max_iter=3), CLASSES),
    "balanced": (MLPClassifier((5,), class_weight="balanced", max_iter=3), CLASSES),
    "labels": (MLPClassifier((5,), max_iter=3), (NUMBERS > 0).astype(int)),
    "targets": (
        MLPClassifier((5,), class_weight="balanced", max_iter=3),
        np.column_stack([CLASSES, CLASSES > 1]),
    ),
    "text": (MLPClassifier((5,), max_iter=3), np.array(["a", "b", "c"])[CLASSES]),
    "in order": (MLPClassifier((5,), shuffle=False, max_iter=3), CLASSES),
    "large batches": (MLPClassifier((5,), batch_size=2500, max_iter=3), CLASSES),
    "two threads": (MLPRegressor(hidden_layer_sizes=(40, 30), n_threads=4, max_iter=2), NUMBERS),
    "numbers": (MLPRegressor(hidden_layer_sizes=(5,), max_iter=3), NUMBERS[:, 0]),
    "numbers, lbfgs": (MLPRegressor(hidden_layer_sizes=(5,), solver="lbfgs", max_iter=3), NUMBERS),
    "perceptron": (Perceptron(max_iter=3, tol=None), CLASSES),
    "perceptron, two classes": (Perceptron(max_iter=3, tol=None, n_jobs=2), CLASSES == 2),
    "perceptron, penalty": (Perceptron(max_iter=3, penalty="l2", class_weight="balanced"), CLASSES),
    "perceptron, average": (Perceptron(max_iter=3, average=100, shuffle=False), CLASSES),
}


def make_source(samples, y, weights=None, n_rows=1700):
    """A source of batches that have nothing to do with its blocks."""

    def batches():
        for begin in range(0, len(samples), n_rows):
            arrays = (samples, y) if weights is None else (samples, y, weights)
            yield tuple(each[begin : begin + n_rows] for each in arrays)

    return BatchSource(batches)


def same(one, other):
    assert one.network_ == other.network_
    np.testing.assert_array_equal(one.history_.rows[:, :-1], other.history_.rows[:, :-1])
    assert (one.n_iter_, one.t_, one.stopped_by_) == (other.n_iter_, other.t_, other.stopped_by_)


@pytest.mark.parametrize("early_stopping", [False, True])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["", "weights"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", FITS)
def test_a_source_gives_the_bits_of_arrays(name, dtype, weights, early_stopping):
    made, y = FITS[name]
    made = clone(made).set_params(shuffle_window=2000, random_state=3, early_stopping=early_stopping)
    samples = X.astype(dtype)
    in_memory, from_source, in_place = clone(made), clone(made), clone(made)
    in_memory.fit(samples, y, sample_weight=weights)
    source = make_source(samples, y, weights)
    same(from_source.fit(source), in_memory)
    same(in_place.fit(ArraySource(samples, y, weights)), in_memory)
    np.testing.assert_array_equal(
        np.concatenate(list(from_source.predict(source))), in_memory.predict(samples)
    )
    assert from_source.score(source) == pytest.approx(in_memory.score(samples, y, weights), abs=1e-12)


@pytest.mark.parametrize("window", [None, 6000])
def test_a_table_that_one_window_holds_is_fitted_in_memory(window):
    for name in ("adam", "numbers", "perceptron"):
        made, y = FITS[name]
        made = clone(made).set_params(random_state=3, early_stopping=True, shuffle_window=window)
        same(clone(made).fit(make_source(X, y)), made.fit(X, y))


def test_the_window_of_a_source_takes_64_mebibytes_and_at_most_131072_rows():
    rows = np.zeros((1, 28))
    assert window_of(ArraySource(rows), rows.dtype) == 131_072
    wide = np.zeros((1, 1000))
    assert window_of(ArraySource(wide), wide.dtype) == 2**26 // 8000
    assert window_of(ArraySource(wide), np.dtype(np.float32)) == 2**26 // 4000


@pytest.mark.parametrize("name", ["adam", "numbers", "perceptron"])
def test_partial_fit_is_an_epoch_of_a_source(name):
    made, y = FITS[name]
    made = clone(made).set_params(shuffle_window=2000, random_state=3)
    classes = {} if name == "numbers" else {"classes": [0, 1, 2]}
    one, other = clone(made), clone(made)
    for _ in range(2):
        one.partial_fit(X, y, **classes)
        other.partial_fit(make_source(X, y), **classes)
    assert one.network_ == other.network_
    assert one.t_ == other.t_


@pytest.mark.parametrize("value", [None, np.nan])
def test_a_parquet_file_gives_the_bits_of_its_arrays(value, tmp_path):
    frame = pl.DataFrame(X, schema=["a", "b", "c", "d"], orient="row").with_columns(y=CLASSES)
    if value is not None:
        frame[5555, "c"] = value
    frame.write_parquet(tmp_path / "t.parquet")
    source = open_table(tmp_path / "t.parquet", target="y")
    made = MLPClassifier((5,), max_iter=2, shuffle_window=2000, random_state=3)
    arrays = frame.drop("y").to_numpy(), CLASSES
    if value is not None:
        assert "values are missing in 'c'" in message_of(lambda: clone(made).fit(source))
        return
    same(clone(made).fit(source), clone(made).fit(np.ascontiguousarray(arrays[0]), arrays[1]))
    assert clone(made).fit(source).feature_names_in_.tolist() == ["a", "b", "c", "d"]


def test_validation_data_may_be_a_source():
    made, y = FITS["adam"]
    made = clone(made).set_params(shuffle_window=2000, random_state=3, early_stopping=True)
    held_out = (X[:500] + 0.1, y[:500])
    expected = clone(made).fit(X, y, validation_data=held_out)
    for given in (held_out, make_source(*held_out)):
        same(clone(made).fit(make_source(X, y), validation_data=given), expected)
        same(clone(made).fit(X, y, validation_data=given), expected)


def message_of(call):
    with pytest.raises((ValueError, RosenblattError)) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize("name", ["adam", "numbers", "perceptron"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_bad_number_in_a_late_row_has_the_message_of_arrays(name, value):
    made, y = FITS[name]
    bad = X.copy()
    bad[5555, 2] = value
    made = clone(made).set_params(shuffle_window=2000)
    expected = message_of(lambda: clone(made).fit(bad, y))
    assert message_of(lambda: clone(made).fit(make_source(bad, y))) == expected
    assert message_of(lambda: clone(made).fit(ArraySource(bad, y))) == expected


def test_other_mistakes_have_the_messages_of_arrays():
    made = MLPClassifier((5,), max_iter=2, shuffle_window=2000)
    fractions = CLASSES + 0.5 * (np.arange(6000) > 5500)
    assert "Unknown label type" in message_of(lambda: made.fit(make_source(X, fractions)))
    zeros = np.zeros(6000)
    expected = message_of(lambda: made.fit(X, CLASSES, zeros))
    assert message_of(lambda: made.fit(make_source(X, CLASSES, zeros))) == expected
    some = np.where(np.arange(6000) < 4000, 0.0, 1.0)
    same(
        clone(made).set_params(random_state=1).fit(make_source(X, CLASSES, some)),
        clone(made).set_params(random_state=1).fit(X, CLASSES, some),
    )
    one = Perceptron(shuffle_window=2000)
    expected = message_of(lambda: one.fit(X, zeros))
    assert message_of(lambda: one.fit(make_source(X, zeros))) == expected
    poisson = MLPRegressor("poisson", shuffle_window=2000)
    assert "is for counts" in message_of(lambda: poisson.fit(make_source(X, NUMBERS[:, 0])))
    with pytest.raises(ValueError, match="validation set is too small"):
        made.set_params(early_stopping=True, validation_fraction=1e-4).fit(make_source(X, CLASSES))
    with pytest.raises(DivergedError):
        MLPRegressor(hidden_layer_sizes=(5,), solver="sgd", learning_rate_init=1e9, shuffle_window=2000).fit(
            make_source(X, NUMBERS)
        )


def test_what_a_source_cannot_be_is_said():
    made = MLPClassifier((5,), shuffle_window=2000)
    source = make_source(X, CLASSES)
    with pytest.raises(ValueError, match="a source has its own y"):
        made.fit(source, CLASSES)
    with pytest.raises(TableError, match="the source has no y"):
        made.fit(ArraySource(X))
    with pytest.raises(TableError, match=r"columns of text .* Preparation"):
        made.fit(ArraySource(X.astype(str), CLASSES))
    for other in (RecurrentClassifier(), TabularClassifier()):
        with pytest.raises(PlanError, match="from a table in memory, not from a source"):
            other.fit(source, CLASSES if isinstance(other, TabularClassifier) else None)
    made.set_params(max_iter=2).fit(source)
    with pytest.raises(ValueError, match="5 features"):
        made.predict(ArraySource(np.zeros((3, 5))))


def test_names_of_a_source_are_learned_and_compared():
    names = ("a", "b", "c", "d")
    source = make_source(X, CLASSES)
    source.feature_names = names
    made = MLPClassifier((5,), max_iter=2, shuffle_window=2000).fit(source)
    assert made.feature_names_in_.tolist() == list(names)
    frame = pl.DataFrame(X, schema=list(names), orient="row")
    np.testing.assert_array_equal(made.predict(frame), np.concatenate(list(made.predict(source))))
    source.feature_names = ("a", "b", "d", "c")
    with pytest.raises(ValueError, match="feature names"):
        made.predict(source)


@pytest.mark.parametrize("name", ["adam", "lbfgs", "numbers", "perceptron, average"])
@pytest.mark.parametrize("early_stopping", [False, True])
def test_a_checkpoint_of_a_source_resumes_to_the_same_bits(name, early_stopping, tmp_path):
    made, y = FITS[name]
    made = clone(made).set_params(shuffle_window=2000, random_state=3, early_stopping=early_stopping)
    source = make_source(X, y)
    whole = clone(made).fit(source, checkpoint=tmp_path / "c", checkpoint_every=1)
    same(type(made).resume(tmp_path / "c", source), whole)
    if name != "lbfgs":
        same(type(made).resume(tmp_path / "c.previous", source), whole)
    with pytest.raises(RosenblattError, match="other data"):
        type(made).resume(tmp_path / "c", make_source(X + 1, y))


def test_nothing_is_left_behind():
    before = set(os.listdir("/proc/self/fd")), threading.active_count()
    made = MLPClassifier((5,), max_iter=2, shuffle_window=2000, early_stopping=True)
    made.fit(make_source(X, CLASSES))

    class Stop(Exception):
        pass

    def stopped():
        yield X[:3000], CLASSES[:3000]
        if calls.append(1) or len(calls) == 2:  # the second pass, which writes the rows
            raise Stop
        yield X[3000:], CLASSES[3000:]

    calls = []
    with pytest.raises(Stop):
        made.fit(BatchSource(stopped))
    assert (set(os.listdir("/proc/self/fd")), threading.active_count()) == before
