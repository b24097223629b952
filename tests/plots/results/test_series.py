"""Predictions and truth over time."""

from __future__ import annotations

import numpy as np
import pytest

from rosenblatt.plots import SeriesDisplay


def test_the_words_hold_the_misses_and_where_the_worst_is() -> None:
    display = SeriesDisplay.from_predictions([11, 12, 13], [1, 2, 9], [1.5, 2, 5], target_name="level")
    assert display.title == (
        "The prediction is furthest below the truth in step 13, by 4; half of its errors are at most 0.500"
    )
    assert display.description == (
        "From step 11 to step 13. The true level runs from 1 to 9, the prediction from 1.50 to 5."
    )


def test_it_draws_both_curves_told_apart_by_more_than_colour() -> None:
    ax = SeriesDisplay.from_predictions([1, 2, 3], [1, 2, 4], [1.5, 2, 3]).plot().ax_
    truth, predicted = ax.get_lines()
    np.testing.assert_array_equal(truth.get_ydata(), [1, 2, 4])
    np.testing.assert_array_equal(predicted.get_ydata(), [1.5, 2, 3])
    assert truth.get_linestyle() != predicted.get_linestyle()
    assert ax.get_xlabel() == "step"


def test_of_a_long_one_the_first_two_hundred_steps_are_drawn() -> None:
    display = SeriesDisplay.from_predictions(np.arange(1, 501), np.arange(500), np.arange(500))
    assert len(display.plot().ax_.get_lines()[0].get_ydata()) == 200  # type: ignore[arg-type]
    assert display.description.endswith("300 more steps not drawn.")


def test_lists_that_do_not_belong_together_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"equal length, got shapes \(2,\), \(3,\) and \(3,\)"):
        SeriesDisplay.from_predictions([1, 2], [1, 2, 3], [1, 2, 3])
