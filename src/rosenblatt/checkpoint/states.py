"""State and plan of a training in a file: what metadata says of them, and the arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import ModelFileError
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.network.description import DType, NetworkDescription, read_network
from rosenblatt.plan import Plan
from rosenblatt.storage.container import Layout
from rosenblatt.storage.fields import MOST, Count, Positive, plain, read, split
from rosenblatt.training.data import TrainingData
from rosenblatt.training.order import order_length
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import DIVERGED, LEARNING, NEURON, PerceptronData, PerceptronState
from rosenblatt.training.state import PROGRESS, UNDERWAY, TrainingState

AnyData: TypeAlias = TrainingData | PerceptronData
AnyState: TypeAlias = TrainingState | PerceptronState
AnyPlan: TypeAlias = Plan | PerceptronPlan
Tensors: TypeAlias = Mapping[str, NDArray[Any]]

GRADIENT, PERCEPTRON = "gradient", "perceptron"
LATER = ("backprop_steps", "update_steps", "stateful", "one_class")
"""Fields that the first plans of version 0.1.0 lack; their defaults hold there."""


@dataclass(frozen=True)
class NetworkShapes:
    """Shapes of the arrays of a network's training."""

    network: NetworkDescription
    n_samples: int
    inside: bool = False  # whether the state is inside an epoch

    @classmethod
    def read(cls, values: Mapping[str, object]) -> tuple[NetworkShapes, dict[str, object]]:
        """Return the shapes that metadata names, and its other fields."""
        network, others = read_network(values)
        own, others = split(_Samples, others)
        found = read(_Samples, own, "")
        return cls(network, found.n_samples, found.inside), others

    def layouts(self, plan: AnyPlan) -> list[Layout]:
        """Return the layouts of the arrays; ModelFileError if no training by this plan has such a state."""
        assert isinstance(plan, Plan)
        n_hidden, n_samples, dtype = len(self.network.layer_sizes) - 2, self.n_samples, self.network.dtype
        if plan.dropout and len(plan.dropout) != n_hidden:
            raise ModelFileError(
                f"its plan drops out of {len(plan.dropout)} layers, there are {n_hidden} hidden"
            )
        if plan.solver != "lbfgs" and plan.n_steps(max(n_samples, 1)) >= 2**63:
            raise ModelFileError(f"its plan has more steps (max_iter={plan.max_iter}) than can be counted")
        n, n_context = self.network.n_parameters, sum(self.network.contexts.values())
        n_moments = OPTIMIZERS[plan.solver].n_moments if plan.solver in OPTIMIZERS else 0
        return [
            Layout("parameters", dtype, (n,)),
            Layout("moments", dtype, (n_moments, n)),
            Layout("best_parameters", dtype, (n if plan.early_stopping else 0,)),
            Layout("random_key", "uint32", (624,)),
            Layout("order", "int64", (order_length(plan.shuffle_window, n_samples),)),
            Layout("progress", "uint8", (PROGRESS.itemsize,)),
            *([Layout("context", dtype, (n_context,))] if plan.stateful and n_context else []),
            *([Layout("underway", "float64", (self._n_sums,))] if self.inside else []),
        ]

    @property
    def _n_sums(self) -> int:
        return len(UNDERWAY) + self.network.layer_sizes[-1]

    def state(self, tensors: Tensors) -> TrainingState:
        """Make the state; the network checks its own parts."""
        state = TrainingState(
            self.network.network(tensors["parameters"]),
            tensors["moments"],
            tensors["random_key"],
            tensors["order"],
            tensors["best_parameters"],
            tensors["progress"].view(PROGRESS).reshape(()),
            context=tensors.get("context", np.empty(0, tensors["parameters"].dtype)),
            n_samples=self.n_samples,
        )
        if self.inside:
            state.underway[:] = tensors["underway"]
            _require_finite("sums of an epoch", state.underway)
            n_made = state.underway[0]
            if not (0 < n_made < self.n_samples and n_made == np.floor(n_made)):
                raise ModelFileError(f"it is behind {n_made} of {self.n_samples} samples, which cannot be")
        _require_finite("parameters", state.network.parameters)
        _require_finite("best parameters", state.best_parameters)
        _require_finite("context", state.context)
        _require_numbers("moments", state.moments)
        _require_order(state.order, self.n_samples)
        progress = state.progress
        for name in ("epoch", "step", "samples_seen", "no_improvement"):
            require_between(name, progress[name], 0, MOST)
        require_between("random position", progress["random_position"], 0, 624)
        for name, most in (("learning_rate", np.finfo(np.float64).max), ("seconds", MOST)):
            require_between(name, progress[name], 0, most)
        for name in ("best_loss", "best_score"):
            require_between(name, progress[name], -np.inf, np.inf)
        return state


@dataclass(frozen=True)
class _Samples:
    """The shape of a network's training that is not the network's."""

    n_samples: Count
    inside: bool = False

    added_later: ClassVar[tuple[str, ...]] = ("inside",)


@dataclass(frozen=True)
class PerceptronShapes:
    """Shapes of the arrays of a perceptron's training."""

    averages: Count
    dtype: DType
    n_features: Positive
    n_neurons: Positive
    n_samples: Positive
    shrunk: Count

    @classmethod
    def read(cls, values: Mapping[str, object]) -> tuple[PerceptronShapes, dict[str, object]]:
        """Return the shapes that metadata names, and its other fields."""
        own, others = split(cls, values)
        return read(cls, own, ""), others

    def layouts(self, plan: AnyPlan) -> list[Layout]:
        """Return the layouts of the arrays; ModelFileError if no training by this plan has such a state."""
        assert isinstance(plan, PerceptronPlan)
        shrinks = plan.l1_share > 0 or plan.penalty == "elasticnet"
        for name, is_there in (("shrunk", shrinks), ("averages", bool(plan.average))):
            width, expected = getattr(self, name), self.n_features * is_there
            if width != expected:
                raise ModelFileError(f"its {name} must be {expected} wide for its plan, got {width}")
        n_neurons, dtype = self.n_neurons, self.dtype
        return [
            Layout("weights", dtype, (n_neurons, self.n_features)),
            Layout("neurons", "uint8", (n_neurons, NEURON.itemsize)),
            Layout("order", "int32", (n_neurons, order_length(plan.shuffle_window, self.n_samples))),
            Layout("shrunk", dtype, (n_neurons, self.shrunk)),
            Layout("averages", dtype, (n_neurons, self.averages)),
        ]

    def state(self, tensors: Tensors) -> PerceptronState:
        """Make the state."""
        neurons = tensors["neurons"].view(NEURON).reshape(-1)
        state = PerceptronState(
            tensors["weights"],
            neurons,
            tensors["order"],
            tensors["shrunk"],
            tensors["averages"],
            self.n_samples,
        )
        _require_finite("weights", state.weights)
        _require_finite("averages", state.averages)
        _require_numbers("shrunk weights", state.shrunk)
        for order in state.order:
            _require_order(order, self.n_samples)
        for name in ("bias", "scale", "average_bias"):
            _require_finite(f"neurons ({name})", neurons[name])
        for name in ("step", "no_improvement", "epoch"):
            require_between(name, neurons[name], 0, MOST)
        require_between("seed", neurons["seed"], 0, 2**32 - 1)
        require_between("status", neurons["status"], LEARNING, DIVERGED)
        require_between("best", neurons["best"], -np.inf, np.inf)
        return state


Shapes: TypeAlias = NetworkShapes | PerceptronShapes


def described(state: AnyState, plan: AnyPlan) -> dict[str, object]:
    """Return the metadata of a training: rule, plan (infinite is the text ``inf``) and shapes."""
    values = {name: "inf" if value == math.inf else value for name, value in plain(plan).items()}
    if isinstance(state, TrainingState):
        if not np.isfinite(state.underway).all():  # of an early recording
            state.require_between_epochs("cannot be kept in a file")
        network = plain(NetworkDescription.of(state.network))
        samples = plain(_Samples(state.n_samples, bool(state.samples_underway)))
        return {"plan": values, "rule": GRADIENT, **network, **samples}
    n_neurons, n_features = state.weights.shape
    shapes = PerceptronShapes(
        averages=state.averages.shape[1],
        dtype=state.weights.dtype.name,  # type: ignore[arg-type]  # one of the two
        n_features=n_features,
        n_neurons=n_neurons,
        n_samples=state.n_samples,
        shrunk=state.shrunk.shape[1],
    )
    return {"plan": values, "rule": PERCEPTRON, **plain(shapes)}


def arrays_of(state: AnyState) -> dict[str, NDArray[Any]]:
    """Return a state's arrays, by name."""
    if isinstance(state, PerceptronState):
        return {
            "weights": state.weights,
            "neurons": state.neurons.view(np.uint8).reshape(-1, NEURON.itemsize),
            "order": state.order,
            "shrunk": state.shrunk,
            "averages": state.averages,
        }
    return {
        "parameters": state.network.parameters,
        "moments": state.moments,
        "best_parameters": state.best_parameters,
        "random_key": state.random_key,
        "order": state.order,
        "progress": state.progress.reshape(1).view(np.uint8),
        **({"context": state.context} if state.context.size else {}),
        **({"underway": state.underway} if state.samples_underway else {}),
    }


def read_described(values: Mapping[str, object]) -> tuple[Shapes, AnyPlan, dict[str, object]]:
    """Return shapes, plan and other fields of metadata; a ModelFileError names an impossible field."""
    rule, plan = values.get("rule"), values.get("plan")
    others = {name: value for name, value in values.items() if name not in ("rule", "plan")}
    if rule not in (GRADIENT, PERCEPTRON):
        raise ModelFileError(f"rule must be {GRADIENT!r} or {PERCEPTRON!r}, got {rule!r:.40}")
    by_gradients = rule == GRADIENT
    kind: type[Plan] | type[PerceptronPlan] = Plan if by_gradients else PerceptronPlan
    found = read(kind, plan, "plan", optional=LATER, numbers={"inf": math.inf})
    shapes, others = NetworkShapes.read(others) if by_gradients else PerceptronShapes.read(others)
    return shapes, found, others


def _require_finite(what: str, values: NDArray[Any]) -> None:
    if not np.isfinite(values).all():
        raise ModelFileError(f"its {what} hold a number that is infinite or not a number")


def _require_numbers(what: str, values: NDArray[Any]) -> None:
    """Raise ModelFileError if a number is not a number; an infinite one is."""
    if np.isnan(values).any():
        raise ModelFileError(f"its {what} hold a value that is not a number")


def _require_order(order: NDArray[Any], n_samples: int) -> None:
    """Raise ModelFileError unless an order names each of its samples, or of their blocks, once."""
    what = "samples"
    if len(order) != n_samples:
        what = "blocks of samples"
        require_between("order's seed", order[-1:], 0, 2**32 - 1)
        order = order[:-1]
    n = len(order)
    if n and not (0 <= order.min() <= order.max() < n and (np.bincount(order, minlength=n) == 1).all()):
        raise ModelFileError(f"its order does not name each of the {n} {what} once")


def require_between(what: str, values: NDArray[Any], least: float, most: float) -> None:
    """Raise ModelFileError unless every number is within these bounds."""
    inside = (values >= least) & (values <= most)
    if not inside.all():
        raise ModelFileError(f"its {what} is {values[~inside].flat[0]}, which cannot be")
