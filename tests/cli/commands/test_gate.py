"""``rosenblatt gate``."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Rosenblatt

from rosenblatt.gates import GATES


def test_xor_is_shown_with_its_table_its_network_and_the_arithmetic_of_each_row(
    rosenblatt: Rosenblatt,
) -> None:
    shown = rosenblatt("gate", "xor")
    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.splitlines()
    assert lines[1] == "XOR  2 inputs, 2 + 2 hidden, 1 output"
    table = lines.index("  x1 x2 | xor")
    assert lines[table + 1 : table + 5] == [
        "   0  0 |   0",
        "   0  1 |   1",
        "   1  0 |   1",
        "   1  1 |   0",
    ]
    row = lines.index("  x1 = 0, x2 = 1")
    assert lines[row + 1 : row + 6] == [
        "    h1.1      ( 0 * 1 ) + ( 1 * 1 ) - 0.5 = 0.5 (True)",
        "    h1.2      ( 0 * 1 ) + ( 1 * 1 ) - 1.5 = -0.5 (False)",
        "    h2.1      ( 1 * 1 ) + ( 0 * 0 ) - 0.5 = 0.5 (True)",
        "    h2.2      ( 1 * 0 ) + ( 0 * -1 ) + 0.5 = 0.5 (True)",
        "    o1 (xor)  ( 1 * 1 ) + ( 1 * 1 ) - 1.5 = 0.5 (True)",
    ]
    assert sum(line.startswith("  x1 = ") for line in lines) == 4
    assert "It cannot be done. Rows 01 and 10 must be 1" in shown.out
    assert lines[-1] == "5 neurons in 3 layers, asked on all 4 rows."


def test_the_network_is_drawn_with_every_weight_and_bias(rosenblatt: Rosenblatt) -> None:
    lines = rosenblatt("gate", "and").out.splitlines()
    drawn = lines.index("Network  each neuron is 1 if z > 0, else 0") + 1
    assert lines[drawn : drawn + 3] == [
        "  x1 ─── 1 ────┐",
        "  x2 ─── 1 ────┤",
        "   1 ── -1.5 ──┴─( AND )─ o1 and",
    ]


def test_a_single_neuron_is_told_its_region_and_margin(rosenblatt: Rosenblatt) -> None:
    out = " ".join(rosenblatt("gate", "OR").out.split())
    assert "It works wherever b <= 0, w2 + b > 0, w1 + b > 0 and w1 + w2 + b > 0." in out
    assert "the z nearest to zero is 0.5 away from it, and the line 0.354 from the nearest corner." in out


@pytest.mark.parametrize("name", GATES)
def test_every_gate_fits_the_screen(name: str, rosenblatt: Rosenblatt) -> None:
    shown = rosenblatt("gate", name)
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80


def test_only_the_rows_asked_for_are_worked_out(rosenblatt: Rosenblatt) -> None:
    out = rosenblatt("gate", "nand", "--row", "11", "--row", "0 1").out
    assert [line.strip() for line in out.splitlines() if line.startswith("  x1 = ")] == [
        "x1 = 1, x2 = 1",
        "x1 = 0, x2 = 1",
    ]
    assert out.count("o1 (nand)") == 2


def test_a_drawing_is_saved_on_request(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    shown = rosenblatt("gate", "xor", "--svg", "xor.svg")
    assert "The drawing is in xor.svg" in shown.out
    text = (tmp_path / "xor.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "5 neurons in 3 layers compute XOR" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("xro",),
            "gate must be one of and, or, not, nand, nor, xor, xnor, implies; got 'xro', did you mean",
        ),
        (("and", "--row", "012"), "--row must be 2 digits of 0 and 1, or all, got '012'"),
        (("and", "--row", "02"), "--row must be 2 digits of 0 and 1, or all, got '02'"),
        (("and", "--svg", "and.png"), "--svg must end in .svg, got 'and.png'"),
        (("and", "--svg", "nowhere/and.svg"), "nowhere"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    arguments: tuple[str, ...], said: str, rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    shown = rosenblatt("gate", *arguments)
    assert shown.code == 2
    assert said in shown.err
    assert len(shown.err.splitlines()) == 1
    assert not list(tmp_path.iterdir())
