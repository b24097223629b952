"""The gates by name, with weights that can be checked by hand, and the name of the gate that a neuron is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt.errors import require_known
from rosenblatt.gates.named import Circuit


def _gate(name: str, layer_sizes: Sequence[int], parameters: Sequence[float]) -> Circuit:
    fixed = np.array(parameters, dtype=float)
    fixed.flags.writeable = False
    return Circuit(layer_sizes, ("step",) * (len(layer_sizes) - 1), fixed, output_names=(name,))


def _neuron(name: str, *weights_and_bias: float) -> Circuit:
    return _gate(name, (len(weights_and_bias) - 1, 1), weights_and_bias)


def _either(name: str, output: tuple[float, float, float]) -> Circuit:
    """Three layers: OR and AND of the inputs; the value of the OR and NOT of the AND; the output."""
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
"""The gates by name; their parameters are read only."""


def gate(name: str) -> Circuit:
    """Return a gate as a network of neurons with a step, with its own writable parameters.

    Parameters
    ----------
    name : {"and", "or", "not", "nand", "nor", "xor", "xnor", "implies"}
        In lower or upper case. AND, OR, NOT, NAND, NOR and IMPLIES are one neuron; XOR and XNOR have three
        layers: OR and AND; the value of the OR passed on and NOT of the AND; the output.

    Returns
    -------
    Circuit
        Inputs ``x1`` and ``x2``; the output has the name of the gate.

    Raises
    ------
    PlanError
        If there is no such gate; the message names the most similar one.

    Examples
    --------
    >>> from rosenblatt.gates import gate
    >>> gate("xor").predict([[0, 0], [0, 1], [1, 0], [1, 1]]).ravel().tolist()
    [0, 1, 1, 0]
    """
    known = name.lower() if isinstance(name, str) else name
    require_known("gate", known, GATES)
    return GATES[known].copy()


def neuron_word(weights: ArrayLike, bias: float) -> str | None:
    """Return the name of what a neuron with a step computes from values of 0 and 1, or None.

    The names are ``pass``, ``NOT``, ``AND``, ``OR``, ``NAND``, ``NOR``, ``≥2`` for at least two, ``<2`` for
    fewer, and ``1`` or ``0`` for a constant. An input with a weight of zero is ignored.

    >>> from rosenblatt.gates.by_name import neuron_word
    >>> neuron_word([1, 1], -1.5), neuron_word([0, -1], 0.5), neuron_word([2, 2, 2], -3)
    ('AND', 'NOT', '≥2')
    """
    read = np.asarray(weights, dtype=float)
    read = read[read != 0]
    least, most = bias + float(read[read < 0].sum()), bias + float(read[read > 0].sum())
    if least > 0 or most <= 0:
        return "1" if least > 0 else "0"
    if not (read == read[0]).all():
        return None
    weight, n = float(read[0]), len(read)
    if n == 1:
        return "pass" if weight > 0 else "NOT"
    # With k ones, z is k * weight + bias: above zero from a certain k on, or up to one.
    reached = math.floor(-bias / weight) + 1 if weight > 0 else math.ceil(-bias / weight)
    words = {1: "OR", n: "AND"} if weight > 0 else {1: "NOR", n: "NAND"}
    return words.get(reached, f"≥{reached}" if weight > 0 else f"<{reached}")
