"""Networks that know their names."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from rosenblatt import Model, Network, PlanError, load_model, save_model
from rosenblatt.gates import XOR, Circuit, circuit

MADE = circuit({"carry": "a and b", "sum": "a xor b"})


def test_a_circuit_is_a_network_that_keeps_its_names_when_copied_pickled_or_written() -> None:
    assert isinstance(MADE, Network)
    again = (MADE.copy(), pickle.loads(pickle.dumps(MADE)), Circuit.from_dict(MADE.to_dict()))
    for other in again:
        assert other == MADE
        assert (other.input_names, other.output_names) == (("a", "b"), ("carry", "sum"))
    assert Network.from_dict(MADE.to_dict()) == MADE
    assert Circuit.from_dict(Network.to_dict(MADE)).output_names == ("y1", "y2")


def test_a_copy_has_parameters_of_its_own() -> None:
    other = MADE.copy()
    other.parameters[:] = 0
    assert other != MADE


def test_it_says_what_goes_in_and_what_comes_out() -> None:
    assert repr(MADE) == "<Circuit 2-2-2, step, step, 12 parameters, float64, a, b -> carry, sum>"


def test_names_are_numbered_by_default() -> None:
    made = Circuit((2, 1), ("step",))
    assert (made.input_names, made.output_names) == (("x1", "x2"), ("y",))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("a",), "input_names must be 2 names, got 1: a"),
        (("a", "a"), "input_names must differ from each other, got 'a' twice: rename one of them"),
        ("ab", "input_names must be a sequence of texts, got 'ab'"),
        (("a", ""), "input_names must be a sequence of texts"),
        ((1, 2), "input_names must be a sequence of texts"),
    ],
)
def test_names_that_do_not_fit_are_refused(names: object, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        Circuit((2, 1), ("step",), input_names=names)  # type: ignore[arg-type]


def test_a_circuit_is_saved_in_a_model_file_as_the_network_that_it_is(tmp_path: Path) -> None:
    path = tmp_path / "xor.rosenblatt"
    save_model(path, Model("mlp", "classification", XOR, classes=("even", "odd")))
    loaded = load_model(path)
    assert loaded.network == XOR
    assert loaded.predict([[0, 0], [0, 1], [1, 0], [1, 1]]).tolist() == ["even", "odd", "odd", "even"]
