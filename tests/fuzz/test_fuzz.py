"""A minute of fuzzing, and mutants for Pythons and systems that the fuzzer does not know."""

import importlib.util
import os
import subprocess
import sys
from random import Random

import pytest
from tests.fuzz import targets
from tests.fuzz.run import NAMES, fuzz

SECONDS = 15
"""For each of the four targets: a minute in all."""


@pytest.mark.long
@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="the fuzzer atheris is not installed: there is one for Linux and Python before 3.14",
)
@pytest.mark.parametrize("name", NAMES)
def test_the_fuzzer_finds_nothing(name, tmp_path):
    done = fuzz(name, SECONDS, tmp_path)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "stat::number_of_executed_units" in done.stdout


def test_every_target_is_fuzzed():
    assert set(NAMES) == set(targets.TARGETS)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_mutants_are_read_or_refused_as_promised(name):
    # In a process of its own, which trains for two epochs only and watches what is opened and run.
    n = 60 if name == "resume" else 250
    script = f"from tests.fuzz.test_fuzz import try_mutants; try_mutants({name!r}, {n})"
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr[-4000:]


def try_mutants(name, n):
    """Run a target on so many mutants of its seeds, the same ones each time."""
    target = targets.TARGETS[name]
    run = targets.prepare(target)
    seeds = list(target.seeds().values())
    for number in range(n):
        random = Random(number)
        run(targets.mutant(target, random.choice(seeds), random))


@pytest.mark.parametrize("name", NAMES)
def test_mutants_pass_the_seal(name):
    # Else the fuzzer would never see what is checked behind it.
    target, messages = targets.TARGETS[name], set()
    load = {"model": targets.load_model, "recording": targets.Recording.open}.get(
        name, targets.load_checkpoint
    )
    for number in range(100):
        random = Random(number)
        targets.FILE.write_bytes(targets.mutant(target, random.choice(list(target.seeds().values())), random))
        try:
            load(targets.FILE)
        except targets.ModelFileError as error:
            messages.add("checksum does not match" in str(error))
        else:
            messages.add("loaded")
    assert {False, "loaded"} <= messages
