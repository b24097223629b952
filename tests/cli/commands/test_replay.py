import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from tests.cli.conftest import Rosenblatt
from tests.lab.test_begin import read
from tests.lab.test_single import embedded


@pytest.fixture
def xor(rosenblatt: Rosenblatt) -> Path:
    assert rosenblatt("train", "xor", "--record", "epochs", "--out", "xor").code == 0
    return Path("xor")


def test_it_tells_what_happened_when(rosenblatt: Rosenblatt, xor: Path) -> None:
    before = {path.name: path.read_bytes() for path in xor.iterdir()}
    done = rosenblatt("replay", xor)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "xor, network 2-5-1: 2,056 snapshots, epoch 0 to 2,055"
    titles = [line.split("  ")[0] for line in lines if line and not line.startswith(" ")]
    assert titles[1:4] == [
        "Loss and accuracy over time",
        "Largest changes",
        "When each sample was last wrong",
    ]
    assert "  o1    h1.1    0.2251   -1.8722  -2.0972  320 to 1,718" in lines
    assert "    1  training   0   0      0         943  944" in lines
    assert lines[-1] == "Learned last of the training samples: row 1, right from epoch 944 on."
    assert {path.name: path.read_bytes() for path in xor.iterdir()} == before


def test_a_program_is_told_every_moment(rosenblatt: Rosenblatt, xor: Path) -> None:
    told = json.loads(rosenblatt("replay", xor, "--json").out)
    assert told["n_snapshots"] == len(told["moments"]["epoch"]) == len(told["moments"]["loss"]) == 2056
    assert told["moments"]["held_out_score"] == [None] * 2056
    assert told["last_learned"] == 1
    assert [each["right_since"] for each in told["samples"]] == [944, 856, 0, 0]
    assert told["changes"][0]["neuron"] == "o1"


def test_steps_rows_held_out_and_what_early_stopping_keeps(rosenblatt: Rosenblatt) -> None:
    rosenblatt(
        "train", "iris", "--model", "mlp", "--max-iter", 15, "--batch-size", 30, "--record", "steps",
        "--repeats", 0, "--set", "early_stopping=True", "--out", "run",
    )  # fmt: skip
    done = rosenblatt("replay", "run")
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80
    words = " ".join(done.out.split())
    assert "epoch step loss accuracy accuracy held out wrong" in words
    assert "The run has kept the network of epoch 3, not the last." in words


def test_a_regression_has_no_wrong_samples(rosenblatt: Rosenblatt) -> None:
    rosenblatt("train", "diabetes", "--max-iter", 10, "--record", "log", "--repeats", 0, "--out", "run")
    done = rosenblatt("replay", "run")
    assert "last wrong" not in done.out
    assert done.out.splitlines()[-1].startswith("R² on the training rows changed from ")


def test_a_film_is_saved_and_named(rosenblatt: Rosenblatt, xor: Path) -> None:
    done = rosenblatt("replay", xor, "--film", "xor.html", "--frames", 3)
    assert done.code == 0
    assert "The film is in xor.html" in done.out
    values, parts = embedded(Path("xor.html").read_text(encoding="utf-8"))
    described, arrays = read(parts["run"])
    assert values["open"] == "lab=1&run=xor"
    assert described["run"]["name"] == "xor"
    assert 2 <= len(arrays["snapshots"]) <= 3


def test_a_film_as_pictures_is_saved(rosenblatt: Rosenblatt, xor: Path) -> None:
    assert rosenblatt("replay", xor, "--film", "xor.gif", "--frames", 2).code == 0
    assert Path("xor.gif").read_bytes().startswith(b"GIF")


@pytest.mark.parametrize("ending", ["avi", "html.txt"])
def test_a_film_of_another_kind_is_refused_before_anything_is_done(
    rosenblatt: Rosenblatt, xor: Path, ending: str
) -> None:
    done = rosenblatt("replay", xor, "--film", f"film.{ending}")
    assert (done.code, done.out) == (2, "")
    assert "a film must end in one of .html (which rosenblatt replay RUN --film writes), .gif" in done.err


def test_a_run_that_was_not_recorded_names_the_remedy(rosenblatt: Rosenblatt) -> None:
    rosenblatt("train", "xor", "--out", "plain")
    done = rosenblatt("replay", "plain")
    assert (done.code, done.out) == (2, "")
    assert "plain was not recorded (it has no recording.bin): train it again with --record epochs" in done.err


def test_what_is_no_run_is_refused(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("replay", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert "nowhere is not a run's folder" in done.err


def test_a_bar_tells_how_far_the_film_is(rosenblatt: Rosenblatt, monkeypatch: pytest.MonkeyPatch) -> None:
    rosenblatt("train", "xor", "--max-iter", 3, "--record", "epochs", "--out", "xor")
    screen = io.StringIO()
    monkeypatch.setattr(
        "rosenblatt.cli.commands.replay.open_errors",
        lambda: Console(file=screen, force_terminal=True, width=80),
    )
    assert rosenblatt("replay", "xor", "--film", "xor.gif", "--json").code == 0
    assert "Frames" in screen.getvalue()
    assert "100%" in screen.getvalue()
