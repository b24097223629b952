"""How the state of a network trained by gradients lies in a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint.plans import plan_from
from rosenblatt.errors import ModelFileError, require_known
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.network import Network
from rosenblatt.network.checks import CELLS, LEARNED
from rosenblatt.network.network import context_sizes
from rosenblatt.plan import Plan
from rosenblatt.storage import Layout, finite_or, mapping
from rosenblatt.storage.counts import (
    MOST,
    count,
    counts,
    dtype_named,
    require_between,
    require_finite,
    require_numbers,
    require_order,
    texts,
)
from rosenblatt.training.state import PROGRESS, TrainingState

FIELDS = ("activations", "dtype", "layer_sizes", "n_samples", "output_groups")
CELL_FIELDS = ("cell", "initial_context")
"""Fields of a network with context neurons, which no other has."""


def fields_of(values: Mapping[str, object]) -> tuple[str, ...]:
    """Return the fields that a description must have: those of a cell if it names one."""
    return (*FIELDS, *CELL_FIELDS) if "cell" in values else FIELDS


def describe(state: TrainingState) -> dict[str, object]:
    """Return what tells the shapes of a state's arrays."""
    state.require_between_epochs("cannot be kept in a file")
    network = state.network
    cell = {"cell": network.cell, "initial_context": network.initial_context}
    return {
        "activations": list(network.activations),
        "dtype": str(network.dtype),
        "layer_sizes": list(network.layer_sizes),
        "n_samples": len(state.order),
        "output_groups": list(network.output_groups),
        **({} if network.cell is None else cell),
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
        **({"context": state.context} if state.context.size else {}),
    }


def expected(values: Mapping[str, object], plan: Plan, n_data: int) -> list[Layout]:
    """Return what arrays a state of that description has."""
    sizes = counts(values["layer_sizes"], least=1, most=n_data, what="layer_sizes")
    dtype = dtype_named(values["dtype"])
    if len(sizes) < 2:
        raise ModelFileError(f"its layer_sizes are {sizes}: inputs and outputs are needed at least")
    n_samples = count(values["n_samples"], n_data, what="n_samples")
    _require_possible(plan, n_samples, n_hidden=len(sizes) - 2)
    contexts, learned = _contexts(sizes, values, dtype)
    n = sum((a + c + 1) * b for (a, b), c in zip(pairwise(sizes), contexts, strict=True))
    n += sum(contexts) if learned else 0
    n_moments = OPTIMIZERS[plan.solver].n_moments if plan.solver in OPTIMIZERS else 0
    return [
        Layout("parameters", dtype, (n,)),
        Layout("moments", dtype, (n_moments, n)),
        Layout("best_parameters", dtype, (n if plan.early_stopping else 0,)),
        Layout("random_key", "uint32", (624,)),
        Layout("order", "int64", (n_samples,)),
        Layout("progress", "uint8", (PROGRESS.itemsize,)),
        *([Layout("context", dtype, (sum(contexts),))] if plan.stateful and any(contexts) else []),
    ]


def _contexts(sizes: list[int], values: Mapping[str, object], dtype: str) -> tuple[tuple[int, ...], bool]:
    """Context neurons of each layer, and whether what they start from is learned."""
    cell, start = _cell_of(values, dtype)
    return context_sizes(tuple(sizes), cell), start == LEARNED


def _cell_of(values: Mapping[str, object], dtype: str) -> tuple[str | None, float | str]:
    """What the context neurons keep and start from; a network without any has neither."""
    if "cell" not in values:
        return None, 0.5
    cell = values["cell"]
    require_known("cell", str(cell)[:80], CELLS, ModelFileError)
    return str(cell), finite_or(LEARNED, "initial_context", values["initial_context"], dtype)


def _require_possible(plan: Plan, n_samples: int, n_hidden: int) -> None:
    """Raise ModelFileError if no training by this plan could have come here."""
    if plan.dropout and len(plan.dropout) != n_hidden:
        raise ModelFileError(f"its plan drops out of {len(plan.dropout)} layers, there are {n_hidden} hidden")
    if plan.solver != "lbfgs" and plan.n_steps(max(n_samples, 1)) >= 2**63:
        raise ModelFileError(f"its plan has more steps (max_iter={plan.max_iter}) than can be counted")


def build(values: Mapping[str, object], tensors: Mapping[str, NDArray[Any]]) -> TrainingState:
    """Make the state; the network checks its own parts."""
    cell, start = _cell_of(values, str(tensors["parameters"].dtype))
    state = TrainingState(
        Network(
            counts(values["layer_sizes"], least=1, most=MOST),
            texts("activations", values["activations"]),
            tensors["parameters"],
            output_groups=counts(values["output_groups"], least=1, most=MOST, what="output_groups"),
            cell=cell,
            initial_context=start,
        ),
        tensors["moments"],
        tensors["random_key"],
        tensors["order"],
        tensors["best_parameters"],
        tensors["progress"].view(PROGRESS).reshape(()),
        context=tensors.get("context", np.empty(0, tensors["parameters"].dtype)),
    )
    require_finite("parameters", state.network.parameters)
    require_finite("best parameters", state.best_parameters)
    require_finite("context", state.context)
    require_numbers("moments", state.moments)
    require_order(state.order)
    _require_progress(state.progress)
    return state


def _require_progress(progress: NDArray[Any]) -> None:
    """Raise ModelFileError for scalars that no training has."""
    for name in ("epoch", "step", "samples_seen", "no_improvement"):
        require_between(name, progress[name], 0, MOST)
    require_between("random position", progress["random_position"], 0, 624)
    for name, most in (("learning_rate", np.finfo(np.float64).max), ("seconds", MOST)):
        require_between(name, progress[name], 0, most)
    for name in ("best_loss", "best_score"):
        require_between(name, progress[name], -np.inf, np.inf)


def plan_of(values: Mapping[str, object]) -> Plan:
    """Make the plan."""
    plan = plan_from(Plan, mapping("plan", values["plan"]))
    assert isinstance(plan, Plan)
    return plan
