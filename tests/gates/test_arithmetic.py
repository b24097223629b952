"""Circuits that calculate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from rosenblatt import Network, PlanError
from rosenblatt.gates import adder, all_rows, full_adder, half_adder, multiplier, subtractor, truth_table


def number(digits: np.ndarray) -> np.ndarray:
    """The number that digits stand for, the first counting most."""
    return digits.astype(np.int64) @ (1 << np.arange(digits.shape[1] - 1, -1, -1))


def digits(number: int, n: int) -> list[int]:
    return [number >> place & 1 for place in range(n - 1, -1, -1)]


def pairs(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = all_rows(2 * n)
    return rows, number(rows[:, :n]), number(rows[:, n:])


def test_an_eight_bit_adder_is_right_on_all_65536_inputs_in_one_forward_pass() -> None:
    rows, a, b = pairs(8)
    network = adder(8)
    assert len(rows) == 65536
    assert np.array_equal(number(network.predict(rows)), a + b)
    assert network.layer_sizes == (16, 24, 9)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_adders_add(n: int) -> None:
    rows, a, b = pairs(n)
    assert np.array_equal(number(adder(n).predict(rows)), a + b)


@pytest.mark.parametrize("n", [1, 2, 4, 8])
def test_subtractors_give_the_difference_in_twos_complement(n: int) -> None:
    rows, a, b = pairs(n)
    answers = subtractor(n).predict(rows)
    assert np.array_equal(number(answers[:, 1:]) - (answers[:, 0] << n), a - b)
    assert np.array_equal(answers[:, 0], a < b)
    assert np.array_equal(number(answers[:, 1:]), (a - b) % 2**n)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6])
def test_multipliers_multiply(n: int) -> None:
    rows, a, b = pairs(n)
    network = multiplier(n)
    assert np.array_equal(number(network.predict(rows)), a * b)
    assert network.n_layers <= 3


@pytest.mark.parametrize(
    ("make", "n", "operation"),
    [(adder, 32, int.__add__), (subtractor, 32, int.__sub__), (multiplier, 16, int.__mul__)],
)
def test_the_largest_are_right_at_the_edges_and_on_random_numbers(
    make: Callable[[int], Network], n: int, operation: Callable[[int, int], int]
) -> None:
    generator = np.random.default_rng(0)
    top = 2**n - 1
    edges = [(0, 0), (top, top), (top, 1), (0, top), (1, 2 ** (n - 1)), (2 ** (n - 1), 1)]
    drawn = [tuple(map(int, pair)) for pair in generator.integers(0, 2**n, (300, 2))]
    network = make(n)
    rows = [[*digits(a, n), *digits(b, n)] for a, b in [*edges, *drawn]]
    for (a, b), answer in zip([*edges, *drawn], network.predict(rows).tolist(), strict=True):
        assert answer == digits(operation(a, b) % 2**network.n_outputs, network.n_outputs)


def test_a_half_adder_gives_carry_and_sum() -> None:
    table = truth_table(half_adder())
    assert (table.input_names, table.output_names) == (("a", "b"), ("carry", "sum"))
    assert table.outputs.tolist() == [[0, 0], [0, 1], [0, 1], [1, 0]]


def test_a_full_adder_adds_three_digits_by_counting_them() -> None:
    network = full_adder()
    assert np.array_equal(number(network.predict(all_rows(3))), all_rows(3).sum(axis=1))
    assert network.input_names == ("a", "b", "carry_in")
    assert network.layer_sizes == (3, 3, 2)
    assert network.biases[0].tolist() == [-0.5, -1.5, -2.5]


def test_names_tell_the_digits_the_first_counting_most() -> None:
    assert adder(2).input_names == ("a1", "a0", "b1", "b0")
    assert adder(2).output_names == ("carry", "s1", "s0")
    assert subtractor(2).output_names == ("borrow", "d1", "d0")
    assert multiplier(2).output_names == ("p3", "p2", "p1", "p0")


@pytest.mark.parametrize("n", [0, -1, 33, 2.0, "4", True, None])
def test_an_impossible_number_of_digits_is_refused(n: object) -> None:
    with pytest.raises(PlanError, match="needs a whole number of digits from 1 to 32, got"):
        adder(n)  # type: ignore[arg-type]
    with pytest.raises(
        PlanError, match=r"multiplier\(n\) needs a whole number of digits from 1 to 16, got 17"
    ):
        multiplier(17)
