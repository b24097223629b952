import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import StandardScaler

from rosenblatt.data.preparation.standard import mean_and_scale
from rosenblatt.errors import TableError


def test_mean_and_scale_by_hand():
    assert mean_and_scale(np.array([1.0, 2.0, 3.0, 6.0]), "a") == (3.0, np.sqrt(14 / 4))


@given(arrays(np.float64, st.integers(1, 30), elements=st.floats(-1e9, 1e9, allow_subnormal=False)))
def test_mean_and_scale_are_those_of_scikit_learns_standard_scaler(values):
    scaler = StandardScaler().fit(values[:, None])
    mean, scale = mean_and_scale(values, "a")
    np.testing.assert_allclose(mean, scaler.mean_[0], rtol=1e-12, atol=1e-12 * np.abs(values).max())
    np.testing.assert_allclose(scale, scaler.scale_[0], rtol=1e-9)


@pytest.mark.parametrize("value", [0.0, 3.0, 0.1, 1e9 / 3, -1e-300])
def test_a_constant_has_scale_one(value):
    assert mean_and_scale(np.full(7, value), "a")[1] == 1.0


def test_numbers_whose_squares_overflow_are_an_error():
    with pytest.raises(
        TableError, match=r"column 'a' has values as large as 1e\+300, too large to standardise"
    ):
        mean_and_scale(np.array([1e300, -1e300]), "a")
    with pytest.raises(TableError, match="too large"):
        mean_and_scale(np.array([1.7e308, 1.7e308]), "a")
