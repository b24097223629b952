"""``rosenblatt circuit``."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Rosenblatt


def test_an_expression_is_shown_with_table_network_and_arithmetic(rosenblatt: Rosenblatt) -> None:
    shown = rosenblatt("circuit", "a and not (b xor c)")
    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.splitlines()
    assert lines[1] == "a and not (b xor c)  3 inputs, 2 hidden, 1 output"
    assert "  1 1 1 | 1" in lines
    assert "    h1.1    ( 1 * 1 ) + ( 0 * -1 ) + ( 0 * -1 ) - 0.5 = 0.5 (True)" in lines
    assert sum(line.startswith("  a = ") for line in lines) == 8
    assert lines[-1] == "3 neurons in 2 layers, right on all 8 rows."


def test_several_outputs_are_named(rosenblatt: Rosenblatt) -> None:
    out = rosenblatt("circuit", "sum=a xor b", "carry = a and b").out
    assert "  a b | sum carry" in out
    assert "o1 (sum)" in out
    assert "o2 (carry)" in out


def test_an_equality_is_not_taken_for_a_name(rosenblatt: Rosenblatt) -> None:
    assert "  a b | y" in rosenblatt("circuit", "a == b").out


@pytest.mark.parametrize("words", [("adder", "4"), ("adder 4",), ("adder(4)",)])
def test_a_ready_circuit_is_asked_for_by_name_and_digits(
    words: tuple[str, ...], rosenblatt: Rosenblatt
) -> None:
    shown = rosenblatt("circuit", *words)
    lines = shown.out.splitlines()
    assert "  a3 a2 a1 a0 b3 b2 b1 b0 | carry s3 s2 s1 s0" in lines
    assert "  ... 248 more rows ..." in lines
    assert "  256 rows are many: choose some, as with --row 01010101" in lines
    assert lines[-1] == "17 neurons in 2 layers, asked on all 256 rows."


@pytest.mark.parametrize("name", ["half_adder", "full_adder"])
def test_the_adders_of_digits_need_no_number(name: str, rosenblatt: Rosenblatt) -> None:
    assert "| carry sum" in rosenblatt("circuit", name).out


@pytest.mark.parametrize(
    "words",
    [
        ("multiplier", "8"),
        ("adder", "20"),
        ("subtractor", "3", "--row", "001010"),
        ("full_adder", "--row", "all"),
        (" xor ".join(f"a_rather_long_name_{n}" for n in range(12)),),
        ("and_a_name_that_is_longer_than_any_screen_" * 4 + "x",),
        (" and ".join(f"x{n}" for n in range(16)),),
    ],
)
def test_every_circuit_fits_the_screen(words: tuple[str, ...], rosenblatt: Rosenblatt) -> None:
    shown = rosenblatt("circuit", *words)
    assert (shown.code, shown.err) == (0, "")
    assert max(map(len, shown.out.splitlines())) <= 80


def test_a_row_is_worked_out_in_lines_that_fit(rosenblatt: Rosenblatt) -> None:
    out = rosenblatt("circuit", "adder", "2", "--row", "0111").out
    assert "a1 = 0, a0 = 1, b1 = 1, b0 = 1" in out
    assert "h1.1" in out.split("Arithmetic")[1]


def test_a_wide_network_is_drawn_in_the_file_alone(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    out = rosenblatt("circuit", "adder", "8", "--svg", "adder.svg").out
    assert "16-24-9 neurons are too many for the screen" in out
    assert "carry" in (tmp_path / "adder.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a + b",), "'+' is no Boolean operator"),
        (("a xro b",), "an operator is missing between 'a' and 'xro', did you mean 'xor'?"),
        (("",), "the expression is empty"),
        (("1",), "the circuit has no input"),
        ((" and ".join(f"x{n}" for n in range(17)),), "a circuit has at most 16 inputs"),
        (("a", "b"), "each of several outputs needs a name: write name=expression, got 'a'"),
        (("s=a", "s=b"), "two outputs are called 's'"),
        (("s=t", "t=a"), "'t' is the name of an output"),
        (("adder",), "adder needs a number of digits, for example rosenblatt circuit adder 4"),
        (("adder", "1", "2"), "adder needs a number of digits, got '1 2'"),
        (("adder", "33"), "adder(n) needs a whole number of digits from 1 to 32, got 33"),
        (("multiplier", "0"), "multiplier(n) needs a whole number of digits from 1 to 16, got 0"),
        (("half_adder", "3"), "half_adder takes no number, got 3"),
        (("half_ader",), "there is no ready circuit 'half_ader', did you mean 'half_adder'?"),
        (("ader", "4"), "there is no ready circuit 'ader', did you mean 'adder'?"),
        (("__import__('os').getcwd()",), "is no Boolean operator"),
    ],
)
def test_bad_input_is_one_line(words: tuple[str, ...], said: str, rosenblatt: Rosenblatt) -> None:
    shown = rosenblatt("circuit", *words)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err
    assert len(shown.err.splitlines()) == 1
