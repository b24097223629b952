"""What a figure takes from an estimator."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from rosenblatt import MLPClassifier, MLPRegressor, Model, Network, Perceptron, plots, save_model
from rosenblatt.errors import PlanError
from rosenblatt.gates import XOR
from rosenblatt.plots import (
    ActivationDisplay,
    BiasDisplay,
    BiologicalNeuronDisplay,
    BoundaryDisplay,
    ConfusionDisplay,
    CurveDisplay,
    DataDisplay,
    GateDisplay,
    NetworkDisplay,
    NeuronDisplay,
    ResidualDisplay,
    SumDisplay,
    WeightsDisplay,
)
from rosenblatt.plots.base.fitted import Fitted, columns_own_name

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
    "network": lambda given: NetworkDisplay.from_estimator(given),
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
    with pytest.raises(PlanError, match="LogisticRegression has no network_: give a fitted Perceptron"):
        WAYS[way](LogisticRegression().fit(CORNERS, OR))
    with pytest.raises(PlanError, match="a trained model is needed, got Network: give a fitted"):
        WAYS[way](Network((2, 1), ("step",)))


def test_a_model_and_its_file_are_drawn_as_well(tmp_path: Path) -> None:
    estimator = learned(MLPClassifier, hidden_layer_sizes=(3,), solver="lbfgs", random_state=0)
    model = Model.from_estimator(estimator)  # type: ignore[arg-type]
    save_model(tmp_path / "model.safetensors", model)
    for given in (model, tmp_path / "model.safetensors"):
        assert WeightsDisplay.from_estimator(given).title == WeightsDisplay.from_estimator(estimator).title
        shown = ConfusionDisplay.from_estimator(given, CORNERS, OR)
        np.testing.assert_array_equal(
            shown.counts, ConfusionDisplay.from_estimator(estimator, CORNERS, OR).counts
        )
    with pytest.raises(PlanError, match="this Model has no history of its training: give the estimator"):
        CurveDisplay.from_estimator(model)


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


@pytest.mark.parametrize("display", [getattr(plots, name) for name in plots.__all__ if name != "Display"])
def test_whatever_a_display_is_made_of_axes_may_be_given(display: type) -> None:
    makers = [name for name in dir(display) if name.startswith("from_")]
    assert makers
    for name in makers:
        ax = inspect.signature(getattr(display, name)).parameters.get("ax")
        assert ax is not None, f"{display.__name__}.{name} takes no ax"
        assert (ax.kind, ax.default) == (inspect.Parameter.KEYWORD_ONLY, None)


@every_way
def test_on_given_axes_it_is_drawn_at_once(way: str) -> None:
    made = WAYS[way](learned())
    parameters = {"ax": (ax := Figure(figsize=(9, 5)).subplots())}
    given = [CORNERS, OR] if way in ("boundary", "confusion", "data") else []
    given = [ROW] if way in ("living neuron", "neuron", "sum") else given
    drawn = type(made).from_estimator(learned(), *given, **parameters)
    assert vars(drawn)["ax_"] is ax
    assert ax.get_children()
    assert ax.get_title("left").replace("\n", " ") == made.title


def test_a_gate_is_drawn_on_given_axes() -> None:
    first, second, third = Figure(figsize=(24, 5)).subplots(1, 3)
    displays = [
        GateDisplay.from_estimator(learned(), ax=first),
        GateDisplay.from_network(XOR, ax=second),
        GateDisplay.from_name("and", ax=third),
    ]
    assert [display.ax_ for display in displays] == [first, second, third]


@pytest.mark.parametrize(
    "display",
    [ActivationDisplay, BiasDisplay, GateDisplay, NetworkDisplay, WeightsDisplay, NeuronDisplay, SumDisplay],
)
@pytest.mark.parametrize("given", [None, "xor", learned(), [[1.0]]])
def test_what_is_no_network_is_refused_by_its_kind(display: type, given: object) -> None:
    samples = [ROW] if display in (NeuronDisplay, SumDisplay) else []
    with pytest.raises(PlanError, match=rf"got {type(given).__name__}: (give|draw)"):
        display.from_network(given, *samples)  # type: ignore[attr-defined]
    with pytest.raises(PlanError, match=rf"got {type(given).__name__}: (give|draw)"):
        BoundaryDisplay.from_network(given, CORNERS, OR)  # type: ignore[arg-type]


@pytest.mark.parametrize("way", [NeuronDisplay, BiologicalNeuronDisplay, SumDisplay])
@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([0, 1, 2], "this Perceptron knows 2 features, got a sample of 3 numbers: give 2"),
        (None, "this Perceptron knows 2 features, got a sample of nothing: give 2"),
        ("ab", "a sample must be a row of numbers, got 'ab'"),
    ],
)
def test_a_sample_of_another_width_is_one_clear_error(way: type, row: object, says: str) -> None:
    with pytest.raises(PlanError, match=says):
        way.from_estimator(learned(), row)  # type: ignore[attr-defined]


def test_a_boundary_needs_finite_samples_and_says_which_row_is_not() -> None:
    with pytest.raises(PlanError, match="inputs must be finite to be drawn, row 2 is not"):
        BoundaryDisplay.from_estimator(learned(), [[0, 0], [0, np.nan], [np.inf, 0], [1, 1]], OR)


def test_axes_may_be_given_as_in_scikit_learn() -> None:

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
