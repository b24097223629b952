"""A training that was ended and is resumed is recorded on, as if it had never been ended."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from tests.checkpoint.trainings import data_of, start
from tests.estimators.listening import Listening
from tests.recording.trainings import PLANS, RULES, recorded, samples_of, start_rule

from rosenblatt import MLPClassifier, Perceptron, advance
from rosenblatt.estimators.fits import fit_of, train
from rosenblatt.recording import Recording, TrainingRecorder
from rosenblatt.recording.file import head_bytes
from rosenblatt.training import advance_perceptron

X, CLASSES = load_iris(return_X_y=True)


def cut(path, n):
    """Leave of a recording's file n snapshots and a half, as a killed process does."""
    rec = Recording.open(path)
    begin, size = len(head_bytes(rec._start, path)), rec._joined().dtype.itemsize
    path.write_bytes(path.read_bytes()[: begin + n * size + size // 2])


@pytest.mark.parametrize("record", ["epochs", "steps", 4, "log"])
@pytest.mark.parametrize("name", ["adam", "dropout", "early stopping", "unshuffled"])
def test_the_recording_is_that_of_a_training_never_ended(name, record, tmp_path):
    path, plan, data = tmp_path / "r", PLANS[name], data_of()
    whole, end = recorded(name, record)
    for killed_at, resumed_at in ((12, 7), (8, 8)):
        recorded(name, record, path=path, epochs=killed_at)
        cut(path, whole.index(epoch=killed_at) + 1)
        state = start(plan)
        history, _ = advance(state, data, plan, resumed_at)
        recorder = TrainingRecorder(record, path)
        advance(state, data, plan, 12 - resumed_at, history=history, recorder=recorder)
        rec = recorder.finish(history, None)
        assert state == end
        found = Recording.open(path)
        # Where training rested there may be a snapshot more.
        kept = found.epochs != killed_at if killed_at < 12 else found.epochs >= 0
        states = [found.state(int(i)) for i in np.flatnonzero(kept)]
        kept = whole.epochs != killed_at if killed_at < 12 else whole.epochs >= 0
        expected = [whole.state(int(i)) for i in np.flatnonzero(kept)]
        assert states == expected
        assert len(rec) == len(found)
        assert found.history["epoch"].tolist() == list(range(1, 13))


def test_a_perceptron_is_recorded_on(tmp_path):
    path, plan, data = tmp_path / "r", RULES["elasticnet average"], samples_of(3, "elasticnet average")
    states = []
    for epochs in ((8,), (5, 3)):
        state, history = start_rule("elasticnet average", 3), None
        for i, n in enumerate(epochs):
            recorder = TrainingRecorder("steps", path)
            history, why = advance_perceptron(state, data, plan, n, history=history, recorder=recorder)
            recorder.finish(history, why)
            if i + 1 < len(epochs):
                cut(path, len(Recording.open(path)))
        found = Recording.open(path)
        states.append([found.state(i) for i in range(len(found))])
    assert states[0] == states[1]


@pytest.mark.parametrize("other", ["plan", "record", "stream", "nothing there", "no recording"])
def test_the_recording_of_another_training_is_replaced(other, tmp_path):
    path, plan, data = tmp_path / "r", PLANS["adam"], data_of()
    recorded("sgd" if other == "plan" else "adam", 3 if other == "record" else "epochs", path=path)
    state = start(plan)
    history, _ = advance(state, data, plan, 7)
    if other == "stream":
        state.take_random(np.random.RandomState(5))
    if other == "nothing there":
        path.unlink()
    if other == "no recording":
        path.write_bytes(b"something else")
    recorder = TrainingRecorder("epochs", path)
    advance(state, data, plan, 2, history=history, recorder=recorder)
    recorder.finish(history, None)
    assert Recording.open(path).epochs.tolist() == [7, 8, 9]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("kind", ["adam", "lbfgs", "perceptron"])
def test_a_resumed_fit_has_the_recording_of_a_whole_one(kind, tmp_path):
    def make(path):
        if kind == "perceptron":
            return Perceptron(max_iter=20, tol=None, record="epochs", record_path=path)
        return MLPClassifier(
            (5,), solver=kind, random_state=0, max_iter=20, record="epochs", record_path=path
        )

    whole = make(tmp_path / "whole").fit(X, CLASSES).recording_
    model, file = make(tmp_path / "r"), tmp_path / "c"

    def press(n_epochs):
        if n_epochs >= 9:
            raise KeyboardInterrupt

    model.set_callbacks(Listening(press))
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, CLASSES, checkpoint=file, checkpoint_every=3)
    assert model.stopped_by_ == "interrupt"
    again = make(tmp_path / "r")
    train(again, fit_of(again, X, CLASSES, checkpoint=file), checkpoint=file, checkpoint_every=3)
    assert again.recording_.epochs.tolist() == whole.epochs.tolist()
    assert list(again.recording_) == list(whole)
    if kind != "lbfgs":  # which draws nothing, and takes no stream along
        assert [again.recording_.state(i) for i in range(21)] == [whole.state(i) for i in range(21)]
    assert len(again.recording_.history) == 20
