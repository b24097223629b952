"""The code that the page gives away, run in a fresh process, gives the parameters that the page shows."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.lab.test_page import node

from rosenblatt.cli.app import run
from rosenblatt.lab.begin import begin
from rosenblatt.lab.runs.opening import open_run
from rosenblatt.run import RunSettings

RATE = {"learning_rate_init": 0.01}
FLOWERS: dict[str, Any] = {"table": "iris", "hidden": [5], "activation": "tanh", "batch_size": 32}
TWO: dict[str, Any] = {**FLOWERS, "features": ["petal length (cm)", "petal width (cm)"]}
COURSES: list[tuple[str, dict[str, Any], list[list[Any]]]] = [
    ("fit of xor", {"table": "xor"}, [["play", 2055]]),
    (
        "deep, sgd",
        {"table": "moons", "hidden": [6, 5], "solver": "sgd", "learning_rate": 0.1},
        [["play", 60]],
    ),
    (
        "regression",
        {"table": "diabetes", "hidden": [8], "options": {"loss": "huber", "huber_delta": 0.5}},
        [["play", 50]],
    ),
    (
        "marks",
        {"table": "xor"},
        [
            ["play", 100],
            ["plan", RATE],
            ["play", 150],
            ["weight", 3, 0.5],
            ["plan", {"solver": "sgd"}],
            ["play", 200],
        ],
    ),
    ("a weight at the start", TWO, [["weight", 0, -2.0], ["play", 30]]),
    ("a schedule", {**FLOWERS, "max_iter": 80, "options": {"learning_rate": "cosine"}}, [["play", 40]]),
    (
        "a moved point",
        {"table": "xor"},
        [["move", 2, [0.75, 0.25]], ["play", 120], ["plan", RATE], ["play", 130]],
    ),
    ("a class without points", TWO, [["delete class", 1], ["play", 40]]),
    (
        "another shape and seed",
        FLOWERS,
        [
            [
                "setup",
                {
                    "hidden": [{"size": 3, "activation": "relu"}, {"size": 4, "activation": "logistic"}],
                    "seed": 7,
                },
            ],
            ["play", 40],
        ],
    ),
    ("one neuron", {"table": "and", "hidden": []}, [["play", 90], ["plan", {"alpha": 0.5}], ["play", 100]]),
    ("early stopping", {**FLOWERS, "options": {"early_stopping": True, "dropout": 0.2}}, [["play", 35]]),
    ("the perceptron", {"table": "iris", "model": "perceptron", "learning_rate": 0.5}, [["play", 12]]),
    (
        "marks of the perceptron",
        {"table": "iris", "model": "perceptron"},
        [
            ["play", 3],
            ["rule", {"eta0": 0.25, "penalty": "l1", "tol": None}],
            ["play", 6],
            ["weight", 4, 2.5],
            ["play", 9],
            ["rule", {"penalty": None}],
            ["play", 11],
            ["seek", 2],
            ["seek", 11],
            ["play", 12],
        ],
    ),
    (
        "a perceptron of two classes",
        {"table": "and", "model": "perceptron"},
        [["weight", 2, -0.75], ["play", 4], ["weight", 0, 3.0], ["play", 7]],
    ),
    (
        "deleted neurons",
        {"table": "xor"},
        [
            ["play", 100],
            ["drop", 0, 1],
            ["play", 130],
            ["plan", RATE],
            ["play", 160],
            ["drop", 0, 3],
            ["play", 250],
            ["seek", 50],
            ["seek", 250],
        ],
    ),
    (
        "a deleted neuron of a deep network with early stopping",
        {**FLOWERS, "hidden": [4, 3], "solver": "sgd", "options": {"early_stopping": True}},
        [["play", 20], ["drop", 1, 0], ["play", 24]],
    ),
    (
        "a batch size, and none held out",
        {**TWO, "test_size": 0.0},
        [["plan", {"batch_size": 10}], ["play", 20]],
    ),
    (
        "continued from a snapshot",
        {"run": "iris --model mlp --hidden 5 --batch-size 32 --max-iter 40 --record 10"},
        [["seek", 20], ["play", 27], ["plan", RATE], ["play", 35]],
    ),
    (
        "a snapshot of a perceptron",
        {"run": "iris --model perceptron --max-iter 6 --record epochs"},
        [["seek", 4]],
    ),
]
RUN = """
import json, sys
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        program = file.read()
    found = {}
    exec(program, found)
    found["network"].parameters.astype("<f8").tofile(path + ".found")
"""
HUNDRED = ("deep, sgd", "a weight at the start", "another shape and seed", "one neuron", "regression")
"""Courses of at most 100 epochs, whose numbers the widest instruction set gives up to rounding."""


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with each course's code and parameters."""
    folder = tmp_path_factory.mktemp("taken")
    for name, settings, _ in COURSES:
        if "run" in settings:
            words = [
                "train",
                *settings["run"].split(),
                "--out",
                str(folder / name),
                "--repeats",
                "0",
                "--json",
            ]
            assert run(words) == 0
            opened = open_run(folder / name).run
            assert opened is not None
            document = opened.embedded()
        else:
            document = begin(RunSettings.from_dict(settings))
        (folder / f"{name}.bin").write_bytes(document)
    courses = [{"name": name, "orders": orders} for name, _, orders in COURSES]
    (folder / "courses.json").write_text(json.dumps(courses), encoding="utf-8")
    trained = node("build.mjs", "--test", "taken", LAB_TAKEN=str(folder))
    assert trained.returncode == 0, trained.stdout[-5000:] + trained.stderr[-2000:]
    return folder


def found(folder: Path, names: list[str], instruction_set: str) -> dict[str, Any]:
    """The parameters of each program, in a fresh process."""
    for name in names:
        path = folder / f"{name}.py"
        text = path.read_text(encoding="utf-8").replace('"baseline"', f'"{instruction_set}"')
        path.with_suffix(f".{instruction_set}.py").write_text(text, encoding="utf-8")
    paths = [str(folder / f"{name}.{instruction_set}.py") for name in names]
    environment = {key: value for key, value in os.environ.items() if key != "ROSENBLATT_INSTRUCTION_SET"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUN, *paths], capture_output=True, text=True, env=environment,
        check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return {name: np.fromfile(f"{path}.found") for name, path in zip(names, paths, strict=True)}


@pytest.mark.long
def test_the_code_of_every_course_gives_the_page_s_parameters_to_the_last_bit(taken: Path) -> None:
    assert len(COURSES) >= 12
    names = [name for name, _, _ in COURSES]
    for name, parameters in found(taken, names, "baseline").items():
        shown = np.fromfile(taken / f"{name}.parameters")
        np.testing.assert_array_equal(parameters, shown, err_msg=name)


@pytest.mark.long
def test_the_best_instruction_set_gives_the_same_up_to_rounding_after_100_epochs(taken: Path) -> None:
    for name, parameters in found(taken, list(HUNDRED), "").items():
        shown = np.fromfile(taken / f"{name}.parameters")
        np.testing.assert_allclose(parameters, shown, rtol=1e-9, atol=1e-9, err_msg=name)
