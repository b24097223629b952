"""The plain functions are the twins of the tables they stand for."""

import math

import numpy as np
import pytest

from rosenblatt.export.python import plain
from rosenblatt.formulas.activations import ACTIVATIONS

POINTS = (*np.linspace(-12, 12, 481), -1e300, -800.0, -50.0, -1e-12, 1e-12, 50.0, 800.0, 1e300)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_every_activation_is_ours(name: str) -> None:
    plainly = [plain.ACTIVATIONS[name](float(z)) for z in POINTS]
    with np.errstate(over="ignore", under="ignore"):
        expected = ACTIVATIONS[name].value(np.array(POINTS))
    np.testing.assert_allclose(plainly, expected, rtol=1e-14, atol=1e-15)


def test_softmax_is_ours() -> None:
    for zs in ([0.0, math.log(3)], [1000.0, 999.0, -1000.0], [5.0]):
        np.testing.assert_allclose(plain.softmax(zs), ACTIVATIONS["softmax"].value(np.array(zs)), rtol=1e-14)


def test_there_is_no_other_activation() -> None:
    assert {*plain.ACTIVATIONS, "softmax"} == set(ACTIVATIONS)


def test_the_sums_of_a_layer() -> None:
    assert plain.weighted_sums([1.0, 2.0], [[3.0, 4.0], [0.5, -1.0]], [10.0, 0.0]) == [21.0, -1.5]


def test_of_equal_values_the_first_is_the_largest() -> None:
    assert plain.place_of_largest([1.0, 3.0, 3.0]) == 1


@pytest.mark.parametrize(
    ("value", "found"), [(1, 1.0), ("2.5e1", 25.0), (True, 1.0), ("False", 0.0), (None, 9.0), (math.nan, 9.0)]
)
def test_a_number(value: object, found: float) -> None:
    assert plain.number({"n": value}, "n", stand_in=9.0) == found


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "the row has no column 'n'"),
        ({"n": None}, "the value of column 'n' is missing"),
        ({"n": "red"}, "column 'n' must hold numbers, got 'red'"),
        ({"n": math.inf}, "column 'n' must hold finite numbers, got inf"),
    ],
)
def test_what_is_no_number(row: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plain.number(row, "n")


def test_a_text() -> None:
    assert plain.text({"t": "red"}, "t") == "red"
    assert plain.text({"t": 7}, "t") == "7"
    assert plain.text({"t": None}, "t", stand_in="blue") == "blue"
    assert plain.one_hot_truth(plain.text({"t": True}, "t"), ["False", "True", "unknown"]) == [0.0, 1.0, 0.0]
    assert plain.one_hot("green", ["blue", "red"]) == [0.0, 0.0]
    with pytest.raises(ValueError, match=r"column 't' must hold text, got the number 1\.5"):
        plain.text({"t": 1.5}, "t")
    with pytest.raises(ValueError, match="the value of column 't' is missing"):
        plain.text({"t": None}, "t")
