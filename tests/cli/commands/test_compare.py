import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Rosenblatt


@pytest.fixture
def runs(rosenblatt: Rosenblatt) -> tuple[str, str]:
    rosenblatt(
        "train", "iris", "--model", "mlp", "--hidden", 6, "--max-iter", 30, "--repeats", 5,
        "--record", "epochs", "--out", "parent",
    )  # fmt: skip
    rosenblatt("branch", "parent", "--at", 10, "--learning-rate", 0.05, "--out", "faster")
    return "parent", "faster"


def test_settings_curves_parting_and_scores(rosenblatt: Rosenblatt, runs: tuple[str, str]) -> None:
    done = rosenblatt("compare", *runs)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= 80
    words = [" ".join(line.split()) for line in lines]
    assert "learning_rate_init 0.001 0.05" in words
    assert "branched off – parent, epoch 10" in words
    assert "epoch parent faster" in words
    text = " ".join(words)
    assert "parent and faster diverge after epoch 10, at snapshot 10 of parent" in text
    assert "On the same 5 other splits faster scores higher than parent " in text
    assert any(line.startswith("parent 30 ") and " test " in line for line in words)
    assert any(line.startswith("parent 5 ") and line.endswith(" 5 other splits") for line in words)


def test_losses_are_told_from_where_they_part(rosenblatt: Rosenblatt, runs: tuple[str, str]) -> None:
    lines = rosenblatt("compare", *runs).out.splitlines()
    begin = lines.index("Loss after selected epochs") + 3
    rows = [line.split() for line in lines[begin : lines.index("", begin)]]
    assert [row[0] for row in rows[:4]] == ["1", "10", "11", "12"]
    assert rows[-1][0] == "30"
    assert [one == other for _, one, other in rows] == [True, True, True, *([False] * (len(rows) - 3))]


def test_many_runs_are_all_told_of(rosenblatt: Rosenblatt, runs: tuple[str, str]) -> None:
    names = ["one", "two", "three", "four", "five", "six"]
    for name, run in zip(names, runs * 3, strict=True):
        shutil.copytree(run, name)
    done = rosenblatt("compare", *names)
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= 80
    settings = done.out[: done.out.index("Loss after")]
    losses = done.out[done.out.index("Loss after") : done.out.index("Where they diverge")]
    for told in (settings, losses):
        assert set(names) <= set(told.split())
    assert "one two 10 12 10 parent" in [" ".join(line.split()) for line in lines]


def test_scores_are_told_with_whose_they_are(rosenblatt: Rosenblatt, runs: tuple[str, str]) -> None:
    for name in runs:
        Path(name).rename(f"{name}-of-a-long-name")
    done = rosenblatt("compare", *(f"{name}-of-a-long-name" for name in runs))
    assert max(map(len, done.out.splitlines())) <= 80
    scores = done.out[done.out.index("Accuracy") :]
    assert scores.count("  …nt-of-a-long-name  ") == scores.count("  …er-of-a-long-name  ") == 2


def test_runs_that_score_the_same_share_the_first_place(rosenblatt: Rosenblatt) -> None:
    settings = ("train", "xor", "--max-iter")
    for name, epochs in (("short", 1000), ("long", 1100), ("none", 5)):
        rosenblatt(*settings, epochs, "--out", name)
    text = " ".join(rosenblatt("compare", "short", "long", "none").out.split())
    assert "short and long have the highest accuracy, " in text


def test_the_curves_as_a_picture(rosenblatt: Rosenblatt, runs: tuple[str, str]) -> None:
    done = rosenblatt("compare", *runs, "--svg", "curves.svg")
    assert "The curves are in curves.svg" in done.out
    svg = Path("curves.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "they differ after epoch 10" in svg
    wrong = rosenblatt("compare", *runs, "--svg", "curves.pdf")
    assert (wrong.code, wrong.out) == (2, "")
    assert "--svg must end in .svg, got 'curves.pdf'" in wrong.err


def test_a_program_gets_all_of_it(rosenblatt: Rosenblatt, runs: tuple[str, str]) -> None:
    told = json.loads(rosenblatt("compare", *runs, "--json").out)
    assert [each["name"] for each in told["runs"]] == ["parent", "faster"]
    assert told["runs"][1]["parent"] == "parent"
    assert told["partings"][0]["epoch"] == 10
    assert len(told["pairs"][0]["differences"]) == 5
    assert told["warnings"] == []


def test_what_cannot_be_compared_is_said(rosenblatt: Rosenblatt, runs: tuple[str, str]) -> None:
    rosenblatt("train", "xor", "--max-iter", 5, "--out", "xor")
    done = rosenblatt("compare", "parent", "xor")
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80
    text = " ".join(done.out.split())
    assert "Note parent and xor learned from other tables: their scores are of other data" in text
    assert "highest" not in text


def test_one_run_is_no_comparison(rosenblatt: Rosenblatt, runs: tuple[str, str]) -> None:
    done = rosenblatt("compare", "parent")
    assert (done.code, done.out) == (2, "")
    assert "compare needs two runs or more, got 1" in done.err
    assert rosenblatt("compare", "parent", "nowhere").code == 2
