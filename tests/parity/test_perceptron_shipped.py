"""scikit-learn's own tests of its Perceptron, run against ours."""

from pathlib import Path

from tests.parity.shipped import run_shipped_tests


def test_scikit_learns_own_tests_pass(tmp_path: Path) -> None:
    outcome = run_shipped_tests("sklearn.linear_model.tests.test_perceptron", ("Perceptron",), tmp_path)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (6, 0, 0), outcome.output
