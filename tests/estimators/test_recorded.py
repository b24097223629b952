"""record= on the estimators: what recording_ holds after a fit, however it ended."""

import copy
import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from tests.estimators.listening import Listening

from rosenblatt import DivergedError, MLPClassifier, MLPRegressor, Perceptron, PlanError
from rosenblatt.recording import Recording

X, CLASSES = load_iris(return_X_y=True)
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

KINDS = {
    "adam": lambda **more: MLPClassifier((5,), random_state=0, max_iter=12, **more),
    "lbfgs": lambda **more: MLPClassifier((5,), solver="lbfgs", random_state=0, max_iter=12, **more),
    "regressor": lambda **more: MLPRegressor(
        hidden_layer_sizes=(5, 4), random_state=0, max_iter=12, dropout=0.2, **more
    ),
    "perceptron": lambda **more: Perceptron(max_iter=12, **more),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_fit_is_the_same_whether_it_is_recorded_or_not(kind):
    plain = KINDS[kind]().fit(X, CLASSES)
    recorded = KINDS[kind](record="epochs").fit(X, CLASSES)
    assert recorded.network_ == plain.network_
    assert len(recorded.recording_) == plain.n_iter_ + 1
    assert recorded.recording_[-1] == plain.network_
    assert recorded.recording_.history == recorded.history_
    assert recorded.recording_.stopped_by == recorded.stopped_by_
    assert not hasattr(plain, "recording_")


@pytest.mark.parametrize("kind", KINDS)
def test_a_recording_can_be_written_while_fitting(kind, tmp_path):
    model = KINDS[kind](record=5, record_path=tmp_path / "r").fit(X, CLASSES)
    found = Recording.open(tmp_path / "r")
    assert found.epochs.tolist() == model.recording_.epochs.tolist()
    assert found[-1] == model.network_


@pytest.mark.parametrize("kind", KINDS)
def test_steps_lead_from_one_snapshot_to_the_next(kind):
    rec = KINDS[kind](record=3).fit(X, CLASSES).recording_
    np.testing.assert_allclose(rec.between(1, 2)[-1].after, rec[2].parameters, rtol=0, atol=1e-13)


def test_each_fit_and_each_partial_fit_has_its_own_recording():
    model = KINDS["adam"](record="epochs")
    first = model.partial_fit(X, CLASSES, classes=[0, 1, 2]).recording_
    second = model.partial_fit(X, CLASSES).recording_
    assert len(first) == len(second) == 2
    assert second[0] == first[1]
    assert second.steps.tolist() == [1, 2]
    model.set_params(record=None).fit(X, CLASSES)
    assert not hasattr(model, "recording_")


def test_early_stopping_ends_with_the_best_and_the_recording_with_the_last():
    model = MLPClassifier((5,), random_state=0, early_stopping=True, max_iter=60, record="epochs").fit(
        X, CLASSES
    )
    best = int(np.argmax(model.history_["validation_score"])) + 1
    assert model.recording_[best] == model.network_
    assert len(model.recording_) == model.n_iter_ + 1
    assert set(model.recording_.rows) == {"train_rows", "validation_rows"}


def test_a_divergence_is_recorded_to_its_end():
    model = MLPRegressor(
        hidden_layer_sizes=(5,),
        activation="identity",
        solver="sgd",
        learning_rate_init=1e9,
        random_state=0,
        record="steps",
    )
    with pytest.raises(DivergedError):
        model.fit(X, X[:, 0])
    assert model.recording_.stopped_by == "diverged"
    assert np.isfinite(model.recording_[0].parameters).all()
    assert not np.isfinite(model.recording_[-1].parameters).all()


def test_ctrl_c_leaves_the_recording_until_then():
    model = KINDS["adam"](record="epochs").set_params(max_iter=10**6, n_iter_no_change=10**6)

    def press(n_epochs):
        raise KeyboardInterrupt

    model.set_callbacks(Listening(press))
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, CLASSES)
    assert model.recording_.stopped_by == model.stopped_by_ == "interrupt"
    assert model.recording_[-1] == model.network_
    assert len(model.recording_) == model.n_iter_ + 1


@pytest.mark.parametrize("again", [lambda model: pickle.loads(pickle.dumps(model)), copy.deepcopy])
def test_a_copy_has_the_recording_and_a_clone_only_the_wish(again):
    model = KINDS["adam"](record="log").fit(X, CLASSES)
    twin = again(model)
    assert twin.recording_[-1] == model.network_
    assert len(twin.recording_) == len(model.recording_)
    assert clone(model).record == "log"
    assert not hasattr(clone(model), "recording_")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("record", ["often", 0, 1.5, True])
def test_an_impossible_wish_is_refused(kind, record):
    with pytest.raises(ValueError, match="record"):
        KINDS[kind](record=record).fit(X, CLASSES)


def test_a_path_without_a_wish_is_refused(tmp_path):
    with pytest.raises(PlanError, match="without record: say what to record, record='epochs'"):
        KINDS["adam"](record_path=tmp_path / "r").fit(X, CLASSES)
