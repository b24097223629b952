"""Numbers are short, can be read back, and say when a line's numbers do not quite give its result."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt.trace.writing.numbers import fine, relation, short, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-1.5, "-1.5"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (5.1, "5.1"),
        (0.29131261245159, "0.2913"),
        (0.9999812, "1.000"),
        (1.0, "1"),
        (1234567.0, "1234567"),
        (123456.789, "123456.8"),
        (1.25e-7, "1.25e-7"),
        (2 / 3 * 1e-5, "6.667e-6"),
        (float(np.float32(0.1)), "0.1"),
        (math.inf, "inf"),
        (math.nan, "nan"),
    ],
)
def test_a_number_of_few_digits_stands_whole_and_another_is_rounded(value, text):
    assert short(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_short_number_reads_back_within_four_digits(value):
    assert float(short(value)) == pytest.approx(value, rel=5.1e-4, abs=1e-307)


@given(st.integers(-9999, 9999), st.integers(0, 4))
def test_decimals_of_few_digits_read_back_as_they_are(digits, places):
    value = digits / 10**places
    assert shown(value) == value


def test_a_line_says_equal_only_if_its_own_numbers_give_the_result():
    assert relation(0.5, 0.5) == "="
    assert relation(2 / 3, 0.66671) == "="  # shown as 0.6667
    assert relation(2 / 3, 0.6668) == "≈"
    assert relation(1.0, 3 * 0.3333) == "≈"  # 3 * 0.3333 is not 1


def test_a_number_has_digits_enough_to_show_a_change():
    assert fine(0.3 + 2.558e-5, 2.558e-5) == "0.300026"
    assert fine(0.5, 1e-6) == "0.5"
    assert fine(1 / 3, 0.1) == "0.3333"
    assert fine(1 / 3, 0.0) == "0.3333"
    assert fine(1 / 3, 1e-30) == "0.3333"
