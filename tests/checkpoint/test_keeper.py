"""CheckpointKeeper: when checkpoints are made, and that a killed training goes on to the same bits."""

import os
import subprocess
import sys
import time

import numpy as np
import pytest
from tests.checkpoint.trainings import PLANS, data_of, start

from rosenblatt import Plan, advance
from rosenblatt.checkpoint import CheckpointKeeper, load_checkpoint
from rosenblatt.errors import PlanError


def test_every_so_many_epochs(tmp_path):
    plan, data = PLANS["adam"], data_of()
    keeper = CheckpointKeeper(tmp_path / "c", plan, data, every=10)
    state, made = start(plan), []
    for _ in range(25):
        advance(state, data, plan, 1, listener=keeper)
        made.append(load_checkpoint(tmp_path / "c").state.epoch if (tmp_path / "c").exists() else 0)
    assert made == [0] * 9 + [10] * 10 + [20] * 6


def test_every_so_many_seconds(tmp_path, monkeypatch):
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    plan, data = PLANS["adam"], data_of()
    keeper = CheckpointKeeper(tmp_path / "c", plan, data, every="2.5s")
    state = start(plan)
    for now, expected in ((101.0, 0), (102.5, 2), (104.0, 2), (105.0, 4)):  # noqa: B007  # the clock reads it
        advance(state, data, plan, 1, listener=keeper)
        assert (load_checkpoint(tmp_path / "c").state.epoch if expected else 0) == expected


@pytest.mark.parametrize("every", [0, -1, "0s", "soon", "infs", "s", "1.5"])
def test_an_interval_that_is_none_is_an_error(every, tmp_path):
    with pytest.raises(PlanError, match=r"every so many seconds \('30s'\) or epochs \(100\), got"):
        CheckpointKeeper(tmp_path / "c", Plan("log_loss"), data_of(), every=every)


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """A folder with checkpoints of each training, which was killed at four moments."""
    folder = tmp_path_factory.mktemp("killed")
    subprocess.run([sys.executable, "-m", "tests.checkpoint.trainings", str(folder)], check=True)
    return folder


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", PLANS)
def test_a_training_killed_at_any_moment_goes_on_to_the_same_bits(name, dtype, killed):
    plan, data = PLANS[name], data_of(np.dtype(dtype))
    whole = start(plan, np.dtype(dtype))
    advance(whole, data, plan)
    paths = sorted(killed.glob(f"{name}-{dtype}.?.checkpoint"))
    assert len(paths) == 4
    for path in paths:
        found = load_checkpoint(path)
        advance(found.state, data, found.plan, history=found.history)
        assert found.state == whole
        assert len(found.history) == 300
