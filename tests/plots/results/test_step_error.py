"""The error step by step."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex

from rosenblatt.plots import StepErrorDisplay
from rosenblatt.plots.base.palette import VALUE


def test_steps_of_several_sequences_are_averaged_by_their_place() -> None:
    display = StepErrorDisplay.from_errors([1, 2, 3, 1, 2], [0.5, 1, 0, 0.1, 0], error_name="error (share)")
    np.testing.assert_allclose(display.errors, [0.3, 0.5, 0])
    assert display.counts.tolist() == [2, 2, 1]
    assert display.title == "The error is largest in step 2 (0.500), smallest in step 3 (0)"
    assert "of each step over all that have it" in display.description
    assert "a mean over 2 sequences, the last drawn over 1 sequence." in display.description


def test_over_time_every_step_stands_once() -> None:
    display = StepErrorDisplay.from_errors([7, 8, 9, 10], [0.9, 0.1, 0.8, 0.2])
    assert display.title == "The error is largest in step 7, 1.8 times its mean"
    assert display.plot().ax_.get_xlabel() == "step of the stream"


def test_a_period_of_the_errors_is_named_and_its_low_steps_are_dark() -> None:
    errors = np.tile([0.5, 0.1, 0.5], 40) + 0.02 * np.random.default_rng(0).normal(size=120)
    display = StepErrorDisplay.from_errors(np.arange(101, 221), errors)
    assert display.title == "The error is lowest at every third step"
    assert "With a period of 3 its means are " in display.description
    dark = [bar for bar in display.plot().ax_.patches if to_hex(bar.get_facecolor()) == VALUE]
    steps = [round(bar.get_x() + bar.get_width() / 2) for bar in dark]  # type: ignore[attr-defined]
    assert steps == list(range(102, 161, 3))


def test_years_are_counted_as_years() -> None:
    display = StepErrorDisplay.from_errors([1957, 1958, 1959], [1, 9, 2], step_name="year")
    assert display.title == "The error is largest in 1958, 2.2 times its mean"
    ax = display.plot().ax_
    assert ax.get_xlabel() == "year"
    ax.figure.draw_without_rendering()  # type: ignore[union-attr]
    assert "1,958" not in [label.get_text() for label in ax.get_xticklabels()]


def test_a_bar_is_drawn_for_each_of_the_first_sixty_steps_and_a_line_for_the_mean_of_all() -> None:
    errors = np.linspace(0, 1, 101)
    display = StepErrorDisplay.from_errors(np.arange(1, 102), errors)
    ax = display.plot().ax_
    np.testing.assert_allclose([bar.get_height() for bar in ax.patches], errors[:60])  # type: ignore[attr-defined]
    np.testing.assert_allclose(ax.get_lines()[0].get_ydata(), 0.5)  # type: ignore[arg-type]
    assert display.description.endswith("41 later steps not drawn.")


def test_lists_that_do_not_belong_together_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"equal length, got shapes \(2,\) and \(3,\)"):
        StepErrorDisplay.from_errors([1, 2], [1, 2, 3])
