"""The table of losses: for each name the cost of each output, its slope, its formula.

Legend: ``y`` is what should come out, ``a`` what came out, both (n_samples, n_outputs); classes are one-hot
rows of 0 and 1. ``p`` is the loss's own parameter (``huber``: where the parabola turns into a line;
``quantile``: which quantile), None for the others. The C++ twin of this table is ``core/losses.hpp``.
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
        The name it goes by.
    cost : callable
        ``cost(y, a, p) -> (n_samples, n_outputs)``: what each output of each sample costs.
    slope : callable
        ``slope(y, a, p) -> (n_samples, n_outputs)``: how that cost changes with ``a``.
    formula : str
        The cost of one sample in words that fit on one line.
    output_activation : str
        The activation of the last layer that this loss is made for.
    canonical : bool
        Whether loss and output activation belong together so that the chain rule gives ``a - y``.
    mean_over_outputs : bool
        Whether the reported value of a sample is the mean of its outputs' costs, or their sum. Training
        always follows the slope of the sum, as scikit-learn's regressor does.
    """

    name: str
    cost: Callable[[FloatArray, FloatArray, float | None], FloatArray]
    slope: Callable[[FloatArray, FloatArray, float | None], FloatArray]
    formula: str
    output_activation: str
    canonical: bool
    mean_over_outputs: bool

    def value(self, y: FloatArray, a: FloatArray, p: float | None = None) -> FloatArray:
        """Return what each sample costs, as it is reported, shape (n_samples,)."""
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


def _log_loss_slope(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return -y / _clip_probability(a)


def _binary_log_loss(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    a = _clip_probability(a)
    return -(xlogy(y, a) + xlogy(1 - y, 1 - a))


def _binary_log_loss_slope(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    a = _clip_probability(a)
    return (a - y) / (a * (1 - a))


def _squared_error(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return 0.5 * (a - y) ** 2


def _squared_error_slope(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return a - y


def _poisson(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return xlogy(y, y / a) - y + a


def _poisson_slope(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return 1 - y / a


def _absolute_error(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return np.abs(a - y)


def _absolute_error_slope(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    return np.sign(a - y)


def _huber(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    assert p is not None
    error = np.abs(a - y)
    return np.where(error <= p, 0.5 * error * error, p * (error - 0.5 * p))


def _huber_slope(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    assert p is not None
    return np.clip(a - y, -p, p)


def _quantile(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    assert p is not None
    return np.maximum(p * (y - a), (1 - p) * (a - y))


def _quantile_slope(y: FloatArray, a: FloatArray, p: float | None) -> FloatArray:
    assert p is not None
    return np.where(a > y, 1 - p, np.where(a < y, -p, a - y)).astype(a.dtype)


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss("log_loss", _log_loss, _log_loss_slope, "-sum of y ln(a)", "softmax", True, False),
        Loss(
            "binary_log_loss",
            _binary_log_loss,
            _binary_log_loss_slope,
            "-sum of y ln(a) + (1 - y) ln(1 - a)",
            "logistic",
            True,
            False,
        ),
        Loss(
            "squared_error",
            _squared_error,
            _squared_error_slope,
            "mean of (a - y)^2 / 2",
            "identity",
            True,
            True,
        ),
        Loss("poisson", _poisson, _poisson_slope, "sum of y ln(y / a) - y + a", "exp", True, False),
        Loss(
            "absolute_error",
            _absolute_error,
            _absolute_error_slope,
            "mean of |a - y|",
            "identity",
            False,
            True,
        ),
        Loss(
            "huber",
            _huber,
            _huber_slope,
            "mean of (a - y)^2 / 2 where |a - y| <= p, p (|a - y| - p / 2) beyond",
            "identity",
            False,
            True,
        ),
        Loss(
            "quantile",
            _quantile,
            _quantile_slope,
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
    """Look a loss up by name.

    Parameters
    ----------
    name : str
        A key of :data:`LOSSES`.

    Returns
    -------
    Loss

    Raises
    ------
    PlanError
        If there is no such loss; the message names the nearest one.
    """
    require_known("loss", name, LOSSES)
    return LOSSES[name]


def output_delta(
    loss: str, activation: str, y: FloatArray, z: FloatArray, a: FloatArray, p: float | None = None
) -> FloatArray:
    """Slope of each sample's cost by the output layer's pre-activations, ``dL/dz``.

    Parameters
    ----------
    loss, activation : str
        The loss and the last layer's activation.
    y, z, a : ndarray of shape (n_samples, n_outputs)
        Targets, pre-activations and activations of the last layer.
    p : float, optional
        The loss's own parameter.

    Returns
    -------
    ndarray of shape (n_samples, n_outputs)
        ``a - y`` for a loss with its canonical activation, else the product of both slopes.

    Raises
    ------
    PlanError
        If the activation is ``softmax`` and the loss is not ``log_loss``.
    """
    row = get_loss(loss)
    if row.canonical and activation == row.output_activation:
        return a - y
    slope = get_activation(activation).slope
    if slope is None:
        raise PlanError(f"{activation} goes only with the loss log_loss, got {loss}")
    return row.slope(y, a, p) * slope(z, a)
