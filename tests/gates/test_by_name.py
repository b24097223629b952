"""The gates by name."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from rosenblatt import Network, PlanError
from rosenblatt.gates import AND, GATES, IMPLIES, NAND, NOR, NOT, OR, XNOR, XOR, all_rows, gate, truth_table
from rosenblatt.gates.by_name import neuron_word

ROWS = [[0, 0], [0, 1], [1, 0], [1, 1]]
MEANING = {
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "nand": lambda a, b: not (a and b),
    "nor": lambda a, b: not (a or b),
    "xor": lambda a, b: a != b,
    "xnor": lambda a, b: a == b,
    "implies": lambda a, b: not a or b,
}


@pytest.mark.parametrize("name", MEANING)
def test_a_gate_of_two_inputs_answers_what_its_name_says(name: str) -> None:
    assert GATES[name].predict(ROWS).ravel().tolist() == [int(MEANING[name](*row)) for row in ROWS]


def test_not_turns_its_input_round() -> None:
    assert NOT.predict([[0], [1]]).tolist() == [[1], [0]]


def test_every_gate_is_a_network_of_steps_and_is_named() -> None:
    assert tuple(GATES) == ("and", "or", "not", "nand", "nor", "xor", "xnor", "implies")
    assert tuple(GATES.values()) == (AND, OR, NOT, NAND, NOR, XOR, XNOR, IMPLIES)
    for name, network in GATES.items():
        assert isinstance(network, Network)
        assert set(network.activations) == {"step"}
        assert network.output_names == (name,)


def test_and_or_not_have_the_weights_of_the_tutorial() -> None:
    assert AND.parameters.tolist() == [1, 1, -1.5]
    assert OR.parameters.tolist() == [1, 1, -0.5]
    assert NOT.parameters.tolist() == [-1, 0.5]
    assert AND.weights[0].ravel() @ [1, 1] + AND.biases[0] == 0.5
    assert AND.weights[0].ravel() @ [1, 0] + AND.biases[0] == -0.5


def test_xor_has_three_levels_with_the_numbers_of_the_tutorial() -> None:
    assert XOR.layer_sizes == (2, 2, 2, 1)
    values = XOR.layer_values([[0, 1]])
    z = [
        (below @ w + b).ravel().tolist() for below, w, b in zip(values, XOR.weights, XOR.biases, strict=False)
    ]
    # OR and AND; the OR's value passed on and NOT of the AND; AND of these.
    assert z == [[0.5, -0.5], [0.5, 0.5], [0.5]]


def test_the_ready_gates_cannot_be_changed_but_copies_can() -> None:
    with pytest.raises(ValueError, match="read-only"):
        AND.weights[0][0, 0] = 5
    with pytest.raises(ValueError, match="read-only"):
        AND.parameters[:] = 0
    mine = gate("and")
    mine.weights[0][0, 0] = 5
    assert AND.copy() == gate("AND") != mine
    assert pickle.loads(pickle.dumps(AND)) == AND


def test_a_gate_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(PlanError, match=r"gate must be one of and, or, .*; got 'xro', did you mean 'xor'\?"):
        gate("xro")
    with pytest.raises(PlanError, match="gate must be one of"):
        gate(3)  # type: ignore[arg-type]


def test_a_truth_table_of_a_gate_stands_in_lines() -> None:
    assert str(truth_table(IMPLIES)).splitlines() == [
        "x1 x2 | implies",
        " 0  0 |       1",
        " 0  1 |       1",
        " 1  0 |       0",
        " 1  1 |       1",
    ]
    assert np.array_equal(truth_table(IMPLIES).inputs, ROWS)


# ---- The name of the gate that a neuron is -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "bias", "word"),
    [
        ([1, 1], -1.5, "AND"),
        ([1, 1], -0.5, "OR"),
        ([1, 1], -1, "AND"),
        ([-1, -1], 1.5, "NAND"),
        ([-1, -1], 0.5, "NOR"),
        ([-1, -1], 1, "NOR"),
        ([-1], 0.5, "NOT"),
        ([0, 3], -0.5, "pass"),
        ([1, 1, 1], -1.5, "≥2"),
        ([-2, -2, -2], 3, "<2"),
        ([1, 1], 0.5, "1"),
        ([1, 1], -2, "0"),
        ([], 0.5, "1"),
        ([1, -1], -0.5, None),
        ([2, 1], -0.5, None),
    ],
)
def test_the_word_says_what_the_neuron_does(weights: list[float], bias: float, word: str | None) -> None:
    assert neuron_word(weights, bias) == word


MEANING_OF_COUNTS = {
    "AND": lambda count, n: count == n,
    "OR": lambda count, n: count > 0,
    "NAND": lambda count, n: count < n,
    "NOR": lambda count, n: count == 0,
    "0": lambda count, n: count < 0,
    "1": lambda count, n: count >= 0,
}


def test_the_word_is_true_of_every_neuron_of_equal_weights() -> None:
    counts = all_rows(4).sum(axis=1).astype(int)
    for weight in (-2, -1, 1, 2):
        for bias in np.arange(-9, 9.5, 0.5):
            word = neuron_word([weight] * 4, bias)
            assert word is not None
            number = int(word[1:]) if word[0] in "≥<" else 0
            says = MEANING_OF_COUNTS.get(word, lambda c, n: c >= number if word[0] == "≥" else c < number)  # noqa: B023
            assert np.array_equal(says(counts, 4), weight * counts + bias > 0), (weight, bias, word)
