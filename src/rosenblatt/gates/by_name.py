"""The gates by name: networks with a step and the weights that a learner can check by hand."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from rosenblatt.errors import require_known
from rosenblatt.gates.named import Circuit


def _gate(name: str, layer_sizes: Sequence[int], parameters: Sequence[float]) -> Circuit:
    fixed = np.array(parameters, dtype=float)
    fixed.flags.writeable = False
    return Circuit(layer_sizes, ("step",) * (len(layer_sizes) - 1), fixed, output_names=(name,))


def _neuron(name: str, *weights_and_bias: float) -> Circuit:
    return _gate(name, (len(weights_and_bias) - 1, 1), weights_and_bias)


def _either(name: str, output: tuple[float, float, float]) -> Circuit:
    """Three levels: OR and AND of the inputs; the OR's value passed on, and NOT of the AND; the output."""
    first = (1, 1, 1, 1)
    second = (1, 0, 0, -1)
    weights = (*first, *second, *output[:2])
    biases = (-0.5, -1.5, -0.5, 0.5, output[2])
    return _gate(name, (2, 2, 2, 1), (*weights, *biases))


AND = _neuron("and", 1, 1, -1.5)
OR = _neuron("or", 1, 1, -0.5)
NOT = _neuron("not", -1, 0.5)
NAND = _neuron("nand", -1, -1, 1.5)
NOR = _neuron("nor", -1, -1, 0.5)
IMPLIES = _neuron("implies", -1, 1, 0.5)
XOR = _either("xor", (1, 1, -1.5))
XNOR = _either("xnor", (-1, -1, 1.5))

GATES = MappingProxyType(
    {each.output_names[0]: each for each in (AND, OR, NOT, NAND, NOR, XOR, XNOR, IMPLIES)}
)
"""The gates by name. Nobody can change them by mistake: their parameters are read only."""


def gate(name: str) -> Circuit:
    """Return a gate as a network with a step, its parameters its own and free to change.

    Parameters
    ----------
    name : {"and", "or", "not", "nand", "nor", "xor", "xnor", "implies"}
        Upper case will do. AND, OR, NOT, NAND, NOR and IMPLIES are one neuron; XOR and XNOR have three
        levels: OR and AND, then the OR's value passed on and NOT of the AND, then the output.

    Returns
    -------
    Circuit
        Inputs ``x1`` and ``x2``, the output called like the gate.

    Raises
    ------
    PlanError
        If there is no such gate; the message names the nearest.

    Examples
    --------
    >>> from rosenblatt.gates import gate
    >>> gate("xor").predict([[0, 0], [0, 1], [1, 0], [1, 1]]).ravel().tolist()
    [0, 1, 1, 0]
    """
    known = name.lower() if isinstance(name, str) else name
    require_known("gate", known, GATES)
    return GATES[known].copy()
