"""Expressions simplified."""

from __future__ import annotations

import pytest

from rosenblatt.gates.compiler.subexpressions import ONE, ZERO, Subexpressions
from rosenblatt.gates.expression import Expression


def number(text: str, shared: Subexpressions) -> int:
    names = dict(zip("abcd", shared.inputs, strict=True))
    return Expression.read(text).value(shared.join, names)


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
    shared = Subexpressions(4)
    assert number(text, shared) == number(simpler, shared)


def test_equal_subexpressions_are_one_and_come_after_their_operands() -> None:
    shared = Subexpressions(4)
    number("(a and b) xor c", shared)
    before = len(shared.nodes)
    number("not (c xor (b and a))", shared)
    assert len(shared.nodes) == before + 1
    for place, node in enumerate(shared.nodes):
        if node.kind not in ("input", "constant"):
            assert max(node.of) < place


def test_the_constants_are_the_first_two() -> None:
    shared = Subexpressions(4)
    assert (number("0", shared), number("1", shared)) == (ZERO, ONE)
