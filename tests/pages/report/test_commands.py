"""Commands that use a run's model again, and that carry the run out again."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.pages.report.runs import run_of

from rosenblatt.cli.app import run
from rosenblatt.pages.report.page import again, predict_command
from rosenblatt.run import read_run


def printed(folder: Path) -> list[str]:
    """The words of the command that the report in a folder prints to make the run again."""
    return shlex.split(" ".join(again(read_run(folder))))


def numbers_of(folder: Path) -> dict[str, object]:
    """All that run.json holds except when it was made, how long it took, and what was said of the table."""
    document = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    del document["table"]["notes"]  # that the last column is the target, where none was named
    return {name: value for name, value in document.items() if name not in ("created", "seconds")}


def table_with_commas(folder: Path) -> str:
    generator = np.random.default_rng(0)
    names = ["size, m²", *(f"x{place}" for place in range(14)), "left out", "y"]
    frame = pl.DataFrame({name: generator.normal(size=60).round(3) for name in names})
    frame.write_csv(folder / "a table.csv")
    return str(folder / "a table.csv")


@pytest.mark.parametrize(
    "options",
    [
        ["iris", "--max-iter", "9", "--set", "average=True", "--repeats", "3", "--record", "epochs"],
        ["xor", "--max-iter", "30"],
        ["sunspots", "--max-iter", "5", "--seed", "3", "--test-size", "0.3", "--record", "2"],
        ["TABLE", "--hidden", "none", "--ignore", "left out", "--max-iter", "5", "--set", "tol=1e-3"],
        ["TABLE", "--hidden", "3,2", "--activation", "tanh,relu", "--features", '"size, m²",x1,x2,x3,x4,x5,'
         "x6,x7,x8,x9,x10,x11,x12,x13", "--max-iter", "5", "--split", "random"],
    ],
)  # fmt: skip
def test_the_printed_command_gives_the_same_numbers(options: list[str], tmp_path: Path) -> None:
    words = [table_with_commas(tmp_path) if word == "TABLE" else word for word in options]
    run(["train", *words, "--out", str(tmp_path / "first")])
    command = printed(tmp_path / "first")
    assert command[0] == "rosenblatt"
    if "--record" in options:
        assert "--record" in command
    run([*command[1:], "--out", str(tmp_path / "second")])
    assert numbers_of(tmp_path / "second") == numbers_of(tmp_path / "first")


def test_a_branch_is_made_again_from_its_parent(tmp_path: Path) -> None:
    parent, first, second = (str(tmp_path / name) for name in ("parent", "first", "second"))
    run(["train", "xor", "--max-iter", "30", "--record", "epochs", "--out", parent])
    changes = ["--learning-rate", "0.02", "--drop", "h1.2", "--set", "tol=1e-5"]
    run(["branch", parent, "--at", "10", *changes, "--out", first])
    command = printed(Path(first))
    assert command[:3] == ["rosenblatt", "branch", parent]
    run([*command[1:-1], second])
    assert numbers_of(Path(second)) == numbers_of(Path(first))


def test_the_prediction_asks_for_probabilities_where_there_are_some() -> None:
    assert "--proba" in predict_command(run_of("xor"))
    assert "--proba" not in predict_command(run_of("iris perceptron"))
