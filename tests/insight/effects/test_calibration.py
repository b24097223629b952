"""How often predictions of a probability come true."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from rosenblatt.errors import PlanError
from rosenblatt.insight.effects.calibration import calibration


def test_the_curve_of_two_classes_is_that_of_scikit_learn() -> None:
    stream = np.random.default_rng(0)
    shares = stream.random(400)
    truth = stream.random(400) < shares**2
    seen = calibration(truth, shares)
    observed, predicted = calibration_curve(truth, shares, n_bins=10)
    np.testing.assert_allclose(seen.observed, observed)
    np.testing.assert_allclose(seen.predicted, predicted)
    assert seen.of is True
    assert seen.counts.sum() == 400


def test_by_hand() -> None:
    seen = calibration(["no", "yes", "yes", "yes"], [0.1, 0.1, 0.9, 0.9])
    np.testing.assert_allclose(seen.observed, [0.5, 1.0])
    np.testing.assert_array_equal(seen.counts, [2, 2])
    assert seen.error == pytest.approx((2 * 0.4 + 2 * 0.1) / 4)
    assert seen.excess == pytest.approx((0.1 + 0.1 + 0.9 + 0.9 - 3) / 4)


def test_of_more_classes_it_is_the_probability_of_the_predicted_one() -> None:
    shares = [[0.2, 0.75, 0.05], [0.75, 0.15, 0.1], [0.75, 0.2, 0.05], [0.05, 0.2, 0.75]]
    seen = calibration(["b", "b", "a", "c"], shares, ("a", "b", "c"))
    assert (seen.of, seen.predicted.tolist(), seen.observed.tolist()) == (None, [0.75], [0.75])
    assert seen.error == pytest.approx(0)


def test_wilsons_interval_holds_the_share_and_is_wider_for_fewer() -> None:
    few = calibration([1, 0], [0.55, 0.55])
    many = calibration([1, 0] * 100, [0.55] * 200)
    assert few.low[0] < 0.5 < few.high[0]
    assert many.high[0] - many.low[0] < 0.2 < few.high[0] - few.low[0]


@pytest.mark.parametrize(
    ("truth", "shares", "message"),
    [
        ([0, 1], [0.5], "probabilities must have the shape"),
        ([0, 0], [0.5, 0.5], "two or more"),
        ([0, 1], [0.5, 1.5], "probabilities must be from 0 to 1, got -0.5 to 1.5"),
        ([0, 1], [0.5, float("nan")], "must be from 0 to 1"),
    ],
)
def test_what_is_no_probability_is_an_error(truth: list[int], shares: list[float], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        calibration(truth, shares)
