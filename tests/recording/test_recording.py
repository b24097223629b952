"""Recordings: what each snapshot shows, and that training goes on from it to the same bits."""

import pickle

import numpy as np
import pytest
from tests.checkpoint.trainings import data_of, start
from tests.examples import pairs
from tests.recording.trainings import (
    PLANS,
    RULES,
    recorded,
    recorded_lbfgs,
    recorded_rule,
    samples_of,
    start_rule,
)

from rosenblatt import Network, PlanError, advance
from rosenblatt.errors import RosenblattError
from rosenblatt.recording import TrainingRecorder
from rosenblatt.training import advance_perceptron

DTYPES = [np.float32, np.float64]


@pytest.mark.parametrize(("name", "dtype", "record"), pairs(PLANS, DTYPES, ["epochs", "steps", 4, "log"]))
def test_every_state_at_an_epochs_end_is_that_of_a_plain_training(name, dtype, record):
    rec, end = recorded(name, record, dtype=dtype)
    plain, data = start(PLANS[name], dtype), data_of(dtype)
    whole = 0
    for i in np.flatnonzero(rec.batches == 0):
        advance(plain, data, PLANS[name], int(rec.epochs[i]) - plain.epoch)
        assert rec.state(int(i)) == plain
        assert rec[int(i)] == plain.network
        whole += 1
    assert plain == end
    assert whole == {"epochs": 13, "steps": 13, 4: 4, "log": 13}[record]


@pytest.mark.parametrize("name", ["adam", "dropout", "early stopping", "unshuffled"])
def test_training_goes_on_from_a_snapshot_to_the_same_bits(name):
    rec, end = recorded(name)
    state = rec.state(5)
    advance(state, data_of(), PLANS[name], 7)
    assert state == end
    assert rec.state(5) != end  # the recording shares nothing with it


def test_a_training_has_the_same_bits_whether_it_is_recorded_or_not():
    for record in ("epochs", "steps", 3, "log"):
        _, end = recorded("dropout", record, epochs=20)
        plain = start(PLANS["dropout"])
        advance(plain, data_of(), PLANS["dropout"], 20)
        assert plain == end


def test_snapshots_inside_an_epoch_stand_behind_their_batches():
    rec, _ = recorded("dropout", "steps", epochs=2)  # 70 samples in batches of 9: 8 a epoch
    assert rec.batches.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0]
    assert rec.steps.tolist() == list(range(17))
    assert rec.epochs.tolist() == [0] * 8 + [1] * 8 + [2]
    state = rec.state(11)
    assert (state.epoch, state.step) == (1, 11)
    # The next epoch of a plain training has the same order, and draws its masks from the same place.
    random, order = rec.state(8).random, rec.state(8).order.copy()
    random.shuffle(order)
    random.random_sample(3 * 9 * (6 + 5))
    np.testing.assert_array_equal(state.order, order)
    assert state.random.random_sample() == random.random_sample()


@pytest.mark.parametrize(
    ("name", "n_classes", "sparse", "n_threads"), pairs(RULES, [2, 3], [False, True], [1, 2])
)
def test_every_state_of_a_perceptron_is_that_of_a_plain_training(name, n_classes, sparse, n_threads):
    for record, dtype in (("epochs", np.float64), ("steps", np.float32), ("log", np.float32)):
        rec, end = recorded_rule(name, n_classes, record, sparse, dtype, n_threads)
        data, plain = samples_of(n_classes, name, sparse, dtype), start_rule(name, end.n_neurons, dtype)
        for i in np.flatnonzero(rec.batches == 0):
            advance_perceptron(plain, data, RULES[name], int(rec.epochs[i]) - plain.epoch)
            assert rec.state(int(i)) == plain
        assert plain == end


def test_a_perceptrons_weights_are_the_true_ones_with_their_scale():
    rec, end = recorded_rule("l2")
    weights, biases = end.solution()
    assert (end.neurons["scale"] != 1).all()
    np.testing.assert_array_equal(rec.weights(0)[-1], weights.T)
    np.testing.assert_array_equal(rec.biases(0)[-1], biases)
    np.testing.assert_array_equal(rec[-1].weights[0], weights.T)


def test_a_perceptrons_steps_are_its_samples():
    rec, _ = recorded_rule("unshuffled", 2, "steps")
    assert rec.steps[:5].tolist() == [0, 1, 2, 3, 4]
    assert len(rec) == 40 * rec.epochs[-1] + 1
    state = rec.state(3)
    assert state.neurons["step"][0] == 4
    assert state.neurons["epoch"][0] == 0


def test_lbfgs_has_a_snapshot_an_iteration_and_its_states_begin_anew():
    rec, end = recorded_lbfgs()
    assert rec.epochs.tolist() == rec.steps.tolist() == list(range(13))
    assert rec[-1] == end.network
    assert rec.history["loss"][-1] < rec.history["loss"][0]
    state = rec.state(4)
    assert state.network == rec[4]
    assert state.moments.size == 0


def test_weights_over_time_are_a_view_of_the_snapshots():
    rec, _ = recorded()
    weights, biases = rec.weights(1), rec.biases(-1)
    assert weights.shape == (13, 6, 5)
    assert biases.shape == (13, 3)
    assert np.shares_memory(weights, rec.weights(1))
    for i in (0, 7, 12):
        np.testing.assert_array_equal(weights[i], rec[i].weights[1])
        np.testing.assert_array_equal(biases[i], rec[i].biases[2])
    with pytest.raises(IndexError):
        rec.weights(3)


def test_a_moment_is_found_by_its_epoch_or_its_step():
    rec, _ = recorded(record=5)
    assert rec.epochs.tolist() == [0, 5, 10, 12]
    assert rec.steps.tolist() == [0, 25, 50, 60]  # 70 samples in batches of 16
    assert [rec.index(epoch=epoch) for epoch in (0, 4, 5, 11, 12)] == [0, 0, 1, 2, 3]
    assert [rec.index(step=step) for step in (0, 24, 25, 60)] == [0, 0, 1, 3]
    assert rec.at(epoch=10) == rec[2]
    assert rec.at(step=60) == rec[-1]
    for wrong in ({"epoch": 13}, {"epoch": -1}, {"step": 61}):
        with pytest.raises(RosenblattError, match="the recording covers"):
            rec.at(**wrong)
    for wrong in ({}, {"epoch": 1, "step": 1}):
        with pytest.raises(RosenblattError, match="give either epoch or step"):
            rec.at(**wrong)


def test_an_epochs_snapshot_is_found_among_those_of_its_steps():
    rec, _ = recorded(record="steps", epochs=3)
    assert rec.index(epoch=2) == 10
    assert rec.at(epoch=2) == recorded()[0][2]


def test_log_is_dense_at_first_and_takes_a_few_hundred_at_most():
    from rosenblatt.training.snapshots import Moments

    for most in (1, 10, 200, 10_000, 10**9):
        epochs = Moments.of("log", most).epochs
        assert epochs[0] == 1
        assert epochs[-1] == most
        assert len(epochs) <= 300
        assert (np.diff(epochs) > 0).all()
    assert Moments.of("log", 10_000).epochs[:20].tolist() == list(range(1, 21))


def test_it_is_a_sequence_of_networks():
    rec, end = recorded()
    assert len(rec) == len(list(rec)) == 13
    assert all(isinstance(each, Network) for each in rec)
    assert rec[-1] == rec[12] == end.network
    for i in (13, -14):
        with pytest.raises(IndexError):
            rec[i]
    assert repr(rec) == "<Recording of 4-6-5-3: 13 snapshots, epoch 0 to 12>"
    rec[3].parameters[:] = 0  # one's own
    assert rec[3].parameters.any()


def test_history_and_end_are_those_of_the_training():
    rec, _ = recorded()
    data, state = data_of(), start(PLANS["adam"])
    history, _ = advance(state, data, PLANS["adam"], 12)
    np.testing.assert_array_equal(rec.history.rows[:, :-1], history.rows[:, :-1])
    assert rec.plan == PLANS["adam"]
    assert rec.stopped_by is None
    np.testing.assert_array_equal(rec.rows["validation_rows"], np.arange(70, 90))


def test_a_recording_begun_in_the_midst_counts_its_epochs_as_the_state_does():
    plan, data, state = PLANS["adam"], data_of(), start(PLANS["adam"])
    history, _ = advance(state, data, plan, 5)
    recorder = TrainingRecorder("epochs")
    advance(state, data, plan, 4, history=history, recorder=recorder)
    rec = recorder.finish(history, None)
    assert rec.epochs.tolist() == [5, 6, 7, 8, 9]
    assert rec.history["epoch"].tolist() == [6, 7, 8, 9]
    assert rec.state(-1) == state


def test_one_recorder_goes_on_over_several_calls():
    plan, data, state = PLANS["adam"], data_of(), start(PLANS["adam"])
    recorder, history = TrainingRecorder(5), None
    for epochs in (3, 4, 5):
        history, _ = advance(state, data, plan, epochs, history=history, recorder=recorder)
    rec = recorder.finish(history, None)
    assert rec.epochs.tolist() == [0, 3, 5, 7, 10, 12]  # wherever training rested too
    assert rec.state(-1) == state


def test_blocks_of_memory_make_no_difference(monkeypatch):
    monkeypatch.setattr("rosenblatt.recording.store.FIRST_BYTES", 5000)
    for record in ("epochs", "steps"):
        rec, _ = recorded(record=record)
        assert len(rec._blocks) > 1
        states = [rec.state(i) for i in range(len(rec))]
        weights = rec.weights(0)
        assert len(rec._blocks) == 1
        assert [rec.state(i) for i in range(len(rec))] == states
        assert weights.shape[0] == len(rec)


def test_pickle_keeps_the_snapshots_and_not_the_samples(tmp_path):
    rec, end = recorded(path=tmp_path / "r")
    twin = pickle.loads(pickle.dumps(rec))
    assert twin.state(-1) == end
    assert twin.data is twin.path is None
    assert twin.history == rec.history


@pytest.mark.parametrize("record", ["often", 0, -3, True, 2.5])
def test_what_is_no_way_to_record_is_an_error(record):
    with pytest.raises(PlanError, match="record must be 'epochs', 'steps', 'log', a number n"):
        TrainingRecorder(record)


def test_a_recorder_that_saw_no_training_has_no_recording():
    from rosenblatt import History

    assert TrainingRecorder("epochs").finish(History(), None) is None
