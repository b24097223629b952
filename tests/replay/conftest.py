"""Recorded runs to look back on, each trained once."""

import pytest
from tests.run.recorded import Recorded, recorded


@pytest.fixture(scope="session")
def xor() -> Recorded:
    return recorded("xor")


@pytest.fixture(scope="session")
def iris() -> Recorded:
    return recorded("iris", model="perceptron", repeats=0)


@pytest.fixture(scope="session")
def diabetes() -> Recorded:
    return recorded("diabetes", max_iter=20, repeats=0)
