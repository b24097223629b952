"""A living neuron drawn."""

from __future__ import annotations

import numpy as np
import pytest
from tests.plots.looking import assert_readable, seen_texts

from rosenblatt import Network
from rosenblatt.gallery.cell import CellDisplay
from rosenblatt.gallery.organic import blob, branch
from rosenblatt.trace import trace

NEURON = Network((2, 1), ("logistic",), [-2, 0.25, 0.5])


def test_it_shows_the_arithmetic_of_the_neuron_that_is_given() -> None:
    figure = CellDisplay(trace(NEURON, (1, 4)).neuron("o1")).plot().figure_
    assert_readable(figure)
    shown = {seen.text for seen in seen_texts(figure)}
    assert {"x2 = 4", "w = −2", "w = +0.25", "w · x = −2", "w · x = 1", "−1 + 0.5 = −0.5"} <= shown


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_it_has_a_dendrite_for_each_input(n: int) -> None:
    network = Network((n, 1), ("step",), [*range(1, n + 1), -0.5])
    figure = CellDisplay(trace(network, np.ones(n)).neuron("o1")).plot().figure_
    assert_readable(figure)
    assert sum(seen.text.startswith("w · x") for seen in seen_texts(figure)) == n


def test_a_branch_tapers_along_its_course() -> None:
    outline = branch([(0, 0), (10, 0), (20, 0), (30, 0)], 8, 2)
    upper, lower = outline[: len(outline) // 2], outline[len(outline) // 2 :][::-1]
    widths = np.linalg.norm(upper - lower, axis=1)
    assert widths[0] == pytest.approx(8)
    assert widths[-1] == pytest.approx(2)
    assert (np.diff(widths) < 0).all()


def test_a_body_is_nearly_round() -> None:
    distances = np.linalg.norm(blob(5, 7, 10) - (5, 7), axis=1)
    assert 9 < distances.min() < distances.max() < 11
