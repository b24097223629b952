"""What a neuron of a circuit does, in a word."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike


def neuron_word(weights: ArrayLike, bias: float) -> str | None:
    """Say in a word what a neuron with a step does with values of 0 and 1.

    Parameters
    ----------
    weights : array-like of shape (n_inputs,)
        A weight of zero reads nothing.
    bias : float

    Returns
    -------
    str or None
        ``pass``, ``NOT``, ``AND``, ``OR``, ``NAND``, ``NOR``, ``≥2`` for at least two, ``<2`` for fewer,
        ``1`` or ``0`` for always; None where no word fits.

    Examples
    --------
    >>> from rosenblatt.gates.words import neuron_word
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
    # With k ones z is k * weight + bias: it is above zero from a certain k on, or below one.
    reached = math.floor(-bias / weight) + 1 if weight > 0 else math.ceil(-bias / weight)
    words = {1: "OR", n: "AND"} if weight > 0 else {1: "NOR", n: "NAND"}
    return words.get(reached, f"≥{reached}" if weight > 0 else f"<{reached}")
