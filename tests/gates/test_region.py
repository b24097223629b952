"""Which weights work."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt import Network, PlanError
from rosenblatt.gates import AND, NOT, OR, XNOR, XOR, TruthTable, gate, working_region

COLUMNS = list(product((0, 1), repeat=4))
SINGLE = [column for column in COLUMNS if column not in ((0, 1, 1, 0), (1, 0, 0, 1))]
NUMBERS = st.integers(-8, 8).map(lambda n: n / 4)


def test_the_region_of_and_is_four_inequalities() -> None:
    region = working_region("and")
    assert (region.name, region.truth) == ("and", (0, 0, 0, 1))
    assert region.inequalities == ("b <= 0", "w2 + b <= 0", "w1 + b <= 0", "w1 + w2 + b > 0")
    assert str(region).splitlines()[0] == "One neuron computes and where"
    assert region.exists
    assert region.contradiction is None


@given(st.sampled_from(COLUMNS), NUMBERS, NUMBERS, NUMBERS)
def test_a_neuron_is_in_the_region_if_and_only_if_it_computes_the_gate(
    column: tuple[int, ...], w1: float, w2: float, b: float
) -> None:
    neuron = Network((2, 1), ("step",), [w1, w2, b])
    answers = neuron.predict([[0, 0], [0, 1], [1, 0], [1, 1]]).ravel().tolist()
    assert working_region(column).contains(neuron) == (answers == list(column))


def test_margin_and_distance_of_the_tutorials_neurons() -> None:
    assert working_region("and").margin(AND) == 0.5
    assert working_region("or").margin(OR) == 0.5
    assert working_region("and").distance(AND) == pytest.approx(0.5 / np.sqrt(2))
    assert working_region("and").margin([2, 2, -3]) == 1
    assert working_region("and").distance([2, 2, -3]) == pytest.approx(0.5 / np.sqrt(2))


def test_a_wrong_neuron_has_a_negative_margin_that_says_how_wrong() -> None:
    # OR's neuron is wrong as AND on 01 and 10, where z is 0.5.
    assert working_region("and").margin(OR) == -0.5
    assert working_region("and").distance(OR) == pytest.approx(-0.5 / np.sqrt(2))
    assert not working_region("and").contains(OR)


def test_on_the_edge_the_step_counts_zero_as_false() -> None:
    region = working_region("and")
    assert region.contains([1, 1, -1])
    assert region.margin([1, 1, -1]) == 0
    assert not region.contains([1, 1, -2])


def test_a_neuron_without_weights_draws_no_line() -> None:
    assert working_region([1, 1, 1, 1]).distance([0, 0, 1]) == np.inf
    assert working_region([1, 1, 1, 1]).distance([0, 0, -1]) == -np.inf


def test_the_vertices_are_exact() -> None:
    corners = working_region("and").vertices(bound=1)
    assert all(isinstance(value, Fraction) for corner in corners for value in corner)
    # z <= 0 at 00, 01, 10 and >= 0 at 11, within the cube of side 2.
    assert corners == ((0, 0, 0), (0, 1, -1), (1, 0, -1), (1, 1, -1))


@pytest.mark.parametrize("column", SINGLE)
def test_the_vertices_span_the_region(column: tuple[int, ...]) -> None:
    region = working_region(column)
    corners = np.array(region.vertices(bound=2), dtype=float)
    assert len(corners) >= 4
    assert np.abs(corners).max() == 2
    generator = np.random.default_rng(0)
    # Mixtures of the corners are on the right side everywhere; what works lies in the box of the corners.
    mixed = generator.dirichlet(np.ones(len(corners)), 200) @ corners
    assert all(region.margin(point) >= -1e-12 for point in mixed)
    drawn = generator.uniform(-2, 2, (2000, 3))
    inside = np.array([point for point in drawn if region.contains(point)])
    assert (inside >= corners.min(axis=0)).all()
    assert (inside <= corners.max(axis=0)).all()


@pytest.mark.parametrize("column", SINGLE)
def test_no_neuron_stays_further_away_than_the_widest(column: tuple[int, ...]) -> None:
    region = working_region(column)
    widest = region.widest()
    assert region.contains(widest)
    assert region.margin(widest) == 0.5
    drawn = np.random.default_rng(1).normal(size=(3000, 3))
    assert max(map(region.distance, drawn)) <= region.distance(widest) + 1e-9


def test_the_tutorials_neurons_are_the_widest() -> None:
    assert working_region("and").widest() == AND
    assert working_region("or").widest() == OR


@pytest.mark.parametrize("network", [XOR, XNOR])
def test_xor_has_no_region_and_says_why(network: Network) -> None:
    region = working_region(network)
    assert not region.exists
    assert region.vertices() == ()
    assert region.contradiction in str(region)
    with pytest.raises(PlanError, match="no neuron computes x"):
        region.widest()
    drawn = np.random.default_rng(2).normal(size=(1000, 3))
    assert max(map(region.margin, drawn)) <= 0


def test_the_contradiction_of_xor_adds_its_rows() -> None:
    assert working_region("xor").contradiction == (
        "Rows 01 and 10 must be 1: w2 + b > 0 and w1 + b > 0, together w1 + w2 + 2b > 0. "
        "Rows 00 and 11 must be 0: b <= 0 and w1 + w2 + b <= 0, together w1 + w2 + 2b <= 0. Both cannot hold."
    )


def test_it_is_asked_by_name_network_table_or_column() -> None:
    column = working_region([0, 0, 0, 1])
    for asked in ("AND", gate("and"), TruthTable([0, 0, 0, 1])):
        assert working_region(asked).truth == column.truth


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("xro", "did you mean 'xor'"),
        (NOT, "two inputs with one output, got 1 and 1"),
        ([0, 1], "two inputs with one output, got 1 and 1"),
        ([0, 1, 1], "got 3"),
    ],
)
def test_what_has_no_working_region_is_refused(asked: object, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        working_region(asked)  # type: ignore[arg-type]


def test_what_is_no_neuron_of_two_inputs_is_refused() -> None:
    region = working_region("and")
    with pytest.raises(PlanError, match="for one neuron with two inputs, got a network of 2-2-2-1"):
        region.contains(XOR)
    with pytest.raises(PlanError, match="is given by its w1, w2 and b, got"):
        region.margin([1, 1])
    with pytest.raises(PlanError, match="is given by its w1, w2 and b, got"):
        region.margin([1, 1, float("nan")])
    for bound in (0, -1, float("inf"), True):
        with pytest.raises(PlanError, match="bound must be a positive number"):
            region.vertices(bound)
