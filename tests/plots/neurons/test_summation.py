"""The sum sign as a loop, with a neuron's numbers."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from tests.plots.cases import AND, network
from tests.plots.looking import seen_texts, svg_texts

from rosenblatt import Perceptron
from rosenblatt.errors import PlanError
from rosenblatt.plots import SumDisplay
from rosenblatt.plots.neurons.one_neuron import said
from rosenblatt.plots.neurons.summation import AFTER, CODE


def words(display: SumDisplay) -> list[str]:
    return [seen.text for seen in seen_texts(display.figure_)]


def test_the_sign_and_the_loop_stand_beside_each_other() -> None:
    texts = words(SumDisplay.from_network(AND, [1, 1]))
    assert {"Σ", "n = 2", "i = 1", *map(str.strip, CODE), AFTER} <= set(texts)


def test_the_loop_that_is_shown_computes_the_neurons_z() -> None:
    display = SumDisplay.from_network(network(5, 1, output="tanh"), [1.0, -2, 3, 0, 0.5])
    neuron = display.neuron
    known = {"weights": neuron.weights, "inputs": neuron.inputs, "bias": neuron.bias}
    exec("\n".join([*CODE, AFTER]), known)
    assert known["total"] == pytest.approx(neuron.weighted_sum)
    assert known["z"] == pytest.approx(neuron.z)


def test_each_turn_shows_what_has_been_added_up_so_far() -> None:
    display = SumDisplay.from_network(network(4, 1, output="tanh"), [1.0, -2, 3, 0.5])
    texts = words(display)
    totals = np.cumsum([term.product for term in display.neuron.terms])
    for turn, (term, total) in enumerate(zip(display.neuron.terms, totals, strict=True), 1):
        assert f"{turn}  {term.source}" in texts
        assert {said(term.value, 70), said(term.product, 70), said(float(total), 70)} <= set(texts)
    assert f"z = {said(display.neuron.z, 80)}" in texts
    assert display.title == f"Σ is a loop: 4 iterations add up to {said(float(totals[-1]), 200)} in o1"


def test_of_many_turns_the_largest_are_shown_and_the_last_total_is_that_of_all() -> None:
    display = SumDisplay.from_network(network(64, 1, output="tanh"), np.ones(64))
    texts = words(display)
    assert "57 more inputs, with smaller products" in texts
    assert said(display.neuron.weighted_sum, 70) in texts


def test_the_code_stays_text_in_a_font_of_even_width() -> None:
    svg = SumDisplay.from_network(AND, [1, 1]).to_svg()
    assert "for w, x in zip(weights, inputs):" in svg_texts(svg)
    assert "Mono" in svg


def test_the_body_of_the_loop_stands_further_right_without_leading_spaces() -> None:
    ax = SumDisplay.from_network(AND, [1, 1]).plot().ax_
    left = {text.get_text(): text.get_position()[0] for text in ax.texts if text.get_text()}
    assert left["total = total + w * x"] > left["for w, x in zip(weights, inputs):"] + 15
    assert left["z = total + bias"] == left["total = 0"] == left["for w, x in zip(weights, inputs):"]


def test_it_is_drawn_from_an_estimator() -> None:
    gate = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    assert SumDisplay.from_estimator(gate, [1, 1]).neuron.bias == gate.intercept_[0]
    with pytest.raises(NotFittedError):
        SumDisplay.from_estimator(Perceptron(), [1, 1])
    with pytest.raises(PlanError, match="there is no neuron 'o7'"):
        SumDisplay.from_estimator(gate, [1, 1], "o7")
