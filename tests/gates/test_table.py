"""Truth tables."""

from __future__ import annotations

import numpy as np
import pytest

from rosenblatt import Network, PlanError
from rosenblatt.gates import AND, TruthTable, all_rows, circuit, trainable, truth_table


def test_the_first_input_counts_most() -> None:
    assert all_rows(2).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    numbers = all_rows(5).astype(int) @ [16, 8, 4, 2, 1]
    assert numbers.tolist() == list(range(32))


def test_a_table_is_made_from_its_outputs_alone() -> None:
    table = TruthTable([0, 1, 1, 0])
    assert table.inputs.tolist() == all_rows(2).tolist()
    assert table.outputs.tolist() == [[0], [1], [1], [0]]
    assert (table.n_inputs, table.n_outputs, table.n_rows) == (2, 1, 4)
    assert (table.input_names, table.output_names) == (("x1", "x2"), ("y",))
    assert table.inputs.dtype == table.outputs.dtype == np.uint8


def test_several_outputs_stand_beside_each_other() -> None:
    table = TruthTable(
        np.array([[0, 0], [0, 1], [0, 1], [1, 0]], dtype=bool),
        input_names=("a", "b"),
        output_names=("carry", "sum"),
    )
    assert str(table).splitlines() == [
        "a b | carry sum",
        "0 0 |     0   0",
        "0 1 |     0   1",
        "1 0 |     0   1",
        "1 1 |     1   0",
    ]
    assert table.output("sum").tolist() == [0, 1, 1, 0]
    assert repr(table) == "<TruthTable a, b -> carry, sum, 4 rows>"
    with pytest.raises(PlanError, match=r"output must be one of carry, sum; got 'sun', did you mean 'sum'\?"):
        table.output("sun")


def test_a_long_table_shows_its_first_and_last_rows() -> None:
    lines = str(TruthTable(np.arange(256) % 2)).splitlines()
    assert len(lines) == 1 + 16 + 1 + 16
    assert lines[17] == "... 224 more rows ..."
    assert lines[-1].split() == ["1"] * 8 + ["|", "1"]
    short = TruthTable(np.arange(256) % 2).to_text(8, names=False).splitlines()
    assert short == ["00000000 | 0", "00000001 | 1", "... 252 more rows ...", "11111110 | 0", "11111111 | 1"]


def test_tables_are_equal_if_names_and_outputs_are() -> None:
    table = TruthTable([0, 1, 1, 0])
    assert table == TruthTable([False, True, True, False])
    assert table != TruthTable([0, 1, 1, 1])
    assert table != TruthTable([0, 1, 1, 0], input_names=("a", "b"))
    assert table != [0, 1, 1, 0]


def test_a_table_cannot_be_changed() -> None:
    given = np.array([0, 1, 1, 0], dtype=np.uint8)
    table = TruthTable(given)
    for array in (table.outputs, table.inputs):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    given[0] = 1
    assert table.outputs[0, 0] == 0


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ([0, 1, 1], r"has 2\*\*n rows: 2, 4, 8, 16, ...; got 3"),
        ([1], "got 1"),
        ([], "got 0"),
        ([0, 2], "a truth table holds 0 and 1 alone, got 2"),
        ([0, 0.5], "a truth table holds 0 and 1 alone, got 0.5"),
        ([0, float("nan")], "a truth table holds 0 and 1 alone, got nan"),
        (["0", "1"], "a truth table holds 0 and 1 alone, got '0'"),
        ([[0], [1, 0]], "the same number of outputs"),
        (np.zeros((2, 0)), "got the shape"),
        (5, "got the shape"),
        (np.zeros(1 << 21), "at most 20 inputs, got 21"),
    ],
)
def test_what_is_no_truth_table_is_refused(outputs: object, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        TruthTable(outputs)  # type: ignore[arg-type]


def test_the_table_of_a_network_is_what_it_predicts() -> None:
    network = Network((3, 4, 2), ("tanh", "step"))
    network.parameters[:] = np.random.default_rng(0).normal(size=network.n_parameters)
    table = truth_table(network)
    assert np.array_equal(table.outputs, network.predict(all_rows(3)))
    assert table.output_names == ("y1", "y2")


def test_a_network_with_sigmoids_has_a_table_too() -> None:
    assert truth_table(trainable(AND)) == truth_table(AND)


def test_a_wide_network_is_asked_in_parts_with_the_same_answers() -> None:
    network = Network((14, 3000, 1), ("step", "step"))
    network.parameters[:] = np.random.default_rng(1).integers(-3, 4, network.n_parameters)
    assert np.array_equal(truth_table(network).outputs, network.predict(all_rows(14)))


def test_names_of_a_circuit_are_kept() -> None:
    assert truth_table(circuit("left and not right")).input_names == ("left", "right")


def test_what_has_no_truth_table_says_so() -> None:
    with pytest.raises(
        PlanError, match=r"neither 0 nor 1: .* such as step or logistic; this one's is identity"
    ):
        truth_table(Network((1, 1), ("identity",), [0.5, 0.25]))
    with pytest.raises(PlanError, match="at most 20 inputs, got 21"):
        truth_table(Network((21, 1), ("step",)))
    with pytest.raises(PlanError, match="a recurrent network answers sequences"):
        truth_table(Network((2, 2, 1), ("step", "step"), cell="elman"))
    with pytest.raises(PlanError, match="truth_table needs a Network, got 'and'"):
        truth_table("and")  # type: ignore[arg-type]
