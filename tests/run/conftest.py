"""Runs to look at, each carried out once."""

import pytest

from rosenblatt.run import Run, RunSettings, carry_out


@pytest.fixture(scope="session")
def xor() -> Run:
    return carry_out(RunSettings("xor"))


@pytest.fixture(scope="session")
def iris() -> Run:
    return carry_out(RunSettings("iris", repeats=12))


@pytest.fixture(scope="session")
def diabetes() -> Run:
    return carry_out(RunSettings("diabetes", max_iter=40, repeats=3))
