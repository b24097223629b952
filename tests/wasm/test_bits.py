"""The page's engine gives the bits of the native baseline engine: parameters, history and end."""

import numpy as np
import pytest
from tests.wasm.cases import HIDDEN, matrix, perceptrons, single_cases
from tests.wasm.conftest import STOPS

pytestmark = pytest.mark.long  # some twenty seconds, in which two processes train

SECONDS = -1  # the history's last column is no part of the training


def assert_equal(name, page, native):
    frame = page[name][1]
    assert "refused" not in frame, frame.get("refused")
    reason = str(native[f"{name}/reason"])
    assert STOPS[frame["stop"]] == ("diverged" if reason.startswith("diverged") else reason), name
    np.testing.assert_array_equal(frame["parameters"], native[f"{name}/parameters"].ravel(), name)
    rows = native[f"{name}/rows"]
    np.testing.assert_array_equal(frame["rows"][:, :SECONDS], rows[:, :SECONDS], name)
    return frame, reason


@pytest.mark.parametrize("hidden", HIDDEN)
def test_activation_loss_solver_and_schedule(hidden, page, native):
    cases = [case for case in matrix() if case.name.startswith(f"{hidden}-")]
    assert len(cases) == 140
    for case in cases:
        frame, _ = assert_equal(case.name, page, native)
        assert not np.array_equal(frame["parameters"], page[case.name][0]["parameters"])


@pytest.mark.parametrize("name", [case.name for case in single_cases()])
def test_tables_and_what_only_some_plans_do(name, page, native):
    frame, reason = assert_equal(name, page, native)
    if reason.startswith("diverged"):
        assert frame["message"] == reason.removeprefix("diverged ")


@pytest.mark.parametrize("name", [case.name for case in perceptrons()])
def test_the_perceptron_rule(name, page, native):
    assert_equal(name, page, native)
    rest = page[name][2]["rest"]
    for part in ("weights", "neurons", "order"):
        assert native[f"{name}/{part}"].tobytes() in rest


def test_the_stops_that_were_compared_are_all_there(native):
    reasons = {str(value).split(" ")[0] for name, value in native.items() if name.endswith("/reason")}
    assert reasons == {"", "converged", "early", "max_iter", "diverged"}
