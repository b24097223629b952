"""Every formula has a LaTeX form that can be set; names from strangers are only text."""

import re

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.formulas.losses import LOSSES
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.trace import trace, trace_update
from rosenblatt.trace.writing import latex
from rosenblatt.trace.writing.blocks import Row, Rows

SETTER = MathTextParser("path")


def assert_can_be_set(mathematics):
    SETTER.parse(f"${mathematics}$")


def assert_is_balanced(text):
    depth = 0
    for sign in re.sub(r"\\[{}]", "", text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert text.count(r"\begin{align*}") == text.count(r"\end{align*}")
    assert text.count(r"\left") == text.count(r"\right")
    assert re.sub(r"\\\$", "", text).count("$") % 2 == 0


def test_every_activation_and_loss_has_a_form():
    assert set(latex.ACTIVATIONS) == set(ACTIVATIONS)
    assert set(latex.LOSSES) == set(LOSSES)


@pytest.mark.parametrize("form", [*latex.ACTIVATIONS.values(), *latex.LOSSES.values()])
def test_every_form_can_be_set(form):
    assert_can_be_set(form)


TRUTHS = {
    "elu": lambda z: max(0, z) + np.exp(min(0, z)) - 1,
    "leaky_relu": lambda z: max(0, z) + 0.01 * min(0, z),
    "selu": lambda z: 1.0507 * max(0, z) + 1.7581 * (np.exp(min(0, z)) - 1),
}


@pytest.mark.parametrize("name", TRUTHS)
@pytest.mark.parametrize("z", [-2.0, 0.0, 1.5])
def test_forms_without_cases_say_the_same_as_the_table(name, z):
    assert TRUTHS[name](z) == pytest.approx(ACTIVATIONS[name].value(np.array([z]))[0], abs=1e-4)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_equation_can_be_set(name):
    network = initialize((3, 4, 3), ("tanh", name), np.random.RandomState(0))
    traced = trace(network, [1e-9, -1.0, 2e8])
    for neuron in traced.neurons():
        for equation in neuron.equations():
            assert_can_be_set(latex.equation_latex(equation))
    text = traced.to_latex()
    assert_is_balanced(text)
    assert f"$a = {latex.ACTIVATIONS[name]}$" in text


@pytest.mark.parametrize("loss", LOSSES)
def test_a_step_is_balanced_and_can_be_set(loss):
    network = initialize((2, 2, 2), ("relu", LOSSES[loss].output_activation), np.random.RandomState(0))
    update = trace_update(network, [1.0, 2.0], [1, 0], Plan(loss, "sgd", max_grad_norm=0.1))
    text = update.to_latex()
    assert_is_balanced(text)
    assert latex.LOSSES[loss] in text
    for line in re.findall(r"& (.*?)(?: \\\\)?\n", text):
        assert_can_be_set(line)


def test_the_tutorials_line():
    neuron = trace(Network((2, 1), ("step",), [1, -1, -1.5]), [0, 1]).neuron("o1")
    assert latex.equation_latex(neuron.equations()[0]) == (
        r"( 0 \cdot 1 ) + ( 1 \cdot (-1) ) - 1.5 = -2.5 \; \text{(False)}"
    )
    assert neuron.to_latex().startswith("\\begin{align*}\n& ( 0")


def test_powers_of_ten_and_infinities():
    assert latex.equation_latex(
        trace(Network((1, 1), ("relu",), [1e-9, 0]), [1]).neuron("o1").equations()[1]
    ) == (r"\operatorname{relu}(1 \cdot 10^{-9}) = 1 \cdot 10^{-9}")


def test_names_are_escaped():
    name = r"a_b & 100% \input{/etc/passwd} #1 ^ ~ $x$ {"
    text = trace(Network((1, 1), ("step",)), [1], input_names=[name]).to_latex()
    assert r"a\_b \& 100\% \textbackslash{}input\{/etc/passwd\} \#1" in text
    assert_is_balanced(text)
    assert r"\input{" not in text.replace(r"\textbackslash{}input\{", "")


def test_long_sums_go_on_in_another_line():
    network = Network((8, 1), ("identity",), np.linspace(-1, 1, 9) / 3)
    neuron = trace(network, np.linspace(2, 3, 8) / 7).neuron("o1")
    lines = neuron.to_latex().splitlines()
    assert len(lines) > 3
    assert all(line.startswith("& ") for line in lines[1:-1])


def test_a_row_without_a_label_and_one_with_a_note():
    rows = latex.write_latex([Rows((Row("a", (), "a note"),))])
    assert r"& \text{a note}" in rows
