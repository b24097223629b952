"""A neuron in a word."""

from __future__ import annotations

import numpy as np
import pytest

from rosenblatt.gates import all_rows
from rosenblatt.gates.words import neuron_word


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


MEANING = {
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
            says = MEANING.get(word, lambda c, n: c >= number if word[0] == "≥" else c < number)  # noqa: B023
            assert np.array_equal(says(counts, 4), weight * counts + bias > 0), (weight, bias, word)
