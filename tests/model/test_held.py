"""A trained model in every form in which it may be given."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tests.model.examples import EVERY

from rosenblatt import MLPClassifier, MLPRegressor, Network, Perceptron, save_model
from rosenblatt.errors import ModelFileError, PlanError, RosenblattError
from rosenblatt.history import History
from rosenblatt.model import Model
from rosenblatt.model.held import ACCEPTED, held

X = pd.DataFrame({"wind": [0.0, 0, 1, 1], "rain": [0.0, 1, 0, 1]})
OR = [0, 1, 1, 1]


def test_a_model_holds_itself():
    model = EVERY["flowers"]
    found = held(model)
    assert found.model is model
    assert found.feature_names == found.columns == model.preparation.feature_names
    assert (found.parameters, found.history, found.stopped_by) == (None, None, "")
    assert held(EVERY["xor"]).feature_names is None
    assert held(EVERY["xor"]).columns == ("x1", "x2")


def test_a_path_holds_the_model_of_its_file_or_folder(tmp_path):
    save_model(tmp_path / "model.safetensors", EVERY["xor"])
    for path in (tmp_path, tmp_path / "model.safetensors", str(tmp_path)):
        assert held(path).model == EVERY["xor"]
    with pytest.raises(ModelFileError, match="nothing"):
        held(tmp_path / "nothing")


def test_an_estimator_holds_its_model_with_what_it_knows_beside_it():
    estimator = MLPClassifier((2,), max_iter=3, solver="sgd", random_state=0)
    with pytest.warns(UserWarning, match="converged"):
        estimator.fit(X, OR)
    found = held(estimator)
    assert found.estimator is estimator
    assert found.model == Model.from_estimator(estimator)
    assert found.feature_names == ("wind", "rain")
    assert found.parameters["solver"] == "sgd"
    assert (len(found.history), found.stopped_by, found.n_features) == (3, "max_iter", 2)


def test_a_pipeline_holds_its_last_step_and_the_steps_before_it():
    pipeline = make_pipeline(StandardScaler(), Perceptron()).fit(X, OR)
    found = held(pipeline)
    assert found.estimator is pipeline[-1]
    assert found.feature_names == ("wind", "rain")
    np.testing.assert_array_equal(found.steps.transform(X), pipeline[:-1].transform(X))
    assert held(make_pipeline(Perceptron()).fit(X, OR)).steps is None


def test_a_run_holds_its_model():
    run = SimpleNamespace(
        model=EVERY["xor"],
        parameters={"alpha": 1.0},
        stopped_by="converged",
        history=History(np.zeros((2, 9))),
    )
    found = held(run)
    assert (found.model, found.run) == (run.model, run)
    assert (found.parameters, found.stopped_by, len(found.history)) == ({"alpha": 1.0}, "converged", 2)


def test_an_estimator_that_diverged_has_no_model():
    diverged = MLPRegressor(
        hidden_layer_sizes=(2,), solver="sgd", learning_rate_init=1e6, max_iter=50, random_state=0
    )
    with pytest.raises(RosenblattError, match="non-finite"):
        diverged.fit(X * 1e6, np.array(OR) * 1e9)
    found = held(diverged, may_have_diverged=True)
    assert (found.trained, found.stopped_by) == (None, "diverged")
    with pytest.raises(PlanError, match="MLPRegressor has no network_"):
        held(diverged)


@pytest.mark.parametrize(
    "unfitted", [Perceptron(), MLPClassifier(), make_pipeline(StandardScaler(), Perceptron())]
)
def test_what_is_not_fitted_says_so(unfitted):
    with pytest.raises(NotFittedError, match="is not fitted yet"):
        held(unfitted)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (3, "got int"),
        (None, "got NoneType"),
        (Network((2, 1), ("step",)), "got Network"),
        (MLPClassifier, "got <class 'rosenblatt"),
        (LogisticRegression().fit(X, OR), "LogisticRegression has no network_"),
        (StandardScaler().fit(X), "StandardScaler has no network_"),
    ],
)
def test_anything_else_is_refused_with_the_accepted_forms(given, words):
    with pytest.raises(PlanError, match=f"a trained model is needed, {words}.*: give ") as caught:
        held(given)
    assert str(caught.value).endswith(ACCEPTED)


def test_parameters_that_are_not_finite_are_refused_where_asked():
    network = Network((2, 1), ("logistic",), [1, np.inf, 0])
    with pytest.raises(RosenblattError, match="infinite or not a number: train it again"):
        _ = held(Model("mlp", "classification", network, classes=(0, 1))).finite_model


def test_loading_predicting_explaining_and_diagnosing_import_no_other_library(tmp_path):
    save_model(tmp_path / "m", EVERY["xor"])
    script = (
        "import sys\n"
        "from rosenblatt.export import to_python\n"
        "from rosenblatt.insight import diagnose\n"
        "from rosenblatt.model import load_model\n"
        "from rosenblatt.trace import explain\n"
        "model = load_model(sys.argv[1])\n"
        "model.predict([[1, 1]])\n"
        "explain(sys.argv[1], [1, 0]).update(0)\n"
        "diagnose(model, [[0.0, 0.0], [1.0, 1.0]], [0, 1])\n"
        "to_python(model)\n"
        "print({'sklearn', 'pandas', 'scipy.stats', 'matplotlib'} & set(sys.modules))\n"
    )
    made = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "m")], check=True, capture_output=True, text=True
    )
    assert made.stdout == "set()\n"
