"""Checkpoints: what is written comes back and goes on to the same bits; nothing else is taken."""

import errno
import os

import numpy as np
import pytest
from tests.checkpoint.trainings import PLANS, data_of, start

from rosenblatt import History, Plan, advance
from rosenblatt.checkpoint import Checkpoint, load_checkpoint, previous_path, save_checkpoint
from rosenblatt.errors import ModelFileError, RosenblattError
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronData, PerceptronState, advance_perceptron


def after(epochs, name="adam", dtype=np.float64):
    plan, data = PLANS[name], data_of(dtype)
    state = start(plan, dtype)
    history, reason = advance(state, data, plan, epochs)
    rows = {"train_rows": data.train.rows, "validation_rows": data.validation.rows}
    owner = {"who": "a test", "n": [1, 2.5]}
    return Checkpoint(state, history, plan, data.digest, reason, rows, owner)


def same(one: Checkpoint, other: Checkpoint) -> bool:
    return (
        one.state == other.state
        and one.history == other.history
        and (one.plan, one.data_digest, one.stopped_by, one.owner)
        == (other.plan, other.data_digest, other.stopped_by, other.owner)
        and sorted(one.arrays) == sorted(other.arrays)
        and all(np.array_equal(one.arrays[name], other.arrays[name]) for name in one.arrays)
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", PLANS)
def test_a_checkpoint_comes_back_as_it_was(name, dtype, tmp_path):
    made = after(5, name, dtype)
    save_checkpoint(tmp_path / "c.checkpoint", made)
    found = load_checkpoint(tmp_path / "c.checkpoint")
    assert same(found, made)
    assert found.state.network.dtype == dtype


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", PLANS)
def test_training_goes_on_from_it_to_the_same_bits(name, dtype, tmp_path):
    plan, data = PLANS[name], data_of(dtype)
    whole = start(plan, dtype)
    history, reason = advance(whole, data, plan, 40)
    save_checkpoint(tmp_path / "c", after(17, name, dtype))
    found = load_checkpoint(tmp_path / "c")
    assert advance(found.state, data, found.plan, 23, history=found.history)[1] == reason
    assert found.state == whole
    np.testing.assert_array_equal(found.history.rows[:, :-1], history.rows[:, :-1])


def test_the_same_moment_gives_the_same_bytes(tmp_path):
    made = after(5)
    save_checkpoint(tmp_path / "a", made)
    save_checkpoint(tmp_path / "b", load_checkpoint(tmp_path / "a"))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_one_before_is_kept(tmp_path):
    path = tmp_path / "run.checkpoint"
    for epochs in (1, 2, 3):
        save_checkpoint(path, after(epochs))
    assert load_checkpoint(path).state.epoch == 3
    assert load_checkpoint(previous_path(path)).state.epoch == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["run.checkpoint", "run.previous.checkpoint"]


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-1] + b"x", None])
def test_a_damaged_newest_one_falls_back_to_the_one_before(damage, tmp_path):
    path = tmp_path / "run.checkpoint"
    save_checkpoint(path, after(1))
    save_checkpoint(path, after(2))
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(path.read_bytes()))
    with pytest.warns(UserWarning, match=r"Resuming from the previous one, .* written after epoch 1\."):
        assert load_checkpoint(path).state.epoch == 1


def test_two_damaged_ones_are_an_error_about_the_newest(tmp_path):
    path = tmp_path / "run.checkpoint"
    path.write_bytes(b"nothing")
    previous_path(path).write_bytes(b"")
    with pytest.raises(ModelFileError, match=r"run\.checkpoint: it is truncated: 7 bytes"):
        load_checkpoint(path)


def test_every_truncation_is_an_error(tmp_path):
    path = tmp_path / "c"
    save_checkpoint(path, after(2))
    data = path.read_bytes()
    for length in range(0, len(data), 13):
        path.write_bytes(data[:length])
        with pytest.raises(ModelFileError):
            load_checkpoint(path)


def test_a_disk_that_is_full_leaves_both_older_ones(tmp_path, monkeypatch):
    path = tmp_path / "c"
    save_checkpoint(path, after(1))
    save_checkpoint(path, after(2))

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            save_checkpoint(path, after(3))
    assert load_checkpoint(path).state.epoch == 2
    assert load_checkpoint(previous_path(path)).state.epoch == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_a_model_file_is_no_checkpoint(tmp_path):
    from rosenblatt import Model, Network, save_model

    gate = Network((2, 1), ("step",), [1, 1, -1.5])
    save_model(tmp_path / "m", Model("perceptron", "classification", gate, classes=("no", "yes")))
    with pytest.raises(ModelFileError, match="it is no checkpoint: its kind is 'perceptron'"):
        load_checkpoint(tmp_path / "m")


def test_an_infinite_patience_and_given_numbers_of_numpy_come_back(tmp_path):
    plan = Plan("log_loss", n_iter_no_change=np.inf, alpha=np.float64(0.25), batch_size=np.int64(3))
    data, state = data_of(), start(plan)
    save_checkpoint(tmp_path / "c", Checkpoint(state, History(), plan, data.digest))
    assert load_checkpoint(tmp_path / "c").plan == plan


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "plan",
    [
        PerceptronPlan(max_iter=40, tol=None),
        PerceptronPlan(max_iter=40, tol=None, penalty="elasticnet", average=5),
        PerceptronPlan(max_iter=40, early_stopping=True, n_iter_no_change=40),
    ],
)
def test_a_perceptron_goes_on_to_the_same_bits(plan, dtype, tmp_path):
    samples = data_of(dtype).train
    held_out = np.arange(90) % 5 == 0 if plan.early_stopping else None
    data = PerceptronData(samples.X, samples.y[:, 0], validation=held_out)

    def begin():
        return PerceptronState.start(plan, 90, np.array([3, 4, 5]), np.zeros((3, 4), dtype))

    whole = begin()
    advance_perceptron(whole, data, plan)
    half, mistakes = begin(), []
    history, _ = advance_perceptron(half, data, plan, 17, mistakes=mistakes)
    made = Checkpoint(half, history, plan, data.digest, None, {"mistakes": np.hstack(mistakes)})
    save_checkpoint(tmp_path / "c", made)
    found = load_checkpoint(tmp_path / "c")
    assert found.plan == plan
    np.testing.assert_array_equal(found.arrays["mistakes"], made.arrays["mistakes"])
    found.require_data(data)
    advance_perceptron(found.state, data, found.plan, history=found.history)
    assert found.state == whole
    assert len(found.history) == whole.epoch


def test_other_data_is_refused():
    made, other = after(1), data_of()
    made.require_data(data_of())
    other.train.X[3, 1] += 1e-9
    with pytest.raises(RosenblattError, match=r"made with other data .* insist with same_data=False"):
        made.require_data(other)
