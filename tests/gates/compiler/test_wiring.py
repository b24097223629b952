"""Neurons without layers yet, and their layers."""

from __future__ import annotations

import numpy as np

from rosenblatt.gates import all_rows
from rosenblatt.gates.compiler.layers import in_layers
from rosenblatt.gates.compiler.wiring import (
    Bit,
    Wiring,
    all_of,
    any_of,
    at_least,
    constant,
    parity,
    weighted_sum,
)


def test_the_same_neuron_is_made_once_and_serves_for_its_negation() -> None:
    wiring = Wiring(2)
    a, b = wiring.inputs()
    both = all_of(wiring, [a, b])
    assert all_of(wiring, [b, a]) == both
    assert any_of(wiring, [a.negated, b.negated]) == both.negated
    assert len(wiring.neurons) == 1


def test_one_literal_needs_no_neuron() -> None:
    wiring = Wiring(1)
    (a,) = wiring.inputs()
    assert wiring.neuron([(3.0, a)], -1.0) == a
    assert wiring.neuron([(-1.0, a)], 0.5) == a.negated
    assert wiring.neuron([(1.0, a)], 0.5) == constant(True)
    assert wiring.neuron([(1.0, a), (-1.0, a)], -0.5) == constant(False)
    assert not wiring.neurons


def test_parity_is_a_sum_of_counts_with_alternating_signs() -> None:
    wiring = Wiring(3)
    odd = parity(wiring, wiring.inputs())
    assert [weight for _, weight in odd.terms] == [1, -1, 1]
    assert len(wiring.neurons) == 3


def test_bits_add_up_and_cancel() -> None:
    a, b = Wiring(2).inputs()
    assert weighted_sum([(2.0, a), (1.0, b), (-2.0, a)]) == b
    assert a.negated.negated == a
    assert weighted_sum([(1.0, a.negated)], -1.0) == Bit(((0, -1.0),), 0.0)


def test_layers_hold_what_later_ones_read_and_nothing_else() -> None:
    wiring = Wiring(3)
    a, b, c = wiring.inputs()
    at_least(wiring, [a, b, c], 2)  # nobody reads it
    deep = all_of(wiring, [parity(wiring, [a, b]), c])
    layers = in_layers(wiring, [deep, a])
    assert layers.layer_sizes == (3, 4, 2)  # OR, AND, c and a passed on
    made = layers.circuit(None, None)
    rows = all_rows(3).astype(bool)
    expected = np.stack([(rows[:, 0] ^ rows[:, 1]) & rows[:, 2], rows[:, 0]], axis=1)
    assert np.array_equal(made.predict(rows), expected)


def test_a_copy_can_be_tried_without_harm() -> None:
    wiring = Wiring(2)
    tried = wiring.copy()
    all_of(tried, tried.inputs())
    assert not wiring.neurons
    wiring.replace(tried)
    assert len(wiring.neurons) == 1
