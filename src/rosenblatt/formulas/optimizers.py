"""The table of optimizers: for each name its moments, its update and its formula.

Legend: ``parameters`` (w), ``gradient`` (g) and each row of ``moments`` are flat vectors of the same length.
An update changes ``parameters`` and ``moments`` in place. The C++ counterpart of this table is
``core/optimizers.hpp``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.errors import require_known


class StepSettings(Protocol):
    """The settings of a :class:`~rosenblatt.plan.Plan` that updates use."""

    @property
    def alpha(self) -> float:
        """Strength of the decay (``adamw``)."""

    @property
    def momentum(self) -> float:
        """Momentum (``sgd``)."""

    @property
    def nesterovs_momentum(self) -> bool:
        """Whether to use Nesterov's momentum (``sgd``)."""

    @property
    def beta_1(self) -> float:
        """Decay of the running mean of gradients."""

    @property
    def beta_2(self) -> float:
        """Decay of the running mean of squared gradients."""

    @property
    def epsilon(self) -> float:
        """Added to divisors, which keeps them from zero."""


@dataclass(frozen=True)
class Step:
    """The parameters of an update besides its arrays.

    ``t`` is the number of the step, counted from 1, ``rate`` its learning rate; the first ``n_weights`` of
    the parameters are weights, the others biases.
    """

    plan: StepSettings
    t: int
    rate: float
    n_weights: int


Update = Callable[[FloatArray, FloatArray, FloatArray, Step], None]


@dataclass(frozen=True)
class Optimizer:
    """A rule that updates parameters from their gradient.

    Attributes
    ----------
    name : str
        Its name (the estimators' ``solver``).
    n_moments : int
        Number of vectors, as long as the parameters, that are kept from step to step.
    update : callable
        ``update(parameters, gradient, moments, step)``, in place.
    penalty_in_gradient : bool
        Whether the L2 penalty is part of loss and gradient (``adamw`` shrinks the weights directly).
    formula : str
        One step, on one line.
    """

    name: str
    n_moments: int
    update: Update
    penalty_in_gradient: bool
    formula: str


def _sgd(parameters: FloatArray, gradient: FloatArray, moments: FloatArray, step: Step) -> None:
    velocity = moments[0]
    velocity *= step.plan.momentum
    velocity -= step.rate * gradient
    if step.plan.nesterovs_momentum:
        parameters += step.plan.momentum * velocity - step.rate * gradient
    else:
        parameters += velocity


def _adam(parameters: FloatArray, gradient: FloatArray, moments: FloatArray, step: Step) -> None:
    mean, square = moments
    mean *= step.plan.beta_1
    mean += (1 - step.plan.beta_1) * gradient
    square *= step.plan.beta_2
    square += (1 - step.plan.beta_2) * gradient**2
    corrected = float(step.rate * np.sqrt(1 - step.plan.beta_2**step.t) / (1 - step.plan.beta_1**step.t))
    parameters -= corrected * mean / (np.sqrt(square) + step.plan.epsilon)


def _adamw(parameters: FloatArray, gradient: FloatArray, moments: FloatArray, step: Step) -> None:
    parameters[: step.n_weights] *= 1 - step.rate * step.plan.alpha
    _adam(parameters, gradient, moments, step)


def _rmsprop(parameters: FloatArray, gradient: FloatArray, moments: FloatArray, step: Step) -> None:
    square = moments[0]
    square *= step.plan.beta_2
    square += (1 - step.plan.beta_2) * gradient**2
    parameters -= step.rate * gradient / (np.sqrt(square) + step.plan.epsilon)


OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer(
            "sgd", 1, _sgd, True, "v = momentum v - rate g; w = w + v (Nesterov: w + momentum v - rate g)"
        ),
        Optimizer(
            "adam",
            2,
            _adam,
            True,
            "w = w - rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps), m, v running means of g, g^2",
        ),
        Optimizer("adamw", 2, _adamw, False, "w = (1 - rate alpha) w, then Adam's step without a penalty"),
        Optimizer(
            "rmsprop", 1, _rmsprop, True, "w = w - rate g / (sqrt(v) + eps), v the running mean of g^2"
        ),
    )
}
"""All optimizers by name; ``lbfgs`` is not among them, because it does not train in batches."""


def get_optimizer(name: str) -> Optimizer:
    """Return the optimizer of a name; the PlanError for an unknown one names the nearest.

    Parameters
    ----------
    name : str
        A key of :data:`OPTIMIZERS`.
    """
    require_known("solver", name, OPTIMIZERS)
    return OPTIMIZERS[name]
