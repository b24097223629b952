"""Images side by side: mistakes first, each with its classes."""

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from rosenblatt import MLPClassifier, MLPRegressor
from rosenblatt.data import load_table
from rosenblatt.errors import PlanError
from rosenblatt.plots import ImagesDisplay
from rosenblatt.plots.base.palette import PAPER, VALUES, mixed
from rosenblatt.plots.samples.images import LEVELS

IMAGES = np.arange(3 * 4 * 5, dtype=float).reshape(3, 4, 5)


def test_only_mistakes_are_drawn_the_most_confident_first() -> None:
    display = ImagesDisplay.from_predictions(IMAGES, [1, 2, 3], [1, 3, 2], [0.9, 0.6, 0.995])
    assert display.title == "All 2 mistakes, the most confident first: 3 as 2, with a probability of >99%"
    np.testing.assert_array_equal(display.images, IMAGES[[2, 1]])
    assert "3 as 2 and 2 as 3." in display.description


def test_without_mistakes_the_least_certain_are_drawn() -> None:
    display = ImagesDisplay.from_predictions(IMAGES, list("abc"), list("abc"), [0.9, 0.6, 0.8])
    assert display.title == "The images whose class is least certain, all predicted correctly"
    assert list(display.truth) == ["b", "c", "a"]


def test_pixels_in_rows_need_a_shape_that_fits() -> None:
    flat = IMAGES.reshape(3, 20)
    assert ImagesDisplay.from_predictions(flat, [1, 1, 1], [2, 2, 2], shape=(4, 5)).images.shape == (3, 4, 5)
    with pytest.raises(PlanError, match=r"20 pixels are no image of 4 x 4: give shape=\(height, width\)"):
        ImagesDisplay.from_predictions(flat, [1, 1, 1], [2, 2, 2])
    with pytest.raises(PlanError, match="two classes each"):
        ImagesDisplay.from_predictions(IMAGES, [1], [2])


def test_an_estimator_is_asked_itself_and_dark_pixels_are_the_large_ones() -> None:
    X, y = load_table("digits").arrays()
    model = make_pipeline(
        MLPClassifier((10,), learning_rate_init=0.01, max_iter=500, tol=1e-3, random_state=0)
    ).fit(X[:200], y[:200])
    display = ImagesDisplay.from_estimator(model, X[200:260], y[200:260])
    assert display.n_samples == 60
    assert display.n_wrong == int((model.predict(X[200:260]) != y[200:260]).sum())
    drawing = display.to_svg()
    assert all(mixed(VALUES[-1], PAPER, level / LEVELS) in drawing for level in range(1, LEVELS + 1))
    with pytest.raises(PlanError, match="ResidualDisplay"):
        ImagesDisplay.from_estimator(
            MLPRegressor(hidden_layer_sizes=(2,), tol=1e9, n_iter_no_change=1).fit(X[:50], y[:50]), X, y
        )
