"""What one neuron can compute."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from rosenblatt.gates import all_rows
from rosenblatt.gates.compiler.threshold import reduced, threshold_weights


def cube(column: np.ndarray) -> np.ndarray:
    n = len(column).bit_length() - 1
    made, _ = reduced(np.asarray(column, bool).reshape((2,) * n), range(n))
    return made


def is_right(function: np.ndarray, weights: np.ndarray, bias: float) -> bool:
    z = all_rows(function.ndim) @ weights + bias
    return bool(((z > 0) == function.ravel()).all()) and bool((np.abs(z) >= 0.25).all())


def separable(function: np.ndarray) -> bool:
    """By the plain linear programme over all rows."""
    rows = np.c_[all_rows(function.ndim).astype(float), np.ones(function.size)]
    signs = np.where(function.ravel(), 1.0, -1.0)[:, None]
    found = linprog(
        np.zeros(rows.shape[1]), A_ub=-signs * rows, b_ub=-np.ones(len(rows)), bounds=(None, None)
    )
    return found.status == 0


@pytest.mark.parametrize("n", [1, 2, 3])
def test_it_agrees_with_the_plain_linear_programme_on_every_function(n: int) -> None:
    for column in product((False, True), repeat=2**n):
        function = cube(np.array(column))
        if function.ndim:
            found = threshold_weights(function)
            assert (found is not None) == separable(function)
            assert found is None or is_right(function, *found)


@given(st.integers(0, 2**16 - 1))
def test_it_agrees_on_functions_of_four_inputs(bits: int) -> None:
    function = cube(np.array([bits >> row & 1 for row in range(16)], bool))
    if function.ndim:
        found = threshold_weights(function)
        assert (found is not None) == separable(function)
        assert found is None or is_right(function, *found)


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=9), st.integers(-20, 20))
def test_every_neuron_with_whole_weights_is_found_again(weights: list[int], bias: int) -> None:
    function = cube(all_rows(len(weights)) @ np.array(weights) + bias + 0.5 > 0)
    if function.ndim:
        found = threshold_weights(function)
        assert found is not None
        assert is_right(function, *found)


def test_a_majority_of_16_and_random_weights_are_found_on_all_65536_rows() -> None:
    rows = all_rows(16)
    majority = cube(rows.sum(axis=1) > 8)
    assert threshold_weights(majority)[0].tolist() == [1] * 16  # type: ignore[index]
    drawn = np.random.default_rng(3).normal(size=16)
    function = cube(rows @ drawn > drawn.sum() / 3)
    found = threshold_weights(function)
    assert found is not None
    assert is_right(function, *found)


def test_weights_are_the_least_whole_ones() -> None:
    nested = cube((lambda a, b, c, d: a & (b | c & d))(*all_rows(4).T.astype(bool)))
    weights, bias = threshold_weights(nested)  # type: ignore[misc]
    assert (weights.tolist(), bias) == ([3, 2, 1, 1], -4.5)
