"""Checks of the hidden neurons: saturated ones, which no longer learn, and dead ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt.formulas.activations import get_activation
from rosenblatt.insight.diagnosis.checks.data import unscaled
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.layers import Layer
from rosenblatt.insight.diagnosis.subject import Remedy, Subject

FLAT = 0.01
"""A derivative below this share of its maximum is flat: |z| above 6.0 for logistic, 3.0 for tanh."""
ALWAYS = 0.9
"""A neuron is saturated if it is flat for this share of the samples."""
MANY_SATURATED = 0.5
"""A layer is reported if this share of its neurons is saturated; some may switch sharply."""

ZERO = 1e-3
"""A smaller derivative counts as zero; that of leaky_relu is at least 0.01, so its neurons cannot die."""
SAME = 1e-3
"""Values that differ by less than this share of the largest are equal."""
MANY_DEAD = 0.5
"""A layer is reported if more than this share of its neurons is dead. A third is frequent in networks that
perform well; see Lu, Shin, Su and Karniadakis, "Dying ReLU and initialization" (2019)."""


def saturated(subject: Subject) -> Finding | None:
    """Report a hidden layer many of whose neurons are flat for nearly all samples."""
    shares = [flat_share(layer) for layer in subject.layers[:-1]]
    counts = [float(np.mean(share >= ALWAYS)) for share in shares]
    if max(counts) < MANY_SATURATED:
        return None
    worst = int(np.argmax(counts))
    layer, share = subject.layers[worst], shares[worst]
    n_saturated, mean = int(np.sum(share >= ALWAYS)), float(share[share >= ALWAYS].mean())
    remedy = subject.remedy("Use an activation that is not flat on both sides", activation="relu")
    if unscaled(subject) is not None:
        remedy = Remedy("Standardise the features: the inputs are too large for these weights.", {})
    return Finding(
        "saturated neurons",
        f"In {layer.name}, {n_saturated} of {layer.n_neurons} {layer.activation} neurons are saturated: for "
        f"{mean:.0%} of the samples their derivative is below a hundredth of its maximum, so that almost no "
        "gradient passes through them and their weights hardly change."
        f"{_more(sum(count >= MANY_SATURATED for count in counts) - 1)}",
        remedy.text,
        {
            "layer": worst + 1.0,
            "saturated": float(n_saturated),
            "neurons": float(layer.n_neurons),
            "share of samples": mean,
        },
        remedy.change,
    )


def flat_share(layer: Layer) -> NDArray[np.float64]:
    """Return the share of samples for which each neuron is flat; 0 for unbounded activations."""
    row = get_activation(layer.activation)
    if row.derivative is None or not row.in_hidden_layers or not np.isfinite(row.range).all():
        return np.zeros(layer.n_neurons)
    zero = np.zeros(1)
    steepest = float(row.derivative(zero, row.value(zero))[0])
    assert layer.derivative is not None
    flat: NDArray[np.float64] = np.mean(layer.derivative < FLAT * steepest, axis=0)
    return flat


def dead(subject: Subject) -> Finding | None:
    """Report a hidden layer many of whose neurons never respond to the samples."""
    layers = subject.layers[:-1]
    if len(layers[0].values) < 2:
        return None
    never_active = [_never_active(layer) for layer in layers]
    # In later layers the samples may have become alike on the way, so constant neurons count in the first.
    gone = [never_active[0] | _constant(layers[0]), *never_active[1:]]
    shares = [float(each.mean()) for each in gone]
    if max(shares) <= MANY_DEAD:
        return None
    worst = int(np.argmax(shares))
    layer, n_dead = layers[worst], int(gone[worst].sum())
    why = "They have the same output for every sample, so the later layers learn nothing from the features."
    remedy = subject.remedy("Start from random weights of the usual size", init="auto")
    if 2 * int(never_active[worst].sum()) >= n_dead:
        why = "No sample activates them, so no gradient passes through them and they cannot recover."
        remedy = subject.remedy(
            "Use an activation whose derivative is not zero on either side", activation="leaky_relu"
        )
    more = _more(sum(share > MANY_DEAD for share in shares) - 1)
    return Finding(
        "dead neurons",
        f"In {layer.name}, {n_dead} of {layer.n_neurons} {layer.activation} neurons are dead. {why}{more}",
        remedy.text,
        {"layer": worst + 1.0, "dead": float(n_dead), "neurons": float(layer.n_neurons)},
        remedy.change,
    )


def _never_active(layer: Layer) -> NDArray[np.bool_]:
    """Which neurons have a zero derivative for every sample, except saturated ones."""
    if layer.derivative is None:
        return np.zeros(layer.n_neurons, bool)
    return np.asarray(np.all(np.abs(layer.derivative) < ZERO, axis=0) & (flat_share(layer) < ALWAYS))


def _constant(layer: Layer) -> NDArray[np.bool_]:
    """Which neurons have the same output for every sample, except saturated ones."""
    extent, size = np.ptp(layer.values, axis=0), np.abs(layer.values).max(axis=0)
    return np.asarray((extent <= SAME * size) & (flat_share(layer) < ALWAYS))


def _more(n_others: int) -> str:
    return f" The same holds for {n_others} more layer{'s' * (n_others > 1)}." if n_others else ""
