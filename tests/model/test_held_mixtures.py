"""Estimators of tables in every form in which a trained model is read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rosenblatt import Model, TabularClassifier, TabularRegressor, load_model, save_model
from rosenblatt.errors import PlanError
from rosenblatt.export import to_onnx
from rosenblatt.insight import diagnose
from rosenblatt.model.held import held
from rosenblatt.plots import CalibrationDisplay, DependenceDisplay, ImportanceDisplay, NetworkDisplay
from rosenblatt.trace import MixtureExplanation, explain

STREAM = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "age": STREAM.integers(18, 80, 80).astype(float),
        "town": STREAM.choice(["Rome", "Oslo"], 80),
        "noise": STREAM.normal(size=80),
    }
)
BOUGHT = pd.Series(np.where(FRAME["age"] > 45, "yes", "no"), name="bought")
GAPS = np.where(STREAM.random((80, 2)) < 0.1, np.nan, FRAME[["age", "noise"]].to_numpy())


@cache
def classifier() -> TabularClassifier:
    return TabularClassifier(random_state=0).fit(FRAME, BOUGHT)


@cache
def regressor() -> TabularRegressor:
    return TabularRegressor(random_state=0).fit(GAPS, FRAME["age"] * 2)


def test_the_model_of_an_estimator_answers_like_it_also_from_a_file(tmp_path: Path) -> None:
    model = Model.from_estimator(classifier())
    assert model.kind == "tabular"
    np.testing.assert_array_equal(model.predict(FRAME), classifier().predict(FRAME))
    save_model(tmp_path / "m", model)
    shares = load_model(tmp_path / "m").predict_proba(FRAME)
    np.testing.assert_allclose(shares, classifier().predict_proba(FRAME), rtol=1e-5, atol=1e-7)


def test_arrays_with_missing_numbers_are_prepared_in_the_model_too(tmp_path: Path) -> None:
    model = Model.from_estimator(regressor())
    assert held(regressor()).columns == ("x1", "x2")
    save_model(tmp_path / "m", model)
    expected = regressor().predict(GAPS)
    np.testing.assert_allclose(load_model(tmp_path / "m").predict(GAPS), expected, rtol=1e-5)
    later = GAPS.copy()
    later[:5] = np.nan
    np.testing.assert_allclose(model.predict(later), regressor().predict(later), rtol=1e-5)


def test_the_displays_of_columns_and_probabilities_draw_it() -> None:
    assert ImportanceDisplay.from_estimator(classifier(), FRAME, BOUGHT).title.startswith("age matters most")
    display = DependenceDisplay.from_estimator(classifier(), FRAME, "age", target_name="bought")
    assert display.title.startswith("The probability of bought = yes rises with age")
    assert DependenceDisplay.from_estimator(classifier(), FRAME, "town").dependence.values.tolist()
    assert CalibrationDisplay.from_estimator(classifier(), FRAME, BOUGHT).title
    with pytest.raises(PlanError, match="the model is a mixture of"):
        NetworkDisplay.from_estimator(classifier())


def test_it_is_explained_and_diagnosed_and_exported() -> None:
    explanation = explain(classifier(), FRAME[:1])
    assert isinstance(explanation, MixtureExplanation)
    assert explanation.prediction == classifier().predict(FRAME[:1])[0]
    weights = [member.weight for member in classifier().members_]
    np.testing.assert_allclose(explanation.votes.T @ weights, explanation.outputs, rtol=1e-9)
    member = classifier().members_[0].name
    network = explanation.network(f"{member}.1")
    np.testing.assert_allclose(
        network.trace.output,
        classifier().members_[0].networks[0].forward(network.trace.x[None])[0],
        rtol=1e-5,
    )
    for written in (explanation, network):
        assert written.to_text()
        assert written.to_latex()
        assert "<script" not in written.to_html(page=True)
    assert diagnose(classifier(), FRAME, BOUGHT).kinds == ()
    assert [each.name for each in to_onnx(classifier()).graph.input] == ["age", "town", "noise"]
