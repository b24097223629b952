"""Expressions simplified."""

from __future__ import annotations

import pytest

from rosenblatt.gates.compiler.parts import ONE, ZERO, Parts
from rosenblatt.gates.expression import Expression


def number(text: str, parts: Parts) -> int:
    names = {name: parts.input(place) for place, name in enumerate("abcd")}
    return Expression.read(text).value(parts, names)


@pytest.mark.parametrize(
    ("text", "simpler"),
    [
        ("not not a", "a"),
        ("a and a", "a"),
        ("a and 1", "a"),
        ("a and 0", "0"),
        ("a and not a", "0"),
        ("a or not a or b", "1"),
        ("a xor a", "0"),
        ("a xor a xor b", "b"),
        ("a xor not b", "not (a xor b)"),
        ("1 xor a xor 1", "a"),
        ("a and (b and c)", "c and b and a"),
        ("a or (b or c)", "(c or a) or b"),
        ("a xor (b xor c)", "(c xor a) xor b"),
        ("a implies 0", "not a"),
        ("a == a", "1"),
    ],
)
def test_what_is_superfluous_goes(text: str, simpler: str) -> None:
    parts = Parts()
    assert number(text, parts) == number(simpler, parts)


def test_equal_parts_are_one_and_come_after_what_they_join() -> None:
    parts = Parts()
    number("(a and b) xor c", parts)
    before = len(parts.parts)
    number("not (c xor (b and a))", parts)
    assert len(parts.parts) == before + 1
    for place, part in enumerate(parts.parts):
        if part.kind not in ("input", "constant"):
            assert max(part.of) < place


def test_the_constants_are_the_first_two() -> None:
    parts = Parts()
    assert (number("0", parts), number("1", parts)) == (ZERO, ONE)
