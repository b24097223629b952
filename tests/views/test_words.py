"""Numbers and names as they stand on a page."""

from __future__ import annotations

import doctest
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some_

from rosenblatt.views import words


def test_the_examples_hold() -> None:
    assert doctest.testmod(words).failed == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (15, "15"),
        (1234567, "1,234,567"),
        (0.5, "0.500"),
        (0.91716798, "0.917"),
        (-1234.56, "−1,235"),
        (12.3456, "12.3"),
        (2.5e-7, "2.5e−7"),
        (3e9, "3e9"),
        (6.02e23, "6.02e23"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not known"),
        (99.96, "100.0"),
    ],
)
def test_a_number_has_three_digits_that_count(value: float, text: str) -> None:
    assert words.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.1, "0.1"), (2000, "2,000"), (1e-5, "1e−5"), (0.25, "0.25"), (6.9, "6.9")]
)
def test_a_round_number_is_short(value: float, text: str) -> None:
    assert words.short(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0004, "0.000"), (-0.0004, "0.000"), (-1.25, "−1.250"), (math.nan, "not known")]
)
def test_fixed_decimals_know_no_minus_zero(value: float, text: str) -> None:
    assert words.fixed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(8 / 9, "0.8889"), (1.0, "1.0000"), (0.99999, "0.9999"), (-0.00004, "0.0000"), (-2.5, "−2.5000")],
)
def test_a_score_is_never_rounded_to_one(value: float, text: str) -> None:
    assert words.score(value) == text


@pytest.mark.parametrize(
    ("value", "beside", "text"),
    [
        (0.5234, None, "+0.523"),
        (-0.004, 0.5234, "−0.004"),
        (0.0, 1.0, "0"),
        (-13.36, None, "−13.4"),
        (2e-5, 0.5, "0.000"),
        (3e9, None, "+3e9"),
        (5.0, 1e9, "+5"),
        (-2e-9, None, "−2e−9"),
    ],
)
def test_a_signed_number_shows_its_sign(value: float, beside: float | None, text: str) -> None:
    assert words.signed(value, beside) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33%"), (0, 5, "0%"), (5, 5, "100%"), (1, 1000, "<1%"), (999, 1000, ">99%"), (0, 0, "none")],
)
def test_a_share_is_a_percentage_that_does_not_hide_the_rest(part: float, whole: float, text: str) -> None:
    assert words.share(part, whole) == text


def test_counts_and_listings() -> None:
    assert words.count(1, "class", "classes") == "1 class"
    assert words.count(1200, "sample") == "1,200 samples"
    assert [words.listing("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert words.some(list("abcdefgh"), 4) == "a, b, c and 5 more"
    assert words.brief("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("one\ntwo\tthree", "one two three"),
        ("nul\0", "nul�"),
        ("\u202eevil", "�evil"),
        ("\ud800", "�"),
        (None, "None"),
        ("Łódź 日本", "Łódź 日本"),
    ],
)
def test_any_value_becomes_one_line_that_a_page_can_hold(value: object, text: str) -> None:
    assert words.plain(value) == text


@given(some_.text(max_size=60))
def test_any_text_becomes_printable_and_utf8(text: str) -> None:
    plain = words.plain(text)
    assert len(plain) == len(text)
    assert "\n" not in plain
    plain.encode("utf-8")


CASES = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
"""Calls with what they return; the page of the lab is tested with the same file."""


@pytest.mark.parametrize("function", sorted({name for name, _, _ in CASES}))
def test_the_cases_shared_with_the_page_hold(function: str) -> None:
    cases = [(given, text) for name, given, text in CASES if name == function]
    assert [getattr(words, function)(*given) for given, _ in cases] == [text for _, text in cases]
