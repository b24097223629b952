"""Snapshots in the core: what a record holds, when one is taken, and what the border refuses."""

import numpy as np
import pytest
from tests.checkpoint.trainings import PLANS, data_of, start
from tests.recording.trainings import RULES, samples_of, start_rule

from rosenblatt import _core
from rosenblatt.history import COLUMNS
from rosenblatt.recording.seal import checksums, seal
from rosenblatt.training.native import NativeData, bound_trainer
from rosenblatt.training.perceptron.state import _bound
from rosenblatt.training.snapshots import record_dtype, record_parts


def room(records, *, steps=False, every=1, epochs=None):
    as_bytes = records.view(np.uint8).reshape(len(records), records.dtype.itemsize)
    return _core.SnapshotRoom(as_bytes, steps, every, epochs)


def filled(state, n, steps=False):
    """Room for n snapshots in which every byte is set: nothing may be left of it."""
    dtype = record_dtype(record_parts(state, underway=steps))
    return np.full(n * dtype.itemsize, 0xFF, np.uint8).view(dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", PLANS)
def test_a_record_holds_the_state_and_the_row_of_its_epoch(name, dtype):
    state, data = start(PLANS[name], dtype), data_of(dtype)
    records, rows = filled(state, 3), np.empty((3, len(COLUMNS)))
    trainer = bound_trainer(state, NativeData(data), PLANS[name], 1)
    snapshots = room(records)
    for i in range(3):
        assert trainer.run(rows[i : i + 1], 1.0, snapshots) == (1, "")
        assert snapshots.taken == i + 1
        for part, array in state.recorded.items():
            np.testing.assert_array_equal(records[part][i], array)
        np.testing.assert_array_equal(records["row"][i], rows[i])
        assert (records["checksum"][i], records["batch"][i]) == (0, 0)


def test_the_same_training_gives_the_same_bytes():
    # Also those between the parts and the end of the record, on whatever memory it is made.
    made = []
    for filling in (0, 0xFF):
        state = start(PLANS["clipped"], np.float32)
        dtype = record_dtype(state.recorded)
        records = np.full(4 * dtype.itemsize, filling, np.uint8).view(dtype)
        trainer = bound_trainer(state, NativeData(data_of(np.float32)), PLANS["clipped"], 1)
        trainer.run(np.empty((4, len(COLUMNS))), 9.0, room(records))
        records["progress"]["seconds"] = records["row"][:, -1] = 0
        made.append(records.tobytes())
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ({"every": 3}, [3, 6, 9]),
        ({"epochs": np.array([1, 2, 4, 9, 20])}, [1, 2, 4, 9]),
        ({"epochs": np.array([], np.int64)}, []),
    ],
)
def test_snapshots_are_taken_when_they_are_asked_for(when, expected):
    state = start(PLANS["adam"])
    records = filled(state, 12)
    trainer = bound_trainer(state, NativeData(data_of()), PLANS["adam"], 1)
    snapshots = room(records, **when)
    assert trainer.run(np.empty((10, len(COLUMNS))), 9.0, snapshots) == (10, "")
    assert snapshots.taken == len(expected)
    assert records["progress"]["epoch"][: len(expected)].tolist() == expected


def test_a_run_ends_when_another_epoch_has_no_room():
    state = start(PLANS["adam"])
    trainer = bound_trainer(state, NativeData(data_of()), PLANS["adam"], 1)
    assert trainer.run(np.empty((10, len(COLUMNS))), 9.0, room(filled(state, 4))) == (4, "")
    steps = room(filled(state, 14, steps=True), steps=True)  # 70 samples in batches of 16: 5 an epoch
    assert trainer.run(np.empty((10, len(COLUMNS))), 9.0, steps) == (2, "")
    assert steps.taken == 10


def test_steps_are_numbered_and_the_last_of_an_epoch_is_its_end():
    state = start(PLANS["adam"])
    records = filled(state, 10, steps=True)
    trainer = bound_trainer(state, NativeData(data_of()), PLANS["adam"], 1)
    trainer.run(np.empty((2, len(COLUMNS))), 9.0, room(records, steps=True))
    assert records["batch"].tolist() == [1, 2, 3, 4, 0] * 2
    assert records["progress"]["step"].tolist() == list(range(1, 11))
    assert records["progress"]["epoch"].tolist() == [0] * 4 + [1] * 5 + [2]
    assert np.isnan(records["row"][records["batch"] > 0]).all()
    assert records["row"][[4, 9], 0].tolist() == [1, 2]
    assert records["underway"][:, 0].tolist() == [16, 32, 48, 64, 0] * 2
    assert records["underway"][:, 4].tolist() == [1, 2, 3, 4, 0] * 2
    assert (records["underway"][[4, 9]] == 0).all()
    assert (np.diff(records["underway"][:4, 1]) > 0).all()


@pytest.mark.parametrize("n_threads", [1, 3])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("name", RULES)
def test_a_perceptrons_record_holds_every_neuron(name, n_classes, n_threads):
    state = start_rule(name, 1 if n_classes == 2 else 3)
    data = samples_of(n_classes, name)
    n = 40 if data.validation is None else int((~data.validation).sum())
    records = filled(state, n + 1)
    trainer = _bound(state, data, RULES[name])
    made = np.empty((state.n_neurons, 1), np.int32)
    snapshots = room(records, steps=True)
    assert trainer.run(np.empty((1, len(COLUMNS))), made, 9.0, n_threads, snapshots) == ""
    assert snapshots.taken == n
    for part, array in state.recorded.items():
        np.testing.assert_array_equal(records[part][n - 1], array)
    assert records["batch"][:n].tolist() == [*range(1, n), 0]
    first = records["neurons"]["step"][0, 0]
    assert records["neurons"]["step"][:n, 0].tolist() == (first + np.arange(n)).tolist()


@pytest.mark.parametrize("n_words", [1, 2, 83, 1000])
@pytest.mark.parametrize("n", [0, 1, 7])
def test_the_core_seals_as_numpy_does(n, n_words):
    dtype = np.dtype([("checksum", "<u8"), ("rest", "<u8", (n_words - 1,))])
    records = np.random.default_rng(n).integers(0, 2**64, (n, n_words), np.uint64).view(dtype).reshape(n)
    before = records["rest"].copy()
    expected = checksums(records)
    seal(records)
    np.testing.assert_array_equal(records["checksum"], expected)
    np.testing.assert_array_equal(records["rest"], before)


def test_the_border_refuses_to_seal_without_a_factor_for_each_word():
    for size, n_factors in ((16, 3), (16, 1), (0, 0), (12, 1)):
        with pytest.raises(ValueError, match="a factor for each of their words"):
            _core.seal(np.zeros((2, size), np.uint8), np.ones(n_factors, np.uint64), 1)


def test_the_border_refuses_what_does_not_fit():
    state = start(PLANS["adam"])
    trainer = bound_trainer(state, NativeData(data_of()), PLANS["adam"], 1)
    rows = np.empty((1, len(COLUMNS)))
    with pytest.raises(ValueError, match="records have another size"):
        trainer.run(rows, 1.0, room(filled(start(PLANS["sgd"]), 3)))
    for steps, n in ((False, 0), (True, 4)):
        with pytest.raises(ValueError, match="there is no room for the snapshots of an epoch"):
            trainer.run(rows, 1.0, room(filled(state, n, steps), steps=steps))
    with pytest.raises(ValueError, match="every so many epochs, at least one"):
        room(filled(state, 3), every=0)
    readonly = filled(state, 3)
    readonly.flags.writeable = False
    with pytest.raises(TypeError):
        room(readonly)
    rule = _bound(start_rule("plain", 3), samples_of(3, "plain"), RULES["plain"])
    with pytest.raises(ValueError, match="records have another size"):
        rule.run(rows, np.empty((3, 1), np.int32), 1.0, 1, room(filled(state, 50)))
