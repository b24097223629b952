"""``train --checkpoint-every`` and ``resume``: a run killed at any moment ends as one never killed."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from rosenblatt.cli.app import run
from rosenblatt.run import Unfinished, read_run

LONG = ["--hidden", "30,30", "--max-iter", "3000", "--set", "n_iter_no_change=10000", "--repeats", "0"]


def killed(folder, arguments, seconds):
    """Train in a process of its own, and kill it a while after its first checkpoint."""
    command = [sys.executable, "-m", "rosenblatt", "train", *arguments, "--out", str(folder)]
    with subprocess.Popen(
        [*command, "--checkpoint-every", "100"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        checkpoint = folder.with_name(folder.name + ".unfinished") / "training.checkpoint"
        waited = time.monotonic()
        while not checkpoint.exists():
            assert process.poll() is None
            assert time.monotonic() - waited < 60
            time.sleep(0.01)
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
    assert not folder.exists()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize(
    ("arguments", "seconds"),
    [
        (["wine", *LONG], 0.0),
        (["iris", "--model", "perceptron", "--max-iter", "30000", "--repeats", "0"], 0.3),
        pytest.param(["wine", *LONG, "--set", "early_stopping=True"], 0.2, marks=pytest.mark.long),
        pytest.param(
            ["temporal-xor", "--max-iter", "2500", "--set", "n_iter_no_change=10000", "--repeats", "0"],
            0.1,
            marks=pytest.mark.long,
        ),
        pytest.param(
            ["reber", "--max-iter", "400", "--hidden", "5", "--repeats", "0"], 0.1, marks=pytest.mark.long
        ),
    ],
)
def test_a_run_killed_and_resumed_is_the_run_never_killed(arguments, seconds, tmp_path, capsys):
    killed(tmp_path / "killed", arguments, seconds)
    assert run(["resume", str(tmp_path / "killed"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["folder"] == str(tmp_path / "killed")
    assert run(["train", *arguments, "--out", str(tmp_path / "whole"), "--json"]) == 0
    one, other = (tmp_path / name / "model.safetensors" for name in ("killed", "whole"))
    assert one.read_bytes() == other.read_bytes()
    resumed, whole = read_run(tmp_path / "killed"), read_run(tmp_path / "whole")
    assert (resumed.history.rows[:, :-1] == whole.history.rows[:, :-1])[:, :2].all()
    assert resumed.settings == whole.settings
    assert not (tmp_path / "killed.unfinished").exists()


def begun(folder, **changes):
    """What lies there when a run was killed before its first checkpoint."""
    from rosenblatt.data import load_table
    from rosenblatt.run import RunSettings

    settings = RunSettings("xor", max_iter=20, repeats=0, **changes)
    return Unfinished.begin(folder, settings, load_table("xor"), 5)


def test_a_run_killed_before_its_first_checkpoint_begins_anew(tmp_path, capsys):
    begun(tmp_path / "r")
    assert run(["resume", str(tmp_path / "r")]) == 0
    assert "r/report.html" in capsys.readouterr().out.replace("\n", "")
    assert read_run(tmp_path / "r").settings.max_iter == 20
    assert not (tmp_path / "r.unfinished").exists()


def test_the_unfinished_folder_itself_may_be_named(tmp_path, capsys):
    begun(tmp_path / "r")
    assert run(["resume", str(tmp_path / "r.unfinished")]) == 0
    assert (tmp_path / "r" / "run.json").exists()


def refused(arguments, capsys):
    assert run(arguments) == 2
    return capsys.readouterr().err


def test_a_run_that_was_not_finished_is_not_overwritten(tmp_path, capsys):
    begun(tmp_path / "r")
    told = refused(["train", "xor", "--out", str(tmp_path / "r"), "--checkpoint-every", "5"], capsys)
    assert "contains an unfinished run" in told
    assert f"rosenblatt resume {tmp_path / 'r'}" in told


def test_another_table_is_refused_unless_one_insists(tmp_path, capsys):
    table = tmp_path / "t.csv"
    rows = "\n".join(f"{k},{k % 3},{'yes' if k % 2 else 'no'}" for k in range(40))
    table.write_text(f"a,b,y\n{rows}\n")
    from rosenblatt.data import load_table
    from rosenblatt.run import RunSettings

    Unfinished.begin(
        tmp_path / "r", RunSettings(str(table), max_iter=5, repeats=0), load_table(str(table)), 1
    )
    table.write_text(f"a,b,y\n{rows}\n40,1,no\n")
    told = refused(["resume", str(tmp_path / "r")], capsys)
    assert "is another table than the run was begun with" in told
    assert "--other-data" in told
    assert run(["resume", str(tmp_path / "r"), "--other-data", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["table"]["n_rows"] == 41


def test_nothing_to_resume_says_why(tmp_path, capsys):
    assert "there is no unfinished run of" in refused(["resume", str(tmp_path / "r")], capsys)
    assert run(["train", "xor", "--max-iter", "5", "--repeats", "0", "--out", str(tmp_path / "r")]) == 0
    assert "It is finished already." in refused(["resume", str(tmp_path / "r")], capsys)


def test_an_altered_note_of_what_was_asked_is_refused(tmp_path, capsys):
    made = begun(tmp_path / "r")
    for text in ("", "[]", '{"settings": {"table": "xor", "hidden": "x", "odd": 1}}', '{"settings": 7}'):
        (made.folder / "asked.json").write_text(text)
        assert "asked.json cannot be used" in refused(["resume", str(tmp_path / "r")], capsys)


def test_standard_input_cannot_be_read_again(tmp_path, capsys, monkeypatch):
    import io

    monkeypatch.setattr(
        sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,y\n1,x\n2,z\n3,x\n4,z\n5,x\n6,z\n"), encoding="utf-8")
    )
    told = refused(["train", "-", "--out", str(tmp_path / "r"), "--checkpoint-every", "5"], capsys)
    assert "cannot be read again by resume" in told
    assert not list(tmp_path.iterdir())


def test_an_interval_that_is_none_leaves_nothing_behind(tmp_path, capsys):
    told = refused(["train", "xor", "--out", str(tmp_path / "r"), "--checkpoint-every", "often"], capsys)
    assert "every so many seconds ('30s') or epochs (100), got 'often'" in told
    assert not list(tmp_path.iterdir())


def test_ctrl_c_keeps_the_way_to_go_on(tmp_path, capsys, monkeypatch):
    from rosenblatt.trial.watcher import Watcher

    def interrupt(self, history):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Watcher, "advanced", interrupt)
        arguments = ["train", "wine", *LONG, "--out", str(tmp_path / "r"), "--json"]
        assert run([*arguments, "--checkpoint-every", "500"]) == 130
    assert f"rosenblatt resume {tmp_path / 'r'}" in capsys.readouterr().err
    assert read_run(tmp_path / "r").interrupted
    assert run(["resume", str(tmp_path / "r"), "--json"]) == 0
    assert run(["train", "wine", *LONG, "--out", str(tmp_path / "whole"), "--json"]) == 0
    one, other = (tmp_path / name / "model.safetensors" for name in ("r", "whole"))
    assert one.read_bytes() == other.read_bytes()


def test_a_damaged_checkpoint_is_told_as_the_trainings_not_the_tables(tmp_path, capsys):
    from rosenblatt.run import run_table

    unfinished = begun(tmp_path / "r")
    run_table(unfinished.settings, unfinished=unfinished)
    content = bytearray(unfinished.checkpoint.read_bytes())
    content[-1] ^= 1
    unfinished.checkpoint.write_bytes(content)
    assert run(["resume", str(tmp_path / "r"), "--json"]) == 0
    told = [
        each
        for each in json.loads(capsys.readouterr().out)["findings"]
        if "Resuming from the previous one" in each["text"]
    ]
    assert [(each["kind"], each["remedy"]) for each in told] == [
        ("about the training", "Consider it when you continue from this run.")
    ]
