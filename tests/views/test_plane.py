"""The plane of the two main components."""

from __future__ import annotations

import numpy as np
import pytest

from rosenblatt.views.view import Plane


def test_it_finds_the_plane_in_which_samples_lie() -> None:
    places = np.random.default_rng(0).normal(size=(40, 2)) * [3, 1]
    inputs = 5 + places @ np.array([[0, 1, 0, 0], [0, 0, 0, 1.0]])
    plane = Plane.of_inputs(inputs)
    assert sum(plane.shares) == pytest.approx(1)
    assert plane.shares[0] > plane.shares[1]
    np.testing.assert_allclose(plane.lift(plane.project(inputs)), inputs)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)


def test_the_largest_entry_of_each_direction_is_positive() -> None:
    plane = Plane.of_inputs(np.random.default_rng(1).normal(size=(30, 6)))
    for direction in plane.directions:
        assert direction[np.abs(direction).argmax()] > 0


def test_its_shares_are_those_of_scikit_learn() -> None:
    from sklearn.decomposition import PCA

    inputs = np.random.default_rng(2).normal(size=(50, 5)) * np.arange(1, 6)
    np.testing.assert_allclose(Plane.of_inputs(inputs).shares, PCA(2).fit(inputs).explained_variance_ratio_)


def test_one_sample_and_equal_samples_have_a_plane_too() -> None:
    for inputs in (np.ones((1, 4)), np.ones((5, 4))):
        plane = Plane.of_inputs(inputs)
        np.testing.assert_allclose(plane.project(inputs), 0)
        assert plane.directions.shape == (2, 4)
