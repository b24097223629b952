"""Recordings' files: what was written whole comes back, and nothing else is read as whole."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest
from tests.checkpoint.trainings import data_of, start
from tests.recording.trainings import PLANS, RULES, recorded, recorded_lbfgs, recorded_rule

from rosenblatt import MLPClassifier, ModelFileError, advance
from rosenblatt.recording import Recording, RecordingWarning, TrainingRecorder
from rosenblatt.recording.file import head_bytes, tail_bytes
from rosenblatt.recording.seal import checksums


def same(one, other):
    return (
        len(one) == len(other)
        and all(one.state(i) == other.state(i) for i in range(len(one)))
        and one.history == other.history
        and (one.plan, one.record, one.stopped_by) == (other.plan, other.record, other.stopped_by)
        and one.rows.keys() == other.rows.keys()
        and all(np.array_equal(one.rows[name], other.rows[name]) for name in one.rows)
    )


ALL = [
    *(lambda name=name, dtype=dtype: recorded(name, dtype=dtype) for name in PLANS for dtype in ("f4", "f8")),
    *(lambda name=name: recorded_rule(name) for name in RULES),
    lambda: recorded("dropout", "steps"),
    lambda: recorded_rule("plain", 2, "steps", sparse=True, dtype=np.float32),
    recorded_lbfgs,
]


@pytest.mark.parametrize("make", ALL)
def test_a_recording_comes_back_as_it_was(make, tmp_path):
    rec, _ = make()
    rec.save(tmp_path / "r")
    assert same(Recording.open(tmp_path / "r"), rec)


@pytest.mark.parametrize("record", ["epochs", "steps", 5, "log"])
def test_a_file_written_while_training_is_that_of_save(record, tmp_path):
    rec, end = recorded("dropout", record, path=tmp_path / "growing")
    kept, _ = recorded("dropout", record)
    assert rec.path == tmp_path / "growing"
    assert rec.state(-1) == end
    found = Recording.open(tmp_path / "growing")
    assert [found.state(i) for i in range(len(found))] == [kept.state(i) for i in range(len(kept))]
    kept._history = rec.history  # two trainings differ in their seconds
    rec.save(tmp_path / "a")
    Recording.open(tmp_path / "a").save(tmp_path / "b")
    content = (tmp_path / "growing").read_bytes()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == content


def test_weights_are_mapped_from_the_file_and_cannot_be_written_to(tmp_path):
    rec, _ = recorded(path=tmp_path / "r")
    weights = Recording.open(tmp_path / "r").weights(0)
    assert isinstance(weights, np.memmap)
    assert not weights.flags.writeable
    np.testing.assert_array_equal(weights[3], rec[3].weights[0])


def test_the_bytes_are_those_of_the_documentation(tmp_path):
    rec, _ = recorded(path=tmp_path / "r", epochs=2)
    content = (tmp_path / "r").read_bytes()
    head = head_bytes(rec._start, "r")
    assert content.startswith(b"RBRECORD")
    assert content.startswith(head)
    assert len(head) % 64 == 0
    tail = tail_bytes(rec.history, None, 3, "r")
    assert content.endswith(tail)
    assert tail.endswith(b"RBRECEND")
    n = 4 * 6 + 6 * 5 + 5 * 3 + 6 + 5 + 3
    size = 8 + 8 + 72 + 72 + 3 * 8 * n
    assert len(content) == len(head) + 3 * size + len(tail)
    words = np.frombuffer(content[len(head) : len(head) + size], "<u8").tolist()
    total = 0x526F73656E626C61
    for k, word in enumerate(words[1:], start=1):
        z = (k + 1) * 0x9E3779B97F4A7C15 % 2**64
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        total += word * ((z ^ (z >> 31)) | 1)
    assert words[0] == total % 2**64
    first = np.frombuffer(content[len(head) + 160 : len(head) + 160 + 8 * n])
    np.testing.assert_array_equal(first, start(PLANS["adam"]).network.parameters)


@pytest.mark.parametrize(("record", "n_rows"), [("epochs", 0), (1, 0), ("log", 0), (5, 12), ("steps", 12)])
def test_the_tail_has_the_history_unless_every_epoch_has_a_snapshot(record, n_rows, tmp_path):
    rec, _ = recorded("dropout", record, path=tmp_path / "r")
    content = (tmp_path / "r").read_bytes()
    length = int.from_bytes(content[-16:-8], "little")
    header = json.loads(content[-8 - length :][: int.from_bytes(content[-16 - length :][:8], "little")])
    assert header["history"]["shape"] == [n_rows, 9]
    assert len(rec.history) == 12
    for verify in (True, False):
        assert Recording.open(tmp_path / "r", verify=verify).history == rec.history


# ---- Killed, torn, full --------------------------------------------------------------------------


def test_every_truncation_leaves_whole_snapshots_or_is_an_error(tmp_path):
    rec, _ = recorded(path=tmp_path / "r", epochs=4)
    content = (tmp_path / "r").read_bytes()
    begin, size = len(head_bytes(rec._start, "r")), rec._joined().dtype.itemsize
    seen = set()
    for length in range(0, len(content), 97):
        (tmp_path / "t").write_bytes(content[:length])
        whole = min((length - begin) // size, 5)
        if whole < 1:
            with pytest.raises(ModelFileError):
                Recording.open(tmp_path / "t")
            continue
        found = Recording.open(tmp_path / "t")
        seen.add(len(found))
        assert len(found) == whole
        assert all(found.state(i) == rec.state(i) for i in range(whole))
        assert found.history["epoch"].tolist() == list(range(1, whole))
    assert seen == {1, 2, 3, 4, 5}


def test_zeros_after_a_loss_of_power_are_no_snapshots(tmp_path):
    rec, _ = recorded(path=tmp_path / "r", epochs=4)
    begin, size = len(head_bytes(rec._start, "r")), rec._joined().dtype.itemsize
    content = (tmp_path / "r").read_bytes()
    (tmp_path / "t").write_bytes(content[: begin + 2 * size + 40] + bytes(3 * size))
    assert len(Recording.open(tmp_path / "t")) == 2


def test_any_flipped_bit_is_found(tmp_path):
    rec, _ = recorded(path=tmp_path / "r", epochs=4)
    content = (tmp_path / "r").read_bytes()
    begin, size = len(head_bytes(rec._start, "r")), rec._joined().dtype.itemsize
    random = np.random.default_rng(0)
    for place in [*random.integers(0, len(content), 300), 0, 9, begin + 3, begin + size, len(content) - 1]:
        altered = bytearray(content)
        altered[place] ^= 1 << int(random.integers(8))
        (tmp_path / "t").write_bytes(altered)
        try:
            found = Recording.open(tmp_path / "t")
        except ModelFileError:
            continue
        # Only what fills the head up, or marks the end, does not tell of the content.
        assert len(found) == 5
        assert all(found.state(i) == rec.state(i) for i in range(5))
        assert b"".join([content[:place], content[place + 1 :]]) == bytes(
            altered[:place] + altered[place + 1 :]
        )
        assert begin - 64 < place < begin or place >= len(content) - 8


def test_a_snapshot_that_was_altered_is_named(tmp_path):
    rec, _ = recorded(path=tmp_path / "r", epochs=4)
    begin, size = len(head_bytes(rec._start, "r")), rec._joined().dtype.itemsize
    for cut in (0, 8):  # with the tail, and as a training leaves it that was killed
        content = bytearray((tmp_path / "r").read_bytes())
        content[begin + 2 * size + 200] ^= 1
        (tmp_path / "t").write_bytes(content[: len(content) - cut])
        with pytest.raises(ModelFileError, match=r"t: its snapshot 2 was altered or damaged"):
            Recording.open(tmp_path / "t")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it does not begin like a recording"),
        (b"RBRECORD", "its head claims|truncated"),
        (b"RBRECORD" + (2**62).to_bytes(8, "little"), "it is truncated: its head claims"),
        (b"RBRECORD" + (9).to_bytes(8, "little") + b"123456789", "its header claims"),
        (b"\x93NUMPY" + bytes(100), "not a file of Rosenblatt, or damaged"),
    ],
)
def test_other_files_are_refused(content, message, tmp_path):
    (tmp_path / "r").write_bytes(content)
    with pytest.raises(ModelFileError, match=message):
        Recording.open(tmp_path / "r")


def test_missing_files_and_folders_are_refused(tmp_path):
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(ModelFileError, match="cannot"):
            Recording.open(path)


def test_a_tail_that_lies_is_refused(tmp_path):
    rec, _ = recorded(path=tmp_path / "r", epochs=4)
    content = (tmp_path / "r").read_bytes()
    tail = tail_bytes(rec.history, None, 5, "r")
    begin = content[: -len(tail)]
    for wrong, message in (
        (tail_bytes(rec.history, None, 4, "r"), "its tail names 4 snapshots"),
        (tail[:-16] + (2**40).to_bytes(8, "little") + tail[-8:], "its tail claims"),
    ):
        (tmp_path / "t").write_bytes(begin + wrong)
        with pytest.raises(ModelFileError, match=message):
            Recording.open(tmp_path / "t")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("record", ["epochs", "steps"])
def test_a_killed_trainings_recording_is_read_up_to_its_last_whole_snapshot(record, tmp_path):
    path = tmp_path / "r"
    for moment in (0.05, 0.2, 0.33):
        arguments = [sys.executable, "-m", "tests.recording.trainings", str(path), record]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"started\n"
            time.sleep(moment)
            os.kill(process.pid, signal.SIGKILL)
        found = Recording.open(path)
        last = found.index(epoch=int(found.epochs[-1]))
        plain = start(PLANS["adam"])
        advance(
            plain,
            data_of(),
            found.plan,
            int(found.epochs[last]),
        )
        assert found.state(last) == plain
        assert found.stopped_by is None
        assert len(found.history) == found.epochs[last]
        np.testing.assert_array_equal(checksums(found._joined()), found._joined()["checksum"])


@pytest.fixture
def small_files():
    """No file may be longer than 20,000 bytes: a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.usefixtures("small_files")
def test_training_goes_on_when_the_disk_is_full_and_says_so_once(tmp_path, monkeypatch):
    monkeypatch.setattr("rosenblatt.recording.store.BUFFER_BYTES", 1)  # every snapshot by itself
    with pytest.warns(RecordingWarning, match=r"ended, training continues: .*r cannot be") as told:
        rec, end = recorded(path=tmp_path / "r", epochs=40)
    assert len(told) == 1
    plain = start(PLANS["adam"])
    advance(plain, data_of(), PLANS["adam"], 40)
    assert end == plain
    found = Recording.open(tmp_path / "r")
    assert len(found) == len(rec) < 41
    assert found.state(len(found) - 1) == rec.state(-1)
    assert found.stopped_by is None


@pytest.mark.usefixtures("small_files")
def test_training_stops_there_if_the_warning_is_made_an_error(tmp_path):
    X, y = np.random.default_rng(0).normal(size=(60, 4)), np.arange(60) % 2
    mlp = MLPClassifier((20,), max_iter=300, random_state=0, record="epochs", record_path=tmp_path / "r")
    with warnings.catch_warnings():
        warnings.simplefilter("error", RecordingWarning)
        with pytest.raises(RecordingWarning):
            mlp.fit(X, y)
    assert mlp.n_iter_ >= 1
    mlp.predict(X)
    assert len(mlp.recording_) < 10


@pytest.mark.usefixtures("small_files")
def test_without_room_for_a_single_snapshot_there_is_no_recording_and_no_file(tmp_path):
    X, y = np.random.default_rng(0).normal(size=(60, 40)), np.arange(60) % 2
    mlp = MLPClassifier((200,), max_iter=3, random_state=0, record="epochs", record_path=tmp_path / "r")
    with pytest.warns(UserWarning, match="recording has ended|hasn't converged"):
        mlp.fit(X, y)
    assert mlp.n_iter_ == 3
    assert not hasattr(mlp, "recording_")
    assert not (tmp_path / "r").exists()


def test_a_folder_that_is_not_there_is_an_error_at_once(tmp_path):
    recorder = TrainingRecorder("epochs", tmp_path / "none" / "r")
    with pytest.raises(FileNotFoundError):
        advance(start(PLANS["adam"]), data_of(), PLANS["adam"], 1, recorder=recorder)


def test_an_older_file_is_replaced_and_what_is_mapped_from_it_stays(tmp_path):
    first, end = recorded(path=tmp_path / "r")
    second, _ = recorded("sgd", path=tmp_path / "r", epochs=2)
    assert first.state(-1) == end
    assert len(Recording.open(tmp_path / "r")) == len(second) == 3
