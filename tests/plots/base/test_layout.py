"""Ticks, labels and places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from rosenblatt.plots.base.layout import Numbers, even_sample, scatter_offsets, spread_apart
from rosenblatt.views.boundary import padded


def test_labels_that_are_apart_already_stay_where_they_are() -> None:
    assert spread_apart([10, 50, 30], 10, 0, 60) == [10, 50, 30]


def test_two_labels_at_one_place_move_apart_by_half_the_gap_each() -> None:
    assert spread_apart([30, 30], 10, 0, 60) == [25, 35]


def test_labels_at_the_edge_move_inwards() -> None:
    assert spread_apart([0, 1], 10, 0, 60) == [0, 10]
    assert spread_apart([60, 59], 10, 0, 60) == [60, 50]


def test_labels_that_cannot_all_have_their_gap_share_the_room() -> None:
    assert spread_apart([5, 5, 5], 10, 0, 10) == pytest.approx([0, 5, 10])


@given(some.lists(some.floats(-5, 105), max_size=8))
def test_labels_keep_their_order_their_gap_and_their_room(wanted: list[float]) -> None:
    placed = np.array(spread_apart(wanted, 9, 0, 100))
    assert ((placed >= -1e-9) & (placed <= 100 + 1e-9)).all()
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(placed[order]) >= 9 - 1e-9).all()


@pytest.mark.parametrize(
    ("ticks", "texts"),
    [
        ([0, 0.5, 1], ["0.0", "0.5", "1.0"]),
        ([0, 0.25, 0.5], ["0.00", "0.25", "0.50"]),
        ([-2.5, 0, 2.5], ["−2.5", "0.0", "2.5"]),
        ([0, 1000, 2000], ["0", "1,000", "2,000"]),
        ([0, 1e7, 2e7], ["0", "10,000,000", "20,000,000"]),
        ([0, 1e-6, 2e-6], ["0", "1e−6", "2e−6"]),
        ([3], ["3"]),
    ],
)
def test_ticks_have_as_many_decimals_as_their_distance_asks_for(ticks: list[float], texts: list[str]) -> None:
    assert Numbers().format_ticks(ticks) == texts


def test_an_even_sample_takes_the_first_and_the_last_and_never_one_twice() -> None:
    assert even_sample(5, 10).tolist() == [0, 1, 2, 3, 4]
    chosen = even_sample(10_000, 600)
    assert (chosen[0], chosen[-1], len(np.unique(chosen))) == (0, 9999, 600)


def test_offsets_fill_their_width_evenly() -> None:
    offsets = scatter_offsets(100, 0.3)
    assert abs(offsets).max() <= 0.3
    counts, _ = np.histogram(offsets, 10, (-0.3, 0.3))
    assert counts.min() >= 8


@pytest.mark.parametrize(
    ("low", "high", "limits"), [(0, 10, (-0.6, 10.6)), (5, 5, (4.5, 5.5)), (0, 0, (-1, 1))]
)
def test_limits_are_a_little_wider_than_the_values(
    low: float, high: float, limits: tuple[float, float]
) -> None:
    assert padded(low, high) == pytest.approx(limits)
