"""``rosenblatt seeds``: the screen, the picture, the machine-readable result, and what is refused."""

from __future__ import annotations

import json
import signal
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from tests.cli.conftest import Rosenblatt

from rosenblatt import MLPClassifier, load_table
from rosenblatt.insight import seeds

XOR = ("seeds", "xor", "--hidden", 2)


def lines(text: str) -> list[str]:
    return text.splitlines()


def test_it_says_how_many_solved_it_and_what_the_others_are_stuck_in(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt(*XOR, "-n", 200)
    assert done.code == 0, done.err
    assert done.err == ""
    assert all(len(line) <= 80 for line in lines(done.out))
    assert "Networks  200, from the seeds 0 to 199" in done.out
    assert "2-2-1, tanh then logistic" in done.out
    assert "75% right (seed 1): predicts 0, 1, 1, 1; wrong: (1, 1)" in done.out
    assert "Epochs until it was solved  median " in done.out
    assert " of 200 solved it (" in lines(done.out)[-1]


def test_the_counts_on_the_screen_add_up(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt(*XOR, "-n", 60)
    found = json.loads(rosenblatt(*XOR, "-n", 60, "--json").out)
    last = lines(done.out)[-1]
    assert last == f"{found['n_solved']} of 60 solved it ({found['share']:.0%}): all 4 samples right"
    bars = [line for line in lines(done.out) if "█" in line or "▏" in line]
    assert sum(int(line.split()[-1]) for line in bars) == found["n_solved"]
    assert found["n_solved"] + sum(group["n"] for group in found["groups"]) == 60


def test_the_machine_readable_result_is_that_of_the_library(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("seeds", "xor", "--hidden", 3, "-n", 20, "--seed", 7, "--set", "tol=1e-3", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    table = load_table("xor")
    X, y = table.arrays()
    expected = seeds(MLPClassifier((3,), "tanh", max_iter=10000, tol=1e-3), X, y, seeds=range(7, 27))
    assert [each["seed"] for each in found["seeds"]] == list(range(7, 27))
    assert [each["epochs"] for each in found["seeds"]] == expected.epochs.tolist()
    assert [each["loss"] for each in found["seeds"]] == expected.losses.tolist()
    assert found["n_solved"] == expected.n_solved
    assert [group["predictions"] for group in found["groups"]] == [
        group.predictions.tolist() for group in expected.groups
    ]
    assert found["layer_sizes"] == [2, 3, 1]
    assert found["stopped_by"] == expected.stopped_by
    assert all(name.startswith("(") for group in found["groups"] for name in group["wrong"])


def test_the_table_is_prepared_as_by_train_and_all_of_it_trained_on(
    rosenblatt: Rosenblatt, weather: Path
) -> None:
    options = ("--missing", "mean", "--hidden", 2, "--max-iter", 20)
    found = json.loads(rosenblatt("seeds", weather, "-n", 2, *options, "--json").out)
    assert found["layer_sizes"][0] > 5  # the text columns became inputs
    assert len(found["groups"][0]["predictions"]) == 40
    assert set(found["groups"][0]["predictions"]) <= {"good", "bad"}
    held = json.loads(rosenblatt("seeds", weather, "-n", 2, *options, "--test-size", 0.25, "--json").out)
    assert len(held["groups"][0]["predictions"]) == 30


def test_numbers_come_in_the_tables_own_units(rosenblatt: Rosenblatt) -> None:
    found = json.loads(rosenblatt("seeds", "diabetes", "-n", 2, "--hidden", 3, "--json").out)
    predictions = np.array(found["groups"][0]["predictions"])
    assert 25 < predictions.min() < predictions.max() < 346
    assert 100 < predictions.mean() < 200


def test_a_perceptron_is_taken_and_other_rows_have_numbers(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("seeds", "iris", "-n", 5, "--goal", 0.9)
    assert done.code == 0, done.err
    assert "4-3, step" in done.out
    assert "at least 90% of the 150 samples right" in lines(done.out)[-1]
    assert all(len(line) <= 80 for line in lines(done.out))


def test_all_that_solve_it_and_none(rosenblatt: Rosenblatt) -> None:
    every = rosenblatt("seeds", "and", "-n", 10)
    assert lines(every.out)[-1] == "10 of 10 solved it (100%): all 4 samples right"
    assert "Predictions of the other" not in every.out
    none = rosenblatt("seeds", "xor", "--model", "perceptron", "-n", 10)
    assert lines(none.out)[-1] == "0 of 10 solved it (0%): all 4 samples right"
    assert "Epochs until" not in none.out


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_a_picture_is_drawn(rosenblatt: Rosenblatt, tmp_path: Path, ending: str) -> None:
    done = rosenblatt(*XOR, "-n", 30, "--svg", f"picture{ending}")
    assert done.code == 0, done.err
    picture = tmp_path / f"picture{ending}"
    if ending == ".svg":
        assert "solve it" in "".join(ET.parse(picture).getroot().itertext())
    else:
        assert picture.read_bytes().startswith(b"\x89PNG")


def test_ctrl_c_shows_those_that_are_done(rosenblatt: Rosenblatt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rosenblatt.training.parallel.CHUNK_SECONDS", 0.0)

    def press(self: object, n_done: int, n: int) -> None:
        if n_done >= 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("rosenblatt.cli.screen.seeds.Bar.advanced", press)
    done = rosenblatt(*XOR, "--max-iter", 20, "-n", 300)
    assert done.code == 130
    assert "Ctrl-C: these are the networks that were complete." in done.out
    assert "of 300 networks trained so far" in done.err


def test_ctrl_c_before_any_is_done_says_so(rosenblatt: Rosenblatt, monkeypatch: pytest.MonkeyPatch) -> None:
    def press(self: object, n_done: int, n: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rosenblatt.cli.screen.seeds.Bar.advanced", press)
    done = rosenblatt("seeds", "and", "-n", 5)
    assert (done.code, done.err) == (130, "error: interrupted before there was a result to keep\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-n", 0), "greater than or equal to 1"),
        (("-n", "many"), "a valid integer"),
        (("--goal", 2), "goal must be a score, a number of at most 1, got 2.0"),
        (("--svg", "picture.pdf"), "--svg must end in .svg or .png"),
        (("--svg", "nowhere/picture.svg"), "nowhere does not exist"),
        (("--seed", -1), "seed must be from 0"),
        (("--hidden", "two"), "--hidden must be whole numbers"),
        (("--activation", "tanhh"), "did you mean 'tanh'?"),
        (("--set", "tolerance=1"), "tolerance"),
        (("--seed", 2**32 - 2, "-n", 5), "seeds must lie between 0 and 4294967295, got 4294967296"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    rosenblatt: Rosenblatt, arguments: tuple[object, ...], message: str
) -> None:
    done = rosenblatt(*XOR, *arguments, *(() if "-n" in arguments else ("-n", 2)))
    assert done.code == 2
    assert message in done.err
    assert len(lines(done.err)) == 1


def test_the_help_names_it_and_loads_nothing_heavy(rosenblatt: Rosenblatt) -> None:
    assert "seeds" in rosenblatt("--help").out
    assert "--svg" in rosenblatt("seeds", "--help").out
