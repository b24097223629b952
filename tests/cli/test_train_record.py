"""``rosenblatt train --record``: the recording in the run's folder, also of one that was killed or failed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.conftest import Rosenblatt

from rosenblatt.recording import RECORDING_FILE, Recording
from rosenblatt.run import read_run


@pytest.mark.parametrize(("record", "n"), [("epochs", 2056), ("steps", 2056), ("100", 22), ("log", None)])
def test_the_recording_lies_in_the_runs_folder(
    record: str, n: int | None, rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    assert rosenblatt("train", "xor", "--record", record, "--out", "run").code == 0
    found, run = Recording.open(tmp_path / "run" / RECORDING_FILE), read_run(tmp_path / "run")
    assert len(found) == n or (n is None and len(found) < 300)
    assert found[-1] == run.model.network
    assert found.history == run.history
    assert found.stopped_by == run.stopped_by == "converged"
    assert run.settings.record == (int(record) if record.isdecimal() else record)
    assert run.parameters["record_path"] is None


def test_a_perceptrons_run_is_recorded_too(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    assert (
        rosenblatt("train", "iris", "--model", "perceptron", "--record", "epochs", "--out", "run").code == 0
    )
    run = read_run(tmp_path / "run")
    assert Recording.open(tmp_path / "run" / RECORDING_FILE)[-1] == run.model.network


def test_an_older_runs_recording_does_not_outlive_it(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    rosenblatt("train", "xor", "--record", "epochs", "--out", "run")
    (tmp_path / "run" / "notes.txt").write_text("mine")
    rosenblatt("train", "xor", "--record", "500", "--out", "run")
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert names >= {RECORDING_FILE, "notes.txt", "run.json"}
    assert not any("new" in name for name in names)
    assert len(Recording.open(tmp_path / "run" / RECORDING_FILE)) == 6
    rosenblatt("train", "xor", "--out", "run")
    assert not (tmp_path / "run" / RECORDING_FILE).exists()
    assert (tmp_path / "run" / "notes.txt").exists()


def test_a_training_that_fails_leaves_an_older_run_as_it_was(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    rosenblatt("train", "xor", "--record", "epochs", "--out", "run")
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    failing = ("train", "diabetes", "--solver", "sgd", "--learning-rate", 1e9, "--record", "epochs", "--out")
    for folder in ("run", "other"):
        done = rosenblatt(*failing, folder)
        assert (done.code, done.err.count("\n")) == (2, 1)
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before
    assert not (tmp_path / "other").exists()


def test_a_wish_that_is_none_is_one_line(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("train", "xor", "--record", "epoch", "--out", "run")
    assert done.code == 2
    assert done.err == (
        "error: record must be 'epochs', 'steps', 'log', a number n for every n-th epoch, or None; got "
        "'epoch', did you mean 'epochs'?\n"
    )


@pytest.mark.parametrize("option", ["record=epochs", "record_path=x"])
def test_recording_is_no_parameter_to_set(option: str, rosenblatt: Rosenblatt) -> None:
    assert rosenblatt("train", "xor", "--set", option).code == 2


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_runs_recording_is_readable_and_the_folder_can_be_trained_into(
    rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    program = shutil.which("rosenblatt", path=Path(sys.executable).parent)
    assert program is not None
    options = ["--record", "epochs", "--max-iter", "1000000", "--set", "n_iter_no_change=1000000"]
    folder, file = tmp_path / "run", tmp_path / "run" / RECORDING_FILE
    with subprocess.Popen(
        [program, "train", "xor", *options, "--out", str(folder)], stdout=subprocess.DEVNULL
    ) as process:
        while not file.exists() or file.stat().st_size < 1_000_000:
            time.sleep(0.02)
            assert process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
    found = Recording.open(file)
    assert found.stopped_by is None
    assert len(found) > 1000
    assert found.history["epoch"][-1] == found.epochs[-1] == len(found) - 1
    assert rosenblatt("train", "xor", "--record", "epochs", "--out", folder).code == 0
    assert json.loads((folder / "run.json").read_text())["epochs"] == 2055
    assert len(Recording.open(file)) == 2056


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("end", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
def test_a_run_that_is_resumed_has_the_whole_recording(
    end: signal.Signals, rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    program = shutil.which("rosenblatt", path=Path(sys.executable).parent)
    assert program is not None
    options = ["--max-iter", "60000", "--set", "n_iter_no_change=60000", "--record", "100"]
    folder = tmp_path / "run"
    arguments = [program, "train", "xor", *options, "--repeats", "0", "--checkpoint-every", "500"]
    with subprocess.Popen(
        [*arguments, "--out", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        file = tmp_path / "run.unfinished" / "training.checkpoint"
        while not file.exists():
            time.sleep(0.01)
            assert process.poll() is None
        os.kill(process.pid, end)
    assert rosenblatt("resume", folder).code == 0
    found, run = Recording.open(folder / RECORDING_FILE), read_run(folder)
    assert found.epochs[found.epochs % 100 == 0].tolist() == list(range(0, 60001, 100))
    assert found[-1] == run.model.network
    assert len(found.history) == 60000
