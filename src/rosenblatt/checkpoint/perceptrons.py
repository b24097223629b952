"""How the state of a perceptron lies in a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint.plans import plan_from
from rosenblatt.errors import ModelFileError
from rosenblatt.storage import Layout, mapping
from rosenblatt.storage.counts import (
    MOST,
    count,
    dtype_named,
    require_between,
    require_finite,
    require_numbers,
    require_order,
)
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import DIVERGED, LEARNING, NEURON, PerceptronState

FIELDS = ("averages", "dtype", "n_features", "n_neurons", "n_samples", "shrunk")


def describe(state: PerceptronState) -> dict[str, object]:
    """Return what tells the shapes of a state's arrays."""
    n_neurons, n_features = state.weights.shape
    return {
        "averages": state.averages.shape[1],
        "dtype": str(state.weights.dtype),
        "n_features": n_features,
        "n_neurons": n_neurons,
        "n_samples": state.order.shape[1],
        "shrunk": state.shrunk.shape[1],
    }


def arrays(state: PerceptronState) -> dict[str, NDArray[Any]]:
    """A state's arrays, by name."""
    return {
        "weights": state.weights,
        "neurons": state.neurons.view(np.uint8).reshape(-1, NEURON.itemsize),
        "order": state.order,
        "shrunk": state.shrunk,
        "averages": state.averages,
    }


def expected(values: Mapping[str, object], plan: PerceptronPlan, n_data: int) -> list[Layout]:
    """Return what arrays a state of that description has."""
    dtype = dtype_named(values["dtype"])
    n_neurons, n_features, n_samples = (
        count(values[name], n_data, least=1, what=name) for name in ("n_neurons", "n_features", "n_samples")
    )
    shrunk, averages = (count(values[name], n_data, what=name) for name in ("shrunk", "averages"))
    shrinks = plan.l1_share > 0 or plan.penalty == "elasticnet"
    for name, width, is_there in (("shrunk", shrunk, shrinks), ("averages", averages, bool(plan.average))):
        if width != n_features * is_there:
            raise ModelFileError(f"its {name} must be {n_features * is_there} wide for its plan, got {width}")
    return [
        Layout("weights", dtype, (n_neurons, n_features)),
        Layout("neurons", "uint8", (n_neurons, NEURON.itemsize)),
        Layout("order", "int32", (n_neurons, n_samples)),
        Layout("shrunk", dtype, (n_neurons, shrunk)),
        Layout("averages", dtype, (n_neurons, averages)),
    ]


def build(values: Mapping[str, object], tensors: Mapping[str, NDArray[Any]]) -> PerceptronState:
    """Make the state."""
    state = PerceptronState(
        tensors["weights"],
        tensors["neurons"].view(NEURON).reshape(-1),
        tensors["order"],
        tensors["shrunk"],
        tensors["averages"],
    )
    require_finite("weights", state.weights)
    require_finite("averages", state.averages)
    require_numbers("shrunk weights", state.shrunk)
    for order in state.order:
        require_order(order)
    _require_neurons(state.neurons)
    return state


def _require_neurons(neurons: NDArray[Any]) -> None:
    """Raise ModelFileError for scalars that no neuron has."""
    for name in ("bias", "scale", "average_bias"):
        require_finite(f"neurons ({name})", neurons[name])
    for name in ("step", "no_improvement", "epoch"):
        require_between(name, neurons[name], 0, MOST)
    require_between("seed", neurons["seed"], 0, 2**32 - 1)
    require_between("status", neurons["status"], LEARNING, DIVERGED)
    require_between("best", neurons["best"], -np.inf, np.inf)


def plan_of(values: Mapping[str, object]) -> PerceptronPlan:
    """Make the plan."""
    plan = plan_from(PerceptronPlan, mapping("plan", values["plan"]))
    assert isinstance(plan, PerceptronPlan)
    return plan
