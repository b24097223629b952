import math

import pytest

from rosenblatt.cli.screen.grid import cell, many_units, one_unit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (math.nan, "–"),
        (True, "yes"),
        (3, "3"),
        (0.1 + 0.2, "0.3"),
        (1e-9, "1e-09"),
        ("a\tb", "a?b"),
    ],
)
def test_one_value_in_few_digits(value: object, text: str) -> None:
    assert cell(value) == text


def test_values_of_one_unit_get_as_many_decimals_as_one_needs() -> None:
    assert one_unit([1.5, 10.0, None, 0.25]) == ["1.50", "10.00", "–", "0.25"]
    assert one_unit([1, 2]) == ["1", "2"]
    assert one_unit([0.5, 1e-12], decimals=8) == ["0.50000000", "0.00000000"]
    assert one_unit([1.0, 1e-12]) == ["1", "1e-12"]


def test_values_of_many_units_keep_their_own_digits_and_meet_at_the_point() -> None:
    assert many_units([19, 4.25, None, 300.5]) == ["19   ", "4.25", "–   ", "300.5 "]
