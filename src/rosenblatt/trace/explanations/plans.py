"""The plan by which a model was trained, as far as it is known."""

from __future__ import annotations

from collections.abc import Mapping

from rosenblatt.errors import PlanError
from rosenblatt.fitting.kinds import DEFAULTS, network_plan, perceptron_plan
from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.formulas.losses import LOSSES, REGRESSION_LOSSES
from rosenblatt.model import Model
from rosenblatt.plan import Plan
from rosenblatt.training.perceptron.plan import PerceptronPlan


def plan_for(
    model: Model, parameters: Mapping[str, object] | None = None
) -> tuple[Plan | PerceptronPlan, tuple[str, ...]]:
    """Return the plan by which a model was trained, and notes; PlanError if no loss goes with its output.

    ``parameters`` are those of its estimator by name, by default the estimator's defaults.
    """
    notes: tuple[str, ...] = ()
    if parameters is None:
        notes = ("How the model was trained is not known: the step is that of the default parameters.",)
    if (parameters or {}).get("class_weight") is not None:
        notes += ("The weights of the classes (class_weight) are left out of the step.",)
    if model.kind == "perceptron":
        return perceptron_plan(_known("Perceptron", parameters)), notes
    known = _known("MLPRegressor" if model.task == "regression" else "MLPClassifier", parameters)
    solver = known["solver"]
    known["solver"] = "sgd" if solver == "lbfgs" else solver
    plan = network_plan(known, _loss(model, known.get("loss")), model.network.n_layers - 1)
    if solver == "lbfgs":
        plan = plan.but(momentum=0.0, nesterovs_momentum=False, learning_rate="constant")
        return plan, (
            *notes,
            "The model was trained with lbfgs, which steps by all samples at once: the step is one of plain "
            f"gradient descent with the learning rate {plan.learning_rate_init:g}.",
        )
    return plan, (*notes, "A model does not keep its optimizer's memory: the step is the first one, t = 1.")


def _known(kind: str, parameters: Mapping[str, object] | None) -> dict[str, object]:
    """Return the parameters that a kind of training has; its defaults where they are not given."""
    given = parameters or {}
    return {name: given.get(name, default) for name, default in DEFAULTS[kind].items()}


def _loss(model: Model, asked: object) -> str:
    """The loss of a regression is a parameter; of a classification it is that of its output activation."""
    if isinstance(asked, str):
        return asked
    output = model.network.activations[-1]
    for loss in LOSSES.values():
        if loss.name not in REGRESSION_LOSSES and loss.output_activation == output:
            return loss.name
    fitting = " or ".join(name for name in ACTIVATIONS if name in ("logistic", "softmax"))
    raise PlanError(
        f"no loss goes with a classification's output of {output}: give a plan, or an output of {fitting}"
    )
