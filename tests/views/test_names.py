"""Names of neurons, and how wide layers are folded."""

from __future__ import annotations

import pytest

from rosenblatt.errors import PlanError
from rosenblatt.views.names import Fold, names_of, output_words


def test_names_are_counted_from_one_where_none_are_given() -> None:
    assert names_of(None, 2, "input") == ("x1", "x2")
    assert names_of(None, 2, "output") == ("o1", "o2")
    assert names_of([0, True], 2, "input") == ("0", "True")


def test_a_wrong_number_of_names_is_an_error_that_says_both() -> None:
    with pytest.raises(PlanError, match=r"output_names must name each of the 3 outputs, got 1"):
        names_of(["a"], 3, "output")
    with pytest.raises(PlanError, match=r"input_names must name each of the 2 inputs, got 2: 'ab'"):
        names_of("ab", 2, "input")


@pytest.mark.parametrize(
    ("classes", "n", "words"),
    [
        (("no", "yes"), 1, ("sold = yes",)),
        (("a", "b", "c"), 3, ("a", "b", "c")),
        (((0, 1, 2), ("no", "yes")), 5, ("1: 0", "1: 1", "1: 2", "2: no", "2: yes")),
        (((False, True), ("no", "yes")), 2, ("1: True", "2: yes")),
        (None, 1, ("sold",)),
        (None, 2, ("sold 1", "sold 2")),
    ],
)
def test_outputs_are_called_what_they_stand_for(
    classes: tuple[str, ...] | None, n: int, words: tuple[str, ...]
) -> None:
    assert output_words(classes, n, "sold") == words


def test_a_short_row_is_not_folded() -> None:
    fold = Fold.of(4, 10)
    assert (fold.shown, fold.gap, fold.n_hidden, fold.length) == ((0, 1, 2, 3), None, 0, 3)


def test_a_long_row_shows_the_first_few_and_the_last() -> None:
    fold = Fold.of(100, 6)
    assert fold.shown == (0, 1, 2, 3, 99)
    assert (fold.gap, fold.n_hidden) == (4, 95)
    assert fold.places == (0, 1, 2, 3, 5.5)
