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
        [10, 20, 40], [[0.5, 0.7], [0.695, 0.699], [0.695, 0.702]], np.ones((3, 2))
    )
    assert flat.title == "More rows would hardly help: from 20 to 40 the score hardly rises"
    assert "40: 0.698 (1)." in flat.description


def test_where_the_splits_disagree_the_title_says_that_it_is_not_clear() -> None:
    scores = [[0.1, 0.2, 0.3], [0.1, 0.2, 0.3], [0.45, 0.11, 0.42]]
    shown = LearningCurveDisplay.from_scores([10, 20, 40], scores, np.ones((3, 3)), unit="sequences")
    assert shown.title == (
        "Whether more sequences would help is not clear: from 20 to 40 the score rises by 0.13, within its "
        "spread"
    )
    assert "on held-out sequences over 3 splits" in shown.description


def test_scores_of_folds_are_not_compared_fold_by_fold() -> None:
    scores = [[0.1, 0.5], [0.5, 0.1], [0.56, 0.16]]
    split = LearningCurveDisplay.from_scores([10, 20, 40], scores, np.ones((3, 2)))
    assert split.title.startswith("More rows would help")
    folds = LearningCurveDisplay.from_scores([10, 20, 40], scores, np.ones((3, 2)), over="folds")
    assert folds.title.startswith("Whether more rows would help is not clear")


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
        "trained on",
        "held out",
    ]
