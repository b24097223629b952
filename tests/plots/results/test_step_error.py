"""The error step by step."""

from __future__ import annotations

import numpy as np
import pytest

from rosenblatt.plots import StepErrorDisplay


def test_steps_of_several_sequences_are_averaged_by_their_place() -> None:
    display = StepErrorDisplay.from_errors([1, 2, 3, 1, 2], [0.5, 1, 0, 0.1, 0], error_name="error (share)")
    np.testing.assert_allclose(display.errors, [0.3, 0.5, 0])
    assert display.counts.tolist() == [2, 2, 1]
    assert display.title == "The error is largest in step 2 (0.500), smallest in step 3 (0)"
    assert "over all sequences that have it" in display.description
    assert "a mean over 2 sequences, the last drawn over 1 sequence." in display.description


def test_over_time_every_step_stands_once() -> None:
    display = StepErrorDisplay.from_errors([7, 8, 9, 10], [0.9, 0.1, 0.8, 0.2])
    assert display.title == "In 2 of the 4 steps the error is less than half of its mean, 0.500"
    assert display.plot().ax_.get_xlabel() == "step of the stream"


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
