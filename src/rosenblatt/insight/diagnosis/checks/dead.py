"""Dead neurons: whatever the sample, they answer the same, and nothing can change that."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.diagnosis.checks.saturated import ALWAYS, flat_for
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.layers import Layer
from rosenblatt.insight.diagnosis.subject import Subject

SILENT = 1e-3
"""A slope below this is none; leaky_relu keeps 0.01 and so cannot die."""
SAME = 1e-3
"""Values that differ by less than this share of the largest are the same."""
MANY = 0.5
"""A layer is worth a word if more than this share of its neurons is dead. A third often is in networks that
do well; see Lu, Shin, Su and Karniadakis, "Dying ReLU and initialization" (2019)."""


def silent_in(layer: Layer) -> NDArray[np.bool_]:
    """Which neurons of a layer have no slope for any sample, shape (n_neurons,); saturated ones apart."""
    if layer.slope is None:
        return np.zeros(layer.n_neurons, bool)
    return np.asarray(np.all(np.abs(layer.slope) < SILENT, axis=0) & (flat_for(layer) < ALWAYS))


def constant_in(layer: Layer) -> NDArray[np.bool_]:
    """Which neurons of a layer answer every sample the same, shape (n_neurons,); saturated ones apart.

    It is asked of the first hidden layer: in later ones the samples may have become alike on the way.
    """
    extent, size = np.ptp(layer.values, axis=0), np.abs(layer.values).max(axis=0)
    return np.asarray((extent <= SAME * size) & (flat_for(layer) < ALWAYS))


def dead(subject: Subject) -> Finding | None:
    """Many neurons of a hidden layer answer every sample the same."""
    layers = subject.layers[:-1]
    if len(layers[0].values) < 2:
        return None
    constant = constant_in(layers[0])
    gone = [silent_in(layers[0]) | constant, *(silent_in(layer) for layer in layers[1:])]
    shares = [float(each.mean()) for each in gone]
    if max(shares) <= MANY:
        return None
    worst = int(np.argmax(shares))
    layer = layers[worst]
    n_dead, n_silent = int(gone[worst].sum()), int(silent_in(layer).sum())
    others = sum(share > MANY for share in shares) - 1
    more = "" if not others else f" The same holds for {others} more layer{'s' if others > 1 else ''}."
    why, remedy, change = _silent(subject) if 2 * n_silent >= n_dead else _constant(subject)
    return Finding(
        "dead neurons",
        f"In {layer.name}, {n_dead} of {layer.n_neurons} {layer.activation} neurons are dead. {why}{more}",
        remedy,
        {"layer": worst + 1.0, "dead": float(n_dead), "neurons": float(layer.n_neurons)},
        change,
    )


def _silent(subject: Subject) -> tuple[str, str, dict[str, object]]:
    change: dict[str, object] = {"activation": "leaky_relu"}
    return (
        "No sample makes them active, so no error comes back to them, and they will never be.",
        f"Use an activation that keeps a slope on both sides ({subject.put(**change)}).",
        change,
    )


def _constant(subject: Subject) -> tuple[str, str, dict[str, object]]:
    change: dict[str, object] = {"init": "auto"}
    return (
        "They answer every sample the same, so the layers behind them learn nothing from the features.",
        f"Start from random weights of the usual size ({subject.put(**change)}).",
        change,
    )
