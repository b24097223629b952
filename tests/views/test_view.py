"""Which features are the axes of a picture, and where the others are held."""

from __future__ import annotations

import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.views.view import View

SAMPLES = np.array([[0.0, 10, 100, 1], [2, 30, 300, 3]])
NAMES = ("age", "height", "weight", "shoe size")
PLAIN = np.tile([0.0, 1.0], (4, 1))


def test_two_features_are_chosen_and_the_others_held_at_their_mean() -> None:
    view = View.of(SAMPLES, NAMES, PLAIN, ("weight", 0))
    assert view.axis_names == ("weight", "age")
    assert view.places(SAMPLES).tolist() == [[100, 0], [300, 2]]
    assert view.samples_at(np.array([[7.0, 8.0]])).tolist() == [[8, 20, 7, 2]]
    assert view.is_cut
    assert view.where == "height = 20 and shoe size = 2"
    assert view.description == "Held fixed: height at 20 and shoe size at 2, their means."


def test_the_others_are_held_where_it_is_said() -> None:
    view = View.of(SAMPLES, NAMES, PLAIN, (0, 1), {"shoe size": 9})
    assert view.samples_at(np.array([[7.0, 8.0]])).tolist() == [[7, 8, 200, 9]]
    assert view.where == "weight = 200 and shoe size = 9"
    assert view.description == "Held fixed: weight at 200 and shoe size at 9, where not given (1) means."


def test_units_are_those_of_the_table_while_samples_are_the_networks() -> None:
    units = np.array([[100.0, 10.0], [0, 1], [0, 1], [5, 2]])
    view = View.of(SAMPLES, NAMES, units, (0, 1), {3: 11})
    assert view.places(SAMPLES).tolist() == [[100, 10], [120, 30]]
    assert view.samples_at(np.array([[120.0, 30.0]])).tolist() == [[2, 30, 200, 3]]


def test_of_two_features_nothing_is_cut_whichever_comes_first() -> None:
    view = View.of(SAMPLES[:, :2], NAMES[:2], PLAIN[:2], (1, 0))
    assert (view.is_cut, view.axis_names, view.description) == (False, ("height", "age"), "")


@pytest.mark.parametrize(
    ("features", "fixed", "words"),
    [
        (("age", "wieght"), None, "there is no feature 'wieght', did you mean 'weight'"),
        ((0, 4), None, "features are counted from 0 to 3, got 4"),
        (("age",), None, "features must name two of the 4 features, got"),
        ("age", None, "features must name two of the 4 features, got 'age'"),
        ((0, "age"), None, "features must be two different ones, got 'age' twice"),
        ((0, 1), {"age": 3}, "'age' is an axis of the picture: leave it out of fixed"),
        ((0, 1), {2: np.nan}, "fixed must hold numbers, got nan for 'weight'"),
        (None, {2: 1.0}, "say by features="),
    ],
)
def test_what_cannot_be_an_axis_is_an_error(features: object, fixed: object, words: str) -> None:
    with pytest.raises(PlanError, match=words):
        View.of(SAMPLES, NAMES, PLAIN, features, fixed)  # type: ignore[arg-type]
