"""Replacing steps by sigmoids, so that gradient descent can train a circuit further."""

from __future__ import annotations

import numpy as np

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.errors import PlanError, require_known
from rosenblatt.gates.table import all_rows
from rosenblatt.network import Network

SIGMOIDS = ("logistic", "tanh")
SURE = 0.9
"""The least probability of the right answer, if no sharpness is given."""

_FIRST, _LAST = 4.0, 2.0**24


def trainable(network: Network, activation: str = "logistic", sharpness: float | None = None) -> Network:
    """Replace the step of every neuron by a sigmoid, which has a gradient everywhere.

    The weights and biases are multiplied by ``sharpness``: the larger it is, the closer are the sigmoids to
    the step, and the smaller are their gradients. At z = 0.5, the value closest to zero in the neurons of
    gates, the logistic function is 0.88 for a sharpness of 4 and 0.98 for 8.

    Parameters
    ----------
    network : Network
        Every activation is ``step``.
    activation : {"logistic", "tanh"}, default="logistic"
        Of the hidden layers; the output layer becomes ``logistic``, as in :class:`~rosenblatt.MLPClassifier`
        for two classes and for several labels. Since tanh is -1 where the step is 0, the weights that read it
        are adjusted.
    sharpness : float, optional
        Greater than 0. Default: the first of 4, 8, 16, ... with which the right answer has at least 0.9 on
        every row of the truth table; deep networks need more than single neurons. With more than 16 inputs,
        16.

    Returns
    -------
    Network
        With its own parameters; a circuit keeps its names.

    Raises
    ------
    PlanError
        If the network has another activation than step, the activation is not a sigmoid, or the sharpness is
        not a positive number.

    Examples
    --------
    >>> from rosenblatt.gates import XOR, trainable
    >>> start = trainable(XOR, "tanh")
    >>> start.activations
    ('tanh', 'tanh', 'logistic')
    >>> start.forward([[0, 0], [0, 1], [1, 0], [1, 1]]).ravel().round(2).tolist()
    [0.02, 0.98, 0.98, 0.02]
    """
    if not isinstance(network, Network) or network.cell is not None or set(network.activations) != {"step"}:
        raise PlanError(
            f"trainable needs a feed-forward network whose activations are all step, got {network!r}"
        )
    require_known("activation", activation, SIGMOIDS)
    if sharpness is not None:
        if isinstance(sharpness, bool) or not np.isfinite(sharpness) or sharpness <= 0:
            raise PlanError(f"sharpness must be a number greater than 0, got {sharpness!r}")
        return _smooth(network, activation, float(sharpness))
    if network.n_inputs > 16:
        return _smooth(network, activation, 16.0)
    rows = all_rows(network.n_inputs)
    truth, sharpness = network.predict(rows), _FIRST
    while sharpness < _LAST:
        smooth = _smooth(network, activation, sharpness)
        if _is_sure(smooth.forward(rows), truth):
            return smooth
        sharpness *= 2
    raise PlanError(
        "the network answers with a pre-activation of zero on some row, and no sigmoid can follow it there: "
        "shift its biases a little, or give the sharpness"
    )


def _is_sure(outputs: FloatArray, truth: FloatArray | IntArray) -> bool:
    return bool((np.abs(outputs - truth) <= 1 - SURE).all())


def _smooth(network: Network, activation: str, sharpness: float) -> Network:
    """step(z) is about logistic(s z), which is (1 + tanh(s z / 2)) / 2."""
    smooth = network.copy()
    hidden = network.n_layers - 1
    smooth.activations = (activation,) * hidden + ("logistic",)
    for layer in range(network.n_layers):
        weights, biases = smooth.weights[layer], smooth.biases[layer]
        if activation == "tanh" and layer > 0:
            weights /= 2
            biases += weights.sum(axis=0)
        scale = sharpness / 2 if activation == "tanh" and layer < hidden else sharpness
        weights *= scale
        biases *= scale
    return smooth
