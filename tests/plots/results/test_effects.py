"""Calibration, importance and dependence of fitted models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from rosenblatt import MLPClassifier, MLPRegressor, Model, Perceptron, RecurrentRegressor, save_model
from rosenblatt.errors import PlanError
from rosenblatt.insight.effects.dependence import Dependence
from rosenblatt.plots import CalibrationDisplay, DependenceDisplay, ImportanceDisplay

STREAM = np.random.default_rng(0)
X = pd.DataFrame(STREAM.normal(size=(120, 3)), columns=["age", "income", "noise"])
Y = pd.Series(np.where(X["age"] + 0.1 * STREAM.normal(size=120) > 0, "yes", "no"), name="bought")
MODEL = make_pipeline(
    StandardScaler(), MLPClassifier((5,), random_state=0, solver="lbfgs", alpha=0.1, max_iter=2000)
).fit(X, Y)
FLAT = MLPClassifier((5,), random_state=0, solver="lbfgs", alpha=0.1, max_iter=2000).fit(X, Y)


def test_the_most_important_column_is_named_in_the_title() -> None:
    display = ImportanceDisplay.from_estimator(MODEL, X, Y)
    assert display.title.startswith("age matters most: shuffled, it lowers the accuracy by 0.")
    assert "on 120 samples" in display.description
    ax = display.plot().ax_
    assert ax.get_yticklabels()[0].get_text() == "age"
    assert ax.patches[0].get_width() == pytest.approx(display.importance.means.max())


def test_where_no_column_matters_the_title_does_not_choose_one() -> None:
    display = ImportanceDisplay.from_importances(["a", "b"], [[0.001, -0.001], [0, 0]], 0.5, n_samples=9)
    assert display.title.startswith("No column alone matters")
    with pytest.raises(ValueError, match=r"falls must have the shape \(2, n_repeats\), got \(1, 2\)"):
        ImportanceDisplay.from_importances(["a", "b"], [[1, 2]], 0.5, n_samples=9)


def test_a_probability_that_rises_is_said_to_rise_and_is_drawn_so() -> None:
    display = DependenceDisplay.from_estimator(MODEL, X, "age", target_name="bought")
    assert display.title.startswith("The probability of bought = yes rises with age, from 0.")
    x, y = display.plot().ax_.get_lines()[0].get_data()
    assert (np.diff(x) > 0).all()
    assert y[-1] > y[0] + 0.5


def test_titles_of_curves_and_categories() -> None:
    x = np.arange(5.0)

    def title(values: np.ndarray, effects: list[float]) -> str:
        seen = Dependence("age", values, np.array(effects)[:, None], np.ones(len(values), int), np.empty(0))
        return DependenceDisplay.from_values(seen, target_name="price").title

    assert title(x, [5, 4, 3, 2, 1]) == "The prediction of price falls with age, from 5 to 1"
    assert title(x, [1, 2, 7, 2, 1]) == "The prediction of price is highest where age is 2 (7)"
    assert title(x, [7, 2, 1, 2, 7]) == "The prediction of price is lowest where age is 2 (1)"
    assert title(x, [3, 3, 3, 3, 3]) == "The prediction of price does not depend on age"
    assert title(np.array(["old", "young"], dtype=object), [3, 2]) == (
        "The prediction of price is highest where age is old (3), lowest where it is young (2)"
    )


def test_calibration_of_a_model_says_how_far_off_it_is() -> None:
    display = CalibrationDisplay.from_estimator(MODEL, X, Y)
    assert display.title.startswith("The probability of yes is on average 0.")
    assert "the share of each that are yes" in display.description
    three = CalibrationDisplay.from_predictions(["a"] * 10, [[0.4, 0.3, 0.3]] * 10, ("a", "b", "c"))
    assert three.title.endswith("0.600 away from how often it comes true: it is too low")


@pytest.mark.parametrize("form", ["estimator", "model", "file"])
def test_every_form_of_a_model_and_arrays_are_accepted(form: str, tmp_path: Path) -> None:
    given: object = FLAT
    model = Model.from_estimator(FLAT)
    if form == "model":
        given = model
    elif form == "file":
        given = tmp_path / "m.safetensors"
        save_model(given, model)
    samples = X if form == "estimator" else X.to_numpy()
    for display in (
        CalibrationDisplay.from_estimator(given, samples, Y),
        ImportanceDisplay.from_estimator(given, samples, Y, n_repeats=1),
        DependenceDisplay.from_estimator(given, samples, 0),
    ):
        assert display.title
    first = ImportanceDisplay.from_estimator(given, samples, Y, n_repeats=1).importance.names[0]
    assert first == ("age" if form == "estimator" else "x1")


def test_regressors_have_r_squared_and_a_mean_prediction() -> None:
    model = MLPRegressor(hidden_layer_sizes=(5,), random_state=0, solver="lbfgs", max_iter=5000).fit(
        X, 3 * X["age"]
    )
    assert "lowers the R² by" in ImportanceDisplay.from_estimator(model, X, 3 * X["age"]).title
    display = DependenceDisplay.from_estimator(model, X, "age", target_name="price")
    assert display.title.startswith("The prediction of price rises with age")
    with pytest.raises(PlanError, match="MLPRegressor gives no probabilities"):
        CalibrationDisplay.from_estimator(model, X, X["age"])


def test_a_perceptron_has_shares_of_decisions_and_no_probabilities() -> None:
    model = Perceptron(random_state=0).fit(X, Y)
    display = DependenceDisplay.from_estimator(model, X, "age")
    assert 0 <= display.dependence.effects.min() <= display.dependence.effects.max() <= 1
    with pytest.raises(PlanError, match="Perceptron gives no probabilities"):
        CalibrationDisplay.from_estimator(model, X, Y)


def test_several_targets_and_sequences_are_refused_in_words() -> None:
    several = MLPRegressor(hidden_layer_sizes=(3,), random_state=0, solver="lbfgs", max_iter=5000).fit(
        X, X[["age", "noise"]]
    )
    with pytest.raises(PlanError, match="ImportanceDisplay draws one target"):
        ImportanceDisplay.from_estimator(several, X, X["age"])
    with pytest.warns(ConvergenceWarning):
        recurrent = RecurrentRegressor(hidden_layer_sizes=(3,), random_state=0, max_iter=3).fit(
            list(X.to_numpy().reshape(12, 10, 3)), [np.ones(10)] * 12
        )
    with pytest.raises(PlanError, match="DependenceDisplay exchanges the values of single rows"):
        DependenceDisplay.from_estimator(recurrent, X, "age")
