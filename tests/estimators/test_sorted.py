"""What a window of shuffled rows does to a table that is sorted by class."""

import numpy as np
import pytest

from rosenblatt import MLPClassifier

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def table(n_rows, random):
    y = random.randint(10, size=n_rows)
    return 0.9 * np.random.RandomState(5).randn(10, 20)[y] + random.randn(n_rows, 20), y


@pytest.mark.long
def test_a_window_of_an_eighth_is_within_5_in_a_thousand_of_the_full_shuffle():
    random = np.random.RandomState(0)
    X, y = table(60_000, random)
    judged = table(10_000, random)
    order = np.argsort(y, kind="stable")
    scores = []
    for seed in range(10):
        options = {"max_iter": 5, "tol": 0, "random_state": seed}  # at a constant rate
        fits = [
            MLPClassifier((32,), **options, shuffle_window=window).fit(X[order], y[order])
            for window in (None, 7500)
        ]
        scores.append([each.score(*judged) for each in fits])
    full, windowed = np.mean(scores, axis=0)
    assert full > 0.93
    assert windowed > full - 0.002
