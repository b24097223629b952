"""Going on inside an epoch: from a step's snapshot to the bits of the training that was recorded."""

import json

import numpy as np
import pytest
from tests.checkpoint.trainings import data_of, start
from tests.core.cases import make_samples
from tests.files.keep import FOLDER
from tests.recording.trainings import PLANS, recorded

from rosenblatt import Network, Plan, PlanError, TrainingData, TrainingState, advance, initialize
from rosenblatt.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from rosenblatt.errors import ModelFileError
from rosenblatt.history import COLUMNS, History
from rosenblatt.recording import Recording, TrainingRecorder
from rosenblatt.training import advance_many
from rosenblatt.training.reference.epochs import train_reference

EPOCHS = 4
SECONDS = COLUMNS.index("seconds")


def plan_of(name):
    """A plan whose epochs have several batches: 70 samples in batches of 16 or fewer."""
    return PLANS[name] if PLANS[name].batch_size else PLANS[name].but(batch_size=16)


def all_steps(plan, data, state, path=None):
    """A recording of every step, and the state at its end."""
    recorder = TrainingRecorder("steps", path)
    history, reason = advance(state, data, plan, EPOCHS, recorder=recorder)
    return recorder.finish(history, reason), state


def insides(rec):
    return [int(i) for i in np.flatnonzero(rec.batches)]


def rows_of(history):
    return np.delete(history.rows, SECONDS, axis=1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", PLANS)
def test_from_every_step_training_goes_on_to_the_same_bits_and_rows(name, dtype):
    plan, data = plan_of(name), data_of(dtype)
    rec, end = all_steps(plan, data, start(plan, dtype))
    assert len(insides(rec)) >= EPOCHS * 2
    for i in insides(rec):
        state, made = rec.state(i), int(rec.epochs[i])
        assert state.samples_underway == rec.batches[i] * plan.batch_length(70)
        history, _ = advance(state, data, plan, EPOCHS - made)
        assert state == end
        np.testing.assert_array_equal(rows_of(history), rows_of(rec.history)[made:])
        assert (state.underway == 0).all()


@pytest.mark.parametrize("loss", ["squared_error", "poisson", "log_loss", "binary_log_loss"])
@pytest.mark.parametrize("case", ["plain", "weighted", "sparse"])
def test_so_it_does_for_every_kind_of_target(loss, case):
    network, data, plan = kind_of_target(loss, case)
    rec, end = all_steps(plan, data, TrainingState.start(network, plan, 30, 4))
    for i in insides(rec):
        state, made = rec.state(i), int(rec.epochs[i])
        history, _ = advance(state, data, plan, EPOCHS - made)
        assert state == end
        np.testing.assert_array_equal(rows_of(history), rows_of(rec.history)[made:])


def kind_of_target(loss, case):
    output = {"log_loss": "softmax", "binary_log_loss": "logistic", "poisson": "exp"}.get(loss, "identity")
    network = initialize((5, 4, 3), ("tanh", output), np.random.RandomState(2))
    samples = make_samples(loss, 30, 5, 3, csr=case == "sparse", weighted=case == "weighted")
    return network, TrainingData(samples), Plan(loss, batch_size=7, max_iter=50, n_iter_no_change=50)


@pytest.mark.parametrize("loss", ["squared_error", "log_loss"])
@pytest.mark.parametrize("solver", ["adam", "sgd"])
def test_the_numpy_trainer_goes_on_there_as_the_core_does(loss, solver):
    network, data, plan = kind_of_target(loss, "plain")
    plan = plan.but(solver=solver, dropout=(0.2,))
    rec, end = all_steps(plan, data, TrainingState.start(network, plan, 30, 4))
    for i in insides(rec):
        state, made = rec.state(i), int(rec.epochs[i])
        rows, _ = train_reference(state, data, plan, EPOCHS - made)
        np.testing.assert_allclose(state.network.parameters, end.network.parameters, rtol=0, atol=1e-13)
        np.testing.assert_allclose(rows[:, :SECONDS], rec.history.rows[made:, :SECONDS], rtol=1e-10)
        assert (state.underway == 0).all()
        np.testing.assert_array_equal(state.order, end.order)
        np.testing.assert_array_equal(state.random_key, end.random_key)


@pytest.mark.parametrize("early_stopping", [False, True])
def test_it_stops_where_the_training_stopped_and_for_the_same_reason(early_stopping):
    plan = plan_of("adam").but(early_stopping=early_stopping, n_iter_no_change=1, tol=0.05)
    data, state, recorder = data_of(), start(plan), TrainingRecorder("steps")
    history, reason = advance(state, data, plan, recorder=recorder)
    assert reason == ("early stopping" if early_stopping else "converged")
    rec = recorder.finish(history, reason)
    for i in insides(rec)[-9:]:
        again = rec.state(i)
        rows, why = advance(again, data, plan)
        assert (why, again) == (reason, state)
        assert len(rows) == rec.epochs[-1] - rec.epochs[i]


def test_so_it_does_from_a_file_and_on_any_number_of_threads(tmp_path):
    plan, data = plan_of("dropout"), data_of()
    _, end = all_steps(plan, data, start(plan), tmp_path / "r")
    rec = Recording.open(tmp_path / "r")
    for i in insides(rec)[::5]:
        for n_threads in (1, 3):
            state = rec.state(i)
            advance(state, data, plan, EPOCHS - state.epoch, n_threads=n_threads)
            assert state == end
    states = [rec.state(i) for i in insides(rec)[:3]]
    advance_many(states, data, plan, EPOCHS)
    assert all(state == end for state in states)


def test_a_copy_stands_inside_the_epoch_too_and_two_places_differ():
    plan = plan_of("adam")
    rec, _ = all_steps(plan, data_of(), start(plan))
    state = rec.state(2)
    assert state.copy() == state
    other = state.copy()
    other.underway[:] = 0
    assert other != state


def test_another_batch_size_goes_through_the_rest_of_the_samples():
    plan, data = plan_of("adam"), data_of()
    rec, _ = all_steps(plan, data, start(plan))
    state = rec.state(3)  # behind 48 of 70 samples
    history, _ = advance(state, data, plan.but(batch_size=10), 1)
    assert state.step == 3 + 3
    assert (state.epoch, state.samples_seen) == (1, 70)
    assert history["mistakes"][0] == int(history["mistakes"][0])


def test_what_begins_inside_an_epoch_is_not_recorded_and_says_what_to_do(tmp_path):
    plan, data = plan_of("adam"), data_of()
    rec, end = all_steps(plan, data, start(plan))
    remedy = r"behind 32 of its samples\) cannot be .*: advance it to the epoch's end first"
    for path in (None, tmp_path / "r"):
        with pytest.raises(PlanError, match=remedy):
            advance(rec.state(2), data, plan, recorder=TrainingRecorder("epochs", path))
    assert not list(tmp_path.iterdir())
    state, recorder = rec.state(2), TrainingRecorder("epochs")
    advance(state, data, plan, 1)
    advance(state, data, plan, EPOCHS - 1, recorder=recorder)
    assert state == end


def test_a_checkpoint_inside_an_epoch_resumes_to_the_same_bits(tmp_path):
    plan, data = plan_of("adam"), data_of()
    rec, end = all_steps(plan, data, start(plan))
    save_checkpoint(tmp_path / "c", Checkpoint(rec.state(2), History(), plan, data.digest))
    state = load_checkpoint(tmp_path / "c").state
    assert state.samples_underway == 32
    advance(state, data, plan, EPOCHS)
    assert state == end


def test_a_state_behind_more_samples_than_there_are_is_refused():
    plan = plan_of("adam")
    rec, _ = all_steps(plan, data_of(), start(plan))
    state = rec.state(1)
    state.underway[0] = 70
    with pytest.raises(PlanError, match="after 70 samples of an epoch, the data has 70"):
        advance(state, data_of(), plan, 1)


def test_a_network_without_hidden_layers_does_so_too():
    plan = Plan("squared_error", solver="sgd", batch_size=2, max_iter=9, n_iter_no_change=9)
    data = TrainingData(make_samples("squared_error", 5, 2, 1))
    rec, end = all_steps(plan, data, TrainingState.start(Network((2, 1), ("identity",)), plan, 5))
    for i in insides(rec):
        state = rec.state(i)
        advance(state, data, plan, EPOCHS - state.epoch)
        assert state == end


def test_an_early_file_of_steps_tells_weights_and_place_but_not_the_epochs_loss_so_far():
    rec = Recording.open(FOLDER / "0.1.0" / "recording-steps.bin")
    assert "underway" not in rec._joined().dtype.names
    i = insides(rec)[0]
    state = rec.state(i)
    assert state.samples_underway == rec.batches[i] * rec.plan.batch_length(len(state.order))
    assert np.isnan(state.underway[1:]).all()
    kept = json.loads((FOLDER / "0.1.0" / "recording-steps.json").read_text("utf-8"))
    assert rec.steps.tolist() == kept["steps"]


def test_a_file_whose_snapshots_tell_of_other_samples_is_refused(tmp_path):
    plan = plan_of("adam")
    rec, _ = all_steps(plan, data_of(), start(plan))
    for samples in (0.0, 17.0, np.nan, 1e30):
        rec._joined()["underway"][2, 0] = samples
        rec.save(tmp_path / "r")
        with pytest.raises(ModelFileError, match="have other numbers of samples than their batches"):
            Recording.open(tmp_path / "r")


def test_only_a_recording_of_steps_holds_what_an_epoch_has_added_up():
    sizes = [recorded(record=record)[0]._joined().dtype.itemsize for record in ("steps", "epochs", 4, "log")]
    assert sizes == [sizes[1] + 8 * (5 + 3), *[sizes[1]] * 3]  # five numbers, and one for each output
