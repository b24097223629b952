"""between: the steps that led from one snapshot to another, made again, land there."""

import dataclasses
import itertools

import numpy as np
import pytest
from tests.checkpoint.trainings import data_of
from tests.examples import pairs
from tests.recording.trainings import (
    PLANS,
    RULES,
    one_neuron,
    recorded,
    recorded_lbfgs,
    recorded_rule,
    samples_of,
)

from rosenblatt import Plan, Samples, TrainingData, TrainingState, advance
from rosenblatt.errors import RosenblattError
from rosenblatt.recording import Recording, TrainingRecorder

NEAR = {np.float64: 1e-14, np.float32: 3e-6}
"""How far a stretch of one to seven epochs lands from the snapshot at most: the rounding of sums."""


@pytest.mark.parametrize(("name", "dtype", "record"), pairs(PLANS, NEAR, ["epochs", "steps", 7]))
def test_the_steps_of_every_solver_land_on_the_next_snapshot(name, dtype, record):
    rec, _ = recorded(name, record, dtype=dtype)
    for i in range(len(rec) - 1):
        steps = rec.between(i, i + 1)
        np.testing.assert_array_equal(steps[0].before, rec[i].parameters)
        np.testing.assert_allclose(steps[-1].after, rec[i + 1].parameters, rtol=0, atol=NEAR[dtype])
        assert [step.number for step in steps] == list(range(rec.steps[i] + 1, rec.steps[i + 1] + 1))
        for one, next_one in itertools.pairwise(steps):
            np.testing.assert_array_equal(one.after, next_one.before)


def test_an_epochs_steps_go_through_every_sample_once():
    rec, _ = recorded("adam")
    steps = rec.between(3, 4)
    assert [len(step.rows) for step in steps] == [16, 16, 16, 16, 6]
    np.testing.assert_array_equal(np.sort(np.concatenate([step.rows for step in steps])), np.arange(70))
    assert {step.epoch for step in steps} == {4}
    losses = np.average([step.loss for step in steps], weights=[len(step.rows) for step in steps])
    assert losses == pytest.approx(rec.history["loss"][3], rel=1e-12)
    norms = [np.linalg.norm(step.gradient) for step in steps]
    assert np.mean(norms) == pytest.approx(rec.history["gradient_norm"][3], rel=1e-12)


def test_a_step_by_hand():
    # One neuron, w = 0, b = 0, samples (1, 2), (2, 4): errors -2 and -4; slopes are means of error * x.
    data = TrainingData(Samples(np.array([[1.0], [2.0]]), np.array([[2.0], [4.0]])))
    plan = Plan("squared_error", solver="sgd", learning_rate_init=0.1, momentum=0.0, alpha=0.0, max_iter=1)
    state, recorder = TrainingState.start(one_neuron(), plan, 2), TrainingRecorder("epochs")
    history, reason = advance(state, data, plan, recorder=recorder)
    (step,) = recorder.finish(history, reason).between(0, 1)
    assert step.loss == 5.0
    np.testing.assert_allclose(step.gradient, [-5, -3])
    np.testing.assert_allclose(step.after, [0.5, 0.3])
    assert sorted(step.rows.tolist()) == [0, 1]


@pytest.mark.parametrize(
    ("name", "n_classes", "sparse", "record"),
    pairs(RULES, [2, 3], [False, True], ["epochs", "steps", 3]),
)
def test_the_perceptrons_steps_land_exactly(name, n_classes, sparse, record):
    rec, _ = recorded_rule(name, n_classes, record, sparse)
    for i in range(min(len(rec) - 1, 60)):
        steps = rec.between(i, i + 1)
        np.testing.assert_array_equal(steps[0].before, rec[i].parameters)
        np.testing.assert_array_equal(steps[-1].after, rec[i + 1].parameters)


def test_a_perceptrons_mistake_moves_it_against_the_slope():
    rec, _ = recorded_rule("plain", 2)
    data = samples_of(2, "plain")
    steps = rec.between(0, 1)
    assert len(steps) == 40
    moved = [step for step in steps if step.gradient.any()]
    assert len(moved) == rec.history["mistakes"][0] > 0
    for step in moved:
        np.testing.assert_allclose(step.after, step.before - step.gradient, atol=1e-12)
        (row,) = step.rows
        np.testing.assert_array_equal(np.abs(step.gradient[:-1]), np.abs(data.X[row]))
        assert step.loss >= 0
    assert all((step.after == step.before).all() for step in steps if not step.gradient.any())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_lbfgs_lands_exactly_by_going_again_from_the_start(dtype):
    rec, _ = recorded_lbfgs(dtype)
    for i, j in ((0, 1), (4, 7), (0, 12), (5, 5)):
        steps = rec.between(i, j)
        assert len(steps) == j - i
        if steps:
            np.testing.assert_array_equal(steps[0].before, rec[i].parameters)
            np.testing.assert_array_equal(steps[-1].after, rec[j].parameters)
    assert steps == []
    assert rec.between(0, 2)[1].loss == pytest.approx(rec.history["loss"][0], rel=1e-5)


def test_negative_snapshots_count_from_the_end_and_order_matters():
    rec, _ = recorded()
    np.testing.assert_array_equal(rec.between(-2, -1)[-1].after, rec.between(11, 12)[-1].after)
    assert rec.between(4, 4) == []
    with pytest.raises(RosenblattError, match="snapshot 1 does not come after snapshot 2"):
        rec.between(2, 1)
    with pytest.raises(IndexError):
        rec.between(0, 13)


def test_other_samples_are_told_by_where_they_land():
    rec, _ = recorded()
    data = data_of()
    other = dataclasses.replace(data, train=dataclasses.replace(data.train, X=data.train.X[::-1].copy()))
    with pytest.raises(RosenblattError, match=r"the replay differs from snapshot 1 by .*, .* is allowed"):
        rec.between(0, 1, data=other)


def test_a_file_holds_no_samples_and_says_so(tmp_path):
    rec, _ = recorded(path=tmp_path / "r")
    found = Recording.open(tmp_path / "r")
    with pytest.raises(RosenblattError, match=r"give what it was trained on, as between\(i, j, data=...\)"):
        found.between(0, 1)
    np.testing.assert_array_equal(found.between(0, 1, data=data_of())[-1].after, rec.between(0, 1)[-1].after)
