import numpy as np
import pytest

from rosenblatt.data import generated

TABLES = (generated.moons, generated.circles, generated.spirals, generated.blobs)


@pytest.mark.parametrize("make", TABLES)
def test_same_seed_same_table_and_another_seed_another_one(make):
    assert make().equals(make())
    assert not make().equals(make(seed=1))


@pytest.mark.parametrize("make", TABLES)
def test_classes_are_of_equal_size_and_features_are_two(make):
    table = make(n_per_class=30)
    assert table.columns == ["x1", "x2", "y"]
    assert set(table["y"].value_counts()["count"]) == {30}


def test_without_noise_circles_lie_on_their_radii():
    x1, x2, y = generated.circles(noise=0).to_numpy().T
    np.testing.assert_allclose(np.hypot(x1, x2), np.where(y == 0, 1, 0.5), atol=1e-4)


def test_without_noise_moons_are_half_circles_around_their_centres():
    x1, x2, y = generated.moons(noise=0).to_numpy().T
    np.testing.assert_allclose(np.hypot(x1 - y, x2 - 0.5 * y), 1, atol=1e-4)
    assert (x2[y == 0] >= 0).all()
    assert (x2[y == 1] <= 0.5).all()


def test_without_noise_the_arms_of_a_spiral_are_each_others_mirror():
    table = generated.spirals(noise=0).to_numpy()
    np.testing.assert_array_equal(table[:200, :2], -table[200:, :2])


def test_without_noise_blobs_are_their_centres():
    assert set(generated.blobs(noise=0).rows()) == {(-1, -1, 0), (1, -1, 1), (0, 1, 2)}
