"""Checks of backpropagation through the layers: vanishing and exploding gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.formulas.activations import get_activation
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.layers import Layer
from rosenblatt.insight.diagnosis.subject import Remedy, Subject

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray

MOST_LAYERS = 6

VANISHED = 1e-3
"""The error in the first hidden layer, as a share of that in the output layer. The derivative of the logistic
function is at most 1/4, and (1/4)^5 is a thousandth: see Hochreiter (1991), and Glorot and Bengio,
"Understanding the difficulty of training deep feedforward neural networks" (2010), section 4.2."""
EXPLODED = 1e3
"""The factor by which the error may grow; see Pascanu, Mikolov and Bengio (2013)."""


def vanishing(subject: Subject) -> Finding | None:
    """Report a first hidden layer that almost no error reaches."""
    deltas = _deltas(subject)
    if deltas is None or deltas[0] > VANISHED * deltas[-1]:
        return None
    remedy, change = _less_lossy(subject)
    return Finding(
        "vanishing gradients",
        f"{_what_arrives(deltas)} ({_by_layer(deltas)}). {_gradients(subject)} The first layers learn almost "
        "nothing.",
        remedy,
        _evidence(subject, deltas),
        change,
    )


def exploding(subject: Subject) -> Finding | None:
    """Report an error that grows from layer to layer during backpropagation."""
    deltas = _deltas(subject)
    if deltas is None or deltas[0] < EXPLODED * deltas[-1]:
        return None
    remedy, change = _less_growth(subject)
    return Finding(
        "exploding gradients",
        "The error grows during backpropagation: in hidden layer 1 it is "
        f"{deltas[0] / deltas[-1]:,.0f} times that in the output layer ({_by_layer(deltas)}). "
        f"{_gradients(subject)} A step that suits the last layer is far too long for the first ones.",
        remedy,
        _evidence(subject, deltas),
        change,
    )


def _deltas(subject: Subject) -> FloatArray | None:
    """Norm of the error in each layer, or None if it is not defined: with a step activation, or no error."""
    deltas = np.array([layer.delta for layer in subject.layers], np.float64)
    if any(layer.activation == "step" for layer in subject.layers):
        return None
    return deltas if np.isfinite(deltas).all() and deltas[-1] > 0 else None


def _by_layer(deltas: FloatArray) -> str:
    """The errors from the output layer back to the first layer, as shares of that in the output layer."""
    shares = [f"{delta / deltas[-1]:.1g}" for delta in deltas[::-1]]
    shown = shares if len(shares) <= MOST_LAYERS else [*shares[: MOST_LAYERS - 2], "...", shares[-1]]
    return f"from the output layer back: {', '.join(shown)}"


def _gradients(subject: Subject) -> str:
    first, last = subject.layers[0], subject.layers[-1]
    return (
        f"The norm of the gradient is {_relative(first):.2g} times that of the weights in hidden layer 1 and "
        f"{_relative(last):.2g} times in the output layer."
    )


def _relative(layer: Layer) -> float:
    return layer.gradient / layer.weights if layer.weights > 0 else float("inf")


def _what_arrives(deltas: FloatArray) -> str:
    ratio = deltas[0] / deltas[-1]
    if ratio == 0:
        return "No error reaches hidden layer 1"
    return f"The error in hidden layer 1 is {ratio:.1g} times that in the output layer"


def _evidence(subject: Subject, deltas: FloatArray) -> dict[str, float]:
    named = {
        f"error in {each.name}": float(delta) for each, delta in zip(subject.layers, deltas, strict=True)
    }
    named |= {f"gradient beside weights in {each.name}": _relative(each) for each in subject.layers}
    return {
        "ratio": float(deltas[0] / deltas[-1]),
        **{name: each for name, each in named.items() if each < np.inf},
    }


def _less_lossy(subject: Subject) -> Remedy:
    if _custom_start(subject):
        return subject.remedy("Start from random weights of the usual size", init="auto")
    if any(np.isfinite(get_activation(layer.activation).range).all() for layer in subject.layers[:-1]):
        return subject.remedy(
            "Use an activation whose derivative does not shrink the error", activation="relu"
        )
    return _fewer_layers(subject)


def _less_growth(subject: Subject) -> Remedy:
    if _custom_start(subject):
        return subject.remedy("Start from smaller random weights", init="auto")
    if subject.parameters.get("max_grad_norm") is None:
        return subject.remedy("Limit the norm of the gradient", max_grad_norm=1.0)
    return _fewer_layers(subject)


def _fewer_layers(subject: Subject) -> Remedy:
    hidden = subject.layers[:-1]
    sizes = tuple(layer.n_neurons for layer in hidden[: max(1, len(hidden) // 2)])
    return subject.remedy("Use fewer hidden layers", hidden_layer_sizes=sizes)


def _custom_start(subject: Subject) -> bool:
    """Whether the initial weights were not those of the default initialisation."""
    init = subject.parameters.get("init", "auto")
    return not (isinstance(init, str) and init == "auto")
