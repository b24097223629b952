"""PerceptronPlan rejects impossible values and says what would be possible."""

import inspect
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import Perceptron

from rosenblatt.errors import PlanError
from rosenblatt.training.perceptron.plan import PerceptronPlan


def test_names_and_defaults_are_scikit_learns() -> None:
    theirs = inspect.signature(Perceptron).parameters
    for name, parameter in inspect.signature(PerceptronPlan).parameters.items():
        if name not in ("average", "shuffle_window"):
            assert parameter.default == theirs[name].default


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"penalty": "l3"}, r"penalty must be one of l2, l1, elasticnet; got 'l3', did you mean 'l[12]'\?"),
        ({"alpha": -1}, "alpha must be a number at least 0, got -1"),
        ({"alpha": float("nan")}, "alpha must be a number at least 0, got nan"),
        ({"l1_ratio": 1.5}, r"l1_ratio must be a number at least 0 and at most 1, got 1\.5"),
        ({"eta0": 0}, "eta0 must be a number above 0, got 0"),
        ({"eta0": "1"}, "eta0 must be a number above 0, got '1'"),
        ({"tol": -0.1}, r"tol must be a number at least 0 or None to train for max_iter epochs, got -0\.1"),
        ({"max_iter": 0}, "max_iter must be a positive integer, got 0"),
        ({"max_iter": 2.5}, r"max_iter must be a positive integer, got 2\.5"),
        ({"n_iter_no_change": True}, "n_iter_no_change must be a positive integer, got True"),
        ({"shuffle": 1}, "shuffle must be True or False, got 1"),
        ({"average": -3}, "average must be a positive integer or True or False, got -3"),
    ],
)
def test_impossible_values_are_named(values: dict[str, Any], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        PerceptronPlan(**values)


@pytest.mark.parametrize(
    ("penalty", "l1_share", "shrink_factor"),
    [(None, 0.0, 0.98), ("l2", 0.0, 0.98), ("l1", 1.0, 1.0), ("elasticnet", 0.25, 0.985)],
)
def test_the_penalty_is_split_into_l1_and_l2(
    penalty: str | None, l1_share: float, shrink_factor: float
) -> None:
    plan = PerceptronPlan(penalty=penalty, alpha=0.01, eta0=2.0, l1_ratio=0.25)
    assert plan.l1_share == l1_share
    assert plan.shrink_factor == pytest.approx(shrink_factor)


def test_weights_are_never_shrunk_below_zero() -> None:
    assert PerceptronPlan(penalty="l2", alpha=5.0).shrink_factor == 0


def test_numpy_values_are_taken() -> None:
    plan = PerceptronPlan(
        alpha=np.float32(0.5), max_iter=np.int64(3), shuffle=np.bool_(False), average=np.int32(2)
    )
    assert plan.native is plan.native
    assert PerceptronPlan(tol=None).tolerance == -np.inf
