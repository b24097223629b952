"""The table of losses: for each name the cost of each output, its gradient and its formula.

Legend: ``y`` are targets and ``a`` outputs, both (n_samples, n_outputs); classes are one-hot rows of 0 and 1.
``p`` is the loss's parameter (``huber``: the error at which the parabola becomes a line; ``quantile``: the
quantile), None for the others. The C++ counterpart of this table is ``core/losses.hpp``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError, require_known
from rosenblatt.formulas.activations import get_activation


@dataclass(frozen=True)
class Loss:
    """One loss function.

    Attributes
    ----------
    name : str
        Its name.
    cost : callable
        ``cost(y, a, p) -> (n_samples, n_outputs)``: the cost of each output of each sample.
    gradient : callable
        ``gradient(y, a, p) -> (n_samples, n_outputs)``: the derivative of that cost by ``a``.
    formula : str
        The cost of one sample, on one line.
    output_activation : str
        The activation of the output layer for this loss.
    canonical : bool
        Whether the chain rule gives ``a - y`` for this loss with its output activation.
    mean_over_outputs : bool
        Whether the reported value of a sample is the mean of its outputs' costs, or their sum. Training
        always follows the gradient of the sum, as scikit-learn's regressor does.
    """

    name: str
    cost: Callable[[FloatArray, FloatArray, float | None], FloatArray]
    gradient: Callable[[FloatArray, FloatArray, float | None], FloatArray]
    formula: str
    output_activation: str
    canonical: bool
    mean_over_outputs: bool

    def value(self, y: FloatArray, a: FloatArray, p: float | None = None) -> FloatArray:
        """Return the reported cost of each sample, shape (n_samples,)."""
        cost = self.cost(y, a, p)
        value: FloatArray = cost.mean(axis=1) if self.mean_over_outputs else cost.sum(axis=1)
        return value


def xlogy(y: FloatArray, a: FloatArray) -> FloatArray:
    """Return ``y ln(a)``, and 0 where ``y`` is 0. SciPy is imported late, as in `activations`."""
    from scipy import special

    value: FloatArray = special.xlogy(y, a)
    return value


def _clip_probability(a: FloatArray) -> FloatArray:
    eps = np.finfo(a.dtype).eps
    return np.clip(a, eps, 1 - eps)


def _log_loss(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return -xlogy(y, _clip_probability(a))


def _log_loss_gradient(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return -y / _clip_probability(a)


def _binary_log_loss(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    a = _clip_probability(a)
    return -(xlogy(y, a) + xlogy(1 - y, 1 - a))


def _binary_log_loss_gradient(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    a = _clip_probability(a)
    return (a - y) / (a * (1 - a))


def _squared_error(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return 0.5 * (a - y) ** 2


def _squared_error_gradient(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return a - y


def _poisson(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return xlogy(y, y / a) - y + a


def _poisson_gradient(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return 1 - y / a


def _absolute_error(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return np.abs(a - y)


def _absolute_error_gradient(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return np.sign(a - y)


def _huber(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    assert p is not None
    error = np.abs(a - y)
    return np.where(error <= p, 0.5 * error * error, p * (error - 0.5 * p))


def _huber_gradient(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    assert p is not None
    return np.clip(a - y, -p, p)


def _quantile(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    assert p is not None
    return np.maximum(p * (y - a), (1 - p) * (a - y))


def _quantile_gradient(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    assert p is not None
    return np.where(a > y, 1 - p, np.where(a < y, -p, a - y)).astype(a.dtype)


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss("log_loss", _log_loss, _log_loss_gradient, "-sum of y ln(a)", "softmax", True, False),
        Loss(
            "binary_log_loss",
            _binary_log_loss,
            _binary_log_loss_gradient,
            "-sum of y ln(a) + (1 - y) ln(1 - a)",
            "logistic",
            True,
            False,
        ),
        Loss(
            "squared_error",
            _squared_error,
            _squared_error_gradient,
            "mean of (a - y)^2 / 2",
            "identity",
            True,
            True,
        ),
        Loss("poisson", _poisson, _poisson_gradient, "sum of y ln(y / a) - y + a", "exp", True, False),
        Loss(
            "absolute_error",
            _absolute_error,
            _absolute_error_gradient,
            "mean of |a - y|",
            "identity",
            False,
            True,
        ),
        Loss(
            "huber",
            _huber,
            _huber_gradient,
            "mean of (a - y)^2 / 2 where |a - y| <= p, p (|a - y| - p / 2) beyond",
            "identity",
            False,
            True,
        ),
        Loss(
            "quantile",
            _quantile,
            _quantile_gradient,
            "mean of p (y - a) below, (1 - p) (a - y) above",
            "identity",
            False,
            True,
        ),
    )
}
"""All losses by name."""

REGRESSION_LOSSES: tuple[str, ...] = ("squared_error", "poisson", "absolute_error", "huber", "quantile")


def get_loss(name: str) -> Loss:
    """Return the loss of a name; the PlanError for an unknown one names the nearest.

    Parameters
    ----------
    name : str
        A key of :data:`LOSSES`.
    """
    require_known("loss", name, LOSSES)
    return LOSSES[name]


def output_delta(
    loss: str, activation: str, y: FloatArray, z: FloatArray, a: FloatArray, p: float | None = None
) -> FloatArray:
    """Return the gradient of each sample's cost by the output layer's pre-activations, ``dL/dz``.

    All arrays have shape (n_samples, n_outputs). The gradient is ``a - y`` for a loss with its canonical
    activation, else the product of both derivatives; ``p`` is the loss's parameter. Raises PlanError if the
    activation is ``softmax`` and the loss is not ``log_loss``.
    """
    row = get_loss(loss)
    if row.canonical and activation == row.output_activation:
        return a - y
    derivative = get_activation(activation).derivative
    if derivative is None:
        raise PlanError(
            f"the output activation {activation} needs the loss log_loss, got {loss}: change one of the two"
        )
    return row.gradient(y, a, p) * derivative(z, a)
