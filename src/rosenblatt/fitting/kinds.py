"""Kinds of trainings: the names and defaults of their parameters, and the plans that parameters make.

A kind has the name of the estimator that trains it. The defaults are those of the estimators' signatures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from numbers import Integral
from types import MappingProxyType
from typing import Any

from rosenblatt.errors import PlanError, require_known
from rosenblatt.fitting.starting_network import ContextNeurons
from rosenblatt.formulas.activations import HIDDEN_ACTIVATIONS
from rosenblatt.network.checks import LEARNED
from rosenblatt.network.initialization import SCHEMES
from rosenblatt.plan import Plan
from rosenblatt.training.perceptron.plan import PerceptronPlan

Parameters = Mapping[str, Any]
"""Parameters of a training by name; the names are scikit-learn's where it has them."""

_NETWORK: Parameters = {
    "hidden_layer_sizes": (100,),
    "activation": "relu",
    "solver": "adam",
    "alpha": 0.0001,
    "batch_size": "auto",
    "learning_rate": "constant",
    "learning_rate_init": 0.001,
    "power_t": 0.5,
    "max_iter": 200,
    "shuffle": True,
    "random_state": None,
    "tol": 1e-4,
    "verbose": False,
    "warm_start": False,
    "momentum": 0.9,
    "nesterovs_momentum": True,
    "early_stopping": False,
    "validation_fraction": 0.1,
    "beta_1": 0.9,
    "beta_2": 0.999,
    "epsilon": 1e-8,
    "n_iter_no_change": 10,
    "max_fun": 15000,
    "init": "auto",
    "dropout": 0.0,
    "max_grad_norm": None,
    "n_threads": None,
    "record": None,
    "record_path": None,
}
_WINDOW: Parameters = {"shuffle_window": None}
_CLASSES: Parameters = {"class_weight": None, "stratified": None}
_NUMBERS: Parameters = {"loss": "squared_error", "huber_delta": 1.0, "quantile": 0.5}
_SEQUENCES: Parameters = {
    "hidden_layer_sizes": (10,),
    "activation": "tanh",
    "cell": "elman",
    "backprop_steps": None,
    "update_steps": None,
    "initial_context": 0.5,
    "predict_at": "last",
    "step_size": None,
    "stateful": False,
}
_PERCEPTRON: Parameters = {
    "penalty": None,
    "alpha": 0.0001,
    "l1_ratio": 0.15,
    "fit_intercept": True,
    "max_iter": 1000,
    "tol": 1e-3,
    "shuffle": True,
    "verbose": 0,
    "eta0": 1.0,
    "n_jobs": None,
    "random_state": 0,
    "early_stopping": False,
    "validation_fraction": 0.1,
    "n_iter_no_change": 5,
    "class_weight": None,
    "warm_start": False,
    "average": False,
    "shuffle_window": None,
    "record": None,
    "record_path": None,
}

DEFAULTS: Mapping[str, Parameters] = MappingProxyType(
    {
        "MLPClassifier": {**_NETWORK, **_WINDOW, **_CLASSES},
        "MLPRegressor": {**_NETWORK, **_WINDOW, **_NUMBERS},
        "RecurrentClassifier": {**_NETWORK, **_CLASSES, **_SEQUENCES},
        "RecurrentRegressor": {**_NETWORK, **_NUMBERS, **_SEQUENCES},
        "Perceptron": _PERCEPTRON,
    }
)
"""For each kind of training its parameters with their defaults."""


def complete(kind: str, parameters: Parameters) -> dict[str, Any]:
    """Return parameters with defaults for those not given; PlanError for an unknown kind or parameter."""
    if kind not in tuple(DEFAULTS):
        require_known("the kind of a training", kind, DEFAULTS)
    known = DEFAULTS[kind]
    for name in parameters:
        if name not in known:
            require_known(f"a parameter of {kind}", name, known)
    return {**known, **parameters}


def require_possible(kind: str, parameters: Parameters) -> None:
    """Raise a PlanError if one of all parameters of a kind is impossible whatever the data is."""
    if kind == "Perceptron":
        perceptron_plan(parameters)
        return
    n_hidden = len(Layers.of(parameters).sizes)
    network_plan(parameters, parameters.get("loss", "binary_log_loss"), n_hidden)
    for name, known in (("activation", HIDDEN_ACTIVATIONS), ("init", SCHEMES)):
        if isinstance(parameters[name], str):
            require_known(name, parameters[name], known)


# ---- What parameters say about the network ---------------------------------------------------------------


@dataclass(frozen=True)
class Layers:
    """The hidden layers and context neurons that parameters ask for; sizes and activations are per layer."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    memory: ContextNeurons

    @classmethod
    def of(cls, parameters: Parameters) -> Layers:
        """Read them from parameters; PlanError if they are impossible."""
        sizes = sizes_of_layers(parameters["hidden_layer_sizes"])
        memory = ContextNeurons(None, 0.5)
        if "cell" in parameters:
            start = parameters["initial_context"]
            memory = ContextNeurons(parameters["cell"], LEARNED if isinstance(start, str) else float(start))
        return cls(sizes, activations_of_layers(parameters["activation"], len(sizes)), memory)


def sizes_of_layers(hidden_layer_sizes: int | Sequence[int]) -> tuple[int, ...]:
    """Neurons of each hidden layer; PlanError if one is not a positive integer."""
    sizes = tuple(hidden_layer_sizes) if isinstance(hidden_layer_sizes, Iterable) else (hidden_layer_sizes,)
    for size in sizes:
        if not isinstance(size, Integral) or size <= 0:
            raise PlanError(
                f"hidden_layer_sizes must be > 0, got {list(sizes)}: give a positive integer for each hidden "
                f"layer, or () for no hidden layer"
            )
    return tuple(int(size) for size in sizes)


def activations_of_layers(activation: str | Sequence[str], n_hidden: int) -> tuple[str, ...]:
    """The activation of each hidden layer; PlanError for another number of names, or an unknown one."""
    if isinstance(activation, str):
        return (activation,) * n_hidden
    names = tuple(activation)
    if len(names) != n_hidden:
        raise PlanError(
            f"activation must name each of the {n_hidden} hidden layers or be one name for all, "
            f"got {list(names)}"
        )
    for name in names:
        require_known("activation of a hidden layer", name, HIDDEN_ACTIVATIONS)
    return names


def dropout_of_layers(dropout: float | Sequence[float], n_hidden: int) -> tuple[float, ...]:
    """Dropout rate of each hidden layer, empty for none; PlanError unless there is one for each."""
    if not isinstance(dropout, Iterable):
        return (float(dropout),) * n_hidden if dropout else ()
    rates = tuple(dropout)
    if len(rates) != n_hidden:
        raise PlanError(
            f"dropout must hold a rate for each of the {n_hidden} hidden layers or be one rate for all, "
            f"got {list(rates)}"
        )
    return rates if any(rates) else ()


# ---- What parameters say about training ------------------------------------------------------------------

_OF_PLAN = {field.name for field in fields(Plan)} - {"loss", "batch_size", "early_stopping", "dropout"}
"""Parameters that a plan has under the same name."""


def network_plan(
    parameters: Parameters, loss: str, n_hidden: int, *, partial: bool = False, one_class: bool = False
) -> Plan:
    """Return the plan for a network from all of its parameters; PlanError for an impossible one.

    With ``partial`` it is for a single epoch (``partial_fit``), which is too short to stop early; with
    ``one_class`` all targets are alike.
    """
    if "cell" in parameters:
        every_step = parameters["stateful"] or parameters["predict_at"] == "every"
        if every_step and parameters.get("stratified"):
            raise PlanError(
                "stratified=True needs one target a sequence, got "
                f"{'stateful=True' if parameters['stateful'] else 'predict_at=every'}: leave stratified=None"
            )
    size = parameters["batch_size"]
    return Plan(
        loss=loss,
        batch_size=None if isinstance(size, str) and size == "auto" else size,
        early_stopping=parameters["early_stopping"] and not partial and parameters["solver"] != "lbfgs",
        loss_parameter=_loss_parameter(parameters),
        dropout=dropout_of_layers(parameters["dropout"], n_hidden),
        one_class=one_class,
        **{name: parameters[name] for name in _OF_PLAN if name in parameters},
    )


def _loss_parameter(parameters: Parameters) -> float | None:
    named = {"huber": "huber_delta", "quantile": "quantile"}.get(parameters.get("loss", ""))
    return None if named is None else parameters[named]


_OF_PERCEPTRON = tuple(field.name for field in fields(PerceptronPlan))


def perceptron_plan(parameters: Parameters, *, partial: bool = False) -> PerceptronPlan:
    """Return the plan for a perceptron; ``partial`` for a single epoch (``partial_fit``)."""
    values = [1 if partial and name == "max_iter" else parameters[name] for name in _OF_PERCEPTRON]
    return _plan_of(*values)


@lru_cache(maxsize=128, typed=True)
def _plan_of(*values: Any) -> PerceptronPlan:  # noqa: ANN401  # the plan checks them
    return PerceptronPlan(**dict(zip(_OF_PERCEPTRON, values, strict=True)))
