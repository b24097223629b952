"""Runs to look at, each carried out once."""

import pytest

from rosenblatt.run import Run, RunSettings, run_table


@pytest.fixture(scope="session")
def xor() -> Run:
    return run_table(RunSettings("xor"))


@pytest.fixture(scope="session")
def iris() -> Run:
    return run_table(RunSettings("iris", repeats=12))


@pytest.fixture(scope="session")
def diabetes() -> Run:
    return run_table(RunSettings("diabetes", max_iter=40, repeats=3))
