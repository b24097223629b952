"""Training without an estimator: the same networks, bit for bit, as the estimators make."""

import inspect
import pickle
import subprocess
import sys
import warnings

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import load_iris

import rosenblatt
from rosenblatt.checkpoint import load_checkpoint
from rosenblatt.errors import PlanError
from rosenblatt.fitting import (
    DEFAULTS,
    Calling,
    CheckedSequences,
    Checkpoints,
    attributes,
    begin,
    resume,
    run,
    with_seed,
)

X, CLASSES = load_iris(return_X_y=True)
NUMBERS = np.ascontiguousarray(X[:, 3])
BITS = [np.array(bits, float).reshape(-1, 1) for bits in ([0, 1], [1, 1, 0], [1], [0, 0, 1, 1], [1, 0])]
SEQUENCES = CheckedSequences.of(BITS, every=False)
PARITY = np.array([1, 0, 1, 0, 1])

CASES = {
    "adam": ("MLPClassifier", {"hidden_layer_sizes": (5,), "max_iter": 20}, X, CLASSES),
    "early stopping": ("MLPClassifier", {"early_stopping": True, "max_iter": 20}, X, CLASSES),
    "two classes": ("MLPClassifier", {"early_stopping": True, "max_iter": 9}, X, CLASSES == 1),
    "balanced": ("MLPClassifier", {"class_weight": "balanced", "max_iter": 9}, X[20:], CLASSES[20:]),
    "numbers": ("MLPRegressor", {"solver": "sgd", "max_iter": 20, "early_stopping": True}, X, NUMBERS),
    "lbfgs": ("MLPRegressor", {"solver": "lbfgs", "max_iter": 30}, X, NUMBERS),
    "recurrent": ("RecurrentClassifier", {"max_iter": 20}, SEQUENCES, PARITY),
    "perceptron": ("Perceptron", {}, X, CLASSES),
    "average": ("Perceptron", {"average": True, "early_stopping": True}, X, CLASSES == 1),
}
every_case = pytest.mark.parametrize("case", CASES)


def fitted(case):
    kind, parameters, inputs, y = CASES[case]
    estimator = getattr(rosenblatt, kind)(**{"random_state": 3, **parameters})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return estimator.fit(BITS if inputs is SEQUENCES else inputs, y)


def begun(case, **more):
    kind, parameters, inputs, y = CASES[case]
    return begin(kind, {"random_state": 3, **parameters, **more}, inputs, y)


@pytest.mark.parametrize("kind", DEFAULTS)
def test_defaults_are_those_of_the_estimators(kind):
    signature = inspect.signature(getattr(rosenblatt, kind)).parameters
    defaults = {name: parameter.default for name, parameter in signature.items()}
    assert DEFAULTS[kind] == defaults
    assert {name: type(value) for name, value in DEFAULTS[kind].items()} == {
        name: type(value) for name, value in defaults.items()
    }


@every_case
def test_the_network_is_the_estimators(case):
    outcome, estimator = run(begun(case)), fitted(case)
    assert outcome.trouble is None
    assert outcome.network == estimator.network_
    assert outcome.stopped_by == estimator.stopped_by_
    assert_array_equal(outcome.history.rows[:, :-1], estimator.history_.rows[:, :-1])
    found = attributes(outcome)
    for name in ("n_iter_", "t_", "loss_", "loss_curve_", "best_loss_", "validation_scores_"):
        assert found.get(name) == getattr(estimator, name, None)
    if hasattr(estimator, "classes_"):
        assert_array_equal(outcome.classes, estimator.classes_)


@every_case
def test_a_fit_is_a_value_that_can_be_sent_elsewhere(case):
    fit = begun(case)
    again = pickle.loads(pickle.dumps(fit))
    assert run(again).network == run(fit).network


@pytest.mark.parametrize("case", [case for case in CASES if CASES[case][0] != "Perceptron"])
def test_another_seed_begins_another_fit_of_the_same_samples(case):
    fit = begun(case, random_state=8)
    assert run(with_seed(fit, 3)).network == fitted(case).network_
    assert_array_equal(fit.network.parameters, begun(case, random_state=8).network.parameters)


@pytest.mark.parametrize("case", ["adam", "early stopping", "lbfgs", "recurrent", "perceptron", "average"])
def test_a_resumed_fit_ends_with_the_same_bits(case, tmp_path):
    def interrupt(state, history):
        if len(history) >= 3:
            raise KeyboardInterrupt

    kind, parameters, inputs, y = CASES[case]
    parameters = {"random_state": 3, **parameters}
    checkpoints = Checkpoints(tmp_path / "checkpoint", 2)
    cut = run(begin(kind, parameters, inputs, y), watchers=[Calling(interrupt, 1)], checkpoints=checkpoints)
    assert isinstance(cut.trouble, KeyboardInterrupt)
    assert cut.stopped_by == "interrupt"
    found = load_checkpoint(tmp_path / "checkpoint")
    whole = run(resume(kind, parameters, found, inputs, y))
    assert whole.network == fitted(case).network_
    assert len(whole.history) == len(fitted(case).history_)


def test_epochs_can_be_made_one_after_another():
    fit = begun("adam")
    assert len(run(fit, epochs=4).history) == 4
    assert run(fit).network == fitted("adam").network_


@pytest.mark.parametrize(
    ("kind", "parameters", "message"),
    [
        ("MLPClassifer", {}, "did you mean 'MLPClassifier'"),
        ("MLPClassifier", {"max_itr": 3}, "did you mean 'max_iter'"),
        ("MLPClassifier", {"solver": "adm"}, "did you mean 'adam'"),
        ("MLPClassifier", {"batch_size": "all"}, "batch_size must be a positive integer"),
        ("MLPClassifier", {"record_path": "file"}, "record_path='file' without record"),
    ],
)
def test_impossible_parameters_are_named(kind, parameters, message):
    with pytest.raises(PlanError, match=message):
        run(begin(kind, parameters, X, CLASSES))


def test_it_is_imported_without_scikit_learn_and_tables():
    found = subprocess.run(
        [sys.executable, "-c", "from rosenblatt.fitting import *; import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()
    packages = {name.split(".")[0] for name in found}
    assert not packages & {"sklearn", "pandas", "polars", "narwhals", "joblib", "matplotlib"}
    assert not [name for name in found if name.startswith(("scipy.stats", "scipy.optimize", "scipy.special"))]
