"""Boolean expressions."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt import PlanError
from rosenblatt.gates.expression import Expression, join_columns
from rosenblatt.gates.table import all_rows

NAMES = ("a", "b", "c", "d")
ROWS = list(product((False, True), repeat=len(NAMES)))


def answers(text: str) -> list[bool]:
    """What an expression says on the rows of a, b, c, d."""
    columns = dict(zip(NAMES, all_rows(4).T.astype(bool), strict=True))
    found = Expression.read(text).value(join_columns, columns)
    return np.broadcast_to(found, 16).tolist()


def same(one: str, other: str) -> bool:
    return answers(one) == answers(other)


def operands() -> st.SearchStrategy[str]:
    return st.sampled_from([*NAMES, "True", "False", "not a", "not not b"])


@given(st.lists(st.tuples(st.sampled_from(["and", "or"]), operands()), max_size=7), operands())
def test_words_bind_as_in_python(rest: list[tuple[str, str]], first: str) -> None:
    text = " ".join([first, *(f"{word} {operand}" for word, operand in rest)])
    assert answers(text) == [bool(eval(text, dict(zip(NAMES, row, strict=True)))) for row in ROWS]


SIGNS = st.sampled_from(["&", "|", "^", "==", "!=", "and", "or", "and not", "or not"])


@given(st.lists(st.tuples(SIGNS, st.sampled_from([*NAMES, "(a | b)", "(c == d)"])), min_size=1, max_size=7))
def test_whatever_python_can_read_means_the_same_as_in_python(rest: list[tuple[str, str]]) -> None:
    text = " ".join(["d", *(f"{sign} {operand}" for sign, operand in rest)])
    expected = [bool(eval(text, dict(zip(NAMES, row, strict=True)))) for row in ROWS]
    assert answers(text) == expected


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a nand b", "not (a and b)"),
        ("a nor b", "not (a or b)"),
        ("a xnor b", "a == b"),
        ("a xor b", "a != b"),
        ("a implies b", "not a or b"),
        ("a -> b", "not a or b"),
        ("!a", "not a"),
        ("~a", "not a"),
        ("1 and a", "a"),
        ("0 or a", "a"),
        ("true xor a", "not a"),
        ("a AND NOT b Or c", "a and not b or c"),
    ],
)
def test_every_operator_means_what_its_name_says(text: str, meaning: str) -> None:
    assert same(text, meaning)


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("a and b xor c", "(a and b) xor c"),
        ("a xor b or c", "(a xor b) or c"),
        ("a or b implies c", "(a or b) implies c"),
        ("a implies b implies c", "a implies (b implies c)"),
        ("a -> b implies c or d", "a implies (b implies (c or d))"),
        ("a nand b nand c", "(a nand b) nand c"),
        ("a nor b nor c", "(a nor b) nor c"),
        ("a xnor b xnor c", "(a xnor b) xnor c"),
        ("a and b nand c", "(a and b) nand c"),
        ("a nand b and c", "(a nand b) and c"),
        ("a or b nor c", "(a or b) nor c"),
        ("a xor b xnor c xor d", "((a xor b) xnor c) xor d"),
        ("not a nand b", "(not a) nand b"),
        ("not a == b", "not (a == b)"),
        ("~a == b", "(~a) == b"),
        ("a == b and c", "(a == b) and c"),
        ("a and b == c", "a and (b == c)"),
        ("a | b & c ^ d", "a | ((b & c) ^ d)"),
        ("a == b == c", "(a == b) and (b == c)"),
        ("a xor b == c", "a xor (b == c)"),
    ],
)
def test_operators_bind_as_documented(text: str, grouped: str) -> None:
    assert same(text, grouped)


def test_names_come_in_the_order_of_the_text() -> None:
    assert Expression.read("z and not (a xor z) or m").names == ("z", "a", "m")
    assert Expression.read("größe and _x1").names == ("größe", "_x1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the expression is empty"),
        ("   ", "the expression is empty"),
        ("a and", "is missing after 'and'"),
        ("and a", "is missing before 'and'"),
        ("a b", "an operator is missing between 'a' and 'b'"),
        ("a xro b", r"an operator is missing between 'a' and 'xro', did you mean 'xor'\?"),
        ("a not b", "an operator is missing between 'a' and 'not'"),
        ("f(a)", r"an operator is missing between 'f' and '\('"),
        ("()", r"is missing after '\('"),
        ("(a", r"1 '\(' not closed"),
        ("a)", r"a '\)' closes nothing"),
        ("a + b", r"'\+' is no Boolean operator"),
        ("a < b", "'<' is no Boolean operator"),
        ("a * b", r"'\*' is no Boolean operator"),
        ("a[0]", r"'\[' is no Boolean operator"),
        ("a.b", r"'\.' is no Boolean operator"),
        ("a = b", "'=' is no Boolean operator"),
        ("'a'", "is no Boolean operator"),
        ("2 and a", "'2' is neither a name nor 0 or 1"),
        ("0x1 or a", "'0x1' is neither a name nor 0 or 1"),
        ("lambda", "'lambda' is a word of Python's own"),
        ("a if b else c", "'if' is a word of Python's own"),
        ("a is None", "'is' is a word of Python's own"),
        ("a == not b", "write parentheses around the operand of each 'not'"),
        ("(" * 120 + "a" + ")" * 120, "nest fewer than 90"),
        ("a or " * 40_000 + "a", "too long|nested too deeply|at most 200,000"),
        ("a or " * 30_000 + "a", "nested too deeply or too long"),
        ("a" * 300_000, "at most 200,000 characters"),
        ("__import__('os').system('true')", "is no Boolean operator"),
        ("a; b", "';' is no Boolean operator"),
        ("a\x00b", "is no Boolean operator"),
    ],
)
def test_what_is_no_boolean_expression_is_one_clear_error(text: str, said: str) -> None:
    with pytest.raises(PlanError, match=said) as caught:
        Expression.read(text)
    assert str(caught.value).startswith("cannot read") or "nested too deeply" in str(caught.value)
    assert len(str(caught.value)) < 300


@given(st.text(alphabet="ab01 ()&|^~!=<>-+*xornadtim.,'\"[]{}:\n", max_size=25))
def test_any_text_is_read_or_refused_with_our_own_error(text: str) -> None:
    try:
        read = Expression.read(text)
    except PlanError:
        return
    columns = {name: np.array([False, True]) for name in read.names}
    assert read.value(join_columns, columns).shape in ((2,), (1,))


def test_a_chain_of_two_thousand_operands_is_read() -> None:
    assert same(" or ".join(["a and b"] * 1000), "a and b")
    assert same(" xor ".join(["a"] * 2001), "a")
