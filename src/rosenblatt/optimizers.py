"""The table of optimizers: for each name its memory, its update and its formula.

Legend: ``parameters``, ``gradient`` and each row of ``moments`` are flat vectors of the same length; ``t`` counts
the steps from 1; ``rate`` is the learning rate of this step. An update changes ``parameters`` and ``moments``
in place. The C++ twin of this table is ``core/optimizers.hpp``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.errors import require_known

if TYPE_CHECKING:
    from rosenblatt.plan import Plan

Update = Callable[[FloatArray, FloatArray, FloatArray, int, float, int, "Plan"], None]


@dataclass(frozen=True)
class Optimizer:
    """One way of turning a gradient into a step.

    Attributes
    ----------
    name : str
        The name it goes by (the estimators' ``solver``).
    n_moments : int
        How many vectors as long as the parameters it remembers from step to step.
    update : callable
        ``update(parameters, gradient, moments, t, rate, n_weights, plan)``, in place; the first
        ``n_weights`` parameters are weights, the rest are biases.
    penalty_in_gradient : bool
        Whether the L2 penalty is part of loss and gradient (``adamw`` shrinks the weights itself).
    formula : str
        One step in words that fit on a line.
    """

    name: str
    n_moments: int
    update: Update
    penalty_in_gradient: bool
    formula: str


def _sgd(
    parameters: FloatArray, gradient: FloatArray, moments: FloatArray, t: int, rate: float, n_weights: int, plan: Plan
) -> None:
    velocity = moments[0]
    velocity *= plan.momentum
    velocity -= rate * gradient
    if plan.nesterovs_momentum:
        parameters += plan.momentum * velocity - rate * gradient
    else:
        parameters += velocity


def _adam(
    parameters: FloatArray, gradient: FloatArray, moments: FloatArray, t: int, rate: float, n_weights: int, plan: Plan
) -> None:
    mean, square = moments
    mean *= plan.beta_1
    mean += (1 - plan.beta_1) * gradient
    square *= plan.beta_2
    square += (1 - plan.beta_2) * gradient**2
    corrected = float(rate * np.sqrt(1 - plan.beta_2**t) / (1 - plan.beta_1**t))
    parameters -= corrected * mean / (np.sqrt(square) + plan.epsilon)


def _adamw(
    parameters: FloatArray, gradient: FloatArray, moments: FloatArray, t: int, rate: float, n_weights: int, plan: Plan
) -> None:
    parameters[:n_weights] *= 1 - rate * plan.alpha
    _adam(parameters, gradient, moments, t, rate, n_weights, plan)


def _rmsprop(
    parameters: FloatArray, gradient: FloatArray, moments: FloatArray, t: int, rate: float, n_weights: int, plan: Plan
) -> None:
    square = moments[0]
    square *= plan.beta_2
    square += (1 - plan.beta_2) * gradient**2
    parameters -= rate * gradient / (np.sqrt(square) + plan.epsilon)


OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer("sgd", 1, _sgd, True, "v = momentum v - rate g; w = w + v (Nesterov: w + momentum v - rate g)"),
        Optimizer(
            "adam",
            2,
            _adam,
            True,
            "w = w - rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps), m and v running means of g and g^2",
        ),
        Optimizer("adamw", 2, _adamw, False, "w = (1 - rate alpha) w, then Adam's step without a penalty"),
        Optimizer("rmsprop", 1, _rmsprop, True, "w = w - rate g / (sqrt(v) + eps), v the running mean of g^2"),
    )
}


def get_optimizer(name: str) -> Optimizer:
    """Look an optimizer up by name.

    Parameters
    ----------
    name : str
        A key of :data:`OPTIMIZERS`.

    Returns
    -------
    Optimizer

    Raises
    ------
    PlanError
        If there is no such optimizer; the message names the nearest one.
    """
    require_known("solver", name, OPTIMIZERS)
    return OPTIMIZERS[name]
