"""ROC and precision-recall curves: the numbers are scikit-learn's."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from rosenblatt import MLPClassifier, Perceptron
from rosenblatt.data import load_table
from rosenblatt.errors import PlanError
from rosenblatt.insight.effects.ranking import rankings
from rosenblatt.plots import PrecisionRecallDisplay, RocDisplay


@pytest.mark.parametrize("decimals", [1, 6])
def test_areas_and_average_precisions_are_those_of_scikit_learn_with_ties_too(decimals: int) -> None:
    draw = np.random.default_rng(0)
    truth = draw.integers(0, 2, 200)
    given = np.clip(0.3 * truth + draw.random(200) * 0.7, 0, 1).round(decimals)
    (found,) = rankings(truth, given)
    assert found.area == pytest.approx(roc_auc_score(truth, given))
    assert found.average_precision == pytest.approx(average_precision_score(truth, given))
    false_rate, true_rate, _ = roc_curve(truth, given, drop_intermediate=False)
    np.testing.assert_allclose(found.false_rate, false_rate)
    np.testing.assert_allclose(found.true_rate, true_rate)


def test_of_several_classes_each_stands_against_the_others() -> None:
    X, y = load_table("iris").arrays()
    model = MLPClassifier((4,), solver="lbfgs", random_state=0, max_iter=1000).fit(X[::2, :2], y[::2])
    display = RocDisplay.from_estimator(model, X[1::2, :2], y[1::2])
    given = model.predict_proba(X[1::2, :2])
    for k, ranking in enumerate(display.rankings):
        assert ranking.area == pytest.approx(roc_auc_score(y[1::2] == ranking.of, given[:, k]))
    worst = min(display.rankings, key=lambda each: each.area)
    assert str(worst.of) in display.title
    assert display.plot().ax_.get_legend() is not None
    assert "Average precisions" in PrecisionRecallDisplay(display.rankings).description


def test_the_title_says_what_nine_in_ten_cost() -> None:
    truth = [1] * 10 + [0] * 10
    given = np.concatenate([np.linspace(1, 0.55, 9), [0.1], [0.56], np.linspace(0.5, 0.2, 9)])
    display = PrecisionRecallDisplay.from_predictions(truth, given, (0, 1))
    assert display.title == "When nine in ten of 1 are found, 90% of the found are right"
    perfect = RocDisplay.from_predictions([0, 1], [0.2, 0.7])
    assert perfect.rankings[0].area == 1


def test_what_has_no_curve_is_refused() -> None:
    with pytest.raises(PlanError, match="every sample here is of one class"):
        RocDisplay.from_predictions([1, 1], [0.2, 0.7], (0, 1))
    with pytest.raises(PlanError, match=r"must have shape \(2, 3\)"):
        RocDisplay.from_predictions([1, 2], np.ones((2, 2)), (0, 1, 2))
    with pytest.raises(PlanError, match="gives no probabilities"):
        RocDisplay.from_estimator(Perceptron().fit([[0.0], [1.0]], [0, 1]), [[0.0], [1.0]], [0, 1])
