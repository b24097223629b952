"""From steps to sigmoids: a circuit that gradient descent can train on from where it stands."""

from __future__ import annotations

import numpy as np

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.errors import PlanError, require_known
from rosenblatt.gates.table import all_rows
from rosenblatt.network import Network

SIGMOIDS = ("logistic", "tanh")
SURE = 0.9
"""What the right answer is given at least, where the sharpness is not given."""

_FIRST, _LAST = 4.0, 2.0**24


def trainable(network: Network, activation: str = "logistic", sharpness: float | None = None) -> Network:
    """Swap the step of every neuron for a sigmoid, which has a slope everywhere.

    The weights and biases are multiplied by ``sharpness``, so that a sigmoid comes as close to the step as
    wanted: at z = 0.5, where the gates' neurons are closest to zero, a logistic one gives 0.88 for a
    sharpness of 4 and 0.98 for 8. The sharper, the closer to the step, and the smaller the slopes.

    Parameters
    ----------
    network : Network
        Every activation is ``step``.
    activation : {"logistic", "tanh"}, default="logistic"
        Of the hidden layers; the output layer becomes ``logistic``, as :class:`~rosenblatt.MLPClassifier` has
        it for two classes and for several labels. As tanh says -1 where the step says 0, the weights that
        read it are adjusted.
    sharpness : float, optional
        Greater than 0. Default: 4, 8, 16, ... until the network gives the right answer at least 0.9 on every
        row of its truth table; a deep network needs more than one neuron. With more than 16 inputs, 16.

    Returns
    -------
    Network
        With parameters of its own; a circuit keeps its names.

    Raises
    ------
    PlanError
        If another activation than a step is in the network, the activation is no sigmoid, or the sharpness is
        impossible.

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
