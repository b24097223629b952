"""Saturated neurons: their activation is flat wherever the samples are, so nothing is learned through it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt.formulas.activations import get_activation
from rosenblatt.insight.diagnosis.checks.unscaled import unscaled
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.layers import Layer
from rosenblatt.insight.diagnosis.subject import Subject

FLAT = 0.01
"""A slope below this share of the activation's greatest is flat: |z| above 6.0 for logistic, 3.0 for tanh."""
ALWAYS = 0.9
"""A neuron is saturated if it is flat for this share of the samples."""
MANY = 0.5
"""A layer is worth a word if this share of its neurons is saturated; some switch hard, and rightly so."""


def flat_for(layer: Layer) -> NDArray[np.float64]:
    """For each neuron of a layer the share of samples for which it is flat, shape (n_neurons,).

    Only activations that are bounded on both sides can saturate; for others it is 0.
    """
    row = get_activation(layer.activation)
    if row.slope is None or not row.in_hidden_layers or not np.isfinite(row.range).all():
        return np.zeros(layer.n_neurons)
    zero = np.zeros(1)
    steepest = float(row.slope(zero, row.value(zero))[0])
    assert layer.slope is not None
    flat: NDArray[np.float64] = np.mean(layer.slope < FLAT * steepest, axis=0)
    return flat


def saturated(subject: Subject) -> Finding | None:
    """Many neurons of a hidden layer are flat for nearly all samples."""
    shares = [flat_for(layer) for layer in subject.layers[:-1]]
    counts = [float(np.mean(share >= ALWAYS)) for share in shares]
    if max(counts) < MANY:
        return None
    worst = int(np.argmax(counts))
    layer, share = subject.layers[worst], shares[worst]
    n_stuck = int(np.sum(share >= ALWAYS))
    others = sum(count >= MANY for count in counts) - 1
    more = "" if not others else f" The same holds for {others} more layer{'s' if others > 1 else ''}."
    remedy, change = _remedy(subject)
    return Finding(
        "saturated neurons",
        f"In {layer.name}, {n_stuck} of {layer.n_neurons} {layer.activation} neurons are saturated: for "
        f"{float(share[share >= ALWAYS].mean()):.0%} of the samples their slope is below a hundredth of its "
        "greatest, so that hardly any error comes back through them and their weights stay as they "
        f"are.{more}",
        remedy,
        {
            "layer": worst + 1.0,
            "saturated": float(n_stuck),
            "neurons": float(layer.n_neurons),
            "share of samples": float(share[share >= ALWAYS].mean()),
        },
        change,
    )


def _remedy(subject: Subject) -> tuple[str, dict[str, object]]:
    if unscaled(subject) is not None:
        return "Standardise the features: the inputs are too large for these weights.", {}
    change: dict[str, object] = {"activation": "relu"}
    return f"Use an activation that does not flatten on both sides ({subject.put(**change)}).", change
