"""Functions by their tables: symmetric ones, sums of products, intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt.gates import all_rows
from rosenblatt.gates.compiler.layers import in_layers
from rosenblatt.gates.compiler.products import cover, sum_of_products
from rosenblatt.gates.compiler.tables import best_split, intervals, symmetric
from rosenblatt.gates.compiler.wiring import Bit, Wiring

TABLES = st.integers(2, 7).flatmap(lambda n: st.lists(st.booleans(), min_size=2**n, max_size=2**n))


def wired(cube: np.ndarray, way: Callable[[Wiring, list[Bit]], Bit | None]) -> np.ndarray:
    """What the network of a bit answers on every row."""
    wiring = Wiring(cube.ndim)
    bit = way(wiring, wiring.inputs())
    assert bit is not None
    answers: np.ndarray = in_layers(wiring, [bit]).circuit(None, None).predict(all_rows(cube.ndim))[:, 0]
    return answers.reshape(cube.shape)


def as_cube(table: list[bool]) -> np.ndarray:
    return np.array(table).reshape((2,) * (len(table).bit_length() - 1))


@given(TABLES)
def test_the_products_cover_the_true_rows_and_no_other_and_none_is_superfluous(table: list[bool]) -> None:
    cube = as_cube(table)
    products = cover(cube, 1000)
    assert products is not None
    times = np.zeros(cube.shape, int)
    for product in products:
        times[product] += 1
    assert np.array_equal(times > 0, cube)
    assert all((times[product] == 1).any() for product in products)
    if cube.any() and not cube.all():  # constants come no further than `reduced`
        answers = wired(cube, lambda wiring, bits: sum_of_products(wiring, cube, bits, 1000))
        assert np.array_equal(answers, cube)


def test_a_cover_gives_up_beyond_what_is_allowed() -> None:
    parity = np.indices((2,) * 4).sum(axis=0) % 2 == 1
    assert len(cover(parity, 8)) == 8  # type: ignore[arg-type]
    assert cover(parity, 7) is None


def test_a_known_function_gets_its_known_products() -> None:
    a, b, c, d = all_rows(4).T.astype(bool)
    products = cover((a & b | ~a & c | b & c & d).reshape((2,) * 4), 10)
    any_value = slice(None)
    assert sorted(products, key=str) == sorted(  # type: ignore[arg-type]
        [(1, 1, any_value, any_value), (0, any_value, 1, any_value)], key=str
    )


@given(TABLES, st.data())
def test_intervals_are_right_however_the_inputs_are_split(table: list[bool], data: st.DataObject) -> None:
    cube = as_cube(table)
    n_first = data.draw(st.integers(0, cube.ndim - 1))
    answers = wired(cube, lambda wiring, bits: intervals(wiring, cube, bits, n_first))
    assert np.array_equal(answers, cube)


def test_a_range_of_numbers_takes_two_neurons() -> None:
    numbers = np.arange(64).reshape((2,) * 6)
    n_first, cost = best_split((numbers >= 11) & (numbers < 50))
    assert (n_first, cost) == (0, 2)


@pytest.mark.parametrize("n", [8, 10, 12])
def test_intervals_need_about_twice_the_root_of_the_rows(n: int) -> None:
    cube = np.random.default_rng(n).random((2,) * n) < 0.5
    _, cost = best_split(cube)
    assert cost <= 2 ** (n // 2) - 1 + n // 2 + 2 ** (n // 2)


@given(st.integers(2, 6), st.data())
def test_symmetric_functions_are_found_whichever_inputs_are_negated(n: int, data: st.DataObject) -> None:
    answers = np.array(data.draw(st.lists(st.booleans(), min_size=n + 1, max_size=n + 1)))
    turned = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    rows = all_rows(n).astype(bool) ^ np.array(turned)
    cube = answers[rows.sum(axis=1)].reshape((2,) * n)
    wiring = Wiring(n)
    bit = symmetric(wiring, cube, wiring.inputs())
    assert bit is not None
    assert len(wiring.neurons) <= np.count_nonzero(np.diff(answers))
    made = in_layers(wiring, [bit]).circuit(None, None)
    assert np.array_equal(made.predict(all_rows(n))[:, 0], cube.ravel())


def test_what_is_not_symmetric_is_not_taken_for_it() -> None:
    a, b, c = all_rows(3).T.astype(bool)
    wiring = Wiring(3)
    assert symmetric(wiring, (a & b | c).reshape(2, 2, 2), wiring.inputs()) is None
    assert symmetric(wiring, ((a ^ b) & c).reshape(2, 2, 2), wiring.inputs()) is None
