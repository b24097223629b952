"""The plan by which a model was trained, from a run's parameters or the estimator's defaults."""

import numpy as np
import pytest
from tests.model.examples import flowers, perceptron, prices, several_targets, xor

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron
from rosenblatt.errors import PlanError
from rosenblatt.model import Model
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.trace.explanations.plans import plan_for
from rosenblatt.training import PerceptronPlan


@pytest.mark.parametrize(
    ("model", "plan"),
    [
        (xor(), Plan("binary_log_loss")),
        (flowers(), Plan("log_loss")),
        (several_targets(), Plan("log_loss")),
        (prices(), Plan("squared_error", dropout=(0.0, 0.0))),
        (perceptron(), PerceptronPlan()),
    ],
)
def test_without_parameters_it_is_the_default_and_says_so(model, plan):
    found, notes = plan_for(model)
    if isinstance(plan, Plan):
        plan, found = plan.but(dropout=()), found.but(dropout=())
    assert found == plan
    assert "not known" in notes[0]


def test_parameters_of_each_estimator_make_its_plan():
    parameters = MLPClassifier(solver="rmsprop", learning_rate_init=0.3, dropout=0.5).get_params()
    plan, notes = plan_for(flowers(), parameters)
    assert (plan.loss, plan.solver, plan.learning_rate_init, plan.dropout) == (
        "log_loss",
        "rmsprop",
        0.3,
        (0.5,),
    )
    assert "not known" not in " ".join(notes)
    plan, _ = plan_for(prices(), MLPRegressor(loss="huber", huber_delta=2.0).get_params())
    assert (plan.loss, plan.loss_parameter) == ("huber", 2.0)
    plan, notes = plan_for(perceptron(), Perceptron(eta0=0.5, penalty="l1").get_params())
    assert plan == PerceptronPlan(eta0=0.5, penalty="l1")
    assert notes == ()


def test_lbfgs_and_class_weights_are_told():
    plan, notes = plan_for(flowers(), MLPClassifier(solver="lbfgs", class_weight="balanced").get_params())
    assert (plan.solver, plan.momentum) == ("sgd", 0.0)
    assert "class_weight" in notes[0]
    assert "lbfgs" in notes[1]


def test_an_output_that_no_loss_goes_with():
    model = Model("mlp", "classification", Network((2, 1), ("tanh",), np.ones(3)), classes=(0, 1))
    with pytest.raises(PlanError, match="no loss goes with a classification's output of tanh"):
        plan_for(model)
