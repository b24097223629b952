"""What a figure takes from an estimator."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from rosenblatt import MLPClassifier, MLPRegressor, Network, Perceptron
from rosenblatt.errors import PlanError
from rosenblatt.plots import (
    ActivationDisplay,
    BiasDisplay,
    BiologicalNeuronDisplay,
    BoundaryDisplay,
    ConfusionDisplay,
    CurveDisplay,
    DataDisplay,
    NeuronDisplay,
    ResidualDisplay,
    SumDisplay,
    WeightsDisplay,
)
from rosenblatt.plots.fitted import Fitted, columns_own_name

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
OR = [0, 1, 1, 1]
ROW = [0.0, 1.0]

# Each display, given an estimator and two features of four samples.
WAYS = {
    "activation": lambda given: ActivationDisplay.from_estimator(given),
    "bias": lambda given: BiasDisplay.from_estimator(given),
    "living neuron": lambda given: BiologicalNeuronDisplay.from_estimator(given, ROW),
    "boundary": lambda given: BoundaryDisplay.from_estimator(given, CORNERS, OR),
    "confusion": lambda given: ConfusionDisplay.from_estimator(given, CORNERS, OR),
    "curve": lambda given: CurveDisplay.from_estimator(given),
    "data": lambda given: DataDisplay.from_estimator(given, CORNERS, OR),
    "neuron": lambda given: NeuronDisplay.from_estimator(given, ROW),
    "sum": lambda given: SumDisplay.from_estimator(given, ROW),
    "weights": lambda given: WeightsDisplay.from_estimator(given),
}
every_way = pytest.mark.parametrize("way", WAYS)


def learned(kind: type = Perceptron, **parameters: object) -> object:
    return kind(**parameters).fit(CORNERS, OR)


@every_way
@pytest.mark.parametrize(
    "estimator",
    [
        learned(),
        learned(MLPClassifier, hidden_layer_sizes=(3,), solver="lbfgs", random_state=0),
        make_pipeline(StandardScaler(), Perceptron()).fit(CORNERS, OR),
    ],
)
def test_every_display_takes_every_fitted_classifier(way: str, estimator: object) -> None:
    display = WAYS[way](estimator)
    assert display.figure_ is display.ax_.get_figure(root=True), "drawn when first asked for"


@every_way
def test_an_unfitted_estimator_is_one_clear_error(way: str) -> None:
    for estimator in (Perceptron(), MLPClassifier(), make_pipeline(StandardScaler(), Perceptron())):
        with pytest.raises(NotFittedError, match="is not fitted yet"):
            WAYS[way](estimator)


@every_way
def test_what_has_no_network_is_refused_by_name(way: str) -> None:
    with pytest.raises(PlanError, match="LogisticRegression has no network_ to draw: use Rosenblatt's"):
        WAYS[way](LogisticRegression().fit(CORNERS, OR))
    with pytest.raises(PlanError, match=r"got Network: .* or draw a network by from_network"):
        WAYS[way](Network((2, 1), ("step",)))


def test_names_come_from_the_data_frame_also_through_a_pipeline() -> None:
    frame = pd.DataFrame(CORNERS, columns=["wind", "rain"])
    plain = Fitted.of(Perceptron().fit(frame, OR))
    piped = Fitted.of(make_pipeline(StandardScaler(), Perceptron()).fit(frame, OR))
    for names in (plain.feature_names, plain.input_names, piped.feature_names, piped.input_names):
        assert names == ("wind", "rain")
    wider = Fitted.of(make_pipeline(PolynomialFeatures(2), Perceptron()).fit(frame, OR))
    assert wider.feature_names == ("wind", "rain")
    assert wider.input_names == ("1", "wind", "rain", "wind^2", "wind rain", "rain^2")
    assert Fitted.of(learned()).input_names is None


def test_classes_stand_in_the_order_of_the_outputs() -> None:
    two = Fitted.of(Perceptron().fit(CORNERS, ["no", "yes", "yes", "yes"]))
    assert (two.classes, two.output_names, two.n_targets) == (("no", "yes"), ("class = yes",), 1)
    three = Fitted.of(Perceptron().fit(CORNERS, ["a", "b", "c", "c"]))
    assert (three.classes, three.output_names) == (("a", "b", "c"), ("a", "b", "c"))
    number = Fitted.of(MLPRegressor(hidden_layer_sizes=(), solver="lbfgs").fit(CORNERS, OR))
    assert (number.classes, number.output_names, number.is_classifier) == (None, ("o1",), False)


@pytest.mark.parametrize("way", ["boundary", "confusion", "data"])
@pytest.mark.parametrize("targets", [[[0, 0], [1, 0], [1, 0], [1, 1]], [[0, 3], [1, 4], [1, 5], [2, 5]]])
def test_several_targets_at_once_are_refused_with_how_many(way: str, targets: list[list[int]]) -> None:
    many = MLPClassifier((2,), solver="lbfgs", max_iter=50, random_state=0).fit(CORNERS, targets)
    with pytest.raises(PlanError, match="draws one target, this MLPClassifier predicts 2: fit one of them"):
        WAYS[way](many)


def test_a_classifier_has_no_residuals_and_a_regressor_no_confusion() -> None:
    number = MLPRegressor(hidden_layer_sizes=(), solver="lbfgs").fit(CORNERS, OR)
    with pytest.raises(PlanError, match="predicts numbers, not classes: draw it by ResidualDisplay"):
        ConfusionDisplay.from_estimator(number, CORNERS, OR)
    with pytest.raises(PlanError, match="predicts classes, not numbers: draw it by ConfusionDisplay"):
        ResidualDisplay.from_estimator(learned(), CORNERS, OR)


@pytest.mark.parametrize("way", ["boundary", "data"])
def test_samples_that_do_not_fit_are_one_clear_error(way: str) -> None:
    display = {"boundary": BoundaryDisplay, "data": DataDisplay}[way]
    with pytest.raises(PlanError, match=r"X must have the shape \(n_samples, 2\), got \(4, 3\)"):
        display.from_estimator(learned(), np.ones((4, 3)), OR)
    with pytest.raises(PlanError, match="y must hold one value for each of the 4 samples, got shape"):
        display.from_estimator(learned(), CORNERS, [0, 1])
    with pytest.raises(PlanError, match="X must hold numbers to be drawn"):
        display.from_estimator(learned(), [["a", "b"]] * 4, OR)


def test_axes_may_be_given_as_in_scikit_learn() -> None:
    from matplotlib.figure import Figure

    ax = Figure(figsize=(9, 5)).subplots()
    display = BoundaryDisplay.from_estimator(learned(), CORNERS, OR, ax=ax)
    assert display.ax_ is ax
    assert ax.has_data()


def test_the_history_drawn_is_the_estimators_own() -> None:
    estimator = learned(MLPClassifier, hidden_layer_sizes=(3,), solver="lbfgs", random_state=0)
    drawn = CurveDisplay.from_estimator(estimator, "score")
    np.testing.assert_array_equal(drawn.training, estimator.history_["score"])  # type: ignore[attr-defined]
    assert drawn.name == "accuracy (share of samples)"


def test_residuals_are_those_of_the_predictions() -> None:
    number = MLPRegressor(hidden_layer_sizes=(), solver="lbfgs").fit(CORNERS, OR)
    display = ResidualDisplay.from_estimator(number, CORNERS, pd.Series(OR, name="price"))
    np.testing.assert_array_equal(display.predicted, number.predict(CORNERS))
    assert display.target_name == "price"


def test_confusion_knows_a_class_that_was_never_learned() -> None:
    display = ConfusionDisplay.from_estimator(learned(), CORNERS, [0, 1, 1, 7])
    assert tuple(display.classes) == (0, 1, 7)
    assert (display.n_right, display.n_samples) == (3, 4)


def test_a_column_says_its_own_name() -> None:
    assert columns_own_name(pd.Series([1], name="kind"), "class") == "kind"
    assert columns_own_name([1], "class") == columns_own_name(pd.Series([1]), "class") == "class"
