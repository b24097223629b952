"""Predicted against true."""

from __future__ import annotations

import numpy as np
import pytest

from rosenblatt.plots import ResidualDisplay


def test_the_words_hold_the_errors() -> None:
    display = ResidualDisplay.from_predictions([1, 2, 3, 4], [1.5, 2, 4, 2], target_name="price")
    assert display.title == "Half of the predictions of price have an absolute error of 0.750 or less"
    assert "The median absolute error is 0.750, the largest 2" in display.description
    assert "50% are too high" in display.description


def test_it_draws_each_pair_and_the_line_on_which_both_are_equal() -> None:
    ax = ResidualDisplay.from_predictions([1, 2, 3], [1.5, 2, 4]).plot().ax_
    np.testing.assert_array_equal(ax.collections[0].get_offsets(), [[1, 1.5], [2, 2], [3, 4]])
    x, y = ax.get_lines()[0].get_data()
    np.testing.assert_array_equal(x, y)
    assert ax.get_xlim() == ax.get_ylim()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("true target", "predicted target")


def test_of_very_many_samples_six_hundred_are_drawn_and_all_are_counted() -> None:
    display = ResidualDisplay.from_predictions(np.arange(5000), np.arange(5000))
    assert len(display.plot().ax_.collections[0].get_offsets()) == 600
    assert display.description.startswith("5,000 samples, 600 of them drawn.")


@pytest.mark.parametrize(("truth", "said"), [([1, 2], [1]), ([], []), ([[1]], [[1]])])
def test_lists_of_unequal_length_are_an_error(truth: list[float], said: list[float]) -> None:
    with pytest.raises(ValueError, match="must be lists of equal length, got shapes"):
        ResidualDisplay.from_predictions(truth, said)


def test_a_few_far_values_do_not_press_all_others_into_a_corner() -> None:
    truth = np.concatenate([np.linspace(0, 100, 50), [8000.0]])
    display = ResidualDisplay.from_predictions(truth, np.append(truth[:-1] + 1, 120.0))
    assert display.plot().ax_.get_xlim()[1] < 200
    assert "1 sample lies outside the axes, with a cross at the edge." in display.description
    assert "largest 7,880" in display.description
    near = ResidualDisplay.from_predictions(truth[:-1], truth[:-1] + 1)
    assert "outside the axes" not in near.description
