"""Recordings of networks with context neurons."""

from itertools import pairwise

import numpy as np
import pytest
from tests.checkpoint.sequences import CASES, LENGTHS
from tests.fuzz.mutants import Sealed

from rosenblatt import advance
from rosenblatt.errors import ModelFileError
from rosenblatt.recording import Recording, TrainingRecorder
from rosenblatt.recording.file import ALIGNMENT, BEGIN


def recorded(name, record="epochs", epochs=6, dtype=np.float64, path=None):
    case = CASES[name]
    state, recorder = case.start(dtype), TrainingRecorder(record, path)
    history, reason = advance(state, case.data(dtype), case.plan, epochs, recorder=recorder)
    return recorder.finish(history, reason), state


@pytest.mark.parametrize("record", ["epochs", "steps"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", CASES)
def test_every_state_at_an_epochs_end_is_that_of_a_plain_training(name, dtype, record, tmp_path):
    case = CASES[name]
    made, end = recorded(name, record, dtype=dtype)
    made.save(tmp_path / "r")
    plain, data = case.start(dtype), case.data(dtype)
    for recording in (made, Recording.open(tmp_path / "r")):
        plain = case.start(dtype)
        for i in np.flatnonzero(recording.batches == 0):
            advance(plain, data, case.plan, int(recording.epochs[i]) - plain.epoch)
            assert recording.state(int(i)) == plain
            assert recording[int(i)] == plain.network
            for layer in range(plain.network.n_layers):
                np.testing.assert_array_equal(recording.weights(layer)[i], plain.network.weights[layer])
                np.testing.assert_array_equal(recording.biases(layer)[i], plain.network.biases[layer])
        assert plain == end


@pytest.mark.parametrize("name", CASES)
def test_training_goes_on_from_a_snapshot_to_the_same_bits(name):
    recording, end = recorded(name)
    state = recording.state(2)
    advance(state, CASES[name].data(), CASES[name].plan, 4)
    assert state == end


@pytest.mark.parametrize("record", ["epochs", "steps", 3])
@pytest.mark.parametrize("name", CASES)
def test_the_steps_between_snapshots_land_where_training_did(name, record):
    recording, end = recorded(name, record, epochs=3)
    steps = recording.between(0, -1, data=CASES[name].data())
    assert [each.number for each in steps] == list(range(1, end.step + 1))
    np.testing.assert_allclose(steps[-1].after, end.network.parameters, rtol=1e-9, atol=1e-12)
    for one, other in pairwise(steps):
        np.testing.assert_allclose(one.after, other.before, rtol=1e-9, atol=1e-12)


def head_of(path):
    content = path.read_bytes()
    n_head = int.from_bytes(content[8:16], "little")
    begin = 16 + n_head + -(16 + n_head) % ALIGNMENT
    return Sealed.of(content[16 : 16 + n_head]), content[begin:]


def with_head(path, head, records):
    sealed = head.bytes_with(head.entries)
    front = BEGIN + len(sealed).to_bytes(8, "little") + sealed
    path.write_bytes(front + bytes(-len(front) % ALIGNMENT) + records)


def test_the_lengths_of_the_sequences_are_kept_and_checked(tmp_path):
    path = tmp_path / "r"
    made, _ = recorded("elman")
    made.save(path)
    assert Recording.open(path).rows["lengths"].tolist() == list(LENGTHS)
    head, records = head_of(path)
    begin, end = head.entries["lengths"]["data_offsets"]
    whole = head.data
    for wrong, message in ((0, "sequences' length is 0"), (2**60, "steps in all")):
        lengths = np.array([wrong, *LENGTHS[1:]])
        head.data = whole[:begin] + lengths.tobytes() + whole[end:]
        with_head(path, head, records)
        with pytest.raises(ModelFileError, match=message):
            Recording.open(path)
    head.data = whole[:begin] + whole[end:]
    del head.entries["lengths"]
    del head.metadata["rows"]["lengths"]
    with_head(path, head, records)
    with pytest.raises(
        ModelFileError, match="must have the lengths of sequences just if the network has a cell"
    ):
        Recording.open(path)
