"""How the state of a network trained by gradients lies in a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint.counts import count, counts, dtype_named
from rosenblatt.checkpoint.plans import plan_from
from rosenblatt.network import Network
from rosenblatt.optimizers import OPTIMIZERS
from rosenblatt.plan import Plan
from rosenblatt.tensorfile import Layout, mapping
from rosenblatt.training.state import PROGRESS, TrainingState

FIELDS = ("activations", "dtype", "layer_sizes", "n_samples", "output_groups")


def describe(state: TrainingState) -> dict[str, object]:
    """Return what tells the shapes of a state's arrays."""
    network = state.network
    return {
        "activations": list(network.activations),
        "dtype": str(network.dtype),
        "layer_sizes": list(network.layer_sizes),
        "n_samples": len(state.order),
        "output_groups": list(network.output_groups),
    }


def arrays(state: TrainingState) -> dict[str, NDArray[Any]]:
    """A state's arrays, by name."""
    return {
        "parameters": state.network.parameters,
        "moments": state.moments,
        "best_parameters": state.best_parameters,
        "random_key": state.random_key,
        "order": state.order,
        "progress": state.progress.reshape(1).view(np.uint8),
    }


def expected(values: Mapping[str, object], plan: Plan, n_data: int) -> list[Layout]:
    """Return what arrays a state of that description has."""
    sizes = counts(values["layer_sizes"], least=1, most=n_data)
    dtype = dtype_named(values["dtype"])
    n = sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes))
    n_moments = OPTIMIZERS[plan.solver].n_moments if plan.solver in OPTIMIZERS else 0
    return [
        Layout("parameters", dtype, (n,)),
        Layout("moments", dtype, (n_moments, n)),
        Layout("best_parameters", dtype, (n if plan.early_stopping else 0,)),
        Layout("random_key", "uint32", (624,)),
        Layout("order", "int64", (count(values["n_samples"], n_data),)),
        Layout("progress", "uint8", (PROGRESS.itemsize,)),
    ]


def build(values: Mapping[str, object], tensors: Mapping[str, NDArray[Any]]) -> TrainingState:
    """Make the state; the network checks its own parts."""
    sizes, activations, groups = (values[name] for name in ("layer_sizes", "activations", "output_groups"))
    network = Network(sizes, activations, tensors["parameters"], output_groups=groups)  # type: ignore[arg-type]
    return TrainingState(
        network,
        tensors["moments"],
        tensors["random_key"],
        tensors["order"],
        tensors["best_parameters"],
        tensors["progress"].view(PROGRESS).reshape(()),
    )


def plan_of(values: Mapping[str, object]) -> Plan:
    """Make the plan."""
    plan = plan_from(Plan, mapping("plan", values["plan"]))
    assert isinstance(plan, Plan)
    return plan
