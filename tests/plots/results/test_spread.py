"""The score over many splits."""

from __future__ import annotations

import numpy as np
from tests.plots.looking import seen_texts

from rosenblatt.plots import SpreadDisplay

SCORES = np.arange(21) / 20


def test_the_title_gives_the_middle_nine_tenths() -> None:
    assert (
        SpreadDisplay.from_scores(SCORES, 0.8, 0.3).title
        == "Nine splits in ten reach an accuracy between 0.0500 and 0.9500"
    )
    assert SpreadDisplay.from_scores([], 0.8, 0.3).title == "The accuracy is 0.8000, the baseline 0.3000"


def test_the_description_gives_median_and_extremes_and_places_this_split() -> None:
    assert SpreadDisplay.from_scores(SCORES, 0.8, 0.3, score_name="R²").description == (
        "Over 21 other random splits the R² has the median 0.5000; "
        "nine splits in ten lie between 0.0500 and 0.9500, "
        "the lowest is 0.0000, the highest 1.0000. This split scores 0.8000, the baseline 0.3000. "
        "16 of the 21 score lower than it."
    )
    assert (
        SpreadDisplay.from_scores([], 0.8, 0.3).description == "This run scores 0.8000, the baseline 0.3000."
    )


def test_of_few_scores_the_whole_range_is_told() -> None:
    display = SpreadDisplay.from_scores([0.5, 0.7, 0.6], 0.8, 0.3)
    assert display.title == "3 other splits reach an accuracy between 0.5000 and 0.7000"
    assert "nine" not in display.description
    assert SpreadDisplay.from_scores([1, 1], 1, 0.3).title == "2 other splits reach an accuracy of 1.0000"
    assert SpreadDisplay.from_scores([0.5], 1, 0.3).title == "1 other split reaches an accuracy of 0.5000"
    assert (
        SpreadDisplay.from_scores(np.ones(20), 1, 0.3).title
        == "Nine splits in ten reach an accuracy of 1.0000"
    )


def test_every_score_is_a_dot_and_equal_ones_stand_on_each_other() -> None:
    ax = SpreadDisplay.from_scores([0.5, 0.7, 0.5, 0.5], 0.7, 0.2).plot().ax_
    dots = np.asarray(ax.collections[-1].get_offsets())
    assert sorted(dots[:, 0]) == [0.5, 0.5, 0.5, 0.7]
    assert sorted(dots[dots[:, 0] == 0.5, 1]) == [0.6, 1.6, 2.6]


def test_very_many_scores_are_bars_that_count_them_all() -> None:
    scores = np.random.default_rng(0).normal(size=5000)
    ax = SpreadDisplay.from_scores(scores, 0.7, 0.2).plot().ax_
    assert sum(bar.get_height() for bar in ax.containers[0]) == 5000
    few = SpreadDisplay.from_scores(np.arange(1000) % 5, 0.7, 0.2).plot().ax_
    assert [bar.get_height() for bar in few.containers[0]] == [200] * 5


def test_scores_that_are_not_finite_are_left_out() -> None:
    assert SpreadDisplay.from_scores([0.5, np.nan, -np.inf], 0.5, 0.1).scores.tolist() == [0.5]


def test_the_axis_says_what_the_score_was_measured_on() -> None:
    display = SpreadDisplay.from_scores([], 0.5, 0.1, part="rows trained on").plot()
    assert display.ax_.get_xlabel() == "accuracy on the rows trained on"
    assert {"this run 0.5000", "baseline 0.1000"} <= {seen.text for seen in seen_texts(display.figure_)}


def test_of_a_stream_the_seeds_are_other_not_the_split() -> None:
    display = SpreadDisplay.from_scores(SCORES, 0.8, 0.3, over="seeds")
    assert display.title == "Nine seeds in ten reach an accuracy between 0.0500 and 0.9500"
    assert display.description.startswith(
        "Over 21 other seeds the accuracy has the median 0.5000; nine seeds"
    )
    assert "This seed scores 0.8000" in display.description
