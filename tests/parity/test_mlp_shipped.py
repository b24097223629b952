"""scikit-learn's own tests of its multi-layer perceptrons, and its checks of any estimator, run against ours."""

from pathlib import Path

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks
from tests.parity.shipped import run_shipped_tests

from rosenblatt import MLPClassifier, MLPRegressor

DESELECTED = (
    # Calls the private method `_loss_grad_lbfgs` with six lists of buffers to fill, which nothing here has. What it
    # proves, tests/training/test_gradient.py proves of our gradient by the same finite differences.
    "test_gradient",
)


def test_scikit_learns_own_tests_pass(tmp_path: Path) -> None:
    outcome = run_shipped_tests(
        "sklearn.neural_network.tests.test_mlp", ("MLPClassifier", "MLPRegressor"), tmp_path, DESELECTED
    )
    assert (outcome.failed, outcome.skipped) == (0, 0), outcome.output
    assert outcome.passed >= 58, outcome.output


@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks(
    [
        MLPClassifier(max_iter=100),
        MLPRegressor(max_iter=100),
        MLPClassifier(solver="lbfgs", hidden_layer_sizes=(10,), activation=["tanh"]),
        MLPRegressor(loss="huber", solver="rmsprop", hidden_layer_sizes=(10,), max_iter=30),
    ]
)
def test_estimator_checks_pass_without_exception(estimator, check):
    check(estimator)
