"""Lines of arithmetic read as in a lesson, fit the screen, and fold when they are wide."""

import re

import numpy as np
import pytest

from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.trace import trace
from rosenblatt.trace.writing.blocks import Row, Rows, word
from rosenblatt.trace.writing.text import equation_text, write_text

XOR = Network(
    (2, 2, 2, 1),
    ("step", "step", "step"),
    # OR and AND; OR passed on and NOT AND; the AND of both.
    [1, 1, 1, 1, 1, 0, 0, -1, 1, 1, -0.5, -1.5, -0.5, 0.5, -1.5],
)


def test_the_xor_network_wired_by_hand():
    traced = trace(XOR, [0, 1])
    lines = {neuron.name: neuron.to_text() for neuron in traced.neurons()}
    assert lines["h1.1"] == "( 0 * 1 ) + ( 1 * 1 ) - 0.5 = 0.5 (True)"
    assert lines["h1.2"] == "( 0 * 1 ) + ( 1 * 1 ) - 1.5 = -0.5 (False)"
    assert lines["h2.2"] == "( 1 * 0 ) + ( 0 * -1 ) + 0.5 = 0.5 (True)"
    assert lines["o1"] == "( 1 * 1 ) + ( 1 * 1 ) - 1.5 = 0.5 (True)"
    assert [trace(XOR, row).output[0] for row in ([0, 0], [0, 1], [1, 0], [1, 1])] == [0, 1, 1, 0]


def test_and_and_not_by_hand():
    assert trace(Network((2, 1), ("step",), [1, 1, -1.5]), [1, 0]).neuron("o1").to_text() == (
        "( 1 * 1 ) + ( 0 * 1 ) - 1.5 = -0.5 (False)"
    )
    assert trace(Network((1, 1), ("step",), [-1, 0.5]), [0]).neuron("o1").to_text() == (
        "( 0 * -1 ) + 0.5 = 0.5 (True)"
    )


def test_other_activations_show_their_value_after_the_sum():
    assert trace(Network((1, 1), ("tanh",), [1.2, -0.3]), [0.5]).neuron("o1").to_text() == (
        "( 0.5 * 1.2 ) - 0.3 = 0.3; tanh(0.3) = 0.2913"
    )
    assert trace(Network((1, 1), ("identity",), [1.2, -0.3]), [0.5]).neuron("o1").to_text() == (
        "( 0.5 * 1.2 ) - 0.3 = 0.3"
    )
    assert trace(Network((1, 2), ("softmax",), [0, np.log(3), 0, 0]), [1]).neuron("o2").to_text() == (
        "( 1 * 1.099 ) + 0 ≈ 1.099; exp(1.099) / sum of exp(z) = 3 / ( 1 + 3 ) = 0.75"
    ).replace("≈", "=")


def test_a_huge_softmax_is_shown_without_overflow():
    text = trace(Network((1, 2), ("softmax",), [0, 0, 800, 799]), [1]).neuron("o1").to_text()
    assert "exp(800 - 800) / sum of exp(z - 800) = 1 / ( 1 + 0.3679 )" in text
    assert "0.7311" in text


def test_the_whole_trace():
    network = Network((2, 2, 1), ("tanh", "logistic"), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    assert trace(network, [0, 1], output_names=["yes"]).to_text() == (
        "Inputs\n"
        "  x1  = 0\n"
        "  x2  = 1\n"
        "\n"
        "Hidden layer 1: tanh, a = tanh(z)\n"
        "  h1.1  ( 0 * 0.1 ) + ( 1 * 0.3 ) + 0.7 = 1; tanh(1) = 0.7616\n"
        "  h1.2  ( 0 * 0.2 ) + ( 1 * 0.4 ) + 0.8 = 1.2; tanh(1.2) = 0.8337\n"
        "\n"
        "Output layer: logistic, a = 1 / (1 + exp(-z))\n"
        "  o1 (yes)  ( 0.7616 * 0.5 ) + ( 0.8337 * 0.6 ) + 0.9 = 1.781\n"
        "            logistic(1.781) = 0.8558"
    )


def test_wide_sums_fold_to_the_largest_terms_and_say_what_the_others_are():
    weights = np.arange(1.0, 21.0)
    weights[3] = -100
    neuron = trace(Network((20, 1), ("identity",), [*weights, 0.5]), np.ones(20)).neuron("o1")
    text = " ".join(neuron.to_text().split())
    # 1 + ... + 20 is 210; without 4, 20, 19, 18, 17 and 16 it is 116.
    assert text.startswith("( 1 * -100 ) + ( 1 * 20 ) + ( 1 * 19 ) + ( 1 * 18 ) + ( 1 * 17 ) + ( 1 * 16 )")
    assert "+ ( 14 more: 116 ) + 0.5 = 106.5" in text
    assert "the largest of 20 terms: x4, x20, x19, x18, x17, x16" in text
    assert sum(term.product for term in neuron.terms) == 106


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_line_is_wider_than_asked_and_no_sum_looks_wrong(name):
    network = initialize((12, 7, 3), ("mish", name), np.random.RandomState(0))
    traced = trace(network, np.random.RandomState(1).normal(size=12))
    assert max(map(len, traced.to_text().splitlines())) <= 80
    assert max(map(len, traced.to_text(width=60).splitlines())) <= 60
    for neuron in traced.neurons():
        assert_looks_right(re.sub(r" \((True|False)\)$", "", equation_text(neuron.equations()[0])))


def assert_looks_right(line):
    """Work the line out as a reader would: with = it gives the result to its last digit."""
    left, sign, result = re.match(r"(.*) ([=≈]) (\S+)", line).groups()
    left = re.sub(r"\( [\d,]+ more: (\S+) \)", r"(\1)", left)
    assert set(left) <= set("0123456789.e+-*() ")
    decimals = len(result.partition(".")[2]) if "e" not in result else 20
    error = abs(eval(left) - float(result))
    if sign == "=":
        assert error <= 0.5 * 10.0**-decimals * 1.001 + 1e-9
    else:
        assert error < 0.01


def test_names_from_strangers_cannot_move_the_cursor():
    text = trace(Network((1, 1), ("step",)), [1], input_names=["a\x1b[2Jb\nc"]).to_text()
    assert "a?[2Jb?c" in text
    assert text.isprintable() is False  # line ends of our own
    assert "\x1b" not in text


def test_a_long_label_has_a_line_of_its_own():
    rows = Rows((Row("a" * 40, ((word("first"),),)), Row("b", ((word("second"),),))))
    assert write_text([rows]) == f"  {'a' * 40}\n{' ' * 28}first\n  b{' ' * 25}second"


def test_a_softmax_of_many_outputs_folds_too():
    network = Network((1, 12), ("softmax",), [*np.zeros(12), *np.log(np.arange(1, 13))])
    text = " ".join(trace(network, [1]).neuron("o12").to_text().split())
    # exp(z) is 1 ... 12, which add up to 78; without the six largest 21 are left.
    assert "= 12 / ( 12 + 11 + 10 + 9 + 8 + 7 + ( 6 more: 21 ) ) = 0.1538" in text
