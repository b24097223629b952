"""Recordings of strangers: sealed as they should be, but of moments that cannot be."""

import io
import os

import numpy as np
import pytest
from tests.fuzz import seeds

from rosenblatt.errors import ModelFileError
from rosenblatt.recording import Recording
from rosenblatt.recording import file as recording_file
from rosenblatt.recording.seal import seal


def altered(name, change, folder):
    """A recording whose records are others, with checksums that fit."""
    content = bytearray(seeds.recordings()[name])
    start, begin = recording_file._read_head(io.BytesIO(content), len(content))
    dtype = start.dtype
    end = len(content) - 16 - int.from_bytes(content[-16:-8], "little")
    records = np.frombuffer(bytes(content[begin:end]), dtype).copy()
    change(records)
    seal(records)
    content[begin:end] = records.tobytes()
    (folder / "recording").write_bytes(content)
    return folder / "recording"


def put(part, field, value, place=-1):
    def change(records):
        (records[part] if part else records)[field][place] = value

    return change


def test_what_is_not_altered_is_opened(tmp_path):
    for name in seeds.RECORDED:
        assert len(Recording.open(altered(name, lambda records: None, tmp_path))) > 1


@pytest.mark.parametrize(
    ("name", "change", "match"),
    [
        ("epochs", put("progress", "epoch", -1), "snapshots' epoch is -1, which cannot be"),
        ("epochs", put("progress", "epoch", 2**62), "snapshots' epoch is 4611686018427387904"),
        ("epochs", put("progress", "epoch", 3, 0), "not in the order of their epochs"),
        ("epochs", put("progress", "step", -1), "snapshots' step is -1"),
        ("steps", put(None, "batch", -7), "snapshots' batch is -7"),
        ("perceptron", put("neurons", "epoch", -1), "snapshots' epoch is -1"),
        ("perceptron", put("neurons", "step", np.nan), "snapshots' step is nan"),
    ],
)
def test_an_impossible_moment_is_refused(name, change, match, tmp_path):
    with pytest.raises(ModelFileError, match=match):
        Recording.open(altered(name, change, tmp_path))


@pytest.mark.parametrize("path", [b"\0", "a\0b", "", "\ud800", None, 3.5, "x" * 5000])
def test_what_names_no_file_is_refused(path):
    with pytest.raises(ModelFileError, match="recording"):
        Recording.open(path)


def test_a_path_of_bytes_is_a_path(tmp_path):
    path = altered("epochs", lambda records: None, tmp_path)
    assert len(Recording.open(os.fsencode(path))) == len(Recording.open(path))
