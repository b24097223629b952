"""`show` and `predict` read large tables in batches, with the output for the table in memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from rosenblatt import load_model
from rosenblatt.cli.app import run
from rosenblatt.data.sources import reading
from rosenblatt.trial.settings import RunSettings


def written(folder: Path) -> list[str]:
    """A table of two batches with all kinds of columns, as CSV and as Parquet."""
    random = np.random.default_rng(0)
    n_rows = 70_000
    frame = pl.DataFrame(
        {
            "size": random.normal(10, 3, n_rows).round(3),
            "count": random.integers(0, 50, n_rows),
            "colour": random.choice(["red", "green", "blue"], n_rows),
            "name": [f"row {number}" for number in range(n_rows)],
            "day": pl.Series(random.integers(18_000, 18_300, n_rows)).cast(pl.Int32).cast(pl.Date),
            "kind": random.choice(["yes", "no"], n_rows),
        }
    ).with_columns(size=pl.when(pl.col("count") == 7).then(None).otherwise(pl.col("size")))
    frame.write_csv(folder / "table.csv")
    frame.write_parquet(folder / "table.parquet")
    frame.head(500).write_csv(folder / "some.csv")
    return ["table.csv", "table.parquet"]


def output(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = run(arguments)
    found = capsys.readouterr()
    return code, found.out, found.err


def test_show_and_predict_in_batches_are_those_in_memory(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    tables = written(tmp_path)
    train = ["train", "some.csv", "--model", "mlp", "--hidden", "3", "--max-iter", "3", "--repeats", "0"]
    assert run([*train, "--out", "run"]) == 0
    capsys.readouterr()
    for table in tables:
        commands = [["show", table], ["predict", "run", table, "--proba"]]
        at_once = [output(command, capsys) for command in commands]
        with monkeypatch.context() as patch:
            patch.setattr(reading, "LARGE", 1)
            in_batches = [output(command, capsys) for command in commands]
            assert run(["predict", "run", table, "--out", "answers.parquet"]) == 0
        assert in_batches == at_once
        assert [code for code, _, _ in in_batches] == [0, 0]
        assert run(["predict", "run", table, "--out", "whole.parquet"]) == 0
        assert pl.read_parquet("answers.parquet").equals(pl.read_parquet("whole.parquet"))
        capsys.readouterr()


def test_training_with_memory_is_training_in_windows(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    train = ["train", "table.parquet", "--model", "mlp", "--hidden", "3", "--max-iter", "2", "--repeats", "0"]
    monkeypatch.setattr("rosenblatt.trial.settings._WINDOW_ROWS", 4096)
    assert run([*train, "--memory", "500MB", "--out", "mapped"]) == 0
    assert run([*train, "--set", "shuffle_window=4096", "--out", "whole"]) == 0
    mapped, whole = (load_model(folder).network.parameters for folder in ("mapped", "whole"))
    assert mapped.tobytes() == whole.tobytes()
    document = json.loads(Path("mapped/run.json").read_text(encoding="utf-8"))
    assert document["settings"]["memory"] == 500_000_000
    capsys.readouterr()


def test_a_mixture_learns_from_a_sample_that_fits(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    table = RunSettings("some.csv", ignore=("name",), memory=200_000).load()
    assert table.n_rows == 200_000 // (12 * 8 * 5)
    assert "a uniform sample of 416 of the 500 rows" in table.notes[0]
    code, _, error = output(["train", "some.csv", "--memory", "1MB", "--stream"], capsys)
    assert code == 2
    assert "omit --memory, or use --model mlp" in error
    code, _, error = output(["train", "some.csv", "--memory", "lots"], capsys)
    assert code == 2
    assert "--memory must be a size such as 2GB" in error


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not count the data of a process")
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_million_rows_are_shown_and_predicted_in_half_a_gigabyte_learned_in_more(kind, tmp_path):
    random = np.random.default_rng(0)
    values = random.normal(size=(1_000_000, 28)).round(5)
    frame = pl.DataFrame({f"x{place}": values[:, place] for place in range(28)})
    frame = frame.with_columns(y=pl.col("x0") > 0)
    frame.head(500).write_csv(tmp_path / "some.csv")
    getattr(frame, f"write_{kind}")(tmp_path / f"table.{kind}")
    del frame, values
    command = f"{sys.executable} -m rosenblatt "
    settings = "--model mlp --hidden 3 --max-iter 3 --repeats 0 --out run"
    subprocess.run(
        f"{command}train some.csv {settings}", shell=True, check=True, cwd=tmp_path, capture_output=True
    )
    large = f"train table.{kind} --model mlp --hidden 3 --max-iter 1 --memory 400MB --repeats 0 --out large"
    predict = f"predict run table.{kind} --out answers.csv"
    for arguments, megabytes in ((f"show table.{kind}", 512), (predict, 512), (large, 768)):
        limited = f"ulimit -d {megabytes * 1024} && exec {command}{arguments}"
        done = subprocess.run(limited, shell=True, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "1,000,000 rows" in done.stdout
