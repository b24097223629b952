"""Vanishing and exploding gradients: the error on its way back through the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.formulas.activations import get_activation
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.layers import Layer
from rosenblatt.insight.diagnosis.subject import Subject

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray

MOST_LAYERS = 6

VANISHED = 1e-3
"""What is left of the error in the first hidden layer, as a share of that in the output layer. The slope of
logistic is at most 1/4, and (1/4)^5 is a thousandth: see Hochreiter (1991), and Glorot and Bengio,
"Understanding the difficulty of training deep feedforward neural networks" (2010), section 4.2."""
EXPLODED = 1e3
"""How many times larger the error may get on its way; see Pascanu, Mikolov and Bengio (2013)."""


def vanishing(subject: Subject) -> Finding | None:
    """Hardly any error reaches the first hidden layer."""
    deltas = _deltas(subject)
    if deltas is None or deltas[0] > VANISHED * deltas[-1]:
        return None
    remedy, change = _less_lossy(subject)
    return Finding(
        "vanishing gradients",
        f"{_what_arrives(deltas)} ({_by_layer(deltas)}). {_gradients(subject)} The first layers hardly "
        "learn.",
        remedy,
        _evidence(subject, deltas),
        change,
    )


def exploding(subject: Subject) -> Finding | None:
    """The error grows from layer to layer on its way back."""
    deltas = _deltas(subject)
    if deltas is None or deltas[0] < EXPLODED * deltas[-1]:
        return None
    remedy, change = _less_growth(subject)
    return Finding(
        "exploding gradients",
        f"The error grows on its way back: in hidden layer 1 it is {deltas[0] / deltas[-1]:,.0f} times that "
        f"of the output layer ({_by_layer(deltas)}). {_gradients(subject)} A step that suits the "
        "last layer throws the first ones far off.",
        remedy,
        _evidence(subject, deltas),
        change,
    )


def _deltas(subject: Subject) -> FloatArray | None:
    """Norm of the error in each layer, or None if it says nothing: a step in the way, or no error at all."""
    deltas = np.array([layer.delta for layer in subject.layers], np.float64)
    if any(layer.activation == "step" for layer in subject.layers):
        return None
    return deltas if np.isfinite(deltas).all() and deltas[-1] > 0 else None


def _by_layer(deltas: FloatArray) -> str:
    """The errors from the output layer back to the first, as shares of the first of them."""
    shares = [f"{delta / deltas[-1]:.1g}" for delta in deltas[::-1]]
    shown = shares if len(shares) <= MOST_LAYERS else [*shares[: MOST_LAYERS - 2], "...", shares[-1]]
    return f"from the output layer back: {', '.join(shown)}"


def _gradients(subject: Subject) -> str:
    first, last = subject.layers[0], subject.layers[-1]
    return (
        f"The gradient's norm beside that of the weights is {_beside(first):.2g} in hidden layer 1 and "
        f"{_beside(last):.2g} in the output layer."
    )


def _beside(layer: Layer) -> float:
    return layer.gradient / layer.weights if layer.weights > 0 else float("inf")


def _what_arrives(deltas: FloatArray) -> str:
    ratio = deltas[0] / deltas[-1]
    if ratio == 0:
        return "No error at all comes back to hidden layer 1"
    return f"The error that comes back to hidden layer 1 is {ratio:.1g} times that of the output layer"


def _evidence(subject: Subject, deltas: FloatArray) -> dict[str, float]:
    named = {
        f"error in {each.name}": float(delta) for each, delta in zip(subject.layers, deltas, strict=True)
    }
    named |= {f"gradient beside weights in {each.name}": _beside(each) for each in subject.layers}
    return {
        "ratio": float(deltas[0] / deltas[-1]),
        **{name: each for name, each in named.items() if each < np.inf},
    }


def _less_lossy(subject: Subject) -> tuple[str, dict[str, object]]:
    hidden = subject.layers[:-1]
    change: dict[str, object]
    if _starts_elsewhere(subject):
        change = {"init": "auto"}
        return f"Start from random weights of the usual size ({subject.put(**change)}).", change
    if any(np.isfinite(get_activation(layer.activation).range).all() for layer in hidden):
        change = {"activation": "relu"}
        return f"Use an activation whose slope does not shrink the error ({subject.put(**change)}).", change
    change = {"hidden_layer_sizes": tuple(layer.n_neurons for layer in hidden[: max(1, len(hidden) // 2)])}
    return f"Use fewer hidden layers ({subject.put(**change)}).", change


def _less_growth(subject: Subject) -> tuple[str, dict[str, object]]:
    change: dict[str, object]
    if _starts_elsewhere(subject):
        change = {"init": "auto"}
        return f"Start from smaller random weights ({subject.put(**change)}).", change
    change = {"max_grad_norm": 1.0}
    if subject.parameters.get("max_grad_norm") is None:
        return f"Shorten gradients that are too long ({subject.put(**change)}).", change
    hidden = subject.layers[:-1]
    change = {"hidden_layer_sizes": tuple(layer.n_neurons for layer in hidden[: max(1, len(hidden) // 2)])}
    return f"Use fewer hidden layers ({subject.put(**change)}).", change


def _starts_elsewhere(subject: Subject) -> bool:
    """Whether the weights it began with were chosen by hand."""
    init = subject.parameters.get("init", "auto")
    return not (isinstance(init, str) and init == "auto")
