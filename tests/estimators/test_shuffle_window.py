"""The keyword shuffle_window: of all samples, in recordings and checkpoints, with held-out shares."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.base import clone

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron, PlanError
from rosenblatt.checkpoint import load_checkpoint
from rosenblatt.fitting import begin, run
from rosenblatt.fitting.draws import held_out_by_block

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

RANDOM = np.random.RandomState(0)
X = RANDOM.randn(6000, 4)
CLASSES = np.array(["no", "yes", "maybe"])[(X @ RANDOM.randn(4, 3)).argmax(axis=1)]
NUMBERS = np.sin(X[:, 0]) + X[:, 1]


def estimators(**parameters):
    yield MLPClassifier((6,), max_iter=3, random_state=1, **parameters), CLASSES
    yield MLPRegressor(hidden_layer_sizes=(6,), max_iter=3, random_state=1, **parameters), NUMBERS
    yield Perceptron(max_iter=3, tol=None, random_state=1, **parameters), CLASSES


def same(one, other):
    assert one.network_ == other.network_
    np.testing.assert_array_equal(one.history_.rows[:, :-1], other.history_.rows[:, :-1])


@pytest.mark.parametrize("early_stopping", [False, True])
def test_a_window_of_all_samples_is_the_default(early_stopping):
    wide = estimators(early_stopping=early_stopping, shuffle_window=6000)
    for (estimator, y), (plain, _) in zip(wide, estimators(early_stopping=early_stopping), strict=True):
        same(estimator.fit(X, y), plain.fit(X, y))


@pytest.mark.parametrize("early_stopping", [False, True])
def test_a_window_is_another_order_with_a_result_of_its_own(early_stopping, tmp_path):
    narrow = estimators(early_stopping=early_stopping, shuffle_window=2000)
    for (estimator, y), (plain, _) in zip(narrow, estimators(), strict=True):
        path = tmp_path / type(estimator).__name__
        again = clone(estimator)
        estimator.fit(X, y, checkpoint=path, checkpoint_every=1)
        assert estimator.network_ != plain.fit(X, y).network_
        assert estimator.score(X, y) > 0.2
        same(again.fit(X, y), estimator)
        same(type(estimator).resume(path, X, y), estimator)
        arrays = load_checkpoint(path).arrays
        assert ("split_seed" in arrays) is early_stopping
        assert not {"train_rows", "validation_rows", "validation"} & set(arrays)


def test_a_resumed_fit_has_the_same_held_out_share(tmp_path):
    for estimator, y in estimators(early_stopping=True, shuffle_window=2000):
        path = tmp_path / type(estimator).__name__
        half = clone(estimator).set_params(max_iter=2)
        whole = estimator.fit(X, y)
        half.fit(X, y, checkpoint=path, checkpoint_every=1)
        before = path.with_name(f"{path.name}.previous")
        resumed = type(estimator).resume(before, X, y)
        same(resumed, half)
        assert whole.history_["validation_score"][0] == half.history_["validation_score"][0]


def test_every_block_holds_out_the_same_share():
    parameters = {"early_stopping": True, "shuffle_window": 1024, "validation_fraction": 0.25}
    fit = begin("MLPRegressor", {**parameters, "random_state": 5}, X, NUMBERS)
    train, validation = fit.data.train.rows, fit.data.validation.rows
    np.testing.assert_array_equal(np.sort(np.concatenate([train, validation])), np.arange(6000))
    counts = np.bincount(validation // 1024)
    assert counts.tolist() == [256, 256, 256, 256, 256, 220]
    mask = held_out_by_block(6000, 0.25, fit.split_seed)
    np.testing.assert_array_equal(validation, np.flatnonzero(mask))
    with pytest.raises(ValueError, match="validation set is too small"):
        held_out_by_block(6000, 0.0001, 3)


@pytest.mark.parametrize("record", ["epochs", "steps"])
def test_a_recording_draws_the_windows_again(record):
    for estimator, y in estimators(shuffle_window=2000, record=record):
        if record == "steps" and isinstance(estimator, Perceptron):
            continue  # 6,000 snapshots an epoch
        recording = estimator.fit(X, y).recording_
        fit = begin(type(estimator).__name__, {**estimator.get_params(), "record": None}, X, y)
        for place in (1, len(recording) // 2):
            state = recording.state(place)
            assert state.order.size < 200
            again = replace(fit, state=state, mistakes=[])
            run(again, epochs=3 - state.epoch)
            assert again.network == estimator.network_


@pytest.mark.parametrize("window", [0, -1, 1.5, "all"])
def test_impossible_windows_are_refused(window):
    for estimator, y in estimators(shuffle_window=window):
        with pytest.raises((PlanError, ValueError), match="shuffle_window"):
            estimator.fit(X, y)
