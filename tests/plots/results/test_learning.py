"""The learning curve: what more rows would bring."""

import numpy as np

from rosenblatt import MLPRegressor
from rosenblatt.plots import LearningCurveDisplay


def test_the_title_says_whether_more_rows_would_help() -> None:
    rising = LearningCurveDisplay.from_scores(
        [10, 20, 40], [[0.5, 0.5], [0.6, 0.6], [0.7, 0.71]], np.ones((3, 2))
    )
    assert rising.title == "More rows would help: from 20 to 40 the score rises by 0.10"
    flat = LearningCurveDisplay.from_scores(
        [10, 20, 40], [[0.5, 0.7], [0.7, 0.7], [0.65, 0.75]], np.ones((3, 2))
    )
    assert flat.title.startswith("More rows would hardly help: from 20 to 40")
    assert "40: 0.700 (1)." in flat.description


def test_copies_of_an_estimator_are_trained_on_growing_parts() -> None:
    X = np.random.default_rng(0).normal(size=(60, 2))
    y = X[:, 0] + 0.5 * np.random.default_rng(1).normal(size=60)
    model = MLPRegressor(hidden_layer_sizes=(), solver="lbfgs", random_state=0)
    display = LearningCurveDisplay.from_estimator(model, X, y, shares=(0.2, 1.0), n_repeats=2)
    assert display.sizes.tolist() == [9, 45]
    order = np.random.default_rng([0, 1]).permutation(60)
    fitted = MLPRegressor(hidden_layer_sizes=(), solver="lbfgs", random_state=0).fit(
        X[order[15:24]], y[order[15:24]]
    )
    assert display.scores[0, 1] == fitted.score(X[order[:15]], y[order[:15]])
    assert display.training_scores[0, 1] == fitted.score(X[order[15:24]], y[order[15:24]])
    assert not hasattr(model, "coefs_")
    assert [line.get_label() for line in display.plot().ax_.get_lines()][:2] == [
        "on the rows trained on",
        "on held-out rows",
    ]
