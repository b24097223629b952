"""All copies of the engine agree: the smaller ones are chosen by an environment variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rosenblatt import _core

ROOT = Path(__file__).parents[2]
SETS = ("baseline", "avx2", "avx512")


@pytest.mark.parametrize("asked", SETS[: SETS.index(_core.instruction_set)])
def test_a_smaller_instruction_set_trains_the_same(asked):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:cov"]
    tests = [
        "tests/core/test_training.py",
        "tests/core/test_functions.py",
        "-k",
        "every_optimizer or forward",
    ]
    probe = f"from rosenblatt import _core; assert _core.instruction_set == {asked!r}, _core.instruction_set"
    environment = {**os.environ, "ROSENBLATT_INSTRUCTION_SET": asked}
    for run in ([sys.executable, "-c", probe], [*command, *tests]):
        done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
