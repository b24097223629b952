"""What is well is left alone: good trainings of every sort, and the built-in tables, trigger no finding."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.preprocessing import StandardScaler

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron
from rosenblatt.insight import diagnose
from rosenblatt.insight.diagnosis.diagnose import CHECKS
from rosenblatt.run import RunSettings, run_table

KINDS = {check.kind for check in CHECKS}
GATE = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])


def scaled(data: np.ndarray) -> np.ndarray:
    return StandardScaler().fit_transform(data)


@pytest.mark.parametrize("activation", ["relu", "tanh", "logistic", "elu", "gelu", "leaky_relu"])
def test_iris(activation: str) -> None:
    iris = load_iris()
    X = scaled(iris.data)
    network = MLPClassifier(
        (20,), activation=activation, max_iter=1000, learning_rate_init=0.01, random_state=0
    )
    assert diagnose(network.fit(X, iris.target), X, iris.target).kinds == ()


def test_iris_as_it_is() -> None:
    iris = load_iris()
    network = MLPClassifier(max_iter=1000, random_state=0).fit(iris.data, iris.target)
    assert diagnose(network, iris.data, iris.target).kinds == ()


@pytest.mark.parametrize("scale", [True, False])
def test_digits(scale: bool) -> None:
    digits = load_digits()
    X = scaled(digits.data) if scale else digits.data
    network = MLPClassifier(random_state=0).fit(X[:1200], digits.target[:1200])
    held_out = X[1200:], digits.target[1200:]
    assert diagnose(network, X[:1200], digits.target[:1200], validation_data=held_out).kinds == ()


@pytest.mark.parametrize("depth", [2, 4, 6, 8])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_deep_networks_that_learn(depth: int, activation: str) -> None:
    wine = load_wine()
    X = scaled(wine.data)
    network = MLPClassifier((20,) * depth, activation=activation, max_iter=1000, random_state=0)
    assert diagnose(network.fit(X, wine.target), X, wine.target).kinds == ()


def test_breast_cancer_with_rows_held_out() -> None:
    tumours = load_breast_cancer()
    X, y = scaled(tumours.data), tumours.target
    network = MLPClassifier((20,), early_stopping=True, learning_rate_init=0.01, random_state=0).fit(
        X[:400], y[:400]
    )
    assert diagnose(network, X[:400], y[:400], validation_data=(X[400:], y[400:])).kinds == ()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "settings",
    [
        {"hidden_layer_sizes": (5,), "activation": "tanh", "max_iter": 10000},
        {"hidden_layer_sizes": (4,), "activation": "logistic", "learning_rate_init": 0.1, "max_iter": 5000},
        {"hidden_layer_sizes": (8,), "activation": "relu", "learning_rate_init": 0.01, "max_iter": 5000},
        {"hidden_layer_sizes": (4,), "activation": "logistic", "solver": "lbfgs", "max_iter": 5000},
    ],
)
def test_xor_solved(settings: dict, seed: int) -> None:
    network = MLPClassifier(**settings, random_state=seed).fit(GATE, [0, 1, 1, 0])
    assert network.score(GATE, [0, 1, 1, 0]) == 1
    assert diagnose(network, GATE, [0, 1, 1, 0]).kinds == ()


@pytest.mark.parametrize("solver", ["adam", "sgd", "rmsprop", "lbfgs"])
def test_regressions(solver: str) -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(400, 3))
    y = X @ [1, 2, -1] + np.sin(3 * X[:, 0])
    rate = {} if solver == "lbfgs" else {"learning_rate_init": 0.01}
    network = MLPRegressor(
        hidden_layer_sizes=(30,), solver=solver, max_iter=3000, random_state=0, alpha=0.1, **rate
    )
    network.fit(X[:300], y[:300])
    assert diagnose(network, X[:300], y[:300], validation_data=(X[300:], y[300:])).kinds == ()


def test_several_outputs_and_labels() -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(300, 3))
    Y = np.column_stack([X[:, 0] + X[:, 1], X[:, 2] - X[:, 0]])
    network = MLPRegressor(hidden_layer_sizes=(20,), max_iter=2000, learning_rate_init=0.01, random_state=0)
    assert diagnose(network.fit(X, Y), X, Y).kinds == ()
    labels = (Y > 0).astype(int)
    several = MLPClassifier((20,), max_iter=2000, learning_rate_init=0.01, random_state=0).fit(X, labels)
    assert diagnose(several, X, labels).kinds == ()


def test_a_perceptron_that_found_the_line() -> None:
    gate = Perceptron().fit(GATE, [0, 0, 0, 1])
    assert diagnose(gate, GATE, [0, 0, 0, 1]).kinds == ()


@pytest.mark.parametrize(
    "table",
    [
        "iris", "xor", "and", "or", "nand", "nor", "digits", "wine", "breast_cancer", "diabetes", "moons",
        "circles", "spirals", "blobs",
    ],
)  # fmt: skip
def test_the_built_in_tables_with_what_is_recommended(table: str) -> None:
    run = run_table(RunSettings(table, repeats=0))
    assert KINDS.isdisjoint(finding.kind for finding in run.findings)
    assert diagnose(run).kinds == ()
