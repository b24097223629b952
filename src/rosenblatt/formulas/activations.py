"""The table of activations: for each name its value, derivative, formula and range.

Legend: ``z`` is a layer's pre-activation, ``a = value(z)`` its activation; both have the shape
(n_samples, n_neurons). The C++ counterpart of this table is ``core/activations.hpp``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.errors import require_known

SELU_SCALE = 1.0507009873554804934193349852946
SELU_ALPHA = 1.6732632423543772848170429916717
LEAK = 0.01


def erf(z: FloatArray) -> FloatArray:
    """Return the error function. SciPy is imported late here: it takes longer than many trainings."""
    from scipy import special

    value: FloatArray = special.erf(z)
    return value


def expit(z: FloatArray) -> FloatArray:
    """Return ``1 / (1 + exp(-z))`` without overflow."""
    from scipy import special

    value: FloatArray = special.expit(z)
    return value


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes
    ----------
    name : str
        Its name in parameters and files.
    value : callable
        ``value(z) -> a``, element by element (``softmax``: row by row).
    derivative : callable or None
        ``derivative(z, a) -> da/dz``, element by element. None for ``softmax``, whose derivative is a matrix:
        it is trained only with the log loss, where the chain rule gives ``a - y``.
    formula : str
        The formula, on one line.
    range : tuple of float
        Its smallest and largest value (open or closed).
    """

    name: str
    value: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray, FloatArray], FloatArray] | None
    formula: str
    range: tuple[float, float]

    @property
    def in_hidden_layers(self) -> bool:
        """Whether hidden layers may use it."""
        return self.name not in ("exp", "softmax", "step")


def _identity(z: FloatArray) -> FloatArray:
    return z


def _identity_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    return np.ones_like(a)


def _step(z: FloatArray) -> FloatArray:
    return (z > 0).astype(z.dtype)


def _step_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    return np.zeros_like(a)


def _logistic(z: FloatArray) -> FloatArray:
    return expit(z)


def _logistic_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    return a * (1 - a)


def _tanh(z: FloatArray) -> FloatArray:
    return np.tanh(z)


def _tanh_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    return 1 - a * a


def _relu(z: FloatArray) -> FloatArray:
    a: FloatArray = np.maximum(z, 0)
    return a


def _relu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    return np.where(a != 0, 1, 0).astype(a.dtype)


def _leaky_relu(z: FloatArray) -> FloatArray:
    return np.where(z > 0, z, LEAK * z)


def _leaky_relu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    return np.where(a > 0, 1, LEAK).astype(a.dtype)


def _elu(z: FloatArray) -> FloatArray:
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def _elu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    return np.where(a > 0, 1, a + 1).astype(a.dtype)


def _selu(z: FloatArray) -> FloatArray:
    return np.where(z > 0, SELU_SCALE * z, SELU_SCALE * SELU_ALPHA * np.expm1(np.minimum(z, 0)))


def _selu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    return np.where(a > 0, SELU_SCALE, a + SELU_SCALE * SELU_ALPHA).astype(a.dtype)


def _gelu(z: FloatArray) -> FloatArray:
    return z * (0.5 * (1 + erf(z * np.sqrt(0.5).astype(z.dtype))))


def _gelu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    below = 0.5 * (1 + erf(z * np.sqrt(0.5).astype(z.dtype)))
    density = np.exp(-0.5 * z * z) * z.dtype.type(1 / np.sqrt(2 * np.pi))
    return below + z * density


def _silu(z: FloatArray) -> FloatArray:
    return z * expit(z)


def _silu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    s = expit(z)
    return s + a * (1 - s)


def _softplus(z: FloatArray) -> FloatArray:
    return _relu(z) + np.log1p(np.exp(-np.abs(z)))


def _softplus_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    return expit(z)


def _mish(z: FloatArray) -> FloatArray:
    return z * np.tanh(_softplus(z))


def _mish_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    t: FloatArray = np.tanh(_softplus(z))
    return t + z * (1 - t * t) * expit(z)


def _exp(z: FloatArray) -> FloatArray:
    return np.exp(z)


def _exp_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    return a


def _softmax(z: FloatArray) -> FloatArray:
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    a: FloatArray = e / np.sum(e, axis=-1, keepdims=True)
    return a


def softmax_backward(a: FloatArray, gradient: FloatArray) -> FloatArray:
    """Return the gradient for ``z`` from that for ``a = softmax(z)``: ``a (g - sum of g a)``, row by row."""
    back: FloatArray = a * (gradient - np.sum(gradient * a, axis=-1, keepdims=True))
    return back


_INF = float("inf")

ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("identity", _identity, _identity_derivative, "z", (-_INF, _INF)),
        Activation("logistic", _logistic, _logistic_derivative, "1 / (1 + exp(-z))", (0.0, 1.0)),
        Activation("tanh", _tanh, _tanh_derivative, "tanh(z)", (-1.0, 1.0)),
        Activation("relu", _relu, _relu_derivative, "max(0, z)", (0.0, _INF)),
        Activation(
            "leaky_relu", _leaky_relu, _leaky_relu_derivative, "z if z > 0 else 0.01 z", (-_INF, _INF)
        ),
        Activation("elu", _elu, _elu_derivative, "z if z > 0 else exp(z) - 1", (-1.0, _INF)),
        Activation(
            "selu",
            _selu,
            _selu_derivative,
            "1.0507 z if z > 0 else 1.7581 (exp(z) - 1)",
            (-SELU_SCALE * SELU_ALPHA, _INF),
        ),
        Activation(
            "gelu", _gelu, _gelu_derivative, "z (1 + erf(z / sqrt(2))) / 2", (-0.16997120747990369, _INF)
        ),
        Activation("silu", _silu, _silu_derivative, "z / (1 + exp(-z))", (-0.27846454276107379, _INF)),
        Activation("mish", _mish, _mish_derivative, "z tanh(ln(1 + exp(z)))", (-0.30884341301725043, _INF)),
        Activation("softplus", _softplus, _softplus_derivative, "ln(1 + exp(z))", (0.0, _INF)),
        Activation("exp", _exp, _exp_derivative, "exp(z)", (0.0, _INF)),
        Activation("softmax", _softmax, None, "exp(z) / sum of exp(z) over the layer", (0.0, 1.0)),
        Activation("step", _step, _step_derivative, "1 if z > 0 else 0", (0.0, 1.0)),
    )
}
"""All activations by name."""

HIDDEN_ACTIVATIONS: tuple[str, ...] = tuple(n for n, a in ACTIVATIONS.items() if a.in_hidden_layers)


def get_activation(name: str) -> Activation:
    """Return the activation of a name; the PlanError for an unknown one names the nearest.

    Parameters
    ----------
    name : str
        A key of :data:`ACTIVATIONS`.
    """
    require_known("activation", name, ACTIVATIONS)
    return ACTIVATIONS[name]
