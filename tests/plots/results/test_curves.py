"""Curves over the epochs."""

from __future__ import annotations

import numpy as np
import pytest
from tests.plots.cases import history

from rosenblatt.errors import PlanError
from rosenblatt.history import COLUMNS, History
from rosenblatt.plots import CurveDisplay
from rosenblatt.plots.base.palette import TRAINING, VALIDATION


def of(**columns: list[float]) -> History:
    rows = np.full((len(next(iter(columns.values()))), len(COLUMNS)), np.nan)
    rows[:, 0] = np.arange(1, len(rows) + 1)
    for name, values in columns.items():
        rows[:, COLUMNS.index(name)] = values
    return History(rows)


def test_the_title_says_where_the_loss_began_and_ended() -> None:
    assert (
        CurveDisplay.from_history(of(loss=[0.75, 0.2, 0.069])).title
        == "The loss falls from 0.750 to 0.069 over 3 epochs"
    )
    assert CurveDisplay.from_history(of(loss=[1, 2])).title == "The loss rises from 1 to 2 over 2 epochs"
    assert (
        CurveDisplay.from_history(of(loss=[1, 0, 1])).title
        == "The loss ends where it began, at 1, over 3 epochs"
    )
    assert CurveDisplay.from_history(of(loss=[0.5])).title == "The loss is 0.500 after its only epoch"
    assert CurveDisplay.from_history(of(loss=[np.nan])).title == "The loss was not measured"


def test_a_curve_that_goes_back_and_forth_is_not_said_to_fall() -> None:
    circling = [56.0, *[38, 47] * 10, 47]
    assert CurveDisplay.from_history(of(mistakes=circling), "mistakes").title == (
        "The number of mistakes goes up and down between 38 and 56 over 22 epochs"
    )
    noisy = np.linspace(0.7, 0.1, 50) + np.tile([0.01, -0.01], 25)
    assert CurveDisplay.from_history(of(loss=noisy.tolist())).title == (
        "The loss falls from 0.710 to 0.09 over 50 epochs"
    )


def test_the_description_names_the_best_epoch_of_each_part() -> None:
    display = CurveDisplay.from_history(of(score=[0.5, 0.9, 0.8], validation_score=[0.4, 0.6, 0.7]), "score")
    assert display.description == (
        "On the training part the score is 0.5000 in epoch 1 and 0.8000 in epoch 3; "
        "highest: 0.9000 in epoch 2. "
        "On the validation part the score is 0.4000 in epoch 1 and 0.7000 in epoch 3; "
        "highest: 0.7000 in epoch 3."
    )


def test_it_draws_the_historys_numbers_each_part_with_its_colour_and_dash() -> None:
    told = history(50, validation=True)
    lines = CurveDisplay.from_history(told).plot().ax_.get_lines()
    assert [line.get_color() for line in lines] == [TRAINING, VALIDATION]
    assert [line.is_dashed() for line in lines] == [False, True]
    for line, column in zip(lines, ("loss", "validation_loss"), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), told["epoch"])
        np.testing.assert_array_equal(line.get_ydata(), told[column])


@pytest.mark.parametrize(
    ("values", "scale"),
    [([1, 0.5, 0.2], "linear"), ([1, 0.1, 0.001], "log"), ([1, 0.1, 0], "linear"), ([3, -1], "linear")],
)
def test_a_loss_over_decades_has_a_logarithmic_scale(values: list[float], scale: str) -> None:
    display = CurveDisplay.from_history(of(loss=values)).plot()
    assert display.ax_.get_yscale() == scale
    assert ("logarithmic" in display.description) == (scale == "log")


def test_epochs_that_were_not_measured_are_left_out() -> None:
    (line,) = CurveDisplay.from_history(of(loss=[3, np.nan, 1])).plot().ax_.get_lines()
    assert line.get_xdata().tolist() == [1, 3]


def test_both_axes_are_named() -> None:
    ax = CurveDisplay.from_history(history(5), "score", name="accuracy (share of samples)").plot().ax_
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "accuracy (share of samples)")


def test_an_unknown_quantity_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(PlanError, match=r"quantity must be one of .*; got 'los', did you mean 'loss'"):
        CurveDisplay.from_history(history(5), "los")
