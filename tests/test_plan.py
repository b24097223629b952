import dataclasses
import math
import pickle

import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.plan import Plan

NAN, INF = math.nan, math.inf


def test_the_defaults_are_scikit_learns():
    from sklearn.neural_network import MLPClassifier

    theirs = MLPClassifier().get_params()
    ours = dataclasses.asdict(Plan("log_loss"))
    shared = set(theirs) & set(ours) - {"batch_size"}  # theirs is the text "auto"
    assert len(shared) == 16
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


IMPOSSIBLE = [
    *[("loss", value, "loss must be one of log_loss, ") for value in ("crossentropy", None, 3)],
    *[("solver", value, "solver must be one of sgd, adam, ") for value in ("adm", None, 3)],
    *[("learning_rate", value, "learning_rate must be one of constant, ") for value in ("cos", 0.1)],
    *[
        (name, value, f"{name} must be a finite number of at least 0, got {value!r}")
        for name in ("alpha", "power_t", "tol")
        for value in (-1e-9, NAN, INF, "0.1", None, True, 1j)
    ],
    *[
        (name, value, f"{name} must be a finite number above 0, got {value!r}")
        for name in ("learning_rate_init", "epsilon", "max_grad_norm")
        for value in (0, -0.1, NAN, INF, "0.1", False)
    ],
    *[
        ("momentum", value, f"momentum must be a number of at least 0 and at most 1, got {value!r}")
        for value in (-0.1, 1.1, NAN, "0.9")
    ],
    *[
        (name, value, f"{name} must be a number of at least 0 and below 1, got {value!r}")
        for name in ("beta_1", "beta_2")
        for value in (-0.1, 1, 1.0, NAN, None)
    ],
    *[
        (name, value, f"{name} must be a positive integer, got {value!r}")
        for name in ("max_iter", "max_fun", "batch_size")
        for value in (0, -1, 1.0, True, "9", NAN, INF)
    ],
    *[(name, None, f"{name} must be a positive integer, got None") for name in ("max_iter", "max_fun")],
    *[
        ("n_iter_no_change", value, f"n_iter_no_change must be a number of at least 1, got {value!r}")
        for value in (0, 0.5, -1, NAN, "9", None)
    ],
    *[
        (name, value, f"{name} must be True or False, got {value!r}")
        for name in ("shuffle", "early_stopping", "nesterovs_momentum")
        for value in ("yes", 1, None, 0.0)
    ],
    *[
        ("dropout", value, "dropout must be a rate for each hidden layer, got ")
        for value in (0.5, "0.5", None, 1)
    ],
    *[
        ("dropout", (0.1, value), f"dropout must be a number of at least 0 and below 1, got {value!r}")
        for value in (-0.1, 1, 1.5, NAN, "0.5", None)
    ],
]


@pytest.mark.parametrize(("name", "value", "message"), IMPOSSIBLE)
def test_an_impossible_value_is_refused_by_parameter_value_and_remedy(name, value, message):
    with pytest.raises(PlanError) as caught:
        Plan(**{"loss": "log_loss", name: value})
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("value", [0, -1, NAN, INF, "1"])
def test_hubers_parameter_must_be_above_zero(value):
    with pytest.raises(PlanError, match="huber's loss_parameter must be a finite number above 0, got"):
        Plan("huber", loss_parameter=value)


@pytest.mark.parametrize("value", [0, 1, -1, NAN, "1"])
def test_quantiles_parameter_must_lie_between_zero_and_one(value):
    with pytest.raises(
        PlanError, match="quantile's loss_parameter must be a number above 0 and below 1, got"
    ):
        Plan("quantile", loss_parameter=value)


@pytest.mark.parametrize(
    ("name", "value", "proposal"),
    [("loss", "logloss", "log_loss"), ("solver", "Adam", "adam"), ("learning_rate", "onecylce", "onecycle")],
)
def test_a_misspelt_name_is_answered_with_the_nearest(name, value, proposal):
    with pytest.raises(PlanError, match=f"did you mean '{proposal}'"):
        Plan(**{"loss": "log_loss", name: value})


@pytest.mark.parametrize("options", [{"dropout": (0.5,)}, {"max_grad_norm": 1.0}])
def test_lbfgs_says_what_it_does_not_know(options):
    with pytest.raises(PlanError, match="lbfgs knows neither dropout nor max_grad_norm"):
        Plan("log_loss", solver="lbfgs", **options)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("alpha", 0),
        ("tol", 0.0),
        ("power_t", 0),
        ("momentum", 0),
        ("momentum", 1),
        ("beta_1", 0),
        ("beta_2", 0.0),
        ("n_iter_no_change", INF),
        ("n_iter_no_change", 1),
        ("batch_size", None),
        ("max_iter", np.int64(3)),
        ("learning_rate_init", np.float32(0.1)),
        ("shuffle", np.False_),
        ("max_grad_norm", None),
        ("dropout", (0, 0.5)),
        ("solver", "lbfgs"),
    ],
)
def test_the_edges_of_what_is_possible_are_possible(name, value):
    assert getattr(Plan(**{"loss": "log_loss", name: value}), name) == value


def test_dropout_becomes_a_tuple_so_that_plans_can_be_compared_and_hashed():
    plan = Plan("log_loss", dropout=[0, 0.5])
    assert plan.dropout == (0.0, 0.5)
    assert plan == Plan("log_loss", dropout=np.array([0, 0.5]))
    assert hash(plan) == hash(Plan("log_loss", dropout=(0.0, 0.5)))


@pytest.mark.parametrize(("loss", "default"), [("huber", 1.0), ("quantile", 0.5), ("squared_error", None)])
def test_a_loss_parameter_that_is_not_given_is_the_losses_own(loss, default):
    assert Plan(loss).loss_parameter == default
    assert Plan("quantile", loss_parameter=0.9).loss_parameter == 0.9


def test_a_plan_cannot_be_changed_only_copied():
    plan = Plan("log_loss", alpha=0.1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.alpha = 0.2
    other = plan.but(alpha=0.2, max_iter=7)
    assert (plan.alpha, other.alpha, other.max_iter) == (0.1, 0.2, 7)
    with pytest.raises(PlanError, match="alpha"):
        plan.but(alpha=-1)


def test_a_plan_survives_a_process_border():
    plan = Plan("huber", dropout=(0.5,), solver="sgd")
    assert pickle.loads(pickle.dumps(plan)) == plan


@pytest.mark.parametrize(
    ("batch_size", "n_samples", "length", "steps_per_epoch"),
    [
        (None, 150, 150, 1),
        (None, 1000, 200, 5),
        (None, 1001, 200, 6),
        (32, 100, 32, 4),
        (500, 100, 100, 1),
        (1, 7, 1, 7),
    ],
)
def test_batches_and_steps(batch_size, n_samples, length, steps_per_epoch):
    plan = Plan("log_loss", batch_size=batch_size, max_iter=11)
    assert plan.batch_length(n_samples) == length
    assert plan.n_steps(n_samples) == 11 * steps_per_epoch
