"""What the installed scikit-learn changes, 1.6 to 1.9: nothing but callbacks, and its own results."""

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import sklearn
from sklearn import linear_model, neural_network
from sklearn.exceptions import ConvergenceWarning
from tests.versions import HAS_CALLBACKS, SCORES_TEXT, STOPS_BY_PENALTY, VERSION, WEIGHS_SAMPLES

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron, RosenblattError
from rosenblatt.estimators import versions

X = np.random.RandomState(0).standard_normal((60, 3))
TEXT = np.where(X[:, 0] > 0, "yes", "no")


def test_the_installed_version_is_one_that_is_supported():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    least = next(each for each in project["dependencies"] if each.startswith("scikit-learn>="))
    assert tuple(int(part) for part in least.partition(">=")[2].split(".")) <= VERSION


@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor, Perceptron])
def test_callbacks_are_there_or_their_absence_is_explained(kind):
    if HAS_CALLBACKS:
        assert isinstance(kind().set_callbacks(), kind)
    else:
        with pytest.raises(RosenblattError, match=r"need scikit-learn 1.9 or later, .*install --upgrade"):
            kind().set_callbacks()


def test_before_1_9_the_absence_of_callbacks_is_explained(monkeypatch):
    monkeypatch.setattr(versions, "HAS_CALLBACKS", False)
    with pytest.raises(RosenblattError, match=rf"need scikit-learn 1.9 or later, {sklearn.__version__} is"):
        Perceptron().set_callbacks()


@pytest.mark.filterwarnings(f"ignore::{ConvergenceWarning.__module__}.ConvergenceWarning")
def test_early_stopping_scores_text_as_1_9_does_and_earlier_versions_cannot():
    parameters = {"hidden_layer_sizes": (4,), "early_stopping": True, "max_iter": 5, "random_state": 0}
    ours = MLPClassifier(**parameters).fit(X, TEXT)
    theirs = neural_network.MLPClassifier(**parameters)
    if SCORES_TEXT:
        assert ours.validation_scores_ == theirs.fit(X, TEXT).validation_scores_
    else:
        with pytest.raises(TypeError, match="isnan"):
            theirs.fit(X, TEXT)
        assert ours.validation_scores_ == theirs.fit(X, TEXT == "yes").validation_scores_


def test_a_perceptron_stops_by_the_loss_with_the_penalty_and_before_1_8_by_that_without():
    y = np.random.RandomState(1).randint(2, size=60)
    parameters = {"penalty": "l2", "alpha": 0.05, "n_iter_no_change": 1, "random_state": 6}
    epochs = [kind(**parameters).fit(X, y).n_iter_ for kind in (Perceptron, linear_model.Perceptron)]
    assert epochs == ([4, 4] if STOPS_BY_PENALTY else [4, 6])


@pytest.mark.filterwarnings(f"ignore::{ConvergenceWarning.__module__}.ConvergenceWarning")
def test_mlps_weigh_samples_as_1_9_does_and_before_1_7_they_cannot():
    weight = np.linspace(0.5, 2, 60)
    parameters = {"hidden_layer_sizes": (4,), "max_iter": 5, "random_state": 0}
    ours = MLPClassifier(**parameters).fit(X, TEXT, weight)
    theirs = neural_network.MLPClassifier(**parameters)
    if WEIGHS_SAMPLES:
        np.testing.assert_allclose(ours.loss_curve_, theirs.fit(X, TEXT, weight).loss_curve_)
    else:
        with pytest.raises(TypeError, match="positional arguments"):
            theirs.fit(X, TEXT, weight)
        assert ours.loss_curve_ != MLPClassifier(**parameters).fit(X, TEXT).loss_curve_


@pytest.mark.parametrize("kind", [MLPClassifier, Perceptron])
def test_weights_that_are_all_zero_are_refused_by_every_version(kind, monkeypatch):
    for version in (VERSION, min(VERSION, (1, 8))):
        monkeypatch.setattr(versions, "VERSION", version)
        with pytest.raises(ValueError, match="must contain at least one non-zero"):
            kind().fit(X, TEXT, sample_weight=np.zeros(60))


def test_frames_of_polars_have_names_in_every_version():
    frame = pl.DataFrame(dict(zip("abc", X.T, strict=True)))
    model = Perceptron(max_iter=5, tol=None).fit(frame, TEXT)
    assert model.feature_names_in_.tolist() == ["a", "b", "c"]
    assert (model.coef_ == Perceptron(max_iter=5, tol=None).fit(X, TEXT).coef_).all()
    with pytest.raises(ValueError, match="feature names should match"):
        model.predict(frame.rename({"a": "z"}))
    with pytest.raises(RosenblattError, match="'a' misses 1 of 60"):
        Perceptron().fit(frame.with_columns(a=pl.Series([None, *X[1:, 0]])), TEXT)
